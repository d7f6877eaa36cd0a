package io.github.encoderj.metrics;

import static io.github.encoderj.metrics.ClassificationScoresTest.names;
import static io.github.encoderj.metrics.ClassificationScoresTest.random;
import static io.github.encoderj.metrics.PartitionScoresTest.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.metrics.PairedPermutation.Area;

/** Two methods on the same cases. */
class ComparisonTest {

	/** Another classifier of the same cases: the scores of the first, blurred. */
	private static ScoredCases blurred(final ScoredCases cases, final double noise, final long seed) {
		final Random random = new Random(seed);
		final double[][] truth = new double[cases.size()][1];
		final double[][] scores = new double[cases.size()][1];
		for (int c = 0; c < cases.size(); c++) {
			truth[c][0] = cases.truth(0)[c] < 0 ? Double.NaN : cases.truth(0)[c];
			scores[c][0] = Math.round(100 * (cases.scores(0)[c] + noise * random.nextGaussian())) / 100.0;
		}
		return ScoredCases.of(names(1), truth, scores);
	}

	@Test
	void deLongEqualsItsDefinition() {
		for (int seed = 0; seed < 10; seed++) {
			final ScoredCases a = random(seed, 90, 1);
			final ScoredCases b = blurred(a, 0.2, seed);
			final double[][] va = placements(a);
			final double[][] vb = placements(b);
			final double variance = covariance(va[0], va[0]) / va[0].length + covariance(va[1], va[1]) / va[1].length;
			final DeLong.Estimate estimate = DeLong.of(a, "label 0");
			assertEquals(RankedScores.of(a, 0).areas().auroc(), estimate.auroc(), 1e-12);
			assertEquals(variance, estimate.variance(), 1e-12);
			final double other = covariance(vb[0], vb[0]) / vb[0].length + covariance(vb[1], vb[1]) / vb[1].length;
			final double mixed = covariance(va[0], vb[0]) / va[0].length + covariance(va[1], vb[1]) / va[1].length;
			final DeLong.Comparison comparison = DeLong.compare(a, b, "label 0");
			assertEquals((estimate.auroc() - DeLong.of(b, "label 0").auroc()) / Math.sqrt(variance + other - 2 * mixed), comparison.z(), 1e-9);
			assertEquals(-comparison.z(), DeLong.compare(b, a, "label 0").z(), 1e-12);
			assertEquals(comparison.p() < 0.05, comparison.interval().low() > 0 || comparison.interval().high() < 0);
		}
	}

	/** For each positive, and each negative, its mean win over the cases of the other kind. */
	private static double[][] placements(final ScoredCases cases) {
		final double[][] result = new double[2][];
		for (int kind = 0; kind < 2; kind++) {
			final int k = kind;
			result[1 - kind] = java.util.stream.IntStream.range(0, cases.size()).filter(i -> cases.truth(0)[i] == k).mapToDouble(
				i -> java.util.stream.IntStream.range(0, cases.size()).filter(j -> cases.truth(0)[j] == 1 - k).mapToDouble(j -> {
					final double difference = (2 * k - 1) * (cases.scores(0)[i] - cases.scores(0)[j]);
					return difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
				}).average().orElseThrow()).toArray();
		}
		return result;
	}

	private static double covariance(final double[] a, final double[] b) {
		final double meanA = java.util.Arrays.stream(a).average().orElseThrow();
		final double meanB = java.util.Arrays.stream(b).average().orElseThrow();
		double sum = 0;
		for (int i = 0; i < a.length; i++) sum += (a[i] - meanA) * (b[i] - meanB);
		return sum / (a.length - 1);
	}

	@Test
	void normalTailsHaveTheirTabulatedValues() {
		assertEquals(1, NormalDistribution.twoSided(0));
		assertEquals(0.31731050786291415, NormalDistribution.twoSided(1), 1e-14);
		assertEquals(0.05, NormalDistribution.twoSided(-1.959963984540054), 1e-14);
		assertEquals(0.0026997960632601866, NormalDistribution.twoSided(3), 1e-15);
		assertEquals(5.733031437583867e-07, NormalDistribution.twoSided(5), 1e-19);
		assertEquals(NormalDistribution.twoSided(Math.nextDown(3.0)), NormalDistribution.twoSided(3), 1e-15);
	}

	@Test
	void permutationsOfMeansApproachTheExactTest() {
		final double[] a = { 0.81, 0.77, 0.93, 0.64, 0.88, 0.71, 0.90, 0.85 };
		final double[] b = { 0.78, 0.79, 0.90, 0.58, 0.85, 0.70, 0.91, 0.79 };
		double observed = 0;
		for (int c = 0; c < 8; c++) observed += a[c] - b[c];
		int count = 0;
		for (int flips = 0; flips < 256; flips++) {
			double sum = 0;
			for (int c = 0; c < 8; c++) sum += (flips >> c & 1) == 0 ? a[c] - b[c] : b[c] - a[c];
			if (Math.abs(sum) >= observed - 1e-9) count++;
		}
		final PairedPermutation.Result result = PairedPermutation.ofMeans(a, b, 40_000, 1);
		assertEquals(observed / 8, result.difference(), 1e-12);
		assertEquals(count / 256.0, result.p(), 0.008);
		assertEquals(1, PairedPermutation.ofMeans(a, a, 100, 1).p());
		assertEquals(result, PairedPermutation.ofMeans(a, b, 40_000, 1));
	}

	@Test
	void permutationsOfAreasAgreeWithDeLong() {
		final ScoredCases a = random(2, 600, 1).inGroups(names(600));
		for (final double noise : new double[] { 0.02, 0.3, 0.8 }) {
			final ScoredCases b = blurred(a, noise, 4);
			final PairedPermutation.Result areas = PairedPermutation.ofAreas(a, b, "label 0", Area.AUROC, 2000, 0);
			final DeLong.Comparison deLong = DeLong.compare(a, b, "label 0");
			assertEquals(deLong.difference(), areas.difference(), 1e-12);
			assertEquals(deLong.p(), areas.p(), 0.06);
			assertEquals(RankedScores.of(a, 0).areas().averagePrecision() - RankedScores.of(b, 0).areas().averagePrecision(),
				PairedPermutation.ofAreas(a, b, "label 0", Area.AVERAGE_PRECISION, 10, 0).difference(), 1e-12);
		}
		assertEquals(1, PairedPermutation.ofAreas(a, a, "label 0", Area.AUROC, 100, 0).p());
	}

	@Test
	void theSameScoresDoNotDiffer() {
		final ScoredCases cases = random(5, 50, 1);
		assertEquals(1, DeLong.compare(cases, cases, "label 0").p());
	}

	@Test
	void refusesWhatCannotBeCompared() {
		final ScoredCases cases = random(5, 50, 1);
		refused("truths of label 0", () -> DeLong.compare(cases, random(6, 50, 1), "label 0"));
		refused("truths of label 0", () -> PairedPermutation.ofAreas(cases, random(6, 50, 1), "label 0", Area.AUROC, 10, 0));
		refused("3 and 4", () -> PairedPermutation.ofMeans(new double[3], new double[4], 10, 0));
		refused("Case 2", () -> PairedPermutation.ofMeans(new double[2], new double[] { 1, Double.NaN }, 10, 0));
		refused("permutations = 0", () -> PairedPermutation.ofMeans(new double[2], new double[2], 0, 0));
		assertTrue(Double.isNaN(PairedPermutation.ofAreas(oneClass(), oneClass(), "label 0", Area.AUROC, 10, 0).p()));
	}

	private static ScoredCases oneClass() {
		return ScoredCases.of(names(1), new double[][] { { 1 }, { 1 } }, new double[][] { { 0.1 }, { 0.4 } });
	}
}
