package io.github.encoderj.command;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;

import ij.process.LUT;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/** Grey pictures with something in colour laid over them, for screens and figures. */
public final class Blend {

	private static final double OUTSIDE = 0.005;

	private Blend() {}

	/**
	 * A picture in grey, from black to white as far as all but the outermost 0.5 % of its values on each side; colours stay what they are.
	 *
	 * @param image one section of one or three channels
	 */
	public static BufferedImage grey(final Volume<?> image) {
		final int width = (int) image.width();
		final int n = width * (int) image.height();
		final float[] values = Pixels.floats(image);
		final float[] sorted = values.clone();
		Arrays.sort(sorted);
		final float low = sorted[(int) (OUTSIDE * (sorted.length - 1))];
		final float high = sorted[(int) ((1 - OUTSIDE) * (sorted.length - 1))];
		final BufferedImage picture = new BufferedImage(width, n / width, BufferedImage.TYPE_INT_RGB);
		for (int i = 0; i < n; i++) {
			int rgb = 0;
			for (int c = 0; c < 3; c++) {
				final float v = values[image.channels() >= 3 ? c * n + i : i];
				rgb = rgb << 8 | Math.max(0, Math.min(255, Math.round(high > low ? 255 * (v - low) / (high - low) : 0)));
			}
			picture.setRGB(i % width, i / width, rgb);
		}
		return picture;
	}

	/**
	 * A map over a picture: the higher, the more of the colour.
	 *
	 * @param map order [row, column], interpolated to the picture's size
	 * @param low value that stays grey
	 * @param high value that becomes most coloured
	 */
	public static BufferedImage map(final BufferedImage grey, final float[] map, final int rows, final int columns, final LUT lut,
		final double low, final double high)
	{
		final int width = grey.getWidth();
		final int height = grey.getHeight();
		final BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				final double v = interpolated(map, rows, columns, (y + 0.5) * rows / height - 0.5, (x + 0.5) * columns / width - 0.5);
				final double t = high > low ? Math.max(0, Math.min(1, (v - low) / (high - low))) : 0;
				picture.setRGB(x, y, mixed(grey.getRGB(x, y), lut.getRGB((int) Math.round(255 * t)), 0.15 + 0.5 * t));
			}
		}
		return picture;
	}

	private static double interpolated(final float[] map, final int rows, final int columns, final double y, final double x) {
		final double cy = Math.max(0, Math.min(rows - 1, y));
		final double cx = Math.max(0, Math.min(columns - 1, x));
		final int r = Math.min(rows - 1, (int) cy);
		final int c = Math.min(columns - 1, (int) cx);
		final int below = Math.min(rows - 1, r + 1);
		final int right = Math.min(columns - 1, c + 1);
		final double fy = cy - r;
		final double fx = cx - c;
		return (1 - fy) * ((1 - fx) * map[r * columns + c] + fx * map[r * columns + right]) + fy * ((1 - fx) * map[below * columns + c] + fx *
			map[below * columns + right]);
	}

	/**
	 * Structures over a picture: a thin veil of colour, and outlines.
	 *
	 * @param labels 0 outside, else a number of the colours
	 */
	public static BufferedImage labels(final BufferedImage grey, final int[] labels) {
		final int width = grey.getWidth();
		final int height = grey.getHeight();
		final LUT lut = LabelColours.table();
		final int border = Math.max(1, width / 400);
		final BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		for (int i = 0; i < labels.length; i++) {
			final int x = i % width;
			final int y = i / width;
			final int label = labels[i];
			final int rgb = grey.getRGB(x, y);
			if (label == 0) {
				picture.setRGB(x, y, rgb);
				continue;
			}
			final boolean edge = x < border || y < border || x >= width - border || y >= height - border || labels[i - border] != label || labels[i +
				border] != label || labels[i - border * width] != label || labels[i + border * width] != label;
			picture.setRGB(x, y, mixed(rgb, lut.getRGB((label - 1) % 255 + 1), edge ? 0.9 : 0.25));
		}
		return picture;
	}

	/** The colour of a label. */
	public static Color colour(final int label) {
		return new Color(LabelColours.table().getRGB((label - 1) % 255 + 1));
	}

	private static int mixed(final int below, final int above, final double share) {
		int rgb = 0;
		for (int shift = 16; shift >= 0; shift -= 8) {
			rgb |= (int) Math.round((1 - share) * (below >> shift & 255) + share * (above >> shift & 255)) << shift;
		}
		return rgb;
	}
}
