package io.github.encoderj.em;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.agglomerate.EdgeScores;
import io.github.encoderj.em.agglomerate.MergeRule;
import io.github.encoderj.em.agglomerate.RegionMerging;
import io.github.encoderj.em.agglomerate.ScoringFunction;
import io.github.encoderj.em.agglomerate.SizeFilter;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.graph.RegionGraphs;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.AffinityWatershed;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.GapFilling;
import io.github.encoderj.em.watershed.GapFreeWatershed;
import io.github.encoderj.em.watershed.SectionWatershed;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/**
 * From affinities to a segmentation: fragments, their region graph, hierarchical merging. Results do not depend on the number of
 * threads; see {@link io.github.encoderj.base.Parallel#withThreads}.
 */
public final class Agglomeration {

	private static final ScoringFunction EPSILON_SCORE = ScoringFunction.parse("1 - histogramquantile(25, 256)");
	private static final int EPSILON_BINS = 256;

	private final AgglomerationSettings settings;
	private byte[] mask = {};
	private MergeRule rule = MergeRule.NONE;
	private float epsilon;

	private Agglomeration(final AgglomerationSettings settings) {
		this.settings = settings;
	}

	/** An agglomeration with these settings. */
	public static Agglomeration with(final AgglomerationSettings settings) {
		return new Agglomeration(settings);
	}

	/**
	 * Segments affinities.
	 *
	 * @param affinities axes x, y, z, channel with the channels z, y, x: the edges to the previous voxel; floating point 0..1 or 8 bit
	 * @throws Refusal if the affinities are of another form
	 */
	public static AgglomerationResult run(final Volume<?> affinities, final AgglomerationSettings settings, final Progress progress) {
		return with(settings).segment(affinities, progress);
	}

	/**
	 * Leaves out voxels that are 0 in a mask: they belong to no fragment.
	 *
	 * @param foreground as large as the affinities, order [z, y, x]; one byte a voxel, not 0 for what counts
	 */
	public Agglomeration mask(final byte[] foreground) {
		mask = foreground.clone();
		return this;
	}

	/** Forbids some merges. */
	public Agglomeration constraint(final MergeRule newRule) {
		rule = newRule;
		return this;
	}

	/**
	 * Joins fragments that certainly belong together before the region graph is built: those whose 25 % quantile of the affinities is
	 * above one minus epsilon. Customary for fragments of single sections, to make the graph smaller.
	 *
	 * @param threshold 0 for none, else up to 1; 0.02 to 0.1 is customary
	 */
	public Agglomeration epsilon(final float threshold) {
		Refusal.unless(threshold >= 0 && threshold <= 1, "epsilon = %s: expected 0..1; customary is 0.02 to 0.1, 0 means none.", threshold);
		epsilon = threshold;
		return this;
	}

	/** Segments affinities, see {@link #run}. */
	public AgglomerationResult segment(final Volume<?> affinities, final Progress progress) {
		return segment(AffinityField.of(affinities), affinities.geometry(), affinities.name(), progress);
	}

	/** Segments affinities that may be read piece by piece, see {@link AffinityField#sections}. */
	public AgglomerationResult segment(final AffinityField affinities, final Geometry geometry, final String name,
		final Progress progress)
	{
		final Fragments fragments = fragments(affinities, geometry, progress.part(0, 0.4));
		return agglomerate(affinities, fragments, geometry, name, progress.part(0.4, 1));
	}

	/**
	 * Agglomerates fragments made elsewhere.
	 *
	 * @param fragments as large as the affinities; 0 is background
	 */
	public AgglomerationResult segment(final Volume<?> affinities, final Fragments fragments, final Progress progress) {
		final AffinityField field = AffinityField.of(affinities);
		Refusal.unless(field.grid().equals(fragments.grid()), "The fragments have %s voxels, the affinities %s of %s. Give volumes of the " +
			"same size.", fragments.grid(), affinities.name(), field.grid());
		return agglomerate(field, fragments, affinities.geometry(), affinities.name(), progress);
	}

	/** Makes fragments by the method of the settings. */
	public Fragments fragments(final AffinityField field, final Geometry geometry, final Progress progress) {
		Refusal.unless(mask.length == 0 || mask.length == field.grid().voxels(), "mask: %d voxels; the affinities have %s. Give a mask of " +
			"the same size.", mask.length, field.grid());
		final AffinityField inside = mask.length == 0 ? field : AffinityField.masked(field, mask);
		final Fragments fragments = switch (settings.fragments()) {
			case GAPFREE -> GapFreeWatershed.fragments(inside, settings.sigmas(geometry), mask, progress);
			case WATERZ -> waterz(inside, progress);
			case FILLED -> GapFilling.fill(inside, waterz(inside, progress), mask, progress);
			case SECTIONS -> SectionWatershed.fragments(inside, geometry.x(), geometry.y(), SectionWatershed.SEED_WINDOW, progress);
		};
		for (int i = 0; i < mask.length; i++) if (mask[i] == 0) fragments.labels()[i] = 0;
		return fragments;
	}

	private Fragments waterz(final AffinityField field, final Progress progress) {
		return AffinityWatershed.fragments(field, settings.low(), settings.high(), progress);
	}

	private AgglomerationResult agglomerate(final AffinityField field, final Fragments made, final Geometry geometry,
		final String name, final Progress progress)
	{
		final Fragments fragments = epsilon > 0 ? joined(field, made, progress.part(0, 0.2)) : made;
		final RegionGraph graph = RegionGraphs.of(field, fragments, progress.part(0.2, 0.5));
		final EdgeScores scores = EdgeScores.of(settings.score(), graph, field, fragments, progress.part(0.5, 0.6));
		final RegionMerging merging = new RegionMerging(scores, settings.queue(), rule.on(fragments, graph));
		final List<int[]> tables = new ArrayList<>();
		for (final float threshold : settings.thresholds()) {
			progress.check();
			merging.mergeUntil(threshold, progress.part(0.6, 0.95));
			tables.add(filtered(graph, merging.lookUpTable()));
		}
		progress.report("Segmentation", 1);
		return new AgglomerationResult(fragments, geometry, name, settings.thresholds(), tables, merging.history());
	}

	private Fragments joined(final AffinityField field, final Fragments fragments, final Progress progress) {
		final RegionGraph graph = RegionGraphs.of(field, fragments, progress.part(0, 0.5));
		final EdgeScores scores = EdgeScores.of(EPSILON_SCORE, graph, field, fragments, progress.part(0.5, 0.8));
		final RegionMerging merging = new RegionMerging(scores, EPSILON_BINS, rule.on(fragments, graph));
		merging.mergeUntil(epsilon, progress.part(0.8, 1));
		return fragments.mapped(merging.lookUpTable());
	}

	private int[] filtered(final RegionGraph graph, final int[] table) {
		// Ids that no voxel has are no segments
		for (int id = 1; id < table.length; id++) if (graph.sizes()[id] == 0) table[id] = 0;
		return settings.minSize() < 2 ? table : SizeFilter.filter(graph, table, settings.minSize(), settings.minAffinity());
	}
}
