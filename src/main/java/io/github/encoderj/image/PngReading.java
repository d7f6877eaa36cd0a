package io.github.encoderj.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import javax.imageio.ImageIO;

import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/** PNG pictures with a palette, which Bio-Formats cannot read: their colours, by Java's own reader. */
final class PngReading {

	private PngReading() {}

	/** Red, green and blue of a picture; empty if it is no PNG, or Java cannot read it either. */
	static Optional<Volume<UnsignedByteType>> read(final Path path) {
		if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".png")) return Optional.empty();
		final BufferedImage image;
		try {
			image = ImageIO.read(path.toFile());
		}
		catch (final IOException | RuntimeException e) { // damaged: Bio-Formats' refusal says so
			return Optional.empty();
		}
		if (image == null) return Optional.empty();
		final int width = image.getWidth();
		final int n = width * image.getHeight();
		final byte[] data = new byte[3 * n];
		for (int i = 0; i < n; i++) {
			final int rgb = image.getRGB(i % width, i / width);
			for (int c = 0; c < 3; c++) data[c * n + i] = (byte) (rgb >> 16 - 8 * c);
		}
		return Optional.of(new Volume<>(ArrayImgs.unsignedBytes(data, width, image.getHeight(), 1, 3), Geometry.PIXELS, path.getFileName()
			.toString()));
	}
}
