package io.github.encoderj.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Uncompressed TIFF files, streamed section by section. Plain names get ImageJ's form: its description, channels of a section
 * together; above 4 GiB one directory and all sections behind it, as ImageJ itself does, Bio-Formats and tifffile read it too. OME-TIFF
 * gets OME-XML, and BigTIFF above 4 GiB.
 */
final class TiffWriting {

	private static final int SHORT = 3;
	private static final int LONG = 4;
	private static final int RATIONAL = 5;
	private static final int ASCII = 2;
	private static final int LONG8 = 16;
	private static final int PIECE = 1 << 20;

	/** One entry of a directory: the value itself, or where it lies. */
	private record Entry(int tag, int type, long count, long value) {}

	private final Volume<?> volume;
	private final PixelType type;
	private final boolean ome;
	private final long planeBytes;
	private final long pages;
	private final boolean big;
	private final int directories;

	/**
	 * @param ome OME-TIFF instead of ImageJ's form
	 * @param classicLimit largest file with 32-bit offsets; 2^32 but for tests
	 */
	private TiffWriting(final Volume<?> volume, final boolean ome, final long classicLimit) {
		this.volume = volume;
		this.ome = ome;
		this.type = Raster.narrowed(volume, "TIFF holds 32 bits at most: relabel it from 1, or write HDF5 or Zarr.");
		this.planeBytes = volume.width() * volume.height() * type.bytes();
		this.pages = volume.depth() * volume.channels();
		final boolean large = planeBytes * pages + 1024 * pages + 65536 > classicLimit;
		this.big = large && ome;
		this.directories = large && !ome ? 1 : (int) pages;
	}

	/** Writes a volume; labels as 16 bits where they fit, else 32. */
	static void write(final Volume<?> volume, final boolean ome, final Path path) throws IOException {
		write(volume, ome, path, 1L << 32);
	}

	static void write(final Volume<?> volume, final boolean ome, final Path path, final long classicLimit) throws IOException {
		try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
			new TiffWriting(volume, ome, classicLimit).write(channel);
		}
	}

	/** Header, first directory, its texts, pixels, other directories. */
	private void write(final FileChannel channel) throws IOException {
		final byte[] description = ((ome ? TiffDescription.ome(volume, type) : TiffDescription.imageJ(volume)) + "\0").getBytes(
			StandardCharsets.UTF_8);
		final int header = big ? 16 : 8;
		final long textAt = header + directoryBytes(true);
		final long resolutionAt = (textAt + description.length + 7) / 8 * 8;
		final long pixelsAt = resolutionAt + 16;
		final long end = pixelsAt + planeBytes * pages;
		final long othersAt = directories > 1 ? (end + 7) / 8 * 8 : end;

		final ByteBuffer head = buffer((int) pixelsAt);
		head.put((byte) 'I').put((byte) 'I').putShort((short) (big ? 43 : 42));
		if (big) head.putShort((short) 8).putShort((short) 0);
		offset(head, header);
		directory(head, 0, description.length, textAt, resolutionAt, pixelsAt, othersAt);
		head.position((int) textAt).put(description);
		head.position((int) resolutionAt);
		for (int d = 0; d < 2; d++) {
			final int[] ratio = ratio(volume.geometry().spacing()[d]);
			head.putInt(ratio[1]).putInt(ratio[0]);
		}
		put(channel, head.position(0));
		pixels(channel);
		final ByteBuffer rest = buffer((int) (othersAt - end + (directories - 1) * directoryBytes(false)));
		rest.position((int) (othersAt - end));
		for (int i = 1; i < directories; i++) directory(rest, i, 0, 0, resolutionAt, pixelsAt, othersAt);
		put(channel, rest.position(0));
	}

	private long directoryBytes(final boolean first) {
		final int entries = first ? 14 : 13;
		return big ? 8 + 20L * entries + 8 : 2 + 12L * entries + 4;
	}

	private void directory(final ByteBuffer to, final int page, final int textLength, final long textAt, final long resolutionAt,
		final long pixelsAt, final long othersAt)
	{
		final List<Entry> entries = new ArrayList<>();
		entries.add(new Entry(256, LONG, 1, volume.width()));
		entries.add(new Entry(257, LONG, 1, volume.height()));
		entries.add(new Entry(258, SHORT, 1, 8L * type.bytes()));
		entries.add(new Entry(259, SHORT, 1, 1));
		entries.add(new Entry(262, SHORT, 1, 1));
		if (page == 0) entries.add(new Entry(270, ASCII, textLength, textAt));
		entries.add(new Entry(273, big ? LONG8 : LONG, 1, pixelsAt + planeBytes * page));
		entries.add(new Entry(277, SHORT, 1, 1));
		entries.add(new Entry(278, LONG, 1, volume.height()));
		entries.add(new Entry(279, big ? LONG8 : LONG, 1, planeBytes));
		entries.add(new Entry(282, RATIONAL, 1, big ? packedRatio(0) : resolutionAt));
		entries.add(new Entry(283, RATIONAL, 1, big ? packedRatio(1) : resolutionAt + 8));
		entries.add(new Entry(296, SHORT, 1, 1));
		entries.add(new Entry(339, SHORT, 1, type.real() ? 3 : type.signed() ? 2 : 1));
		if (big) to.putLong(entries.size());
		else to.putShort((short) entries.size());
		for (final Entry e : entries) {
			to.putShort((short) e.tag).putShort((short) e.type);
			offset(to, e.count);
			if (e.type == SHORT) to.putShort((short) e.value).putShort((short) 0).put(new byte[big ? 4 : 0]);
			else if (e.type == LONG && big) to.putInt((int) e.value).putInt(0);
			else offset(to, e.value);
		}
		offset(to, page + 1 < directories ? othersAt + page * directoryBytes(false) : 0);
	}

	/** In BigTIFF a rational fits its entry. */
	private long packedRatio(final int axis) {
		final int[] ratio = ratio(volume.geometry().spacing()[axis]);
		return (ratio[1] & 0xffffffffL) | (long) ratio[0] << 32;
	}

	private void offset(final ByteBuffer to, final long value) {
		if (big) to.putLong(value);
		else to.putInt((int) value);
	}

	private void pixels(final FileChannel channel) throws IOException {
		final int count = (int) (volume.width() * volume.height());
		final Object plane = type.array(count);
		final ByteBuffer bytes = buffer(Math.min(count, PIECE) * type.bytes());
		for (long page = 0; page < pages; page++) {
			final long c = ome ? page / volume.depth() : page % volume.channels();
			final long z = ome ? page % volume.depth() : page / volume.channels();
			Raster.section(volume, type, z, c, plane, 0);
			for (int from = 0; from < count; from += PIECE) {
				final int n = Math.min(PIECE, count - from);
				bytes.clear();
				type.encode(plane, from, n, bytes);
				put(channel, bytes.limit(n * type.bytes()));
			}
		}
	}

	private static ByteBuffer buffer(final int size) {
		return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
	}

	private static void put(final FileChannel channel, final ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			if (channel.write(bytes) < 0) throw new EOFException("The file could not be extended");
		}
	}

	/**
	 * A size as numerator and denominator of 31 bits; exact for sizes of up to nine digits, so that a size comes back as it was.
	 */
	static int[] ratio(final double size) {
		double best = Double.MAX_VALUE;
		int[] ratio = { 1, 1 };
		for (int denominator = 1; denominator <= 1_000_000_000 && denominator > 0; denominator *= 10) {
			final double numerator = Math.rint(size * denominator);
			if (numerator < 1 || numerator > Integer.MAX_VALUE) continue;
			final double error = Math.abs(numerator / denominator - size);
			if (error < best) {
				best = error;
				ratio = new int[] { (int) numerator, denominator };
			}
			if (error == 0) break;
		}
		return ratio;
	}
}
