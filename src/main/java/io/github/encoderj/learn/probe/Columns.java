package io.github.encoderj.learn.probe;

import io.github.encoderj.base.Parallel;

/**
 * Some vectors turned on their side, so that products with all of them run along memory: the inner loops go over cases, with one array
 * a feature and the same index in all of them, which the compiler turns into vector instructions.
 */
final class Columns {

	/** Order [feature][case]. */
	private final float[][] columns;
	private int cases;

	/** @param capacity most cases at a time */
	Columns(final int width, final int capacity) {
		columns = new float[width][capacity];
	}

	/** Takes the vectors {@code order[from..to]}. */
	void fill(final float[][] features, final int[] order, final int from, final int to) {
		cases = to - from;
		Parallel.ranges(columns.length, 64, (first, last) -> {
			for (int i = from; i < to; i++) {
				final float[] row = features[order[i]];
				for (int f = (int) first; f < last; f++) columns[f][i - from] = row[f];
			}
		});
	}

	/** Number of vectors. */
	int cases() {
		return cases;
	}

	/** Products of all vectors with one: out[case] = bias + sum over features of weights[feature] x[case][feature]. */
	void products(final float[] weights, final float bias, final float[] out) {
		final int n = cases;
		for (int i = 0; i < n; i++) out[i] = bias;
		int f = 0;
		for (; f + 3 < columns.length; f += 4) add(out, n, columns[f], weights[f], columns[f + 1], weights[f + 1], columns[f + 2], weights[f +
			2], columns[f + 3], weights[f + 3]);
		for (; f < columns.length; f++) {
			final float[] x = columns[f];
			final float w = weights[f];
			for (int i = 0; i < n; i++) out[i] += w * x[i];
		}
	}

	/** sum[i] += the weighted sum of four arrays at i, for i below n. */
	static void add(final float[] sum, final int n, final float[] a, final float wa, final float[] b, final float wb, final float[] c,
		final float wc, final float[] d, final float wd)
	{
		for (int i = 0; i < n; i++) sum[i] += wa * a[i] + wb * b[i] + (wc * c[i] + wd * d[i]);
	}
}
