package io.github.encoderj.image.pyramid;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

import org.libjpegturbo.turbojpeg.TJ;
import org.libjpegturbo.turbojpeg.TJDecompressor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import loci.formats.services.JPEGTurboServiceImpl;

/**
 * Decodes the JPEG streams of a tiled TIFF: tables that all tiles share are put in front of each, and the colours are those that the
 * TIFF says, not those that a decoder guesses. Uses the libjpeg-turbo that Bio-Formats brings, else Java's own decoder, which takes
 * about twice the time. Safe to use from several threads.
 */
final class JpegTiles implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(JpegTiles.class);
	private static final boolean TURBO = turbo();

	private static final int APP0 = 0xe0;

	private final byte[] front;
	private final boolean rgb;
	private final Queue<TJDecompressor> idle = new ConcurrentLinkedQueue<>();

	/**
	 * @param tables the TIFF tag JPEGTables, a stream of its own with both end marks; empty if there is none
	 * @param rgb whether red, green and blue are stored as they are; else luminance and chrominance
	 */
	JpegTiles(final byte[] tables, final boolean rgb) {
		this.rgb = rgb;
		final byte[] start = { (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0,
			(byte) (rgb ? 0 : 1) };
		final int shared = Math.max(0, tables.length - 4);
		front = java.util.Arrays.copyOf(start, start.length + shared);
		if (shared > 0) System.arraycopy(tables, 2, front, start.length, shared);
	}

	private static boolean turbo() {
		try {
			if (new JPEGTurboServiceImpl().isLibraryLoaded()) {
				new TJDecompressor().close();
				return true;
			}
		}
		catch (final Exception | LinkageError e) {
			LOG.debug("libjpeg-turbo cannot be used", e);
		}
		LOG.info("libjpeg-turbo is not there for this machine; slides are decoded by Java, which is slower.");
		return false;
	}

	/**
	 * Decodes a tile.
	 *
	 * @param stream the bytes as stored
	 * @param width columns of the tile
	 * @param height rows of the tile; a stream may hold fewer
	 * @return red, green, blue of each pixel, [height, width, 3]
	 * @throws IOException if the stream is damaged or larger than the tile
	 */
	byte[] decode(final byte[] stream, final int width, final int height) throws IOException {
		if (stream.length < 4 || (stream[0] & 255) != 0xff || (stream[1] & 255) != 0xd8) throw new IOException("no JPEG stream");
		final byte[] whole = whole(stream);
		return TURBO ? byTurbo(whole, width, height) : byJava(whole, width, height);
	}

	/** The stream behind the shared tables; a JFIF mark would overrule the colours. */
	private byte[] whole(final byte[] stream) {
		int from = 2;
		if (rgb && stream.length > 6 && (stream[2] & 255) == 0xff && (stream[3] & 255) == APP0) {
			from = Math.min(stream.length, 4 + ((stream[4] & 255) << 8 | stream[5] & 255));
		}
		final byte[] whole = java.util.Arrays.copyOf(front, front.length + stream.length - from);
		System.arraycopy(stream, from, whole, front.length, stream.length - from);
		return whole;
	}

	private byte[] byTurbo(final byte[] stream, final int width, final int height) throws IOException {
		TJDecompressor decompressor = idle.poll();
		try {
			if (decompressor == null) decompressor = new TJDecompressor();
			decompressor.setJPEGImage(stream, stream.length);
			final int columns = decompressor.getWidth();
			final int rows = decompressor.getHeight();
			checkSize(columns, rows, width, height);
			final byte[] out = new byte[3 * width * height];
			decompressor.decompress(out, columns, 3 * width, rows, TJ.PF_RGB, TJ.FLAG_ACCURATEDCT);
			return out;
		}
		catch (final IOException e) {
			throw e;
		}
		catch (final Exception e) {
			throw new IOException(e.getMessage(), e);
		}
		finally {
			if (decompressor != null) idle.add(decompressor);
		}
	}

	/** With Java's own decoder. */
	static byte[] byJava(final byte[] stream, final int width, final int height) throws IOException {
		final ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
		try {
			reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(stream)), true, true);
			final BufferedImage image = reader.read(0);
			checkSize(image.getWidth(), image.getHeight(), width, height);
			final byte[] out = new byte[3 * width * height];
			final int[] row = new int[image.getWidth()];
			for (int y = 0; y < image.getHeight(); y++) {
				image.getRGB(0, y, row.length, 1, row, 0, row.length);
				for (int x = 0, o = 3 * y * width; x < row.length; x++) {
					out[o++] = (byte) (row[x] >> 16);
					out[o++] = (byte) (row[x] >> 8);
					out[o++] = (byte) row[x];
				}
			}
			return out;
		}
		catch (final RuntimeException e) {
			throw new IOException("damaged JPEG stream", e);
		}
		finally {
			reader.dispose();
		}
	}

	private static void checkSize(final int columns, final int rows, final int width, final int height) throws IOException {
		if (columns > width || rows > height) {
			throw new IOException("its JPEG stream is " + columns + " x " + rows + ", the tile " + width + " x " + height);
		}
	}

	@Override
	public void close() {
		for (TJDecompressor each = idle.poll(); each != null; each = idle.poll()) {
			try {
				each.close();
			}
			catch (final Exception e) {
				LOG.debug("A decoder could not be closed", e);
			}
		}
	}
}
