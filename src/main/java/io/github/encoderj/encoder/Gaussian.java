package io.github.encoderj.encoder;

import java.util.Arrays;

/**
 * A sampled Gaussian of unit sum, cut off at three standard deviations, and its convolution along the axes of a {@link Block}. No border
 * rule: a filter uses up its radius of the margin.
 */
record Gaussian(float[] half) {

	private static final double TRUNCATE = 3;

	/** @param sigma standard deviation in samples; below 1/6 the kernel is a single 1 */
	static Gaussian of(final double sigma) {
		final int radius = (int) (TRUNCATE * sigma + 0.5);
		final double[] weights = new double[radius + 1];
		double sum = 0;
		for (int i = 0; i <= radius; i++) {
			weights[i] = radius == 0 ? 1 : Math.exp(-0.5 * i * i / (sigma * sigma));
			sum += i == 0 ? weights[i] : 2 * weights[i];
		}
		final float[] half = new float[radius + 1];
		for (int i = 0; i <= radius; i++) half[i] = (float) (weights[i] / sum);
		return new Gaussian(half);
	}

	int radius() {
		return half.length - 1;
	}

	/** Smooths along x and y; the result has the given margin in the plane, which must leave room for the radius. */
	Block smoothPlane(final Block in, final int marginZ, final int margin) {
		final int r = radius();
		check(in.margin(), margin);
		final int width = in.width() + 2 * margin;
		final int height = in.height() + 2 * margin;
		final float[] rows = new float[(height + 2 * r) * width];
		final Block out = in.sibling(marginZ, margin);
		for (int z = -marginZ; z < in.depth() + marginZ; z++) {
			Arrays.fill(rows, 0);
			for (int y = 0; y < height + 2 * r; y++) {
				add(in.data(), in.index(z, y - margin - r, -margin), 1, rows, y * width, width);
			}
			for (int y = 0; y < height; y++) {
				add(rows, (y + r) * width, width, out.data(), out.index(z, y - margin, -margin), width);
			}
		}
		return out;
	}

	/** Smooths along z; the result has the given margin along z, which must leave room for the radius. */
	Block smoothDepth(final Block in, final int marginZ) {
		check(in.marginZ(), marginZ);
		final Block out = in.sibling(marginZ, in.margin());
		final int section = in.sectionStride();
		for (int z = -marginZ; z < in.depth() + marginZ; z++) {
			for (int from = 0; from < section; from += 4096) {
				final int n = Math.min(4096, section - from);
				add(in.data(), (z + in.marginZ()) * section + from, section, out.data(), (z + marginZ) * section + from, n);
			}
		}
		return out;
	}

	private void check(final int available, final int wanted) {
		if (available < wanted + radius()) throw new IllegalArgumentException("a margin of " + available + " leaves less than " + wanted +
			" for a radius of " + radius());
	}

	/** Adds to n values of {@code out} the weighted sums of the values at multiples of {@code step} around those of {@code in}. */
	private void add(final float[] in, final int from, final int step, final float[] out, final int to, final int n) {
		final float centre = half[0];
		for (int x = 0; x < n; x++) out[to + x] += centre * in[from + x];
		int k = 1;
		for (; k + 1 < half.length; k += 2) {
			final float first = half[k];
			final float second = half[k + 1];
			final int above = from - k * step;
			final int below = from + k * step;
			final int farAbove = above - step;
			final int farBelow = below + step;
			for (int x = 0; x < n; x++) {
				out[to + x] += first * (in[above + x] + in[below + x]) + second * (in[farAbove + x] + in[farBelow + x]);
			}
		}
		if (k < half.length) {
			final float last = half[k];
			final int above = from - k * step;
			final int below = from + k * step;
			for (int x = 0; x < n; x++) out[to + x] += last * (in[above + x] + in[below + x]);
		}
	}
}
