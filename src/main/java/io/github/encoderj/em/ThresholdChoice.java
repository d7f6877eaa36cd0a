package io.github.encoderj.em;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.ContingencyTable;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;

/**
 * Chooses the agglomeration threshold on labelled data. On the stack that a head was trained on, the VOI is nearly even over a range of
 * thresholds and rises steeply beyond it, where neurons merge; on other data that edge lies a little lower or higher. So the threshold is
 * taken at which the VOI is lowest on average when the threshold is off by a little (normally distributed), not the lowest point itself,
 * which often lies at the edge.
 */
public final class ThresholdChoice {

	/** Thresholds that are tried: 0.02, 0.04 ... 0.98. */
	public static final String THRESHOLDS = "0.02:0.98:0.02";

	/** How far the threshold may be off, as a standard deviation. */
	private static final double OFF = 0.05;

	private ThresholdChoice() {}

	/**
	 * The threshold with the lowest VOI on average over {@code N(threshold, 0.05)}.
	 *
	 * @param thresholds ascending, evenly spaced
	 * @param voi VOI sum at each; beyond the ends the first and the last one hold
	 */
	public static float choose(final float[] thresholds, final double[] voi) {
		final int n = voi.length;
		final double step = n > 1 ? (thresholds[n - 1] - thresholds[0]) / (n - 1.0) : 1;
		final int reach = (int) Math.ceil(4 * OFF / step);
		int best = 0;
		double lowest = Double.POSITIVE_INFINITY;
		for (int i = 0; i < n; i++) {
			double sum = 0;
			double weights = 0;
			for (int k = -reach; k <= reach; k++) {
				final double weight = Math.exp(-0.5 * (k * step / OFF) * (k * step / OFF));
				sum += weight * voi[Math.max(0, Math.min(n - 1, i + k))];
				weights += weight;
			}
			if (sum / weights < lowest) {
				lowest = sum / weights;
				best = i;
			}
		}
		return thresholds[best];
	}

	/**
	 * Agglomerates at all {@link #THRESHOLDS} and chooses.
	 *
	 * @param affinities as {@link Agglomeration} takes them
	 * @param truth of the same size; 0 is not scored
	 * @param settings all but the thresholds
	 */
	public static float on(final Volume<?> affinities, final Volume<?> truth, final AgglomerationSettings settings,
		final Progress progress)
	{
		final AgglomerationResult result = Agglomeration.run(affinities, settings.withThresholds(AgglomerationSettings.thresholds(THRESHOLDS)),
			progress);
		final ContingencyTable fragments = ContingencyTable.of(Pixels.labels(truth), result.fragments().labels());
		final double[] voi = new double[result.thresholds().length];
		for (int i = 0; i < voi.length; i++) {
			final int[] segments = result.table(i);
			voi[i] = PartitionScores.of(fragments.mapSegments(id -> segments[(int) id]), Definition.FUNLIB).voiSum();
		}
		return choose(result.thresholds(), voi);
	}
}
