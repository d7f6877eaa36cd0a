package io.github.encoderj.em;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.ContingencyTable;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;

/**
 * Chooses the agglomeration threshold on labelled data. On the stack that a head was trained on, the VOI is nearly even over a range of
 * thresholds and rises steeply beyond it, where neurons merge; on other data that edge lies a little lower or higher. So the middle of the
 * even range is taken rather than the lowest point, which often lies at the edge.
 */
public final class ThresholdChoice {

	/** Thresholds that are tried: 0.02, 0.04 ... 0.98. */
	public static final String THRESHOLDS = "0.02:0.98:0.02";

	/** A threshold belongs to the even range when its VOI exceeds the lowest one by no more than this, or a tenth of it, in bits. */
	private static final double EVEN = 0.02;
	private static final double EVEN_SHARE = 0.1;

	private ThresholdChoice() {}

	/**
	 * The middle of the range of thresholds around the best one in which the VOI is nearly as low.
	 *
	 * @param thresholds ascending
	 * @param voi VOI sum at each
	 */
	public static float choose(final float[] thresholds, final double[] voi) {
		int best = 0;
		for (int i = 1; i < voi.length; i++) if (voi[i] < voi[best]) best = i;
		final double limit = voi[best] + Math.max(EVEN, EVEN_SHARE * voi[best]);
		int first = best;
		while (first > 0 && voi[first - 1] <= limit) first--;
		int last = best;
		while (last < voi.length - 1 && voi[last + 1] <= limit) last++;
		return (thresholds[first] + thresholds[last]) / 2;
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
