package io.github.encoderj.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Refusal;
import loci.common.RandomAccessInputStream;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.PhotoInterp;
import loci.formats.tiff.TiffCompression;
import loci.formats.tiff.TiffParser;

/**
 * Plain and ImageJ TIFF stacks, compressed or not, with 8 to 64 bits, read page by page without starting the whole of Bio-Formats.
 * Numbers come as they are stored: palettes and inverted display (WhiteIsZero) change nothing, as in ImageJ. The voxel size is
 * taken from ImageJ's description only, since print resolutions of other TIFF files are not voxel sizes.
 */
final class TiffReading {

	private static final Logger LOG = LoggerFactory.getLogger(TiffReading.class);
	/** Tags of TIFF dialects that say more than a stack: Zeiss LSM, MetaMorph, FluoView, Leica, GeoTIFF-like microscopes. */
	private static final int[] DIALECTS = { 34412, 33628, 33629, 33630, 33631, 34361, 34362, 33560, 34118, 34680, 34682, 65420 };
	private static final int PIECE = 1 << 24;

	private final Path path;
	private final String name;
	private final TiffParser parser;
	private final List<IFD> pages;
	private final IFD first;

	private TiffReading(final Path path, final TiffParser parser, final List<IFD> pages) {
		this.path = path;
		this.name = path.getFileName().toString();
		this.parser = parser;
		this.pages = pages;
		this.first = pages.get(0);
	}

	/**
	 * Reads a TIFF stack.
	 *
	 * @return empty if the file is of a dialect (OME-TIFF, LSM, 1-bit, slide...) that all of Bio-Formats is needed for
	 * @throws Refusal if the file is truncated, or its pages differ in size or type
	 */
	static Optional<Volume<?>> read(final Path path) {
		try (RandomAccessInputStream stream = new RandomAccessInputStream(path.toString()); TiffParser parser = new TiffParser(stream)) {
			parser.setDoCaching(true);
			Refusal.unless(parser.checkHeader() != null, "%s is not a TIFF file. Check its contents or its suffix.", path);
			final long[] offsets = parser.getIFDOffsets();
			Refusal.unless(offsets.length > 0, "%s is truncated: it holds no section. Copy or export it again.", path);
			checkChain(stream, parser.isBigTiff(), offsets, path);
			final List<IFD> pages = parser.getMainIFDs();
			pages.removeIf(p -> p.get(IFD.NEW_SUBFILE_TYPE) instanceof Number kind && (kind.intValue() & 1) != 0);
			for (final IFD page : pages) parser.fillInIFD(page);
			if (pages.isEmpty()) return Optional.empty();
			final TiffReading reading = new TiffReading(path, parser, pages);
			if (reading.plain() || reading.comment().contains("<OME")) reading.checkLength();
			return reading.plain() ? Optional.of(reading.volume()) : Optional.empty();
		}
		catch (final IOException | FormatException | IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException |
				NullPointerException | ClassCastException e)
		{
			throw new Refusal("Could not read " + path + ": it is damaged, truncated or of an unknown kind of TIFF (" + e.getMessage() +
				"). Copy or export it again.", e);
		}
	}

	/** The parser ends silently where a directory lies behind the end of the file: look whether it does. */
	private static void checkChain(final RandomAccessInputStream stream, final boolean big, final long[] offsets, final Path path)
		throws IOException
	{
		final long last = offsets[offsets.length - 1];
		stream.seek(last);
		final long entries = big ? stream.readLong() : stream.readUnsignedShort();
		final long next = last + (big ? 8 + 20 * entries : 2 + 12 * entries);
		boolean whole = next + (big ? 8 : 4) <= stream.length();
		if (whole) {
			stream.seek(next);
			whole = (big ? stream.readLong() : stream.readInt() & 0xffffffffL) < stream.length();
		}
		Refusal.unless(whole, "%s is truncated: its list of sections ends after %d. Copy or export it again.", path, offsets.length);
	}

	/** Whether page-wise reading gives all that the file says. */
	private boolean plain() throws FormatException {
		for (final int tag : DIALECTS) {
			if (first.containsKey(tag)) return false;
		}
		final String comment = comment();
		if (comment.contains("<OME") || comment.startsWith("Aperio") || comment.contains("SCANIMAGE") || comment.startsWith("<MetaData")) {
			return false;
		}
		final int[] bits = first.getBitsPerSample();
		for (final int b : bits) {
			if (b != bits[0]) return false;
		}
		final PhotoInterp colours = first.getPhotometricInterpretation();
		if (colours == PhotoInterp.Y_CB_CR || colours == PhotoInterp.CFA_ARRAY || colours == PhotoInterp.CMYK) return false;
		final int format = format();
		return bits[0] == 8 && format != 3 || bits[0] == 16 && format != 3 || bits[0] == 32 || bits[0] == 64;
	}

	private String comment() {
		final String comment = first.getComment();
		return comment == null ? "" : comment.trim();
	}

	private int format() {
		return first.get(IFD.SAMPLE_FORMAT) instanceof Number n ? n.intValue() : first.get(
			IFD.SAMPLE_FORMAT) instanceof int[] all ? all[0] : first.get(IFD.SAMPLE_FORMAT) instanceof short[] all ? all[0] : 1;
	}

	private PixelType type() throws FormatException {
		final int bits = first.getBitsPerSample()[0];
		return format() == 3 ? bits == 32 ? PixelType.FLOAT : PixelType.DOUBLE : PixelType.integer(bits / 8, format() == 2);
	}

	private Volume<?> volume() throws FormatException, IOException {
		final TiffDescription says = TiffDescription.parse(comment());
		final boolean oneDirectory = pages.size() == 1 && says.pages() > 1;
		final int stored = oneDirectory ? says.pages() : pages.size();
		Refusal.unless(says.pages() <= stored, "%s is truncated: it announces %d sections and holds %d. Copy or export it again.", path, says
			.pages(), stored);
		final int samples = first.getSamplesPerPixel();
		final boolean fits = says.slices() > 0 && (long) says.channels() * says.slices() * says.frames() == stored;
		final int frames = fits ? says.frames() : 1;
		final int slices = fits ? says.slices() : stored;
		final int channels = fits ? says.channels() : 1;
		Refusal.unless(frames == 1 || slices == 1, "%s has %d time points of %d sections each; one stack is expected. Save one time point.",
			path, frames, slices);
		Refusal.unless(samples == 1 || channels == 1, "%s has %d channels of %d colours each; split its channels first.", path, channels,
			samples);
		if (frames > 1) LOG.info("{}: {} time points are taken as sections.", name, frames);
		final int depth = slices * frames;
		final long width = first.getImageWidth();
		final long height = first.getImageLength();
		final int axis = channels * samples > 1 ? channels * samples : 0;
		checkPages();
		final Raster raster = new Raster(type(), width, height, depth, axis, name);
		final Order order = (page, sample) -> samples > 1 ? new long[] { page, sample } : says.channelsFirst() && fits ? new long[] { page %
			depth, page / depth } : new long[] { page / channels, page % channels };
		if (oneDirectory || contiguous(first)) raw(raster, order, stored, oneDirectory, (int) (width * height));
		else decoded(raster, order, samples, (int) width, (int) height);
		return raster.volume(geometry(says), name);
	}

	/** Section and channel of a page and a colour in it. */
	private interface Order {

		long[] of(int page, int sample);
	}

	private void checkPages() throws FormatException {
		for (int i = 0; i < pages.size(); i++) {
			final IFD page = pages.get(i);
			final boolean same = page.getImageWidth() == first.getImageWidth() && page.getImageLength() == first.getImageLength() && page
				.getBitsPerSample()[0] == first.getBitsPerSample()[0] && page.getSamplesPerPixel() == first.getSamplesPerPixel();
			Refusal.unless(same, "%s holds images of different sizes or types: image %d is %d x %d, the first %d x %d. Save the stack " +
				"alone.", path, i + 1, page.getImageWidth(), page.getImageLength(), first.getImageWidth(), first.getImageLength());
		}
	}

	/** The parser fills up with zeros where the file ends: look whether it does. */
	private void checkLength() throws FormatException, IOException {
		final long length = Files.size(path);
		for (int i = 0; i < pages.size(); i++) {
			final long[] offsets = pages.get(i).getStripOffsets();
			final long[] counts = pages.get(i).getStripByteCounts();
			for (int s = 0; s < offsets.length && s < counts.length; s++) {
				Refusal.unless(offsets[s] + counts[s] <= length, "%s is truncated: section %d ends at byte %d, the file at %d. Copy or " +
					"export it again.", path, i + 1, offsets[s] + counts[s], length);
			}
		}
	}

	/** Whether a page is one uncompressed run of numbers. */
	private boolean contiguous(final IFD page) throws FormatException {
		if (page.isTiled() || page.getSamplesPerPixel() != 1 || page.getCompression() != TiffCompression.UNCOMPRESSED || page.getIFDIntValue(
			IFD.FILL_ORDER, 1) != 1) return false;
		final long[] offsets = page.getStripOffsets();
		final long[] counts = page.getStripByteCounts();
		long total = 0;
		for (int s = 0; s < offsets.length; s++) {
			if (s > 0 && offsets[s] != offsets[s - 1] + counts[s - 1]) return false;
			total += counts[s];
		}
		return total == page.getImageWidth() * page.getImageLength() * page.getBitsPerSample()[0] / 8;
	}

	/** Reads uncompressed pages straight into the arrays; with one directory, all sections lie behind the first. */
	private void raw(final Raster raster, final Order order, final int count, final boolean oneDirectory, final int planeSize)
		throws IOException, FormatException
	{
		final int bytes = raster.type().bytes();
		final long planeBytes = (long) planeSize * bytes;
		final ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(planeBytes, PIECE));
		buffer.order(first.isLittleEndian() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
		Refusal.unless(!oneDirectory || contiguous(first), "%s announces %d sections, but lists one. It is damaged: save it again.", path,
			count);
		try (FileChannel channel = FileChannel.open(path)) {
			final long end = first.getStripOffsets()[0] + planeBytes * count;
			Refusal.unless(!oneDirectory || end <= channel.size(), "%s is truncated: %d sections end at byte %d, the file at %d. Copy or " +
				"export it again.", path, count, end, channel.size());
			for (int p = 0; p < count; p++) {
				if (!oneDirectory && !contiguous(pages.get(p))) {
					decodedPage(raster, order, p, 1, planeSize);
					continue;
				}
				final long start = oneDirectory ? first.getStripOffsets()[0] + planeBytes * p : pages.get(p).getStripOffsets()[0];
				final long[] place = order.of(p, 0);
				for (long done = 0; done < planeBytes; done += buffer.limit()) {
					buffer.clear().limit((int) Math.min(buffer.capacity(), planeBytes - done));
					while (buffer.hasRemaining() && channel.read(buffer, start + done + buffer.position()) >= 0);
					Refusal.unless(!buffer.hasRemaining(), "%s ended while it was read. Is another program writing it?", path);
					raster.type().decode(buffer, 0, raster.array(place[0], place[1]), raster.offset(place[0], place[1]) + (int) (done / bytes),
						buffer.limit() / bytes);
				}
			}
		}
	}

	private void decoded(final Raster raster, final Order order, final int samples, final int width, final int height)
		throws FormatException, IOException
	{
		for (int p = 0; p < pages.size(); p++) decodedPage(raster, order, p, samples, width * height);
	}

	private void decodedPage(final Raster raster, final Order order, final int p, final int samples, final int planeSize)
		throws FormatException, IOException
	{
		final IFD page = pages.get(p);
		// The parser would invert the numbers of WhiteIsZero pages and strip palettes' types: as stored is what labels need.
		if (samples == 1) page.put(IFD.PHOTOMETRIC_INTERPRETATION, PhotoInterp.BLACK_IS_ZERO.getCode());
		final long bytes = (long) planeSize * samples * raster.type().bytes();
		Refusal.unless(bytes <= Integer.MAX_VALUE - 8, "%s has compressed sections of more than 2 GiB. Save it uncompressed or as Zarr.", path);
		final byte[] samplesOfPage = parser.getSamples(page, new byte[(int) bytes]);
		final ByteBuffer buffer = ByteBuffer.wrap(samplesOfPage).order(page.isLittleEndian() ? ByteOrder.LITTLE_ENDIAN
			: ByteOrder.BIG_ENDIAN);
		for (int s = 0; s < samples; s++) {
			final long[] place = order.of(p, s);
			raster.put(buffer, s * planeSize * raster.type().bytes(), 0, 0, place[0], place[1], planeSize);
		}
	}

	private Geometry geometry(final TiffDescription says) throws FormatException {
		if (says.unit().isEmpty()) return Geometry.PIXELS;
		final double x = size(IFD.X_RESOLUTION);
		final double y = size(IFD.Y_RESOLUTION);
		final double[] spacing = { x, y, says.spacing() };
		final double[] origin = new double[3];
		for (int d = 0; d < 3; d++) origin[d] = says.origin()[d] == 0 ? 0 : -says.origin()[d] * spacing[d];
		return Units.geometry(spacing, origin, says.unit().get(), name);
	}

	/** Voxel size from pixels per unit; ImageJ leaves it out, or writes 0, for 1. */
	private double size(final int tag) throws FormatException {
		final loci.formats.tiff.TiffRational perUnit = first.get(tag) instanceof loci.formats.tiff.TiffRational r ? r : null;
		if (perUnit == null || perUnit.getNumerator() == 0 || perUnit.getDenominator() == 0) return 1;
		return (double) perUnit.getDenominator() / perUnit.getNumerator();
	}
}
