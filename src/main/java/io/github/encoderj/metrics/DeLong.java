package io.github.encoderj.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.github.encoderj.base.Refusal;

/**
 * Variance of an AUROC, and of the difference of two on the same cases, without resampling. Cases count as independent; where
 * several belong to one patient, use the bootstrap by group.
 *
 * @see <a href="https://doi.org/10.2307/2531595">DeLong, DeLong and Clarke-Pearson 1988</a>
 * @see <a href="https://doi.org/10.1109/LSP.2014.2337313">Sun and Xu 2014, by midranks</a>
 */
public final class DeLong {

	private static final double NORMAL_95 = 1.959963984540054;

	private DeLong() {}

	/**
	 * An AUROC and its variance; NaN where undefined.
	 *
	 * @param interval 95 %, normal approximation, cut to 0..1
	 */
	public record Estimate(double auroc, double variance, Interval interval) {}

	/**
	 * Two AUROCs on the same cases.
	 *
	 * @param difference first minus second
	 * @param z difference by its standard error
	 * @param p two-sided; 1 if the scores rank the cases alike
	 * @param interval of the difference, 95 %
	 */
	public record Comparison(double difference, double z, double p, Interval interval) {}

	/** AUROC of a label. */
	static Estimate of(final ScoredCases cases, final int label) {
		final Components components = Components.of(cases.truth(label), cases.scores(label));
		final double variance = components.covariance(components);
		final double reach = NORMAL_95 * Math.sqrt(variance);
		final double auroc = components.auroc();
		return new Estimate(auroc, variance, Double.isNaN(variance) ? Interval.UNDEFINED : new Interval(Math.max(0, auroc - reach), Math.min(
			1, auroc + reach)));
	}

	/**
	 * AUROC of a label.
	 *
	 * @throws Refusal if there is no such label
	 */
	public static Estimate of(final ScoredCases cases, final String label) {
		return of(cases, index(cases, label));
	}

	/**
	 * Tests whether two classifiers have the same AUROC.
	 *
	 * @param first scores of one classifier
	 * @param second scores of the other for the same cases with the same truth
	 * @throws Refusal if the truths differ or there is no such label
	 */
	public static Comparison compare(final ScoredCases first, final ScoredCases second, final String label) {
		final int l = index(first, label);
		final int m = index(second, label);
		Refusal.unless(Arrays.equals(first.truth(l), second.truth(m)),
			"The truths of %s differ between the two classifiers: the same cases in the same order are expected.", label);
		final Components a = Components.of(first.truth(l), first.scores(l));
		final Components b = Components.of(second.truth(m), second.scores(m));
		final double difference = a.auroc() - b.auroc();
		final double deviation = Math.sqrt(Math.max(0, a.covariance(a) + b.covariance(b) - 2 * a.covariance(b)));
		if (difference == 0 && deviation == 0) return new Comparison(0, 0, 1, new Interval(0, 0));
		final double z = difference / deviation;
		return new Comparison(difference, z, NormalDistribution.twoSided(z), new Interval(difference - NORMAL_95 * deviation, difference +
			NORMAL_95 * deviation));
	}

	private static int index(final ScoredCases cases, final String label) {
		final int l = cases.labels().indexOf(label);
		Refusal.unless(l >= 0, "There is no label %s; the labels are %s.", label, cases.labels());
		return l;
	}

	/** For each positive the share of negatives below it, for each negative the share of positives above it. */
	private record Components(double[] ofPositives, double[] ofNegatives) {

		static Components of(final byte[] truth, final double[] scores) {
			final int[] positives = IntStream.range(0, truth.length).filter(c -> truth[c] == 1).toArray();
			final int[] negatives = IntStream.range(0, truth.length).filter(c -> truth[c] == 0).toArray();
			final double[] above = Arrays.stream(positives).mapToDouble(c -> scores[c]).toArray();
			final double[] below = Arrays.stream(negatives).mapToDouble(c -> scores[c]).toArray();
			return new Components(sharesBelow(above, below), Arrays.stream(sharesBelow(below, above)).map(share -> 1 - share).toArray());
		}

		/** For each value the share of the others that are smaller; equal ones count half. */
		private static double[] sharesBelow(final double[] values, final double[] others) {
			final double[] sorted = Arrays.stream(others).map(v -> v + 0.0).sorted().toArray();
			return Arrays.stream(values).map(v -> (bound(sorted, v, false) + bound(sorted, v, true)) / (2.0 * sorted.length)).toArray();
		}

		/** How many are smaller, or, with {@code equal}, not larger. */
		private static int bound(final double[] sorted, final double value, final boolean equal) {
			int low = 0;
			int high = sorted.length;
			while (low < high) {
				final int middle = (low + high) >>> 1;
				if (sorted[middle] < value || equal && sorted[middle] == value) low = middle + 1;
				else high = middle;
			}
			return low;
		}

		double auroc() {
			return ofPositives.length == 0 || ofNegatives.length == 0 ? Double.NaN : Summary.mean(ofPositives);
		}

		double covariance(final Components other) {
			return covariance(ofPositives, other.ofPositives) / ofPositives.length + covariance(ofNegatives, other.ofNegatives) /
				ofNegatives.length;
		}

		private static double covariance(final double[] a, final double[] b) {
			if (a.length < 2) return Double.NaN;
			final double meanA = Summary.mean(a);
			final double meanB = Summary.mean(b);
			double sum = 0;
			for (int i = 0; i < a.length; i++) sum += (a[i] - meanA) * (b[i] - meanB);
			return sum / (a.length - 1);
		}
	}
}
