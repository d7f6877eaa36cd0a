package io.github.encoderj.em;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.ContingencyTable;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;
import io.github.encoderj.metrics.Table;

/**
 * Scores of all thresholds of an agglomeration against a truth. The voxels are counted once, as pairs of truth and fragment; a
 * threshold only maps the fragments of the pairs.
 *
 * @param rows one for each threshold, in the columns of Agglomerate Affinities
 * @param best row with the lowest VOI sum
 */
public record ThresholdSweep(Table rows, int best) {

	/** Thresholds to try when nothing is known: 0.02, 0.04 ... 0.98. */
	public static final String THRESHOLDS = "0.02:0.98:0.02";

	/** How far the threshold may be off, as a standard deviation. */
	private static final double OFF = 0.05;

	/**
	 * Scores an agglomeration.
	 *
	 * @param score name of the scoring function, for the table
	 * @param truth labels, as large as the affinities
	 * @throws Refusal if the truth has another size or holds no label
	 */
	public static ThresholdSweep of(final AgglomerationResult result, final String score, final Volume<?> truth,
		final Definition definition)
	{
		final int[] labels = Pixels.labels(truth);
		Refusal.unless(labels.length == result.fragments().labels().length, "truth: %s has %s voxels, the affinities %s have %s. Give the " +
			"truth of this volume.", truth.name(), truth.size(), result.name(), result.fragments().grid());
		final ContingencyTable fragments = ContingencyTable.of(labels, result.fragments().labels());
		final PartitionScores[] scores = new PartitionScores[result.thresholds().length];
		Parallel.forEach(scores.length, t -> {
			final int[] table = result.table(t);
			scores[t] = PartitionScores.of(fragments.mapSegments(id -> table[(int) id]), definition);
		});
		Refusal.unless(scores[0].truthSegments() > 0, "truth: %s holds no label but 0. Is it the right image?", truth.name());
		final Table rows = new Table("case", "threshold", "score", "voi_split", "voi_merge", "voi_sum", "arand", "rand_split", "rand_merge",
			"cremi_score", "segments", "truth_segments", "zero_share", "definition");
		int best = 0;
		for (int t = 0; t < scores.length; t++) {
			scores[t].addTo(rows, result.name(), definition).set("threshold", result.thresholds()[t]).set("score", score);
			if (scores[t].voiSum() < scores[best].voiSum()) best = t;
		}
		return new ThresholdSweep(rows, best);
	}

	/** The threshold with the lowest VOI sum. Choose it on other data than those that are reported. */
	public double bestThreshold() {
		return rows.number(best, "threshold");
	}

	/**
	 * The VOI at {@link #robust}, on average when the threshold is off by a little: to compare scores by.
	 *
	 * @param thresholds ascending, evenly spaced
	 * @param voi VOI sum at each
	 */
	static double robustVoi(final float[] thresholds, final double[] voi) {
		return Arrays.stream(smoothed(thresholds, voi)).min().orElse(Double.NaN);
	}

	/** VOI sum at each threshold. */
	double[] voi() {
		final double[] voi = new double[rows.size()];
		for (int t = 0; t < voi.length; t++) voi[t] = rows.number(t, "voi_sum");
		return voi;
	}

	/**
	 * A threshold to apply to other data. On the stack that a head was trained on, the VOI is nearly even over a range of thresholds and rises
	 * steeply beyond it, where neurons merge; on other data that edge lies a little lower or higher. So this is the threshold at which the VOI
	 * is lowest on average over {@code N(threshold, 0.05)}, not the lowest point itself, which often lies at the edge.
	 *
	 * @param thresholds ascending, evenly spaced
	 * @param voi VOI sum at each; beyond the ends the first and the last one hold
	 */
	static float robust(final float[] thresholds, final double[] voi) {
		final double[] smoothed = smoothed(thresholds, voi);
		int best = 0;
		for (int t = 1; t < smoothed.length; t++) if (smoothed[t] < smoothed[best]) best = t;
		return thresholds[best];
	}

	private static double[] smoothed(final float[] thresholds, final double[] voi) {
		final int n = voi.length;
		final double step = n > 1 ? (thresholds[n - 1] - thresholds[0]) / (n - 1.0) : 1;
		final int reach = (int) Math.ceil(4 * OFF / step);
		final double[] smoothed = new double[n];
		for (int i = 0; i < n; i++) {
			double sum = 0;
			double weights = 0;
			for (int k = -reach; k <= reach; k++) {
				final double weight = Math.exp(-0.5 * (k * step / OFF) * (k * step / OFF));
				sum += weight * voi[Math.max(0, Math.min(n - 1, i + k))];
				weights += weight;
			}
			smoothed[i] = sum / weights;
		}
		return smoothed;
	}
}
