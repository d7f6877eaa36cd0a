package io.github.encoderj.image.pyramid;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;

/**
 * Writes colour images as pyramidal tiled OME-TIFF (BigTIFF, coarser levels as sub-directories), which QuPath, Bio-Formats, OpenSlide's
 * and Python's readers open. Level 0 is asked for tile row by tile row; each coarser level, means of 2 x 2 pixels, is held in memory, in
 * all a third of the image.
 */
public final class PyramidWriting {

	/** Side of the tiles, in pixels. */
	public static final int TILE = 256;

	/** The coarsest level is the first whose sides are at most this. */
	private static final int COARSEST = 512;

	/** Gives the pixels of level 0. */
	@FunctionalInterface
	public interface Source {

		/**
		 * Fills a part.
		 *
		 * @param x left column; the part lies inside of the image
		 * @param y upper row
		 * @param out red, green, blue of each pixel, [height, width, 3]
		 */
		void read(int x, int y, int width, int height, byte[] out);
	}

	private record Level(int width, int height, long[] offsets, long[] counts) {}

	private final FileChannel channel;
	private final OptionalDouble quality;
	private final List<Level> levels = new ArrayList<>();
	private long end = 16;

	private PyramidWriting(final FileChannel channel, final OptionalDouble quality) {
		this.channel = channel;
		this.quality = quality;
	}

	/**
	 * Writes an image whole or not at all.
	 *
	 * @param path a name that ends with .ome.tif or .ome.tiff
	 * @param size of the pixels, if known
	 * @param quality of JPEG, 0..1; empty: lossless (deflate)
	 * @throws Refusal if the name ends otherwise, the image is empty or too large, or it cannot be written
	 */
	public static void write(final Path path, final int width, final int height, final Optional<PixelSize> size,
		final OptionalDouble quality, final Source source, final Progress progress)
	{
		final String name = String.valueOf(path.getFileName());
		Refusal.unless(name.toLowerCase(java.util.Locale.ROOT).matches(".+\\.ome\\.tiff?"), "Cannot write %s: the name of a pyramid must end " +
			"with .ome.tif.", path);
		Refusal.unless(width > 0 && height > 0 && 3L * ((width + 1) / 2) * ((height + 1) / 2) <= Integer.MAX_VALUE - 8,
			"size %d x %d: expected at least 1 and at most 2.8 thousand million pixels.", width, height);
		WholeFile.write(path, temporary -> {
			try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
				final PyramidWriting writing = new PyramidWriting(channel, quality);
				writing.levels(width, height, source, progress);
				writing.directories(OmeText.of(width, height, size, name.replaceFirst("(?i)\\.ome\\.tiff?$", "")), size);
			}
		});
	}

	private void levels(final int width, final int height, final Source finest, final Progress progress) throws IOException {
		int w = width;
		int h = height;
		Source source = finest;
		while (true) {
			final boolean last = Math.max(w, h) <= COARSEST;
			final byte[] half = last ? new byte[0] : new byte[3 * ((w + 1) / 2) * ((h + 1) / 2)];
			level(w, h, source, half, levels.isEmpty() ? progress.part(0, 0.75) : Progress.NONE);
			if (last) return;
			w = (w + 1) / 2;
			h = (h + 1) / 2;
			final int stride = 3 * w;
			source = (x, y, columns, rows, out) -> {
				for (int r = 0; r < rows; r++) System.arraycopy(half, (y + r) * stride + 3 * x, out, 3 * r * columns, 3 * columns);
			};
		}
	}

	private void level(final int width, final int height, final Source source, final byte[] half, final Progress progress)
		throws IOException
	{
		final int columns = (width + TILE - 1) / TILE;
		final int rows = (height + TILE - 1) / TILE;
		final Level level = new Level(width, height, new long[columns * rows], new long[columns * rows]);
		levels.add(level);
		for (int row = 0; row < rows; row++) {
			progress.check();
			progress.report("Writing the pyramid", (double) row / rows);
			final byte[][] streams = new byte[columns][];
			final int r = row;
			Parallel.forEach(columns, column -> {
				final int x = column * TILE;
				final int y = r * TILE;
				final int w = Math.min(TILE, width - x);
				final int h = Math.min(TILE, height - y);
				final byte[] part = new byte[3 * w * h];
				source.read(x, y, w, h, part);
				if (half.length > 0) halve(part, w, h, half, x / 2, y / 2, (width + 1) / 2);
				streams[column] = encode(padded(part, w, h));
			});
			for (int column = 0; column < columns; column++) {
				level.offsets[row * columns + column] = end;
				level.counts[row * columns + column] = streams[column].length;
				append(ByteBuffer.wrap(streams[column]));
			}
		}
	}

	/** Means of 2 x 2 pixels, rounded; at an odd border of those that are there. Tiles begin at even places. */
	private static void halve(final byte[] part, final int w, final int h, final byte[] half, final int x, final int y, final int width) {
		for (int v = 0; v < h; v += 2) {
			final int below = v + 1 < h ? 3 * w : 0;
			for (int u = 0; u < w; u += 2) {
				final int right = u + 1 < w ? 3 : 0;
				final int to = 3 * ((y + v / 2) * width + x + u / 2);
				for (int c = 0; c < 3; c++) {
					final int i = 3 * (v * w + u) + c;
					half[to + c] = (byte) ((part[i] & 255) + (part[i + right] & 255) + (part[i + below] & 255) + (part[i + below + right] & 255) +
						2 >> 2);
				}
			}
		}
	}

	/** A whole tile, its rest filled with the last column and row: JPEG then shows no seam. */
	private static byte[] padded(final byte[] part, final int w, final int h) {
		if (w == TILE && h == TILE) return part;
		final byte[] tile = new byte[3 * TILE * TILE];
		for (int y = 0; y < TILE; y++) {
			final int from = 3 * Math.min(y, h - 1) * w;
			System.arraycopy(part, from, tile, 3 * y * TILE, 3 * w);
			for (int x = w; x < TILE; x++) System.arraycopy(part, from + 3 * (w - 1), tile, 3 * (y * TILE + x), 3);
		}
		return tile;
	}

	private byte[] encode(final byte[] tile) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
		try {
			if (quality.isPresent()) jpeg(tile, (float) quality.getAsDouble(), out);
			else {
				final Deflater deflater = new Deflater(6);
				try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
					stream.write(tile);
				}
				deflater.end();
			}
		}
		catch (final IOException e) {
			throw new IllegalStateException("writing to memory failed", e);
		}
		return out.toByteArray();
	}

	private static void jpeg(final byte[] tile, final float quality, final ByteArrayOutputStream out) throws IOException {
		final BufferedImage image = new BufferedImage(TILE, TILE, BufferedImage.TYPE_3BYTE_BGR);
		final byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
		for (int i = 0; i < tile.length; i += 3) {
			bgr[i] = tile[i + 2];
			bgr[i + 1] = tile[i + 1];
			bgr[i + 2] = tile[i];
		}
		final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
		try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
			final ImageWriteParam parameters = writer.getDefaultWriteParam();
			parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
			parameters.setCompressionQuality(quality);
			writer.setOutput(stream);
			writer.write(null, new IIOImage(image, null, null), parameters);
		}
		finally {
			writer.dispose();
		}
	}

	private void append(final ByteBuffer buffer) throws IOException {
		while (buffer.hasRemaining()) end += channel.write(buffer, end);
	}

	/** One entry of a directory; values of more than 8 bytes lie behind it. */
	private record Entry(int tag, int type, long[] values) {

		private static final int ASCII = 2;
		private static final int SHORT = 3;
		private static final int RATIONAL = 5;
		private static final int LONG8 = 16;
		private static final int IFD8 = 18;

		int bytes() {
			return values.length * (type == ASCII ? 1 : type == SHORT ? 2 : 8);
		}

		void put(final ByteBuffer buffer) {
			for (final long value : values) {
				switch (type) {
					case ASCII -> buffer.put((byte) value);
					case SHORT -> buffer.putShort((short) value);
					case RATIONAL -> buffer.putInt((int) (value >> 32)).putInt((int) value);
					default -> buffer.putLong(value);
				}
			}
		}
	}

	private void directories(final String description, final Optional<PixelSize> size) throws IOException {
		final long[] places = new long[levels.size() - 1];
		for (int i = 1; i < levels.size(); i++) places[i - 1] = directory(entries(levels.get(i), 1, size, i));
		final List<Entry> first = entries(levels.get(0), 0, size, 0);
		final byte[] text = (description + "\0").getBytes(StandardCharsets.UTF_8);
		final long[] letters = new long[text.length];
		Arrays.setAll(letters, i -> text[i]);
		first.add(new Entry(270, Entry.ASCII, letters));
		if (places.length > 0) first.add(new Entry(330, Entry.IFD8, places));
		final long start = directory(first);
		final ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
		header.put((byte) 'I').put((byte) 'I').putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(start).flip();
		channel.write(header, 0);
	}

	private List<Entry> entries(final Level level, final int reduced, final Optional<PixelSize> size, final int halvings) {
		final List<Entry> all = new ArrayList<>();
		all.add(new Entry(254, Entry.LONG8, new long[] { reduced }));
		all.add(new Entry(256, Entry.LONG8, new long[] { level.width }));
		all.add(new Entry(257, Entry.LONG8, new long[] { level.height }));
		all.add(new Entry(258, Entry.SHORT, new long[] { 8, 8, 8 }));
		all.add(new Entry(259, Entry.SHORT, new long[] { quality.isPresent() ? 7 : 8 }));
		all.add(new Entry(262, Entry.SHORT, new long[] { quality.isPresent() ? 6 : 2 }));
		all.add(new Entry(277, Entry.SHORT, new long[] { 3 }));
		if (size.isPresent()) {
			all.add(new Entry(282, Entry.RATIONAL, new long[] { perCentimetre(size.get().x() * (1 << halvings)) }));
			all.add(new Entry(283, Entry.RATIONAL, new long[] { perCentimetre(size.get().y() * (1 << halvings)) }));
			all.add(new Entry(296, Entry.SHORT, new long[] { 3 }));
		}
		all.add(new Entry(284, Entry.SHORT, new long[] { 1 }));
		all.add(new Entry(322, Entry.SHORT, new long[] { TILE }));
		all.add(new Entry(323, Entry.SHORT, new long[] { TILE }));
		all.add(new Entry(324, Entry.LONG8, level.offsets));
		all.add(new Entry(325, Entry.LONG8, level.counts));
		if (quality.isPresent()) all.add(new Entry(530, Entry.SHORT, new long[] { 2, 2 }));
		return all;
	}

	/** Pixels a centimetre as a fraction: numerator in the upper half. */
	private static long perCentimetre(final double micrometres) {
		return Math.round(10_000 / micrometres * 1000) << 32 | 1000;
	}

	private long directory(final List<Entry> entries) throws IOException {
		entries.sort((a, b) -> a.tag - b.tag);
		if (end % 2 == 1) end++;
		final long start = end;
		final int table = 8 + 20 * entries.size() + 8;
		int behind = 0;
		for (final Entry entry : entries) behind += entry.bytes() > 8 ? entry.bytes() + 7 & ~7 : 0;
		final ByteBuffer buffer = ByteBuffer.allocate(table + behind).order(ByteOrder.LITTLE_ENDIAN);
		buffer.putLong(entries.size());
		int place = table;
		for (final Entry entry : entries) {
			buffer.putShort((short) entry.tag).putShort((short) entry.type).putLong(entry.values.length);
			final int next = buffer.position() + 8;
			if (entry.bytes() > 8) {
				buffer.putLong(start + place);
				buffer.position(place);
				place += entry.bytes() + 7 & ~7;
			}
			entry.put(buffer);
			buffer.position(next);
		}
		buffer.putLong(0);
		append(buffer.clear());
		return start;
	}
}
