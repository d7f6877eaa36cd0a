package io.github.encoderj.em;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Progress;
import io.github.encoderj.em.agglomerate.MergeHistory;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.metrics.PartitionScores.Definition;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/** Agglomeration of each section for itself, for affinities that say nothing about edges across sections. */
public final class SectionAgglomeration {

	private SectionAgglomeration() {}

	/**
	 * Segments affinities as the head that predicted them allows: each section for itself where it knows nothing across sections, else all
	 * together.
	 */
	public static AgglomerationResult suiting(final Head head, final Volume<?> affinities, final AgglomerationSettings settings,
		final Progress progress)
	{
		return AffinityTraining.planar(head) ? stacked(run(affinities, settings, progress)) : Agglomeration.run(affinities, settings, progress);
	}

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

	/** The sections' results as one of the whole stack: no fragment and no segment is in two sections; merges section after section. */
	public static AgglomerationResult stacked(final List<AgglomerationResult> sections) {
		final AgglomerationResult first = sections.get(0);
		final Grid grid = first.fragments().grid();
		final int[] labels = new int[grid.plane() * sections.size()];
		final int count = sections.stream().mapToInt(section -> section.fragments().count()).sum();
		final List<int[]> tables = first.tables().stream().map(table -> new int[count + 1]).toList();
		final MergeHistory history = new MergeHistory();
		int offset = 0;
		for (int z = 0; z < sections.size(); z++) {
			final AgglomerationResult section = sections.get(z);
			final int[] fragments = section.fragments().labels();
			for (int i = 0; i < fragments.length; i++) labels[z * grid.plane() + i] = fragments[i] == 0 ? 0 : fragments[i] + offset;
			for (int t = 0; t < tables.size(); t++) {
				final int[] table = section.table(t);
				for (int id = 1; id < table.length; id++) tables.get(t)[offset + id] = table[id] == 0 ? 0 : table[id] + offset;
			}
			history.append(section.history(), offset);
			offset += section.fragments().count();
		}
		return new AgglomerationResult(new Fragments(new Grid(grid.width(), grid.height(), sections.size()), labels, count), first.geometry(), first
			.name(), first.thresholds(), tables, history);
	}

	/**
	 * Sum of the sections' VOI sums at each threshold.
	 *
	 * @param truth labels, as large as the affinities; sections without labels are left out
	 */
	static double[] voi(final List<AgglomerationResult> sections, final String score, final Volume<?> truth, final Definition definition) {
		final double[] voi = new double[sections.get(0).thresholds().length];
		for (int z = 0; z < sections.size(); z++) {
			final Volume<?> labels = section(truth, z);
			if (empty(labels)) continue;
			final double[] one = ThresholdSweep.of(sections.get(z), score, labels, definition).voi();
			for (int t = 0; t < voi.length; t++) voi[t] += one[t];
		}
		return voi;
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
