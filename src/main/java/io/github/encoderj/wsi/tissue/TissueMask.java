package io.github.encoderj.wsi.tissue;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;

/** The steps from a picture to a mask, each as OpenCV computes it; images are [height, width], one byte a pixel. */
final class TissueMask {

	private static final int HSV_SHIFT = 12;

	private TissueMask() {}

	/** Saturation of the HSV model, 0..255: (largest - smallest) / largest of red, green and blue. */
	static byte[] saturation(final byte[] rgb) {
		final int[] factor = new int[256];
		for (int v = 1; v < 256; v++) factor[v] = (int) Math.rint((255 << HSV_SHIFT) / (double) v);
		final byte[] out = new byte[rgb.length / 3];
		Parallel.ranges(out.length, 1 << 16, (from, to) -> {
			for (int i = (int) from; i < to; i++) {
				final int r = rgb[3 * i] & 255;
				final int g = rgb[3 * i + 1] & 255;
				final int b = rgb[3 * i + 2] & 255;
				final int largest = Math.max(r, Math.max(g, b));
				final int smallest = Math.min(r, Math.min(g, b));
				out[i] = (byte) ((largest - smallest) * factor[largest] + (1 << HSV_SHIFT - 1) >> HSV_SHIFT);
			}
		});
		return out;
	}

	/** Sets the saturation of ink to 0: black, blue and green as felt pens are, which no usual stain is. */
	static void removePen(final byte[] rgb, final byte[] saturation) {
		for (int i = 0; i < saturation.length; i++) {
			final int r = rgb[3 * i] & 255;
			final int g = rgb[3 * i + 1] & 255;
			final int b = rgb[3 * i + 2] & 255;
			final boolean black = Math.max(r, Math.max(g, b)) < 60;
			final boolean green = g > r + 25 && g > b + 10;
			final boolean blue = b > r + 70 && r < 110;
			if (black || green || blue) saturation[i] = 0;
		}
	}

	/**
	 * Median of the square around each pixel; beyond the border the border's pixels repeat.
	 *
	 * @param side of the square, odd
	 */
	static byte[] median(final byte[] image, final int width, final int height, final int side) {
		if (side == 1) return image.clone();
		final byte[] out = new byte[image.length];
		final int radius = side / 2;
		final int half = side * side / 2;
		Parallel.ranges(height, 16, (from, to) -> {
			final int[] histogram = new int[256];
			final int[] rows = new int[side];
			for (int y = (int) from; y < to; y++) {
				Arrays.fill(histogram, 0);
				for (int k = 0; k < side; k++) rows[k] = Math.max(0, Math.min(height - 1, y + k - radius)) * width;
				for (int u = -radius; u <= radius; u++) {
					final int column = Math.max(0, Math.min(width - 1, u));
					for (int k = 0; k < side; k++) histogram[image[rows[k] + column] & 255]++;
				}
				int median = 0;
				int below = 0; // how many are smaller than the median
				for (int x = 0;; x++) {
					while (below > half) below -= histogram[--median];
					while (below + histogram[median] <= half) below += histogram[median++];
					out[y * width + x] = (byte) median;
					if (x + 1 == width) break;
					final int leaving = Math.max(0, x - radius);
					final int entering = Math.min(width - 1, x + 1 + radius);
					for (int k = 0; k < side; k++) {
						final int old = image[rows[k] + leaving] & 255;
						histogram[old]--;
						if (old < median) below--;
						final int now = image[rows[k] + entering] & 255;
						histogram[now]++;
						if (now < median) below++;
					}
				}
			}
		});
		return out;
	}

	/** Otsu's threshold: values above it are one class, the variance between the classes is largest. */
	static int otsu(final byte[] image) {
		final long[] histogram = new long[256];
		for (final byte v : image) histogram[v & 255]++;
		final double scale = 1.0 / image.length;
		double mean = 0;
		for (int v = 0; v < 256; v++) mean += v * (double) histogram[v];
		mean *= scale;
		double mean1 = 0;
		double share1 = 0;
		double most = 0;
		int best = 0;
		for (int v = 0; v < 256; v++) {
			final double p = histogram[v] * scale;
			mean1 *= share1;
			share1 += p;
			final double share2 = 1 - share1;
			if (Math.min(share1, share2) < 1.1920929e-7 || Math.max(share1, share2) > 1 - 1.1920929e-7) continue;
			mean1 = (mean1 + v * p) / share1;
			final double mean2 = (mean - share1 * mean1) / share2;
			final double variance = share1 * share2 * (mean1 - mean2) * (mean1 - mean2);
			if (variance > most) {
				most = variance;
				best = v;
			}
		}
		return best;
	}

	/** 1 where a value lies above the threshold, else 0. */
	static byte[] above(final byte[] image, final int threshold) {
		final byte[] out = new byte[image.length];
		for (int i = 0; i < out.length; i++) out[i] = (byte) ((image[i] & 255) > threshold ? 1 : 0);
		return out;
	}

	/**
	 * Closing with a full square: dilation, then erosion. The square's anchor is its pixel (side / 2, side / 2), so that an even side
	 * shifts by one pixel, as in OpenCV; what lies beyond the border counts for neither.
	 *
	 * @param mask 0 or 1
	 * @param side of the square; 0 changes nothing
	 */
	static byte[] close(final byte[] mask, final int width, final int height, final int side) {
		if (side == 0) return mask.clone();
		return filtered(filtered(mask, width, height, side, 1), width, height, side, 0);
	}

	/** 1 if {@code value} is 1 and there is a 1 in the square, 0 if it is 0 and there is a 0: along rows, then along columns. */
	private static byte[] filtered(final byte[] mask, final int width, final int height, final int side, final int value) {
		final byte[] along = new byte[mask.length];
		final byte[] out = new byte[mask.length];
		Parallel.forEach(height, y -> line(mask, y * width, 1, width, side, value, along));
		Parallel.forEach(width, x -> line(along, x, width, height, side, value, out));
		return out;
	}

	private static void line(final byte[] in, final int start, final int step, final int length, final int side, final int value,
		final byte[] out)
	{
		final int before = side / 2;
		final int after = side - 1 - before;
		int count = 0; // pixels of that value in the window
		for (int i = 0; i < Math.min(length, after); i++) count += in[start + i * step] == value ? 1 : 0;
		for (int i = 0; i < length; i++) {
			if (i + after < length && in[start + (i + after) * step] == value) count++;
			if (i - before - 1 >= 0 && in[start + (i - before - 1) * step] == value) count--;
			out[start + i * step] = (byte) (count > 0 ? value : 1 - value);
		}
	}
}
