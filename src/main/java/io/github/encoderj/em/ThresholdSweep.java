package io.github.encoderj.em;

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
}
