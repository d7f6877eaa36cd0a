package io.github.encoderj.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;

/**
 * Tests of two methods on the same cases: were they equal, exchanging their results on any case would change nothing. p is the
 * share of random exchanges, the one observed included, whose difference is at least as large, both ways.
 *
 * @see <a href="https://doi.org/10.1214/088342304000000396">Ernst 2004, permutation methods</a>
 */
public final class PairedPermutation {

	private PairedPermutation() {}

	/** What is compared of two rankings. */
	public enum Area {
		AUROC, AVERAGE_PRECISION
	}

	/**
	 * A difference and its significance.
	 *
	 * @param difference first minus second
	 * @param p two-sided, above 0 to 1; NaN if the difference is undefined
	 */
	public record Result(double difference, double p) {}

	private interface Difference {

		double of(boolean[] exchanged);
	}

	/**
	 * Compares means of a score, for instance the Dice of two segmentations of each case.
	 *
	 * @param first one value a case, finite
	 * @param second the other method's, in the same order
	 * @param samples random exchanges, 1 or more
	 * @throws Refusal if the lengths differ, there are none, or a value is not finite
	 */
	public static Result ofMeans(final double[] first, final double[] second, final int samples, final long seed) {
		Refusal.unless(first.length == second.length && first.length > 0,
			"There are %d and %d values to compare: the same number, 1 or more, is expected.", first.length, second.length);
		for (int c = 0; c < first.length; c++) {
			Refusal.unless(Double.isFinite(first[c]) && Double.isFinite(second[c]),
				"Case %d has the values %s and %s: leave out cases without a value from both.", c + 1, first[c], second[c]);
		}
		return test(first.length, samples, seed, exchanged -> {
			double sum = 0;
			for (int c = 0; c < first.length; c++) sum += exchanged[c] ? second[c] - first[c] : first[c] - second[c];
			return sum / first.length;
		});
	}

	/**
	 * Compares the areas of two classifiers. The groups of the first are exchanged as wholes; since scores of two classifiers need not
	 * be on one scale, ranks are exchanged.
	 *
	 * @param first scores of one classifier
	 * @param second scores of the other for the same cases with the same truth
	 * @throws Refusal if the truths differ or there is no such label
	 */
	public static Result ofAreas(final ScoredCases first, final ScoredCases second, final String label, final Area area,
		final int samples, final long seed)
	{
		final int l = first.labels().indexOf(label);
		final int m = second.labels().indexOf(label);
		Refusal.unless(l >= 0 && m >= 0, "There is no label %s in both classifiers; the labels are %s and %s.", label, first.labels(), second
			.labels());
		Refusal.unless(Arrays.equals(first.truth(l), second.truth(m)),
			"The truths of %s differ between the two classifiers: the same cases in the same order are expected.", label);
		final int[] known = IntStream.range(0, first.size()).filter(c -> first.truth(l)[c] != ScoredCases.MISSING).toArray();
		final byte[] truth = new byte[known.length];
		final int[] groups = new int[known.length];
		for (int i = 0; i < known.length; i++) {
			truth[i] = first.truth(l)[known[i]];
			groups[i] = first.groups()[known[i]];
		}
		final int[] a = twiceMidranks(known, first.scores(l));
		final int[] b = twiceMidranks(known, second.scores(m));
		return test(first.groupCount(), samples, seed, exchanged -> area(truth, groups, a, b, exchanged, area) - area(truth, groups, b, a,
			exchanged, area));
	}

	private static Result test(final int units, final int samples, final long seed, final Difference difference) {
		Refusal.unless(samples > 0, "permutations = %d: 1 or more are expected.", samples);
		final double observed = difference.of(new boolean[units]);
		if (Double.isNaN(observed)) return new Result(Double.NaN, Double.NaN);
		final double limit = Math.abs(observed) * (1 - 1e-12); // the same sum in another order counts as equal
		final boolean[] asLarge = new boolean[samples];
		Parallel.ranges(samples, 16, (from, to) -> {
			final boolean[] exchanged = new boolean[units];
			for (int sample = (int) from; sample < to; sample++) {
				final SplittableRandom random = Bootstrap.random(seed, sample);
				for (int u = 0; u < units; u++) exchanged[u] = random.nextBoolean();
				asLarge[sample] = Math.abs(difference.of(exchanged)) >= limit;
			}
		});
		final long count = IntStream.range(0, samples).filter(sample -> asLarge[sample]).count();
		return new Result(observed, (1.0 + count) / (1.0 + samples));
	}

	/** Area of the first ranking where some groups have the other's ranks. */
	private static double area(final byte[] truth, final int[] groups, final int[] own, final int[] other, final boolean[] exchanged,
		final Area area)
	{
		final int[] positivesAt = new int[2 * truth.length + 1];
		final int[] negativesAt = new int[2 * truth.length + 1];
		for (int i = 0; i < truth.length; i++) {
			final int rank = exchanged[groups[i]] ? other[i] : own[i];
			if (truth[i] == 1) positivesAt[rank]++;
			else negativesAt[rank]++;
		}
		double inversions = 0;
		double precisions = 0;
		double positives = 0;
		double negatives = 0;
		for (int rank = 0; rank < positivesAt.length; rank++) {
			positives += positivesAt[rank];
			inversions += positivesAt[rank] * (negatives + 0.5 * negativesAt[rank]);
			negatives += negativesAt[rank];
			if (positivesAt[rank] > 0) precisions += positivesAt[rank] * (positives / (positives + negatives));
		}
		if (positives == 0 || negatives == 0) return Double.NaN;
		return area == Area.AUROC ? 1 - inversions / positives / negatives : precisions / positives;
	}

	/** Twice the midrank by falling score, 0 and up. */
	private static int[] twiceMidranks(final int[] known, final double[] scores) {
		final Integer[] order = IntStream.range(0, known.length).boxed().toArray(Integer[]::new);
		Arrays.sort(order, (i, j) -> Double.compare(scores[known[j]] + 0.0, scores[known[i]] + 0.0));
		final int[] ranks = new int[known.length];
		int from = 0;
		while (from < order.length) {
			int to = from;
			while (to < order.length && scores[known[order[to]]] == scores[known[order[from]]]) to++;
			for (int i = from; i < to; i++) ranks[order[i]] = from + to - 1;
			from = to;
		}
		return ranks;
	}
}
