package io.github.encoderj.command.em;

import java.util.List;
import java.util.Optional;

import io.github.encoderj.em.AgglomerationResult;
import io.github.encoderj.em.ThresholdSweep;
import io.github.encoderj.em.blockwise.BlockwiseAgglomeration;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.PartitionScores.Definition;
import io.github.encoderj.metrics.Table;

/**
 * One row for each threshold of an agglomeration.
 *
 * @param rows with the scores, where there is a truth
 * @param best row with the lowest VOI sum, where there is a truth
 */
record ThresholdTable(Table rows, Optional<Integer> best) {

	/** Counts segments, and scores them where a truth is given; the voxels are looked at once for all thresholds. */
	static ThresholdTable of(final AgglomerationResult result, final String score, final Optional<Volume<?>> truth,
		final Definition definition)
	{
		if (truth.isEmpty()) return new ThresholdTable(counts(result, score), Optional.empty());
		final ThresholdSweep sweep = ThresholdSweep.of(result, score, truth.get(), definition);
		return new ThresholdTable(sweep.rows(), Optional.of(sweep.best()));
	}

	/** Number of segments and share of voxels without one. */
	static Table counts(final AgglomerationResult result, final String score) {
		final Table rows = new Table("case", "threshold", "score", "segments", "zero_share");
		for (int i = 0; i < result.thresholds().length; i++) {
			rows.add().set("case", result.name()).set("threshold", result.thresholds()[i]).set("score", score).set("segments", result.segments(
				i)).set("zero_share", result.zeroShare(i));
		}
		return rows;
	}

	/** The same columns for single sections, each segmented for itself at one threshold: their segments together. */
	static Table counts(final List<AgglomerationResult> sections, final String score) {
		final AgglomerationResult first = sections.get(0);
		final Table rows = new Table("case", "threshold", "score", "segments", "zero_share");
		rows.add().set("case", first.name()).set("threshold", first.thresholds()[0]).set("score", score).set("segments", sections.stream()
			.mapToInt(s -> s.segments(0)).sum()).set("zero_share", sections.stream().mapToDouble(s -> s.zeroShare(0)).average().orElse(0));
		return rows;
	}

	/** The same columns for a job in blocks. */
	static Table counts(final BlockwiseAgglomeration.Counts counts, final float[] thresholds, final String name, final String score) {
		final Table rows = new Table("case", "threshold", "score", "segments", "zero_share");
		for (int i = 0; i < thresholds.length; i++) {
			rows.add().set("case", name).set("threshold", thresholds[i]).set("score", score).set("segments", counts.segments()[i]).set(
				"zero_share", counts.zeroShares()[i]);
		}
		return rows;
	}
}
