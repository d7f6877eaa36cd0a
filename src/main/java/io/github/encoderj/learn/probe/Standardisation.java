package io.github.encoderj.learn.probe;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;

/**
 * Brings features to mean 0 and standard deviation 1 of the training cases.
 *
 * @param mean of each feature
 * @param deviation of each feature; 1 where it does not vary
 */
public record Standardisation(float[] mean, float[] deviation) {

	/** Share of a feature's size below which its variation is rounding. */
	private static final double CONSTANT = 1e-6;

	/** Statistics of vectors, order [case][feature]. */
	public static Standardisation of(final float[][] features) {
		final int width = features[0].length;
		final float[] mean = new float[width];
		final float[] deviation = new float[width];
		Parallel.ranges(width, 16, (from, to) -> {
			for (int f = (int) from; f < to; f++) {
				double sum = 0;
				for (final float[] row : features) sum += row[f];
				final double m = sum / features.length;
				double squares = 0;
				for (final float[] row : features) squares += (row[f] - m) * (row[f] - m);
				final double d = Math.sqrt(squares / features.length);
				mean[f] = (float) m;
				deviation[f] = d > CONSTANT * Math.abs(m) ? (float) d : 1;
			}
		});
		return new Standardisation(mean, deviation);
	}

	/** Changes nothing. */
	public static Standardisation none(final int width) {
		final float[] ones = new float[width];
		Arrays.fill(ones, 1);
		return new Standardisation(new float[width], ones);
	}

	/** Standardised copies of vectors. */
	public float[][] apply(final float[][] features) {
		final float[][] result = new float[features.length][];
		Parallel.ranges(features.length, 256, (from, to) -> {
			for (int i = (int) from; i < to; i++) {
				result[i] = features[i].clone();
				for (int f = 0; f < mean.length; f++) result[i][f] = (result[i][f] - mean[f]) / deviation[f];
			}
		});
		return result;
	}
}
