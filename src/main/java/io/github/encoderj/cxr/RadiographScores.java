package io.github.encoderj.cxr;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.ClassificationScores.Options;
import io.github.encoderj.metrics.DecisionThreshold;
import io.github.encoderj.metrics.ScoredCases;

/** How probabilities of a table's radiographs are scored. */
public final class RadiographScores {

	private RadiographScores() {}

	/** How thresholds come about. */
	public enum Threshold {
		/** 0.5 for every label. */
		HALF("0.5"),
		/** Largest sensitivity + specificity on the validation part. */
		YOUDEN("youden"),
		/** Largest F1 on the validation part. */
		F1("f1");

		private final String key;

		Threshold(final String key) {
			this.key = key;
		}

		/**
		 * The rule of a name: 0.5, youden, f1.
		 *
		 * @throws Refusal if it is another
		 */
		public static Threshold named(final String name) {
			return Arrays.stream(values()).filter(t -> t.key.equals(name.trim())).findFirst().orElseThrow(() -> new Refusal("threshold = \"" +
				name + "\": expected 0.5, youden or f1."));
		}

		@Override
		public String toString() {
			return key;
		}
	}

	/** The labels of some of a table's radiographs with their probabilities; patients are kept together in resampling. */
	static ScoredCases cases(final LabelTable table, final int[] indices, final double[][] probabilities) {
		final double[][] truth = new double[indices.length][table.labels().size()];
		for (int i = 0; i < truth.length; i++) for (int l = 0; l < truth[i].length; l++) truth[i][l] = table.values()[indices[i]][l];
		return ScoredCases.of(table.labels(), truth, probabilities).inGroups(Arrays.stream(indices).mapToObj(table.groups()::get).toList());
	}

	/** Thresholds of the labels. */
	static double[] thresholds(final Threshold rule, final LabelTable table, final int[] validation,
		final Optional<double[][]> probabilities)
	{
		final double[] half = new double[table.labels().size()];
		Arrays.fill(half, 0.5);
		if (rule == Threshold.HALF || table.exclusive()) return half;
		Refusal.unless(validation.length > 0 && probabilities.isPresent(), "threshold = %s: it is chosen on validation images, but there are " +
			"none. Give a validation share in split, such as 7:1:2, or the threshold 0.5.", rule);
		return DecisionThreshold.choose(cases(table, validation, probabilities.get()), rule == Threshold.YOUDEN ? DecisionThreshold.Rule.YOUDEN
			: DecisionThreshold.Rule.F1);
	}

	/** Scores of each label, then macro, micro and weighted. */
	static List<ClassificationScores> of(final LabelTable table, final int[] indices, final double[][] probabilities, final int bootstrap,
		final double[] thresholds)
	{
		final ScoredCases cases = cases(table, indices, probabilities);
		final boolean argmax = table.exclusive() && cases.exclusive();
		return ClassificationScores.of(cases, new Options(bootstrap, 0, thresholds, argmax));
	}

	/** Mean AUROC of the labels that have both kinds of cases: what settings are chosen by. */
	static double macroAuroc(final List<String> labels, final double[][] probabilities, final float[][] truth) {
		final double[][] known = new double[truth.length][labels.size()];
		for (int i = 0; i < known.length; i++) for (int l = 0; l < labels.size(); l++) known[i][l] = truth[i][l];
		return ClassificationScores.of(ScoredCases.of(labels, known, probabilities), new Options(0, 0, new double[] { 0.5 }, false)).get(labels
			.size()).auroc();
	}
}
