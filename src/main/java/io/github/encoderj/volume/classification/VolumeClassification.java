package io.github.encoderj.volume.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.probe.LabelledFeatures;
import io.github.encoderj.learn.probe.ProbeTraining;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.DecisionThreshold;
import io.github.encoderj.metrics.ScoredCases;

/**
 * Findings of scans from one vector each: a classifier is trained on some patients and tested on others, fold by fold. Settings and
 * decision thresholds are chosen on patients of the training part, never on those tested.
 */
public final class VolumeClassification {

	private static final String GIVEN = "[0-9.eE+-]+";

	private VolumeClassification() {}

	/**
	 * How to classify.
	 *
	 * @param probe the classifier, and the values of its setting to choose from
	 * @param folds number of folds; 0 for the division that is stated
	 * @param validation share of the training part on which settings and thresholds are chosen; used only where one is chosen
	 * @param threshold from which probability on a scan has the finding: a number, youden or f1
	 */
	public record Settings(ProbeTraining.Settings probe, int folds, double validation, String threshold, long seed) {

		public Settings {
			Refusal.unless(folds == 0 || folds >= 2, "folds = %d: expected 2 or more, or 0 for the division that is stated.", folds);
			Refusal.unless(validation > 0 && validation < 1, "validation = %s: expected a share above 0 and below 1.", validation);
			threshold = threshold.trim().toLowerCase(Locale.ROOT);
			final boolean number = threshold.matches(GIVEN) && Double.isFinite(parse(threshold));
			Refusal.unless(number || threshold.equals("youden") || threshold.equals("f1"), "threshold = %s: expected a number, youden or f1.",
				threshold);
		}

		private boolean rule() {
			return !threshold.matches(GIVEN);
		}

		private boolean chooses() {
			return rule() || probe.choices() > 1;
		}

		private static double parse(final String text) {
			try {
				return Double.parseDouble(text);
			}
			catch (final NumberFormatException e) {
				return Double.NaN;
			}
		}
	}

	/**
	 * What a fold gave.
	 *
	 * @param test indices of the scans tested
	 * @param probabilities [scan tested][label]
	 * @param setting of the classifier, given or chosen
	 * @param thresholds of the decisions, one a label
	 */
	public record Fold(int[] test, double[][] probabilities, String setting, double[] thresholds) {}

	/**
	 * What came out.
	 *
	 * @param folds one after the other; each scan is tested in one at most
	 * @param others [scan without label][label]: probabilities of a classifier trained on all scans with labels
	 */
	public record Result(List<Fold> folds, double[][] others) {}

	/**
	 * Trains and tests.
	 *
	 * @throws Refusal if there are too few patients or no training case
	 */
	public static Result run(final LabelledScans scans, final Settings settings, final Progress progress) {
		final List<Folds.Split> splits = scans.divide(settings.folds, settings.chooses() ? settings.validation : 0, settings.seed);
		final List<Fold> folds = new ArrayList<>();
		for (int f = 0; f < splits.size(); f++) {
			final Progress part = progress.part((double) f / (splits.size() + 1), (f + 1.0) / (splits.size() + 1));
			part.report("Fold " + (f + 1), 0);
			final Folds.Split split = splits.get(f);
			final Trained trained = train(scans, split.training(), split.validation(), settings, part);
			folds.add(new Fold(split.test(), trained.result.classifier().probabilities(pick(scans.features(), split.test())), trained.result
				.setting(), trained.thresholds));
		}
		return new Result(folds, others(scans, settings, progress.part((double) splits.size() / (splits.size() + 1), 1)));
	}

	private static double[][] others(final LabelledScans scans, final Settings settings, final Progress progress) {
		if (scans.others().isEmpty()) return new double[0][];
		final Folds.Split split = Folds.shares(scans.groups(), scans.values(), 1 - (settings.chooses() ? settings.validation : 0), settings
			.chooses() ? settings.validation : 0, 0, settings.seed);
		return train(scans, split.training(), split.validation(), settings, progress).result.classifier().probabilities(scans.otherFeatures());
	}

	private record Trained(ProbeTraining.Result result, double[] thresholds) {}

	private static Trained train(final LabelledScans scans, final int[] training, final int[] validation, final Settings settings,
		final Progress progress)
	{
		progress.check();
		final LabelledFeatures all = new LabelledFeatures(scans.features(), scans.values(), scans.exclusive());
		final Optional<LabelledFeatures> chosenOn = validation.length == 0 ? Optional.empty() : Optional.of(all.subset(validation));
		final ProbeTraining.Result result = ProbeTraining.train(all.subset(training), chosenOn, settings.probe.withSeed(settings.seed), (p,
			truth) -> macroAuroc(scans.labels(), p, truth), progress);
		final double[] thresholds = new double[scans.labels().size()];
		if (!settings.rule()) Arrays.fill(thresholds, Double.parseDouble(settings.threshold));
		else {
			final LabelledFeatures v = chosenOn.orElseThrow();
			final ScoredCases scored = ScoredCases.of(scans.labels(), doubles(v.labels()), result.classifier().probabilities(v.features()));
			final double[] chosen = DecisionThreshold.choose(scored, settings.threshold.equals("f1") ? DecisionThreshold.Rule.F1
				: DecisionThreshold.Rule.YOUDEN);
			System.arraycopy(chosen, 0, thresholds, 0, chosen.length);
		}
		return new Trained(result, thresholds);
	}

	private static double macroAuroc(final List<String> labels, final double[][] probabilities, final float[][] truth) {
		final ScoredCases cases = ScoredCases.of(labels, doubles(truth), probabilities);
		return ClassificationScores.of(cases, new ClassificationScores.Options(0, 0, new double[] { 0.5 }, false)).get(labels.size()).auroc();
	}

	private static float[][] pick(final float[][] rows, final int[] indices) {
		return Arrays.stream(indices).mapToObj(i -> rows[i]).toArray(float[][]::new);
	}

	/** The same values in double precision, NaN where unknown. */
	static double[][] doubles(final float[][] values) {
		return Arrays.stream(values).map(row -> {
			final double[] out = new double[row.length];
			for (int i = 0; i < out.length; i++) out[i] = row[i];
			return out;
		}).toArray(double[][]::new);
	}
}
