package io.github.encoderj.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import javax.imageio.ImageIO;

import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * Colours of PNG pictures by Java's own reader: of colour pictures with a suggested palette, which Bio-Formats cannot read, and of pictures
 * with a palette, of which it gives the indices (right for labels, wrong for pictures).
 */
public final class PngReading {

	/** Place of the colour type in a PNG file, and its value for a palette. */
	private static final int COLOUR_TYPE = 25;
	private static final int PALETTE = 3;

	private PngReading() {}

	/** Whether a file is a PNG whose values are indices into a palette. */
	public static boolean hasPalette(final Path path) {
		if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".png")) return false;
		try (InputStream in = Files.newInputStream(path)) {
			final byte[] start = in.readNBytes(COLOUR_TYPE + 1);
			return start.length > COLOUR_TYPE && start[1] == 'P' && start[COLOUR_TYPE] == PALETTE;
		}
		catch (final IOException e) { // who reads it whole says why
			return false;
		}
	}

	/** Red, green and blue of a picture, 8 bits; empty if it is no PNG, or Java cannot read it. */
	public static Optional<Volume<UnsignedByteType>> read(final Path path) {
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
