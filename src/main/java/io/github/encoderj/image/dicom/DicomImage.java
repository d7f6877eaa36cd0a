package io.github.encoderj.image.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.dicom.DicomParser.PixelPlace;

/** One DICOM file: its attributes, and the stored values of its frames, exactly as in the file. */
public final class DicomImage {

	private final Path path;
	private final TransferSyntax syntax;
	private final DataSet elements;
	private final Optional<PixelPlace> place;
	private final Optional<byte[]> inflated;
	private final Optional<PixelLayout> layout;

	private DicomImage(final Path path, final DicomParser.Parsed parsed) {
		this.path = path;
		this.syntax = parsed.syntax();
		this.elements = parsed.elements();
		this.place = parsed.pixels();
		this.inflated = parsed.inflated();
		this.layout = place.map(p -> PixelLayout.of(elements, p.tag(), path));
		layout.ifPresent(syntax.compression() == TransferSyntax.Compression.NONE ? this::checkLength : this::checkFragments);
	}

	/** Whether a file says that it is DICOM, whatever its name is. */
	public static boolean is(final Path path) {
		try (ByteSource source = ByteSource.of(path)) {
			return DicomParser.marked(source);
		}
	}

	/**
	 * Reads the attributes of a file; pixels are read when asked for.
	 *
	 * @throws Refusal if it is not DICOM, truncated or damaged, or of a kind that is not read exactly
	 */
	public static DicomImage read(final Path path) {
		return new DicomImage(path, DicomParser.parse(path));
	}

	private void checkLength(final PixelLayout l) {
		final long needed = (l.frameBits() * l.frames() + 7) / 8;
		Refusal.unless(place.get().length() >= needed, "%s is truncated or damaged: its header asks for %d x %d pixels in %d frames, %d bytes, " +
			"but it holds %d. Copy it again.", path, l.columns(), l.rows(), l.frames(), needed, place.get().length());
		Refusal.unless(!l.photometric().startsWith("YBR_") || l.photometric().equals("YBR_FULL"), "%s has uncompressed pixels as \"%s\"; " +
			"expected RGB or YBR_FULL. Convert it first.", path, l.photometric());
	}

	private void checkFragments(final PixelLayout l) {
		final List<long[]> fragments = place.get().fragments();
		final long bytes = fragments.stream().mapToLong(f -> f[1]).sum();
		Refusal.unless(fragments.size() >= l.frames() && bytes * JavaCodecs.MOST_PIXELS_A_BYTE >= (double) l.frameSamples() * l.frames(),
			"%s is truncated or damaged: its header asks for %d x %d pixels in %d frames, but it holds %d compressed bytes in %d fragments. Copy " +
				"it again.", path, l.columns(), l.rows(), l.frames(), bytes, fragments.size());
	}

	public Path path() {
		return path;
	}

	/** The attributes of the file. */
	public DataSet elements() {
		return elements;
	}

	/** Whether it holds pixels; reports, plans and contours do not. */
	public boolean hasPixels() {
		return layout.isPresent();
	}

	/** How the pixels are laid out. */
	PixelLayout layout() {
		return layout.orElseThrow(() -> new Refusal(path + " holds no image, but " + elements.text(Tag.MODALITY).map(DataSet::printable).orElse(
			"other") + " data. Give a file with pixels."));
	}

	public int width() {
		return layout().columns();
	}

	public int height() {
		return layout().rows();
	}

	/** 1, or 3 for colour. */
	public int channels() {
		return layout().samples();
	}

	public int frames() {
		return layout().frames();
	}

	/** What the values mean: MONOCHROME1 when low values are bright, MONOCHROME2, RGB, YBR_... */
	public String photometric() {
		return layout().photometric();
	}

	/**
	 * The stored values of a frame: no rescale, no window, no inversion; colours as red, green and blue when they are kept as brightness and
	 * differences.
	 *
	 * @param frame 0 for the first
	 * @return order [channel, y, x]; exact whole numbers but for float pixels
	 * @throws Refusal if the pixels are truncated, damaged or cannot be decoded exactly
	 */
	public double[] stored(final int frame) {
		final PixelLayout l = layout();
		if (frame < 0 || frame >= l.frames()) throw new IndexOutOfBoundsException("frame " + frame + " of " + l.frames());
		try (ByteSource source = inflated.map(all -> ByteSource.of(path, all)).orElseGet(() -> ByteSource.of(path))) {
			if (l.real()) return real(source, frame, l);
			final boolean packed = syntax.compression() != TransferSyntax.Compression.NONE;
			final int[] bits = packed ? decode(compressed(source, frame, l), l) : uncompressed(source, frame, l);
			return values(bits, l, !packed && l.planar());
		}
	}

	private double[] real(final ByteSource source, final int frame, final PixelLayout l) {
		final ByteBuffer bytes = ByteBuffer.wrap(bytes(source, frame, l)).order(syntax.bigEndian() ? ByteOrder.BIG_ENDIAN
			: ByteOrder.LITTLE_ENDIAN);
		final double[] values = new double[l.frameSamples()];
		for (int i = 0; i < values.length; i++) values[i] = l.allocated() == 32 ? bytes.getFloat() : bytes.getDouble();
		return values;
	}

	private byte[] bytes(final ByteSource source, final int frame, final PixelLayout l) {
		final long count = l.frameBits() / 8;
		Refusal.unless(count <= Integer.MAX_VALUE - 8, "%s has frames of %d bytes, more than are read here. Crop it.", path, count);
		return source.copy(place.get().at() + count * frame, (int) count);
	}

	private int[] uncompressed(final ByteSource source, final int frame, final PixelLayout l) {
		if (l.allocated() == 1) return packedBits(source, frame, l);
		final byte[] bytes = bytes(source, frame, l);
		final boolean big = syntax.bigEndian();
		// Bytes that were written as words in the other byte order are swapped in pairs
		final int swapped = l.allocated() == 8 && big && place.get().words() && bytes.length % 2 == 0 ? 1 : 0;
		final int[] bits = new int[l.frameSamples()];
		for (int i = 0; i < bits.length; i++) {
			if (l.allocated() == 8) {
				bits[i] = bytes[i ^ swapped] & 0xff;
			}
			else if (l.allocated() == 16) {
				final int a = bytes[2 * i] & 0xff;
				final int b = bytes[2 * i + 1] & 0xff;
				bits[i] = big ? a << 8 | b : b << 8 | a;
			}
			else {
				final int word = ByteBuffer.wrap(bytes, 4 * i, 4).getInt();
				bits[i] = big ? word : Integer.reverseBytes(word);
			}
		}
		return bits;
	}

	/** One bit a pixel, the lowest of a byte first; frames follow each other without a gap. */
	private int[] packedBits(final ByteSource source, final int frame, final PixelLayout l) {
		final int[] bits = new int[l.frameSamples()];
		final long first = (long) frame * bits.length;
		final byte[] bytes = source.copy(place.get().at() + first / 8, (int) ((first + bits.length + 7) / 8 - first / 8));
		for (int i = 0; i < bits.length; i++) {
			final int bit = (int) (first % 8) + i;
			bits[i] = bytes[bit / 8] >> bit % 8 & 1;
		}
		return bits;
	}

	private int[] decode(final byte[] frame, final PixelLayout l) {
		return switch (syntax.compression()) {
			case RUN_LENGTH -> RunLength.decode(frame, l, path);
			case JPEG -> JavaCodecs.jpeg(frame, l, path);
			case JPEG_LOSSLESS -> LosslessJpeg.decode(frame, l, path);
			case JPEG_2000 -> JavaCodecs.jpeg2000(frame, l, path);
			case NONE -> throw new IllegalStateException("not compressed");
		};
	}


	/** The bytes of a compressed frame, its fragments joined. */
	private byte[] compressed(final ByteSource source, final int frame, final PixelLayout l) {
		final List<long[]> fragments = place.get().fragments();
		final List<long[]> own;
		if (l.frames() == 1) own = fragments;
		else if (fragments.size() == l.frames()) own = List.of(fragments.get(frame));
		else own = byOffsets(frame, l, fragments);
		final long count = own.stream().mapToLong(f -> f[1]).sum();
		Refusal.unless(count > 0 && count <= Integer.MAX_VALUE - 8, "%s is damaged: frame %d has %d bytes. Copy it again.", path, frame, count);
		final byte[] joined = new byte[(int) count];
		int to = 0;
		for (final long[] f : own) {
			System.arraycopy(source.copy(f[0], (int) f[1]), 0, joined, to, (int) f[1]);
			to += (int) f[1];
		}
		return joined;
	}

	private List<long[]> byOffsets(final int frame, final PixelLayout l, final List<long[]> fragments) {
		final List<Long> offsets = place.get().offsets();
		Refusal.unless(!fragments.isEmpty() && offsets.size() == l.frames(), "%s has %d frames in %d fragments without a table of offsets, so " +
			"they cannot be told apart. Convert it first.", path, l.frames(), fragments.size());
		final long base = fragments.get(0)[0] - 8;
		final long from = base + offsets.get(frame);
		final long to = frame + 1 < l.frames() ? base + offsets.get(frame + 1) : Long.MAX_VALUE;
		return fragments.stream().filter(f -> f[0] - 8 >= from && f[0] - 8 < to).toList();
	}

	private double[] values(final int[] bits, final PixelLayout l, final boolean planar) {
		final double[] values = new double[bits.length];
		final int pixels = l.rows() * l.columns();
		final int samples = l.samples();
		for (int c = 0; c < samples; c++) {
			for (int i = 0; i < pixels; i++) values[c * pixels + i] = l.value(bits[planar ? c * pixels + i : i * samples + c]);
		}
		if (l.brightnessAndDifferences()) Colours.toRgb(values, pixels, l.stored());
		return values;
	}
}
