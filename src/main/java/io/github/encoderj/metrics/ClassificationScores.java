package io.github.encoderj.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.metrics.RankedScores.Areas;

/**
 * How well scores tell the cases with a label from those without it, for one label or, in the rows "macro" (mean of the labels),
 * "micro" (all decisions together) and "weighted" (mean of the labels by their positives), for all. Definitions are those of
 * scikit-learn; AUROC of a label whose known cases are all alike is NaN. With a single label, micro counts the decisions on both
 * of its classes, so that its precision, recall and F1 are the accuracy, as scikit-learn does.
 *
 * @param label the label, "macro", "micro" or "weighted"
 * @param n known cases
 * @param positives those with the label
 * @param auroc area under the receiver operating characteristic
 * @param aurocInterval 95 %
 * @param auprc average precision
 * @param auprcInterval 95 %
 * @param accuracy share of right decisions at the threshold
 * @param balancedAccuracy mean of recall and specificity
 * @param precision of the decisions
 * @param recall of the decisions, also sensitivity
 * @param specificity of the decisions
 * @param f1 of the decisions
 * @param brier mean squared difference of score and truth
 * @param calibrationError expected calibration error, ten bins of equal width
 * @param threshold a case has the label if its score is at least this; NaN where there is no single one
 */
public record ClassificationScores(String label, long n, long positives, double auroc, Interval aurocInterval, double auprc,
	Interval auprcInterval, double accuracy, double balancedAccuracy, double precision, double recall, double specificity, double f1,
	double brier, double calibrationError, double threshold)
{

	private static final int CALIBRATION_BINS = 10;

	/**
	 * How decisions and intervals are made.
	 *
	 * @param bootstrap samples behind the intervals, drawn by group; 0 gives DeLong's interval for the AUROC of each label and no others
	 * @param seed of the samples
	 * @param thresholds one for all labels, or one a label; choose them on other cases than those scored ({@link DecisionThreshold})
	 * @param argmax whether the label with the highest score is the decision (multi-class) and thresholds are not used
	 */
	public record Options(int bootstrap, long seed, double[] thresholds, boolean argmax) {

		public Options {
			Refusal.unless(bootstrap >= 0, "bootstrap = %d: a number of samples, 0 or more, is expected.", bootstrap);
			thresholds = thresholds.clone();
		}

		/** 1,000 samples, seed 0, threshold 0.5. */
		public static Options standard() {
			return new Options(1000, 0, new double[] { 0.5 }, false);
		}

		double threshold(final int label) {
			if (argmax) return Double.NaN;
			return thresholds.length == 1 ? thresholds[0] : thresholds[label];
		}
	}

	/**
	 * Scores every label, and all together.
	 *
	 * @return one for each label, then macro, micro and weighted
	 * @throws Refusal if the number of thresholds fits neither one nor the labels, or argmax is asked for where a case has not exactly
	 *           one label
	 */
	public static List<ClassificationScores> of(final ScoredCases cases, final Options options) {
		final int labels = cases.labels().size();
		Refusal.unless(options.argmax() || options.thresholds().length == 1 || options.thresholds().length == labels,
			"There are %d thresholds for %d labels: give one for all or one a label.", options.thresholds().length, labels);
		Refusal.unless(!options.argmax() || cases.exclusive(), "The decision by the highest score needs cases with exactly one true label.");
		final RankedScores[] ranked = new RankedScores[labels + 1];
		Parallel.forEach(labels, l -> ranked[l] = RankedScores.of(cases, l));
		ranked[labels] = RankedScores.ofAll(cases);
		final double[][] samples = Bootstrap.of(cases.groups(), options.bootstrap(), options.seed(), weights -> areas(ranked, weights));
		final List<ClassificationScores> scores = new ArrayList<>();
		final BinaryCounts[] counts = counts(cases, options);
		for (int l = 0; l < labels; l++) scores.add(ofLabel(cases, l, ranked[l], ranked[l].areas(), counts[l], samples, options));
		final List<ClassificationScores> single = List.copyOf(scores);
		final double[] equal = single.stream().mapToDouble(s -> 1).toArray();
		final double[] support = single.stream().mapToDouble(ClassificationScores::positives).toArray();
		scores.add(mean("macro", single, equal, interval(samples, labels, 0), interval(samples, labels, 1)));
		scores.add(micro(cases, counts, options, ranked[labels].areas(), ranked[labels], samples));
		scores.add(mean("weighted", single, support, interval(samples, labels + 2, 0), interval(samples, labels + 2, 1)));
		return scores;
	}

	/** AUROC and average precision of each label, macro, micro, weighted, two values each. */
	private static double[] areas(final RankedScores[] ranked, final short[] weights) {
		final int labels = ranked.length - 1;
		final double[] values = new double[2 * (labels + 3)];
		final double[] auroc = new double[labels];
		final double[] precision = new double[labels];
		final double[] support = new double[labels];
		for (int l = 0; l < labels; l++) {
			final Areas areas = ranked[l].areas(weights);
			values[2 * l] = auroc[l] = areas.auroc();
			precision[l] = areas.averagePrecision();
			support[l] = areas.positives();
			values[2 * l + 1] = support[l] == 0 ? Double.NaN : precision[l];
		}
		final double[] equal = new double[labels];
		Arrays.fill(equal, 1);
		final Areas micro = labels == 1 ? ranked[0].areas(weights) : ranked[labels].areas(weights);
		final double[] together = { meanOfDefined(auroc, equal), meanOfDefined(precision, equal), micro.auroc(), micro.averagePrecision(),
			meanOfDefined(auroc, support), meanOfDefined(precision, support) };
		System.arraycopy(together, 0, values, 2 * labels, together.length);
		return values;
	}

	private static Interval interval(final double[][] samples, final int row, final int which) {
		return samples.length == 0 ? Interval.UNDEFINED : Interval.middle(samples[2 * row + which], 0.95);
	}

	private static ClassificationScores ofLabel(final ScoredCases cases, final int l, final RankedScores ranked, final Areas areas,
		final BinaryCounts counts, final double[][] samples, final Options options)
	{
		final Calibration calibration = Calibration.of(cases, new int[] { l }, CALIBRATION_BINS);
		final Interval auroc = options.bootstrap() == 0 ? DeLong.of(cases, l).interval() : interval(samples, l, 0);
		return new ClassificationScores(cases.labels().get(l), ranked.size(), ranked.positives(), areas.auroc(), auroc, areas
			.averagePrecision(), interval(samples, l, 1), counts.accuracy(), counts.balancedAccuracy(), counts.precision(), counts.recall(),
			counts.specificity(), counts.f1(), calibration.brier(), calibration.error(), options.threshold(l));
	}

	private static ClassificationScores micro(final ScoredCases cases, final BinaryCounts[] counts, final Options options,
		final Areas areas, final RankedScores ranked, final double[][] samples)
	{
		final int labels = counts.length;
		final BinaryCounts pooled = labels == 1 ? counts[0].plus(counts[0].ofTheOtherClass()) : Arrays.stream(counts).reduce(new BinaryCounts(
			0, 0, 0, 0), BinaryCounts::plus);
		final Calibration calibration = Calibration.of(cases, IntStream.range(0, labels).toArray(), CALIBRATION_BINS);
		final double accuracy = options.argmax() ? pooled.recall() : pooled.accuracy();
		final double threshold = options.thresholds().length == 1 && !options.argmax() ? options.thresholds()[0] : Double.NaN;
		return new ClassificationScores("micro", ranked.size(), ranked.positives(), areas.auroc(), interval(samples, labels + 1, 0), areas
			.averagePrecision(), interval(samples, labels + 1, 1), accuracy, pooled.balancedAccuracy(), pooled.precision(), pooled.recall(),
			pooled.specificity(), pooled.f1(), calibration.brier(), calibration.error(), threshold);
	}

	private static ClassificationScores mean(final String name, final List<ClassificationScores> labels, final double[] weights,
		final Interval auroc, final Interval auprc)
	{
		final ToDoubleFunction<ToDoubleFunction<ClassificationScores>> mean = value -> meanOfDefined(labels.stream().mapToDouble(value)
			.toArray(), weights);
		final double threshold = labels.get(0).threshold();
		return new ClassificationScores(name, labels.stream().mapToLong(ClassificationScores::n).sum(), labels.stream().mapToLong(
			ClassificationScores::positives).sum(), mean.applyAsDouble(s -> s.auroc), auroc, mean.applyAsDouble(s -> s.auprc), auprc, mean
				.applyAsDouble(s -> s.accuracy), mean.applyAsDouble(s -> s.balancedAccuracy), mean.applyAsDouble(s -> s.precision), mean
					.applyAsDouble(s -> s.recall), mean.applyAsDouble(s -> s.specificity), mean.applyAsDouble(s -> s.f1), mean.applyAsDouble(
						s -> s.brier), mean.applyAsDouble(s -> s.calibrationError), labels.stream().allMatch(s -> s.threshold == threshold)
							? threshold : Double.NaN);
	}

	/** Weighted mean of the values that are numbers; NaN if none with a weight is. */
	private static double meanOfDefined(final double[] values, final double[] weights) {
		double sum = 0;
		double weight = 0;
		for (int i = 0; i < values.length; i++) {
			if (Double.isNaN(values[i])) continue;
			sum += weights[i] * values[i];
			weight += weights[i];
		}
		return sum / weight;
	}

	/** Decisions on each label, counted. */
	static BinaryCounts[] counts(final ScoredCases cases, final Options options) {
		final int[] best = options.argmax() ? cases.argmax() : null;
		final BinaryCounts[] counts = new BinaryCounts[cases.labels().size()];
		for (int l = 0; l < counts.length; l++) {
			final byte[] truth = cases.truth(l);
			final double[] scores = cases.scores(l);
			final double threshold = options.threshold(l);
			final long[] cells = new long[4];
			for (int c = 0; c < truth.length; c++) {
				if (truth[c] == ScoredCases.MISSING) continue;
				final boolean called = best == null ? scores[c] >= threshold : best[c] == l;
				cells[2 * truth[c] + (called ? 1 : 0)]++;
			}
			counts[l] = new BinaryCounts(cells[3], cells[1], cells[2], cells[0]);
		}
		return counts;
	}

	/** Share of the cases whose decisions on all known labels are right. */
	public static double subsetAccuracy(final ScoredCases cases, final Options options) {
		final int[] best = options.argmax() ? cases.argmax() : null;
		long right = 0;
		for (int c = 0; c < cases.size(); c++) {
			boolean all = true;
			for (int l = 0; l < cases.labels().size(); l++) {
				final byte truth = cases.truth(l)[c];
				final boolean called = best == null ? cases.scores(l)[c] >= options.threshold(l) : best[c] == l;
				all &= truth == ScoredCases.MISSING || called == (truth == 1);
			}
			if (all) right++;
		}
		return (double) right / cases.size();
	}

	/** An empty table with the columns of Score Classification. */
	public static Table table() {
		return new Table("label", "n", "positives", "auroc", "auroc_low", "auroc_high", "auprc", "auprc_low", "auprc_high", "accuracy",
			"precision", "recall", "specificity", "f1", "brier", "threshold");
	}

	/** Adds these scores as a row; the table has at least the columns of {@link #table}. */
	public Table.Row addTo(final Table table) {
		return table.add().set("label", label).set("n", n).set("positives", positives).set("auroc", auroc).set("auroc_low", aurocInterval
			.low()).set("auroc_high", aurocInterval.high()).set("auprc", auprc).set("auprc_low", auprcInterval.low()).set("auprc_high",
				auprcInterval.high()).set("accuracy", accuracy).set("precision", precision).set("recall", recall).set("specificity",
					specificity).set("f1", f1).set("brier", brier).set("threshold", threshold);
	}

	/**
	 * Scores a classifier and fills a table, one row a label and the rows macro, micro and weighted.
	 *
	 * @param table as made by {@link #table}
	 * @throws Refusal as {@link #of}
	 */
	public static void score(final Table table, final ScoredCases cases, final Options options) {
		for (final ClassificationScores scores : of(cases, options)) scores.addTo(table);
	}
}
