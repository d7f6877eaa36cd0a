package io.github.encoderj.command;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;

import javax.imageio.ImageIO;

import ij.process.LUT;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/**
 * Makes the pictures of the README and the user's pages from what the demo left in target/demo; {@code sh src/build/pictures.sh} runs it.
 */
final class Pictures {

	private static final int MAGNIFICATION = 3;
	private static final int GAP = 6;

	private Pictures() {}

	/** Argument: folder for the pictures. */
	public static void main(final String[] arguments) throws IOException {
		final Volume<?> image = ImageFiles.read("test-images/em-test.tif");
		final Volume<?> truth = ImageFiles.readLabels("test-images/em-test-labels.tif");
		final Volume<?> neurons = ImageFiles.readLabels("target/demo/neurons.tif");
		final int width = (int) image.width();
		final int height = (int) image.height();
		final BufferedImage picture = new BufferedImage(3 * width * MAGNIFICATION + 2 * GAP, height * MAGNIFICATION,
			BufferedImage.TYPE_INT_RGB);
		final int middle = (int) image.depth() / 2;
		final int[][] panels = { grey(image, middle), blend(image, neurons, middle), blend(image, truth, middle) };
		for (int x = 0; x < picture.getWidth(); x++)
			for (int y = 0; y < picture.getHeight(); y++)
				picture.setRGB(x, y, 0xffffff);
		for (int panel = 0; panel < panels.length; panel++) {
			final int left = panel * (width * MAGNIFICATION + GAP);
			for (int y = 0; y < height * MAGNIFICATION; y++)
				for (int x = 0; x < width * MAGNIFICATION; x++)
					picture.setRGB(left + x, y, panels[panel][y / MAGNIFICATION * width + x / MAGNIFICATION]);
		}
		ImageIO.write(picture, "png", new File(arguments[0], "em-segmentation.png"));
	}

	private static int[] grey(final Volume<?> image, final int section) {
		final int plane = (int) (image.width() * image.height());
		final float[] values = Pixels.floats(image);
		final int[] rgb = new int[plane];
		for (int i = 0; i < plane; i++) rgb[i] = 0x010101 * (int) values[section * plane + i];
		return rgb;
	}

	private static int[] blend(final Volume<?> image, final Volume<?> labels, final int section) {
		final int[] rgb = grey(image, section);
		final int[] numbers = Pixels.labels(labels);
		final LUT colours = LabelColours.table();
		for (int i = 0; i < rgb.length; i++) {
			final int label = numbers[section * rgb.length + i];
			final int colour = label == 0 ? 0 : colours.getRGB((label - 1) % 255 + 1);
			rgb[i] = ((rgb[i] & 0xfefefe) >> 1) + ((colour & 0xfefefe) >> 1);
		}
		return rgb;
	}
}
