package io.github.encoderj.encoder.preprocess;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;

/**
 * Separable resampling with antialiasing, as Pillow (8 bits) and PyTorch ({@code antialias=True}, float) do it: the kernel is widened
 * when the picture shrinks, and its weights are normalised where the border cuts them off. Bicubic has a = -0.5.
 */
public enum Resampling {
	BILINEAR(1) {

		@Override
		double kernel(final double x) {
			return Math.max(0, 1 - Math.abs(x));
		}
	},
	BICUBIC(2) {

		@Override
		double kernel(final double x) {
			final double a = -0.5;
			final double t = Math.abs(x);
			if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
			return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
		}
	};

	/** Bits after the point of Pillow's integer weights. */
	private static final int PRECISION = 22;

	private final double support;

	Resampling(final double support) {
		this.support = support;
	}

	abstract double kernel(double x);

	/** The taps of one output position: the first input position and its weights, which sum to 1. */
	private record Taps(int first, double[] weights) {}

	private Taps[] taps(final int in, final int out) {
		final double scale = (double) in / out;
		final double widening = Math.max(scale, 1);
		final double reach = support * widening;
		final Taps[] taps = new Taps[out];
		for (int i = 0; i < out; i++) {
			final double centre = (i + 0.5) * scale;
			final int first = Math.max(0, (int) (centre - reach + 0.5));
			final int end = Math.min(in, (int) (centre + reach + 0.5));
			final double[] weights = new double[end - first];
			double sum = 0;
			for (int x = 0; x < weights.length; x++) sum += weights[x] = kernel((x + first - centre + 0.5) / widening);
			for (int x = 0; x < weights.length; x++) weights[x] /= sum;
			taps[i] = new Taps(first, weights);
		}
		return taps;
	}

	/** Resamples float planes, along x first, without rounding. */
	public Planes floats(final Planes in, final int height, final int width) {
		final Taps[] across = taps(in.width(), width);
		final Taps[] down = taps(in.height(), height);
		final float[] out = new float[in.channels() * height * width];
		Parallel.forEach(in.channels(), c -> {
			final float[] narrow = new float[in.height() * width];
			for (int y = 0; y < in.height(); y++) {
				final int row = (c * in.height() + y) * in.width();
				for (int x = 0; x < width; x++) {
					double sum = 0;
					final Taps t = across[x];
					for (int k = 0; k < t.weights.length; k++) sum += t.weights[k] * in.data()[row + t.first + k];
					narrow[y * width + x] = (float) sum;
				}
			}
			final double[] sums = new double[width];
			for (int y = 0; y < height; y++) {
				Arrays.fill(sums, 0);
				final Taps t = down[y];
				for (int k = 0; k < t.weights.length; k++) {
					final int row = (t.first + k) * width;
					for (int x = 0; x < width; x++) sums[x] += t.weights[k] * narrow[row + x];
				}
				for (int x = 0; x < width; x++) out[(c * height + y) * width + x] = (float) sums[x];
			}
		});
		return new Planes(out, in.channels(), height, width);
	}

	/**
	 * Resamples planes of whole numbers 0..255 as Pillow does, bit for bit: along x first, rounded to 8 bits between the passes, a
	 * pass left out where the size stays.
	 */
	public Planes bytes(final Planes in, final int height, final int width) {
		final float[] out = new float[in.channels() * height * width];
		final int[][] across = in.width() == width ? null : whole(taps(in.width(), width));
		final int[][] down = in.height() == height ? null : whole(taps(in.height(), height));
		Parallel.forEach(in.channels(), c -> {
			final int[] narrow = new int[in.height() * width];
			for (int y = 0; y < in.height(); y++) {
				final int row = (c * in.height() + y) * in.width();
				for (int x = 0; x < width; x++) {
					narrow[y * width + x] = across == null ? (int) in.data()[row + x] : rounded(across[x], in.data(), row);
				}
			}
			for (int y = 0; y < height; y++) {
				for (int x = 0; x < width; x++) {
					out[(c * height + y) * width + x] = down == null ? narrow[y * width + x] : rounded(down[y], narrow, x, width);
				}
			}
		});
		return new Planes(out, in.channels(), height, width);
	}

	/** Taps as Pillow's fixed-point weights, the first input position in front. */
	private static int[][] whole(final Taps[] taps) {
		final int[][] fixed = new int[taps.length][];
		for (int i = 0; i < taps.length; i++) {
			final double[] weights = taps[i].weights;
			fixed[i] = new int[weights.length + 1];
			fixed[i][0] = taps[i].first;
			for (int k = 0; k < weights.length; k++) {
				final double w = weights[k] * (1 << PRECISION);
				fixed[i][k + 1] = (int) (w < 0 ? w - 0.5 : w + 0.5);
			}
		}
		return fixed;
	}

	private static int rounded(final int[] taps, final float[] data, final int row) {
		int sum = 1 << PRECISION - 1;
		for (int k = 1; k < taps.length; k++) sum += taps[k] * (int) data[row + taps[0] + k - 1];
		return clipped(sum);
	}

	private static int rounded(final int[] taps, final int[] data, final int x, final int width) {
		int sum = 1 << PRECISION - 1;
		for (int k = 1; k < taps.length; k++) sum += taps[k] * data[(taps[0] + k - 1) * width + x];
		return clipped(sum);
	}

	private static int clipped(final int sum) {
		return Math.min(255, Math.max(0, sum >> PRECISION));
	}
}
