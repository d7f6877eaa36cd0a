package io.github.encoderj.volume.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.ScoredCases;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.volume.classification.VolumeClassification.Fold;
import io.github.encoderj.volume.classification.VolumeClassification.Result;

/** Scores and probabilities of classified scans as tables. */
public final class ClassificationTables {

	private static final List<String> AVERAGED = List.of("auroc", "auprc", "accuracy", "precision", "recall", "specificity", "f1", "brier");

	private ClassificationTables() {}

	/**
	 * Scores: first of all tested scans together, with intervals by bootstrap over patients; then mean and standard deviation over the folds;
	 * then each fold. Decisions are made with the thresholds of each fold; of exclusive classes the most probable is the decision.
	 *
	 * @param bootstrap samples behind the intervals; 0 for DeLong's of AUROC, which takes scans as independent
	 * @return columns fold (all, mean, sd, or its number from 1), label, its scores, setting
	 */
	public static Table scores(final LabelledScans scans, final Result result, final int bootstrap, final long seed) {
		final List<String> columns = new ArrayList<>(List.of("fold"));
		columns.addAll(ClassificationScores.table().columns());
		columns.add("setting");
		final Table table = new Table(columns.toArray(String[]::new));
		final List<List<ClassificationScores>> byFold = new ArrayList<>();
		for (final Fold fold : result.folds()) byFold.add(ClassificationScores.of(cases(scans, fold.test(), fold.probabilities()), options(scans,
			fold.thresholds(), 0, seed)));
		add(table, "all", together(scans, result, bootstrap, seed), settings(result));
		if (byFold.size() > 1) spread(table, byFold);
		for (int f = 0; f < byFold.size(); f++) add(table, "" + (f + 1), byFold.get(f), result.folds().get(f).setting());
		return table;
	}

	/** All tested scans at once. Where thresholds differ between folds, probabilities are moved so that each fold's becomes one half. */
	private static List<ClassificationScores> together(final LabelledScans scans, final Result result, final int bootstrap, final long seed) {
		final int[] test = result.folds().stream().flatMapToInt(f -> Arrays.stream(f.test())).toArray();
		final double[][] probabilities = result.folds().stream().flatMap(f -> Arrays.stream(f.probabilities())).toArray(double[][]::new);
		final double[] first = result.folds().get(0).thresholds();
		final boolean same = result.folds().stream().allMatch(f -> Arrays.equals(f.thresholds(), first));
		final List<ClassificationScores> scores = ClassificationScores.of(cases(scans, test, probabilities), options(scans, first, bootstrap,
			seed));
		if (same || scans.exclusive()) return scores;
		final double[][] moved = result.folds().stream().flatMap(f -> Arrays.stream(f.probabilities()).map(p -> IntStream.range(0, p.length)
			.mapToDouble(l -> p[l] - f.thresholds()[l]).toArray())).toArray(double[][]::new);
		final List<ClassificationScores> decided = ClassificationScores.of(cases(scans, test, moved), options(scans, new double[] { 0 }, 0,
			seed));
		return IntStream.range(0, scores.size()).mapToObj(i -> withDecisions(scores.get(i), decided.get(i))).toList();
	}

	/** Areas and Brier score of the probabilities, decisions of those that were moved. */
	private static ClassificationScores withDecisions(final ClassificationScores s, final ClassificationScores d) {
		return new ClassificationScores(s.label(), s.n(), s.positives(), s.auroc(), s.aurocInterval(), s.auprc(), s.auprcInterval(), d.accuracy(), d
			.balancedAccuracy(), d.precision(), d.recall(), d.specificity(), d.f1(), s.brier(), s.calibrationError(), Double.NaN);
	}

	private static ClassificationScores.Options options(final LabelledScans scans, final double[] thresholds, final int bootstrap,
		final long seed)
	{
		final boolean one = Arrays.stream(thresholds).distinct().count() == 1;
		return new ClassificationScores.Options(bootstrap, seed, one ? new double[] { thresholds[0] } : thresholds, scans.exclusive());
	}

	private static ScoredCases cases(final LabelledScans scans, final int[] test, final double[][] probabilities) {
		final double[][] truth = VolumeClassification.doubles(Arrays.stream(test).mapToObj(i -> scans.values()[i]).toArray(float[][]::new));
		return ScoredCases.of(scans.labels(), truth, probabilities).inGroups(Arrays.stream(test).mapToObj(scans.groups()::get).toList());
	}

	private static void add(final Table table, final String fold, final List<ClassificationScores> scores, final String setting) {
		for (final ClassificationScores s : scores) s.addTo(table).set("fold", fold).set("setting", setting);
	}

	private static String settings(final Result result) {
		return result.folds().stream().map(Fold::setting).distinct().collect(Collectors.joining("; "));
	}

	/** Mean and standard deviation (of the sample) over the folds in which a score is defined. */
	private static void spread(final Table table, final List<List<ClassificationScores>> byFold) {
		final Table single = new Table(table.columns().toArray(String[]::new));
		byFold.forEach(scores -> scores.forEach(s -> s.addTo(single)));
		final int rows = byFold.get(0).size();
		for (final boolean mean : new boolean[] { true, false }) {
			for (int r = 0; r < rows; r++) {
				final int row = r;
				final Table.Row to = table.add().set("fold", mean ? "mean" : "sd").set("label", byFold.get(0).get(r).label());
				for (final String column : AVERAGED) {
					final double[] values = IntStream.range(0, byFold.size()).mapToDouble(f -> single.number(f * rows + row, column)).filter(v -> !Double
						.isNaN(v)).toArray();
					to.set(column, mean ? Arrays.stream(values).average().orElse(Double.NaN) : deviation(values));
				}
			}
		}
	}

	private static double deviation(final double[] values) {
		final double mean = Arrays.stream(values).average().orElse(Double.NaN);
		return values.length < 2 ? Double.NaN : Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
	}

	/** The probability of each label for each scan: of the fold in which it was tested, or, without a label, of the classifier of all. */
	public static Table probabilities(final LabelledScans scans, final Result result) {
		final List<String> columns = new ArrayList<>(List.of("case", "fold"));
		columns.addAll(scans.labels());
		final Table table = new Table(columns.toArray(String[]::new));
		for (int f = 0; f < result.folds().size(); f++) {
			final Fold fold = result.folds().get(f);
			for (int i = 0; i < fold.test().length; i++) {
				add(table, scans.cases().get(fold.test()[i]), "" + (f + 1), scans.labels(), fold.probabilities()[i]);
			}
		}
		for (int i = 0; i < scans.others().size(); i++) add(table, scans.others().get(i), "none", scans.labels(), result.others()[i]);
		return table;
	}

	private static void add(final Table table, final String name, final String fold, final List<String> labels, final double[] probabilities) {
		final Table.Row row = table.add().set("case", name).set("fold", fold);
		for (int l = 0; l < probabilities.length; l++) row.set(labels.get(l), probabilities[l]);
	}
}
