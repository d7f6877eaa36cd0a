package io.github.encoderj.wsi.classify;

import java.util.Arrays;

/** Ranks of values among themselves, so that maps of different slides look alike. */
final class Percentiles {

	private Percentiles() {}

	/**
	 * Percentile rank of each value: the mean rank of its equals divided by the number of values, 0 (excluded) to 100.
	 *
	 * @return of each value
	 */
	static double[] of(final float[] values) {
		final float[] sorted = values.clone();
		Arrays.sort(sorted);
		final double[] ranks = new double[values.length];
		for (int i = 0; i < values.length; i++) {
			final int below = bound(sorted, values[i], false);
			final int up = bound(sorted, values[i], true);
			ranks[i] = 100.0 * (below + 1 + up) / 2 / values.length;
		}
		return ranks;
	}

	/** How many values are smaller, or with {@code orEqual} not larger. */
	private static int bound(final float[] sorted, final float value, final boolean orEqual) {
		int from = 0;
		int to = sorted.length;
		while (from < to) {
			final int middle = (from + to) >>> 1;
			final int order = Float.compare(sorted[middle], value);
			if (order < 0 || orEqual && order == 0) from = middle + 1;
			else to = middle;
		}
		return from;
	}
}
