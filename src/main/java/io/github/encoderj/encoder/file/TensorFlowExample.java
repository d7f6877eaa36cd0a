package io.github.encoderj.encoder.file;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import javax.imageio.ImageIO;

import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Window;

/**
 * A picture as a serialised tf.train.Example with two features, {@code image/encoded} (PNG, 16-bit grey or 8-bit colour) and
 * {@code image/format} ("png"): the input of CXR Foundation.
 */
final class TensorFlowExample {

	private TensorFlowExample() {}

	/** The serialised example. */
	static byte[] of(final Planes picture, final Window window) {
		final byte[] features = joined(entry("image/encoded", png(picture, window)), entry("image/format", "png".getBytes(
			StandardCharsets.US_ASCII)));
		return field(1, features);
	}

	/** An entry of the map of features: key (1) and feature (2) with a list (1) of one text of bytes (1). */
	private static byte[] entry(final String key, final byte[] value) {
		return field(1, joined(field(1, key.getBytes(StandardCharsets.UTF_8)), field(2, field(1, field(1, value)))));
	}

	/** A length-delimited field of a protocol buffer. */
	static byte[] field(final int number, final byte[] content) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 8);
		out.write(number << 3 | 2);
		int length = content.length;
		for (; length > 127; length >>>= 7) out.write(length & 127 | 128);
		out.write(length);
		out.writeBytes(content);
		return out.toByteArray();
	}

	private static byte[] joined(final byte[]... parts) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (final byte[] part : parts) out.writeBytes(part);
		return out.toByteArray();
	}

	private static byte[] png(final Planes picture, final Window window) {
		final boolean grey = picture.channels() == 1;
		final int n = picture.height() * picture.width();
		final BufferedImage image = new BufferedImage(picture.width(), picture.height(), grey ? BufferedImage.TYPE_USHORT_GRAY
			: BufferedImage.TYPE_INT_RGB);
		for (int i = 0; i < n; i++) {
			final int x = i % picture.width();
			final int y = i / picture.width();
			if (grey) {
				image.getRaster().setSample(x, y, 0, Math.round(window.scaled(picture.data()[i]) * 65535));
				continue;
			}
			for (int c = 0; c < 3; c++) image.getRaster().setSample(x, y, c, Math.round(window.scaled(picture.data()[c * n + i]) * 255));
		}
		try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			ImageIO.write(image, "png", out);
			return out.toByteArray();
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}
}
