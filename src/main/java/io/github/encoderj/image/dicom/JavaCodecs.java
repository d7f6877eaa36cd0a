package io.github.encoderj.image.dicom;

import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

import com.sun.media.imageioimpl.plugins.jpeg2000.J2KImageReaderSpi;

import io.github.encoderj.base.Refusal;

/**
 * Single frames of JPEG and JPEG 2000, decoded by Java's and Bio-Formats' codecs. Size, number of samples and bits are compared with the
 * header first, so that nothing is decoded wrongly and no more memory is taken than the header asks for.
 */
final class JavaCodecs {

	private static final int BEGIN_JPEG_2000 = 0xff4fff51;

	/** Of frames that are one even colour. */
	static final int MOST_PIXELS_A_BYTE = 1024;

	private JavaCodecs() {}

	/**
	 * Decodes a frame of 8-bit JPEG. The samples are those of the file, without a change of colours.
	 *
	 * @return bits of each sample, interleaved
	 * @throws Refusal if it is damaged, has more than 8 bits or does not fit the layout
	 */
	static int[] jpeg(final byte[] frame, final PixelLayout layout, final Object file) {
		final int start = jpegFrame(frame);
		Refusal.unless(start > 0 && frame[start + 4] == 8, "%s cannot be decoded: its JPEG data is damaged or has %d bits; expected 8. Convert " +
			"it first.", file, start > 0 ? frame[start + 4] : 0);
		check(u16(frame, start + 7), u16(frame, start + 5), frame[start + 9] & 0xff, 8, frame.length, layout, file);
		final Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
		while (readers.hasNext()) {
			final ImageReader reader = readers.next();
			try {
				if (!reader.canReadRaster()) continue;
				reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(frame)), true, true);
				return samples(reader.readRaster(0, null), layout, file);
			}
			catch (final IOException | RuntimeException e) {
				if (e instanceof Refusal) throw (Refusal) e;
				throw damaged(file, "JPEG", e);
			}
			finally {
				reader.dispose();
			}
		}
		throw new Refusal(file + " cannot be decoded: this Java has no JPEG codec. Convert the file first.");
	}

	/** Where the segment begins that tells the size, or -1. */
	private static int jpegFrame(final byte[] in) {
		int at = 2;
		while (at + 10 < in.length && in[at] == (byte) 0xff) {
			final int code = in[at + 1] & 0xff;
			if (code == 0xff) {
				at++;
				continue;
			}
			if (code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc) return at;
			at += 2 + u16(in, at + 2);
		}
		return -1;
	}

	/**
	 * Decodes a frame of JPEG 2000.
	 *
	 * @return bits of each sample, interleaved
	 * @throws Refusal if it is damaged or does not fit the layout
	 */
	static int[] jpeg2000(final byte[] frame, final PixelLayout layout, final Object file) {
		int begin = 0;
		while (begin + 44 < frame.length && i32(frame, begin) != BEGIN_JPEG_2000) begin++;
		Refusal.unless(begin + 44 < frame.length, "%s cannot be decoded: its JPEG 2000 data is truncated or damaged. Copy it again.", file);
		final int size = begin + 8; // after both markers, length and capabilities follow
		final int samples = u16(frame, begin + 40);
		final int bits = (frame[begin + 42] & 0x7f) + 1;
		final boolean signed = (frame[begin + 42] & 0x80) != 0;
		check(i32(frame, size) - i32(frame, size + 8), i32(frame, size + 4) - i32(frame, size + 12), samples, bits, frame.length, layout, file);
		Refusal.unless(i32(frame, size + 16) > 0 && i32(frame, size + 20) > 0, "%s cannot be decoded: its JPEG 2000 data has empty tiles. Copy " +
			"it again.", file);
		Refusal.unless(signed == layout.signed() || !signed && bits == layout.stored(), "%s cannot be decoded exactly: its JPEG 2000 data is %s " +
			"with %d bits, but the header says %s with %d. Convert it first.", file, signed ? "signed" : "unsigned", bits, layout.signed()
				? "signed" : "unsigned", layout.stored());
		ImageReader reader = null;
		try {
			reader = new J2KImageReaderSpi().createReaderInstance(null);
			reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(frame)), true, true);
			final RenderedImage image = reader.readAsRenderedImage(0, reader.getDefaultReadParam());
			return samples(image.getData(), layout, file);
		}
		catch (final IOException | RuntimeException | LinkageError e) {
			if (e instanceof Refusal) throw (Refusal) e;
			throw damaged(file, "JPEG 2000", e);
		}
		finally {
			if (reader != null) reader.dispose();
		}
	}

	private static void check(final int width, final int height, final int samples, final int bits, final int bytes,
		final PixelLayout layout, final Object file)
	{
		Refusal.unless(width == layout.columns() && height == layout.rows() && samples == layout.samples() && bits <= layout.stored(),
			"%s cannot be decoded: a compressed frame has %d x %d pixels of %d x %d bits, but the header says %d x %d of %d x %d. Export it again.",
			file, width, height, samples, bits, layout.columns(), layout.rows(), layout.samples(), layout.stored());
		Refusal.unless(layout.frameSamples() <= (long) MOST_PIXELS_A_BYTE * bytes, "%s is truncated: %d bytes cannot hold %d samples. Copy it " +
			"again.", file, bytes, layout.frameSamples());
	}

	private static int[] samples(final Raster raster, final PixelLayout layout, final Object file) {
		Refusal.unless(raster.getWidth() == layout.columns() && raster.getHeight() == layout.rows() && raster.getNumBands() == layout.samples(),
			"%s cannot be decoded: a frame came out as %d x %d x %d. Convert it first.", file, raster.getWidth(), raster.getHeight(), raster
				.getNumBands());
		return raster.getPixels(raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), (int[]) null);
	}

	private static Refusal damaged(final Object file, final String kind, final Throwable cause) {
		return new Refusal(file + " cannot be decoded: its " + kind + " data is truncated, damaged or of an unknown kind. Copy it again, or " +
			"convert it.", cause);
	}

	private static int u16(final byte[] in, final int at) {
		return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
	}

	private static int i32(final byte[] in, final int at) {
		return u16(in, at) << 16 | u16(in, at + 2);
	}
}
