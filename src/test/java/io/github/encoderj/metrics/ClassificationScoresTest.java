package io.github.encoderj.metrics;

import static io.github.encoderj.metrics.PartitionScoresTest.assertClose;
import static io.github.encoderj.metrics.PartitionScoresTest.json;
import static io.github.encoderj.metrics.PartitionScoresTest.number;
import static io.github.encoderj.metrics.PartitionScoresTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.metrics.ClassificationScores.Options;

class ClassificationScoresTest {

	private static final Options NO_SAMPLES = new Options(0, 0, new double[] { 0.5 }, false);

	private static double[][] matrix(final JsonElement rows) {
		return rows.getAsJsonArray().asList().stream().map(row -> row.getAsJsonArray().asList().stream().mapToDouble(
			JsonElement::getAsDouble).toArray()).toArray(double[][]::new);
	}

	static List<String> names(final int n) {
		return IntStream.range(0, n).mapToObj(l -> "label " + l).toList();
	}

	@TestFactory
	Stream<DynamicTest> equalScikitLearn() {
		return json("/metrics/metric_goldens.json").getAsJsonArray("classification").asList().stream().map(JsonElement::getAsJsonObject).map(
			golden -> DynamicTest.dynamicTest(golden.get("name").getAsString(), () -> check(golden)));
	}

	private static void check(final JsonObject golden) {
		final int labels = golden.get("labels").getAsInt();
		final ScoredCases cases = ScoredCases.of(names(labels), matrix(golden.get("y")), matrix(golden.get("p")));
		final Options options = new Options(0, 0, new double[] { golden.get("threshold").getAsDouble() }, false);
		final List<ClassificationScores> scores = ClassificationScores.of(cases, options);
		final BinaryCounts[] counts = ClassificationScores.counts(cases, options);
		for (int l = 0; l < labels; l++) {
			final JsonObject expected = golden.getAsJsonArray("per_label").get(l).getAsJsonObject();
			final ClassificationScores actual = scores.get(l);
			assertEquals(number(expected.get("tp")), counts[l].truePositive());
			assertEquals(number(expected.get("fp")), counts[l].falsePositive());
			assertEquals(number(expected.get("fn")), counts[l].falseNegative());
			assertEquals(number(expected.get("tn")), counts[l].trueNegative());
			same(expected, "auroc", actual.auroc());
			same(expected, "average_precision", actual.auprc());
			same(expected, "accuracy", actual.accuracy());
			same(expected, "balanced_accuracy", actual.balancedAccuracy());
			same(expected, "precision", actual.precision());
			same(expected, "recall", actual.recall());
			same(expected, "specificity", actual.specificity());
			same(expected, "f1", actual.f1());
			same(expected, "brier", actual.brier());
			same(expected, "mcc", counts[l].matthews());
			same(expected, "log_loss", Calibration.of(cases, names(labels).get(l), 10).logLoss());
		}
		final JsonObject macro = golden.getAsJsonObject("macro");
		final ClassificationScores mean = scores.get(labels);
		mean(macro, "auroc", mean.auroc());
		mean(macro, "average_precision", mean.auprc());
		mean(macro, "accuracy", mean.accuracy());
		mean(macro, "precision", mean.precision());
		mean(macro, "recall", mean.recall());
		mean(macro, "f1", mean.f1());
		mean(macro, "specificity", mean.specificity());
		mean(macro, "brier", mean.brier());
		final JsonObject micro = golden.getAsJsonObject("micro");
		final ClassificationScores pooled = scores.get(labels + 1);
		same(micro, "f1", pooled.f1());
		same(micro, "precision", pooled.precision());
		same(micro, "recall", pooled.recall());
		same(micro, "auroc", pooled.auroc());
		same(micro, "average_precision", pooled.auprc());
		same(golden, "subset_accuracy", ClassificationScores.subsetAccuracy(cases, options));
	}

	private static void mean(final JsonObject macro, final String key, final double actual) {
		assertClose(number(macro.getAsJsonObject(key).get("mean_of_defined")), actual, 1e-9, "macro " + key);
	}

	private static void same(final JsonObject expected, final String key, final double actual) {
		assertClose(number(expected.get(key)), actual, 1e-9, key);
	}

	/** Cases with ties, of several groups, some truths unknown. */
	static ScoredCases random(final long seed, final int n, final int labels) {
		final Random random = new Random(seed);
		final double[][] truth = new double[n][labels];
		final double[][] scores = new double[n][labels];
		final List<String> groups = new ArrayList<>();
		for (int c = 0; c < n; c++) {
			groups.add("patient " + random.nextInt(1 + n / 4));
			for (int l = 0; l < labels; l++) {
				truth[c][l] = random.nextInt(12) == 0 ? Double.NaN : random.nextInt(3) == 0 ? 1 : 0;
				scores[c][l] = Math.max(0, Math.min(1, Math.round(20 * (0.3 * truth[c][l] + random.nextDouble())) / 24.0));
				if (Double.isNaN(truth[c][l])) scores[c][l] = 0.5;
			}
		}
		return ScoredCases.of(names(labels), truth, scores).inGroups(groups);
	}

	@Test
	void weightsEqualRepeatedCases() {
		final Random random = new Random(4);
		for (int round = 0; round < 30; round++) {
			final ScoredCases cases = random(round, 60, 1);
			final short[] weights = new short[60];
			for (int c = 0; c < 60; c++) weights[c] = (short) random.nextInt(4);
			double positives = 0;
			double negatives = 0;
			double wins = 0;
			double precisions = 0;
			final byte[] truth = cases.truth(0);
			final double[] scores = cases.scores(0);
			for (int i = 0; i < 60; i++) {
				if (truth[i] == 0) negatives += weights[i];
				if (truth[i] != 1) continue;
				positives += weights[i];
				double above = 0;
				double right = 0;
				for (int j = 0; j < 60; j++) {
					if (truth[j] == 0) wins += weights[i] * weights[j] * (scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0);
					if (truth[j] == ScoredCases.MISSING || scores[j] < scores[i]) continue;
					above += weights[j];
					right += truth[j] * weights[j];
				}
				if (weights[i] > 0) precisions += weights[i] * right / above;
			}
			final RankedScores.Areas areas = RankedScores.of(cases, 0).areas(weights);
			assertEquals(wins / positives / negatives, areas.auroc(), 1e-12);
			assertEquals(precisions / positives, areas.averagePrecision(), 1e-12);
		}
	}

	@Test
	void intervalsHoldTheValueAndDependOnNeitherThreadsNorOrder() {
		final ScoredCases cases = random(9, 400, 3);
		final Options options = new Options(200, 5, new double[] { 0.5 }, false);
		final List<ClassificationScores> scores = ClassificationScores.of(cases, options);
		for (final int threads : new int[] { 1, 3, 8 }) {
			assertEquals(scores, Parallel.withThreads(threads, () -> ClassificationScores.of(cases, options)));
		}
		for (final ClassificationScores score : scores) {
			assertTrue(score.aurocInterval().low() < score.auroc() && score.auroc() < score.aurocInterval().high(), score.toString());
			assertTrue(score.auprcInterval().low() < score.auprc() && score.auprc() < score.auprcInterval().high(), score.toString());
		}
		assertNotEquals(scores.get(0).aurocInterval(), ClassificationScores.of(cases, new Options(200, 6, new double[] { 0.5 }, false)).get(0)
			.aurocInterval());
	}

	@Test
	void groupsAreDrawnAsWholesAndAsManyAsThereAre() {
		final int[] groups = { 0, 1, 1, 2, 0, 3, 3, 3 };
		final double[][] drawn = Bootstrap.of(groups, 500, 1, weights -> IntStream.range(0, 8).mapToDouble(
			c -> weights[c]).toArray());
		double all = 0;
		for (int sample = 0; sample < 500; sample++) {
			assertEquals(drawn[0][sample], drawn[4][sample]);
			assertEquals(drawn[1][sample], drawn[2][sample]);
			assertEquals(drawn[5][sample], drawn[7][sample]);
			assertEquals(4, drawn[0][sample] + drawn[1][sample] + drawn[3][sample] + drawn[5][sample]);
			all += drawn[3][sample];
		}
		assertEquals(1, all / 500, 0.15);
	}

	@Test
	void intervalsOfTheBootstrapAndOfDeLongAgree() {
		final ScoredCases grouped = random(12, 1500, 1);
		final ScoredCases cases = grouped.inGroups(names(grouped.size()));
		final Interval sampled = ClassificationScores.of(cases, new Options(2000, 0, new double[] { 0.5 }, false)).get(0).aurocInterval();
		final Interval computed = ClassificationScores.of(cases, NO_SAMPLES).get(0).aurocInterval();
		assertEquals(computed.low(), sampled.low(), 0.004);
		assertEquals(computed.high(), sampled.high(), 0.004);
	}

	@Test
	void complementAndMonotoneScoresBehaveAsTheyMust() {
		for (int seed = 0; seed < 20; seed++) {
			final ScoredCases cases = random(seed, 80, 1);
			final double[][] truth = new double[80][1];
			final double[][] mirrored = new double[80][1];
			final double[][] bent = new double[80][1];
			for (int c = 0; c < 80; c++) {
				truth[c][0] = cases.truth(0)[c] < 0 ? Double.NaN : cases.truth(0)[c];
				mirrored[c][0] = 1 - cases.scores(0)[c];
				bent[c][0] = Math.exp(3 * cases.scores(0)[c]);
			}
			final double auroc = ClassificationScores.of(cases, NO_SAMPLES).get(0).auroc();
			assertEquals(1 - auroc, ClassificationScores.of(ScoredCases.of(names(1), truth, mirrored), NO_SAMPLES).get(0).auroc(), 1e-12);
			assertEquals(auroc, ClassificationScores.of(ScoredCases.of(names(1), truth, bent), NO_SAMPLES).get(0).auroc(), 1e-12);
		}
	}

	@Test
	void classesAreDecidedByTheHighestScore() {
		final double[][] scores = { { 0.2, 0.7, 0.1 }, { 0.6, 0.3, 0.1 }, { 0.1, 0.2, 0.7 }, { 0.5, 0.1, 0.4 } };
		final ScoredCases cases = ScoredCases.ofClasses(List.of("a", "b", "c"), new int[] { 1, 0, 2, 2 }, scores);
		final List<ClassificationScores> all = ClassificationScores.of(cases, new Options(0, 0, new double[] { 0.5 }, true));
		assertEquals(0.75, all.get(4).accuracy());
		assertEquals(0.75, all.get(4).precision());
		assertEquals(0.5, all.get(0).precision());
		assertEquals(0.5, all.get(2).recall());
		assertEquals(5 / 6., all.get(3).recall(), 1e-12);
		assertEquals(0.75, all.get(5).recall(), 1e-12);
		assertTrue(Double.isNaN(all.get(0).threshold()));
		final ConfusionMatrix matrix = ConfusionMatrix.of(cases);
		assertArrayEquals(new long[][] { { 1, 0, 0 }, { 0, 1, 0 }, { 1, 0, 1 } }, matrix.counts());
		assertEquals(0.75, matrix.accuracy());
		assertEquals(5 / 6., matrix.balancedAccuracy(), 1e-12);
		assertEquals("truth,a,b,c\na,1,0,0\nb,0,1,0\nc,1,0,1\n", matrix.table().toCsv());
	}

	@Test
	void thresholdsAreTheBestOfTheCasesTheyAreChosenOn() {
		for (int seed = 0; seed < 10; seed++) {
			final ScoredCases cases = random(seed, 120, 2);
			final double[] youden = DecisionThreshold.choose(cases, DecisionThreshold.Rule.YOUDEN);
			final double[] f1 = DecisionThreshold.choose(cases, DecisionThreshold.Rule.F1);
			final double[] recall = DecisionThreshold.atRecall(cases, 0.8);
			for (int l = 0; l < 2; l++) {
				for (double t = 0; t <= 1; t += 1 / 48.) {
					final double[] thresholds = { t, t };
					final BinaryCounts any = ClassificationScores.counts(cases, new Options(0, 0, thresholds, false))[l];
					final BinaryCounts y = ClassificationScores.counts(cases, new Options(0, 0, youden, false))[l];
					final BinaryCounts f = ClassificationScores.counts(cases, new Options(0, 0, f1, false))[l];
					final BinaryCounts r = ClassificationScores.counts(cases, new Options(0, 0, recall, false))[l];
					assertTrue(y.recall() + y.specificity() >= any.recall() + any.specificity() - 1e-12);
					assertTrue(f.f1() >= any.f1() - 1e-12);
					assertTrue(r.recall() >= 0.8 && (any.recall() < 0.8 || any.specificity() <= r.specificity()));
				}
			}
		}
		final ScoredCases alike = ScoredCases.of(names(1), new double[][] { { 0 }, { 0 } }, new double[][] { { 0.1 }, { 0.9 } });
		assertArrayEquals(new double[] { 0.5 }, DecisionThreshold.choose(alike, DecisionThreshold.Rule.F1));
	}

	@Test
	void calibrationBinsScores() {
		final double[][] truth = { { 0 }, { 1 }, { 1 }, { 0 }, { 1 } };
		final double[][] scores = { { 0.1 }, { 0.2 }, { 0.9 }, { 0.7 }, { 1 } };
		final Calibration calibration = Calibration.of(ScoredCases.of(names(1), truth, scores), "label 0", 2);
		assertEquals(2, calibration.bins().size());
		assertEquals(0.15, calibration.bins().get(0).meanScore(), 1e-12);
		assertEquals(2 / 3., calibration.bins().get(1).observed(), 1e-12);
		assertEquals((2 * 0.35 + 3 * Math.abs(2.6 / 3 - 2 / 3.)) / 5, calibration.error(), 1e-12);
	}

	@Test
	void theTableHasTheColumnsOfTheCommand() {
		final Table table = ClassificationScores.table();
		ClassificationScores.score(table, random(3, 50, 2), new Options(50, 0, new double[] { 0.4, 0.6 }, false));
		assertEquals("label,n,positives,auroc,auroc_low,auroc_high,auprc,auprc_low,auprc_high,accuracy,precision,recall,specificity,f1,brier," +
			"threshold", table.toCsv().lines().findFirst().orElseThrow());
		assertEquals(List.of("label 0", "label 1", "macro", "micro", "weighted"), IntStream.range(0, 5).mapToObj(r -> table.get(r, "label"))
			.toList());
		assertEquals(0.6, table.number(1, "threshold"));
		assertEquals((table.number(0, "auroc") + table.number(1, "auroc")) / 2, table.number(2, "auroc"), 1e-12);
		assertEquals((table.number(0, "positives") * table.number(0, "f1") + table.number(1, "positives") * table.number(1, "f1")) / table
			.number(4, "positives"), table.number(4, "f1"), 1e-12);
	}

	@Test
	void refusesWhatCannotBeScored() {
		final double[][] one = { { 1 }, { 0 } };
		refused("case 2".replace('c', 'C'), () -> ScoredCases.of(names(1), one, new double[][] { { 1 }, { Double.NaN } }));
		refused("truth 2.0", () -> ScoredCases.of(names(1), new double[][] { { 2 } }, new double[][] { { 1 } }));
		refused("2 cases", () -> ScoredCases.of(names(1), one, new double[][] { { 1 } }));
		refused("no cases", () -> ScoredCases.of(names(1), new double[0][], new double[0][]));
		refused("no labels", () -> ScoredCases.of(List.of(), one, one));
		refused("same name", () -> ScoredCases.of(List.of("a", "a"), new double[1][2], new double[1][2]));
		refused("Case 1 has 1", () -> ScoredCases.of(names(2), one, one));
		refused("class 3", () -> ScoredCases.ofClasses(names(2), new int[] { 3 }, new double[1][2]));
		refused("groups", () -> ScoredCases.of(names(1), one, one).inGroups(List.of("a")));
		final ScoredCases cases = random(1, 20, 3);
		refused("2 thresholds", () -> ClassificationScores.of(cases, new Options(0, 0, new double[2], false)));
		refused("exactly one", () -> ClassificationScores.of(cases, new Options(0, 0, new double[1], true)));
		refused("exactly one", () -> ConfusionMatrix.of(cases));
		refused("bootstrap = -1", () -> new Options(-1, 0, new double[1], false));
		refused("label Hernia", () -> ScoreCurve.of(cases, "Hernia"));
		refused("label Hernia", () -> DeLong.of(cases, "Hernia"));
	}
}
