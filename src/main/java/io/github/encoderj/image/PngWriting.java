package io.github.encoderj.image;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;

import javax.imageio.ImageIO;

import io.github.encoderj.base.Refusal;

/** Pictures of one section as PNG, without voxel size: grey values or labels of 8 or 16 bits, and 8-bit colours. */
final class PngWriting {

	private PngWriting() {}

	/** @throws Refusal if the picture has several sections, other channels than 1 or 3, or values that do not fit */
	static void write(final Volume<?> picture, final Path file) throws IOException {
		final int channels = (int) picture.channels();
		Refusal.unless(picture.depth() == 1 && (channels == 1 || channels == 3), "%s has %d sections and %d channels; PNG takes one section " +
			"with 1 or 3. Write TIFF.", picture.name(), picture.depth(), channels);
		final PixelType type = Raster.narrowed(picture, "PNG holds 16 bits at most: write TIFF.");
		Refusal.unless(type == PixelType.UINT8 || type == PixelType.UINT16 && channels == 1, "%s holds %d channel(s) of %s; PNG takes whole " +
			"numbers of 8 bits, or grey ones of 16. Write TIFF, or convert it first.", picture.name(), channels, type);
		final int width = (int) picture.width();
		final int height = (int) picture.height();
		final BufferedImage image = new BufferedImage(width, height, channels == 3 ? BufferedImage.TYPE_INT_RGB : type == PixelType.UINT8
			? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY);
		final WritableRaster raster = image.getRaster();
		final float[] values = Pixels.floats(picture);
		for (int c = 0; c < channels; c++) raster.setSamples(0, 0, width, height, c, java.util.Arrays.copyOfRange(values, c * width * height, (c +
			1) * width * height));
		ImageIO.write(image, "png", file.toFile());
	}
}
