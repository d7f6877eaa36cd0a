package io.github.encoderj.metrics;

import java.util.Arrays;

/** Distances in ascending order, each with a weight, and their percentiles as the tools take them. */
final class WeightedDistances {

	private final double[] distances;

	/** Sums of the weights up to and with each distance. */
	private final double[] cumulated;

	private WeightedDistances(final double[] distances, final double[] cumulated) {
		this.distances = distances;
		this.cumulated = cumulated;
	}

	/** Distances of equal weight 1, in any order; the array is taken over and sorted. */
	static WeightedDistances of(final double[] distances) {
		Arrays.parallelSort(distances);
		final double[] cumulated = new double[distances.length];
		Arrays.setAll(cumulated, i -> i + 1);
		return new WeightedDistances(distances, cumulated);
	}

	/** Distances with their weights; equal distances are taken together. */
	static WeightedDistances of(final double[] distances, final double[] weights) {
		final double[] sorted = distances.clone();
		Arrays.parallelSort(sorted);
		int n = 0;
		for (int i = 0; i < sorted.length; i++) {
			if (n == 0 || sorted[i] != sorted[n - 1]) sorted[n++] = sorted[i];
		}
		final double[] different = Arrays.copyOf(sorted, n);
		final double[] cumulated = new double[n];
		for (int i = 0; i < distances.length; i++) cumulated[Arrays.binarySearch(different, distances[i])] += weights[i];
		for (int i = 1; i < n; i++) cumulated[i] += cumulated[i - 1];
		return new WeightedDistances(different, cumulated);
	}

	/** These and others of weight 1 together. */
	WeightedDistances and(final WeightedDistances other) {
		final double[] all = Arrays.copyOf(distances, distances.length + other.distances.length);
		System.arraycopy(other.distances, 0, all, distances.length, other.distances.length);
		return of(all);
	}

	boolean isEmpty() {
		return distances.length == 0;
	}

	double weight() {
		return isEmpty() ? 0 : cumulated[cumulated.length - 1];
	}

	/** Sum of the distances, weighted. */
	double sum() {
		double sum = 0;
		for (int i = 0; i < distances.length; i++) {
			final double weight = cumulated[i] - (i == 0 ? 0 : cumulated[i - 1]);
			if (weight > 0) sum += distances[i] * weight;
		}
		return sum;
	}

	/** Weight of the distances that are at most the tolerance. */
	double weightWithin(final double tolerance) {
		int n = 0;
		while (n < distances.length && distances[n] <= tolerance) n++;
		return n == 0 ? 0 : cumulated[n - 1];
	}

	/** Percentile of distances of weight 1 with linear interpolation between ranks, as numpy.percentile. */
	double percentile(final double percent) {
		final double rank = percent / 100 * (distances.length - 1);
		final int below = (int) rank;
		return interpolate(below, rank - below);
	}

	/** The same with the rank in single precision, as torch.quantile; near steep places this changes the fifth or sixth digit. */
	double singlePrecisionPercentile(final double percent) {
		final float rank = (float) (percent / 100) * (distances.length - 1);
		final int below = (int) rank;
		return interpolate(below, rank - below);
	}

	private double interpolate(final int below, final double share) {
		final double low = distances[below];
		return share == 0 ? low : low + share * (distances[below + 1] - low);
	}

	/** The first distance up to which the given share of the weight lies. */
	double weightedPercentile(final double percent) {
		if (percent == 100) return distances[distances.length - 1];
		int i = 0;
		while (i < distances.length - 1 && cumulated[i] / weight() < percent / 100) i++;
		return distances[i];
	}
}
