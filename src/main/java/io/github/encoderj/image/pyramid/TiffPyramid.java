package io.github.encoderj.image.pyramid;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import loci.common.RandomAccessInputStream;
import loci.formats.FormatException;
import loci.formats.tiff.IFD;
import loci.formats.tiff.PhotoInterp;
import loci.formats.tiff.TiffCompression;
import loci.formats.tiff.TiffParser;
import loci.formats.tiff.TiffRational;

/**
 * Tiled (or stripped) colour TIFF files of 8 bits: Aperio SVS, OME-TIFF, and pyramids of pages as vips, QuPath and libtiff write them.
 * The directories are read once; JPEG tiles and bare ones are read from the file by position, from any thread, other compressions
 * through a pool of Bio-Formats' TIFF parsers.
 */
final class TiffPyramid implements TileSource {

	private static final Pattern MPP = Pattern.compile("\\|\\s*MPP\\s*=\\s*([0-9.eE+-]+)");
	private static final Pattern MAGNIFICATION = Pattern.compile("\\|\\s*AppMag\\s*=\\s*([0-9.eE+-]+)");

	/** Where the tiles of a level lie and how they are decoded; without a decoder they are bare or a parser has to do it. */
	private record Page(long[] offsets, long[] counts, Optional<JpegTiles> jpeg, boolean bare) {}

	/** A parser with directories of its own: parsers and directories are not safe to share. */
	private record Worker(TiffParser parser, List<IFD> pages) {}

	private final Path path;
	private final TiffPages file;
	private final FileChannel channel;
	private final List<PyramidLevel> levels = new ArrayList<>();
	private final List<Page> pages = new ArrayList<>();
	private final Queue<Worker> idle = new ConcurrentLinkedQueue<>();

	private TiffPyramid(final Path path, final TiffPages file) throws IOException, FormatException {
		this.path = path;
		this.file = file;
		final IFD first = file.pages().get(0);
		for (final IFD page : file.pages()) {
			final int width = (int) page.getImageWidth();
			final int height = (int) page.getImageLength();
			levels.add(new PyramidLevel(width, height, (int) Math.min(page.getTileWidth(), page.isTiled() ? Integer.MAX_VALUE : width),
				(int) page.getTileLength(), (double) first.getImageWidth() / width, (double) first.getImageLength() / height));
			pages.add(page(page));
		}
		channel = FileChannel.open(path);
	}

	/**
	 * Opens a file.
	 *
	 * @return empty if it is no TIFF, or one that needs all of Bio-Formats
	 * @throws io.github.encoderj.base.Refusal if it is truncated
	 */
	static Optional<TileSource> open(final Path path) throws IOException {
		try {
			final Optional<TiffPages> pages = TiffPages.read(path);
			return pages.isEmpty() ? Optional.empty() : Optional.of(new TiffPyramid(path, pages.get()));
		}
		catch (final FormatException e) {
			throw new IOException(e.getMessage(), e);
		}
	}

	private static Page page(final IFD page) throws FormatException {
		final boolean chunky = page.getPlanarConfiguration() == 1;
		final TiffCompression compression = page.getCompression();
		final boolean rgb = page.getPhotometricInterpretation() == PhotoInterp.RGB;
		final boolean jpeg = chunky && (compression == TiffCompression.JPEG || compression == TiffCompression.ALT_JPEG);
		final boolean bare = chunky && rgb && compression == TiffCompression.UNCOMPRESSED && page.getIFDIntValue(IFD.FILL_ORDER, 1) == 1;
		return new Page(page.getStripOffsets(), page.getStripByteCounts(), jpeg ? Optional.of(new JpegTiles(tables(page), rgb)) : Optional
			.empty(), bare);
	}

	private static byte[] tables(final IFD page) {
		final Object tables = page.get(IFD.JPEG_TABLES);
		if (tables instanceof byte[] bytes) return bytes;
		final byte[] out = new byte[tables instanceof short[] s ? s.length : 0];
		for (int i = 0; i < out.length; i++) out[i] = (byte) ((short[]) tables)[i];
		return out;
	}

	@Override
	public String format() {
		return file.kind().label();
	}

	@Override
	public List<PyramidLevel> levels() {
		return List.copyOf(levels);
	}

	@Override
	public Optional<PixelSize> pixelSize() {
		return switch (file.kind()) {
			case APERIO -> number(MPP).stream().boxed().findFirst().flatMap(s -> PixelSize.believed(s, s));
			case OME -> OmeText.pixelSize(file.comment());
			case GENERIC -> PixelSize.believed(resolution(IFD.X_RESOLUTION), resolution(IFD.Y_RESOLUTION));
		};
	}

	@Override
	public OptionalDouble magnification() {
		return file.kind() == TiffPages.Kind.APERIO ? number(MAGNIFICATION) : OptionalDouble.empty();
	}

	private OptionalDouble number(final Pattern pattern) {
		final Matcher found = pattern.matcher(file.comment());
		try {
			return found.find() ? OptionalDouble.of(Double.parseDouble(found.group(1))) : OptionalDouble.empty();
		}
		catch (final NumberFormatException e) {
			return OptionalDouble.empty();
		}
	}

	/** Micrometres a pixel; NaN where the file gives no unit. */
	private double resolution(final int tag) {
		final IFD first = file.pages().get(0);
		final int unit = first.get(IFD.RESOLUTION_UNIT) instanceof Number n ? n.intValue() : 2;
		final double perUnit = first.get(tag) instanceof TiffRational r && r.getDenominator() != 0 ? (double) r.getNumerator() / r
			.getDenominator() : Double.NaN;
		return unit == 3 ? 10_000 / perUnit : unit == 2 ? 25_400 / perUnit : Double.NaN;
	}

	@Override
	public byte[] tile(final int level, final int column, final int row) throws IOException {
		final PyramidLevel size = levels.get(level);
		final Page page = pages.get(level);
		final int index = row * size.tileColumns() + column;
		if (index >= page.counts.length || page.counts[index] == 0) { // left out by the scanner: glass
			final byte[] white = new byte[size.tileBytes()];
			Arrays.fill(white, (byte) 255);
			return white;
		}
		if (page.jpeg.isPresent()) return page.jpeg.get().decode(stored(page, index), size.tileWidth(), size.tileHeight());
		if (page.bare) return Arrays.copyOf(stored(page, index), size.tileBytes());
		return parsed(level, size, column, row);
	}

	private byte[] stored(final Page page, final int index) throws IOException {
		final ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(page.counts[index]));
		while (buffer.hasRemaining()) {
			if (channel.read(buffer, page.offsets[index] + buffer.position()) < 0) throw new EOFException("the file ended");
		}
		return buffer.array();
	}

	private byte[] parsed(final int level, final PyramidLevel size, final int column, final int row) throws IOException {
		Worker worker = idle.poll();
		try {
			if (worker == null) worker = worker();
			final IFD page = worker.pages.get(level);
			final int pixels = size.tileWidth() * size.tileHeight();
			final byte[] planes = worker.parser.getTile(page, new byte[3 * pixels], row, column);
			final byte[] out = new byte[3 * pixels];
			for (int c = 0; c < 3; c++) {
				for (int i = 0, o = c; i < pixels; i++, o += 3) out[o] = planes[c * pixels + i];
			}
			return out;
		}
		catch (final FormatException | RuntimeException e) {
			throw new IOException(e.toString(), e);
		}
		finally {
			if (worker != null) idle.add(worker);
		}
	}

	private Worker worker() throws IOException, FormatException {
		final TiffParser parser = new TiffParser(new RandomAccessInputStream(path.toString()));
		parser.setDoCaching(true);
		parser.checkHeader();
		final List<IFD> own = new ArrayList<>();
		for (final IFD page : file.pages()) own.add(new IFD(page));
		return new Worker(parser, own);
	}

	@Override
	public void close() {
		pages.forEach(page -> page.jpeg.ifPresent(JpegTiles::close));
		try {
			channel.close();
			for (Worker each = idle.poll(); each != null; each = idle.poll()) each.parser.close();
		}
		catch (final IOException e) {
			// nothing was written
		}
	}
}
