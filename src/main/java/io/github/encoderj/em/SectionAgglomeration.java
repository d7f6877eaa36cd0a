package io.github.encoderj.em;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.PartitionScores.Definition;
import io.github.encoderj.metrics.Table;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.view.Views;

/** Agglomeration of each section for itself, for affinities that say nothing about edges across sections. */
public final class SectionAgglomeration {

	private SectionAgglomeration() {}

	/**
	 * Segments each section.
	 *
	 * @param affinities axes x, y, z, channel, see {@link Agglomeration#run}
	 * @return one result a section
	 */
	public static List<AgglomerationResult> run(final Volume<?> affinities, final AgglomerationSettings settings, final Progress progress) {
		final List<AgglomerationResult> results = new ArrayList<>();
		final double share = 1.0 / affinities.depth();
		for (long z = 0; z < affinities.depth(); z++) {
			results.add(Agglomeration.run(section(affinities, z), settings, progress.part(z * share, (z + 1) * share)));
		}
		return results;
	}

	/** The segmentations at a threshold one above the other; no label occurs in two sections. */
	public static Volume<UnsignedIntType> segmentation(final List<AgglomerationResult> sections, final int threshold) {
		final AgglomerationResult first = sections.get(0);
		final int plane = first.fragments().labels().length;
		final int[] labels = new int[plane * sections.size()];
		int numbered = 0;
		for (int z = 0; z < sections.size(); z++) {
			final int[] section = Pixels.labels(sections.get(z).segmentation(threshold));
			for (int i = 0; i < plane; i++) labels[z * plane + i] = section[i] == 0 ? 0 : section[i] + numbered;
			numbered += sections.get(z).segments(threshold);
		}
		return Volume.ofLabels(labels, first.fragments().grid().width(), first.fragments().grid().height(), sections.size(), first
			.geometry(), first.name());
	}

	/**
	 * The threshold of the lowest mean VOI sum of the sections, see {@link ThresholdSweep#robustThreshold}.
	 *
	 * @param truth labels, as large as the affinities; sections without labels are left out
	 */
	public static float robustThreshold(final List<AgglomerationResult> sections, final String score, final Volume<?> truth,
		final Definition definition)
	{
		final float[] thresholds = sections.get(0).thresholds();
		final double[] voi = new double[thresholds.length];
		for (int z = 0; z < sections.size(); z++) {
			final Volume<?> labels = section(truth, z);
			if (empty(labels)) continue;
			final Table rows = ThresholdSweep.of(sections.get(z), score, labels, definition).rows();
			for (int t = 0; t < voi.length; t++) voi[t] += rows.number(t, "voi_sum");
		}
		return ThresholdSweep.robust(thresholds, voi);
	}

	private static boolean empty(final Volume<?> labels) {
		for (final int label : Pixels.labels(labels)) if (label != 0) return false;
		return true;
	}

	/** A section with all its channels. */
	private static <T extends RealType<T>> Volume<T> section(final Volume<T> volume, final long z) {
		final int n = volume.pixels().numDimensions();
		final long[] min = new long[n];
		final long[] max = new long[n];
		for (int d = 0; d < n; d++) max[d] = volume.pixels().max(d);
		min[2] = z;
		max[2] = z;
		return new Volume<>(Views.zeroMin(Views.interval(volume.pixels(), min, max)), volume.geometry(), volume.name());
	}
}
