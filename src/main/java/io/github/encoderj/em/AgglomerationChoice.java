package io.github.encoderj.em;

import java.util.List;
import java.util.Locale;

import io.github.encoderj.base.Progress;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.metrics.PartitionScores.Definition;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * The agglomeration score and threshold that suit a head's affinities. Heads keep them in their metadata.
 *
 * @param score text of the scoring function
 */
record AgglomerationChoice(String score, float threshold) {

	static final String SCORE = "score.agglomeration";
	static final String THRESHOLD = "score.threshold";

	/** Scores of which one is chosen; the first holds in heads that do not say. */
	private static final List<String> SCORES = List.of("1 - mean", "1 - quantile(50)");

	/** Single sections: by the mean, on fragments that are a little smoother. */
	private static final AgglomerationSettings OF_SECTIONS = AgglomerationSettings.DEFAULT.withSigma(1);

	private static final long VOXELS = 2_000_000;
	private static final long MOST_SECTIONS = 64;

	/**
	 * Chooses on labelled sections, of large ones on their middle: the score and threshold whose VOI is lowest when the threshold is off by a
	 * little, see {@link ThresholdSweep#robust}.
	 *
	 * @param encoder of the head
	 * @param from first section, from 0
	 * @param count number of sections
	 * @param device for the prediction
	 * @param threads likewise; 0 means all cores
	 */
	static AgglomerationChoice of(final Encoder encoder, final Head head, final Volume<?> image, final Volume<?> labels, final long from,
		final long count, final String device, final int threads)
	{
		final long depth = Math.min(MOST_SECTIONS, count);
		final long side = (long) Math.sqrt((double) VOXELS / depth);
		final long columns = Math.min(side, image.width());
		final long rows = Math.min(side, image.height());
		final long[] min = { (image.width() - columns) / 2, (image.height() - rows) / 2, from };
		final long[] max = { min[0] + columns - 1, min[1] + rows - 1, from + depth - 1 };
		final Volume<?> truth = crop(labels, min, max);
		final boolean planar = AffinityTraining.planar(head);
		final Volume<?> affinities = AffinityPrediction.predict(encoder, head, "head", crop(image, min, max), new AffinityPrediction.Settings(true,
			device, threads), Progress.NONE).affinities();
		AgglomerationChoice best = null;
		double lowest = Double.POSITIVE_INFINITY;
		for (final String score : planar ? SCORES.subList(0, 1) : SCORES) {
			final AgglomerationSettings sweep = (planar ? OF_SECTIONS : AgglomerationSettings.DEFAULT).withScore(score).withThresholds(
				AgglomerationSettings.thresholds(ThresholdSweep.THRESHOLDS));
			final double[] voi = planar ? SectionAgglomeration.voi(SectionAgglomeration.run(affinities, sweep, Progress.NONE), score, truth,
				Definition.FUNLIB) : ThresholdSweep.of(Agglomeration.run(affinities, sweep, Progress.NONE), score, truth, Definition.FUNLIB).voi();
			final double robust = ThresholdSweep.robustVoi(sweep.thresholds(), voi);
			if (robust >= lowest) continue;
			lowest = robust;
			best = new AgglomerationChoice(score, ThresholdSweep.robust(sweep.thresholds(), voi));
		}
		return best;
	}

	/** The head that keeps this choice. */
	Head in(final Head head) {
		return head.with(SCORE, score).with(THRESHOLD, String.format(Locale.ROOT, "%.2f", threshold));
	}

	/** The choice that a head keeps, for whole volumes or, where it knows nothing across sections, for single ones. */
	static AgglomerationSettings settings(final Head head) {
		final AgglomerationSettings settings = AffinityTraining.planar(head) ? OF_SECTIONS : AgglomerationSettings.DEFAULT;
		return settings.withScore(head.metadata().getOrDefault(SCORE, SCORES.get(0))).withThresholds(Float.parseFloat(head.metadata()
			.getOrDefault(THRESHOLD, "0.5")));
	}

	private static <T extends RealType<T>> Volume<T> crop(final Volume<T> volume, final long[] min, final long[] max) {
		return new Volume<>(Views.zeroMin(Views.interval(volume.pixels(), min, max)), volume.geometry(), volume.name());
	}
}
