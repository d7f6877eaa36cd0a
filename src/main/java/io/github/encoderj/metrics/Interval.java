package io.github.encoderj.metrics;

import java.util.Arrays;

/**
 * A confidence interval.
 *
 * @param low lower end, NaN if undefined
 * @param high upper end, NaN if undefined
 */
public record Interval(double low, double high) {

	/** No interval. */
	public static final Interval UNDEFINED = new Interval(Double.NaN, Double.NaN);

	/**
	 * The middle share of some values, with linear interpolation between ranks. Values that are not numbers are left out.
	 *
	 * @param share 0..1, 0.95 for a 95 % interval
	 */
	public static Interval middle(final double[] values, final double share) {
		final double[] sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
		if (sorted.length == 0) return UNDEFINED;
		return new Interval(quantile(sorted, (1 - share) / 2), quantile(sorted, (1 + share) / 2));
	}

	/** Quantile of ascending values, as numpy's default; NaN without values. */
	static double quantile(final double[] ascending, final double share) {
		if (ascending.length == 0) return Double.NaN;
		final double rank = share * (ascending.length - 1);
		final int below = (int) rank;
		final double low = ascending[below];
		return rank == below ? low : low + (rank - below) * (ascending[below + 1] - low);
	}
}
