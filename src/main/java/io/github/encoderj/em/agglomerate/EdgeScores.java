package io.github.encoderj.em.agglomerate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.ContactScan;
import io.github.encoderj.em.graph.Contacts;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Fragments;

/**
 * A scoring function bound to a region graph: the statistics of all edges and regions, kept up to date while regions merge. Every
 * statistic of the formula is merged, however many there are.
 */
public final class EdgeScores {

	private final RegionGraph graph;
	private final List<EdgeStatistic> statistics;
	private final int[] sizes;
	private final Value formula;

	/** The value of a term for an edge and the places of its two regions. */
	@FunctionalInterface
	private interface Value {

		double at(int edge, int first, int second);
	}

	private EdgeScores(final RegionGraph graph, final ScoringFunction function, final Map<Term.OfEdge, EdgeStatistic> statistics) {
		this.graph = graph;
		this.statistics = new ArrayList<>(statistics.values());
		sizes = function.usesSizes() ? graph.sizes().clone() : new int[0];
		Refusal.unless(!function.usesSizes() || sizes.length == graph.nodes(),
			"score = \"%s\" needs the sizes of regions, which this region graph does not have. Give them, or use another score.", function
				.text());
		formula = value(function.term(), statistics);
	}

	/**
	 * Scores of a region graph by what the graph itself holds.
	 *
	 * @throws Refusal if the formula needs single affinities (min, max, quantiles, meanmax) or sizes that the graph has not
	 */
	public static EdgeScores of(final ScoringFunction function, final RegionGraph graph) {
		final Map<Term.OfEdge, EdgeStatistic> statistics = new LinkedHashMap<>();
		for (final Term.OfEdge term : function.edgeStatistics()) {
			Refusal.unless(held(term), "score = \"%s\" needs the affinities of all voxel pairs; a region graph alone holds mean and " +
				"contact. Give affinities and fragments, or use another score.", function.text());
			statistics.put(term, ofGraph(term, graph));
		}
		return new EdgeScores(graph, function, statistics);
	}

	/**
	 * Scores of a region graph.
	 *
	 * @param affinities what the graph was extracted from
	 * @param fragments what the graph was extracted from
	 */
	public static EdgeScores of(final ScoringFunction function, final RegionGraph graph, final AffinityField affinities,
		final Fragments fragments, final Progress progress)
	{
		return of(function, graph, new ContactScan(affinities, fragments), progress);
	}

	/**
	 * Scores of a region graph.
	 *
	 * @param contacts what the graph was extracted from; run through once more where the formula needs single affinities
	 */
	public static EdgeScores of(final ScoringFunction function, final RegionGraph graph, final Contacts contacts, final Progress progress) {
		final Map<Term.OfEdge, EdgeStatistic> statistics = new LinkedHashMap<>();
		final List<Term.OfEdge> collected = new ArrayList<>();
		for (final Term.OfEdge term : function.edgeStatistics()) {
			statistics.put(term, held(term) ? ofGraph(term, graph) : null);
			if (!held(term)) collected.add(term);
		}
		if (!collected.isEmpty()) {
			statistics.putAll(new StatisticsOfContacts(graph, contacts).collect(collected, progress));
		}
		return new EdgeScores(graph, function, statistics);
	}

	RegionGraph graph() {
		return graph;
	}

	/** Whether a merge outdates the scores of all edges of the region. */
	boolean useSizes() {
		return sizes.length > 0;
	}

	/** The score of an edge that joins the regions at two places. */
	float score(final int edge, final int first, final int second) {
		return (float) formula.at(edge, first, second);
	}

	/** The scores of all edges before any merge. */
	public float[] initial() {
		final float[] scores = new float[graph.edges()];
		for (int e = 0; e < scores.length; e++) scores[e] = score(e, graph.u()[e], graph.v()[e]);
		return scores;
	}

	/**
	 * Adds one edge's statistics to another's.
	 *
	 * @return whether the other one's score may have changed
	 */
	boolean mergeEdges(final int from, final int to) {
		boolean changed = false;
		for (int i = 0; i < statistics.size(); i++) changed |= statistics.get(i).merge(from, to);
		return changed;
	}

	/**
	 * Adds the size of the region at one place to another.
	 *
	 * @return whether scores of the other's edges may have changed
	 */
	boolean mergeRegions(final int from, final int to) {
		if (sizes.length == 0) return false;
		sizes[to] += sizes[from];
		return true;
	}

	private static boolean held(final Term.OfEdge term) {
		return term instanceof Term.Mean || term instanceof Term.ContactArea;
	}

	private static EdgeStatistic ofGraph(final Term.OfEdge term, final RegionGraph graph) {
		return term instanceof Term.Mean ? new MeanStatistic(graph) : new ContactStatistic(graph);
	}

	private Value value(final Term term, final Map<Term.OfEdge, EdgeStatistic> known) {
		final Term.Number number = term.number();
		if (term instanceof Term.Constant c) return (e, u, v) -> c.value();
		if (term instanceof Term.SmallerSize) return (e, u, v) -> Math.min(sizes[u], sizes[v]);
		if (term instanceof Term.LargerSize) return (e, u, v) -> Math.max(sizes[u], sizes[v]);
		if (term instanceof Term.OfEdge) {
			final EdgeStatistic statistic = known.get(term);
			return (e, u, v) -> statistic.value(e);
		}
		if (term instanceof Term.Unary unary) {
			final Value inner = value(unary.term(), known);
			final Term.Function function = unary.function();
			return (e, u, v) -> number.round(function.apply(inner.at(e, u, v)));
		}
		final Term.Binary binary = (Term.Binary) term;
		final Value first = rounded(value(binary.first(), known), number);
		final Value second = rounded(value(binary.second(), known), number);
		return switch (binary.operator()) {
			case ADD -> (e, u, v) -> number.round(first.at(e, u, v) + second.at(e, u, v));
			case SUBTRACT -> (e, u, v) -> number.round(first.at(e, u, v) - second.at(e, u, v));
			case MULTIPLY -> (e, u, v) -> number.round(first.at(e, u, v) * second.at(e, u, v));
			case DIVIDE -> (e, u, v) -> quotient(first.at(e, u, v), second.at(e, u, v), number);
			case STEP -> (e, u, v) -> first.at(e, u, v) < second.at(e, u, v) ? 0 : 1;
		};
	}

	private static Value rounded(final Value value, final Term.Number number) {
		return (e, u, v) -> number.round(value.at(e, u, v));
	}

	private static double quotient(final double a, final double b, final Term.Number number) {
		final boolean single = number == Term.Number.FLOAT;
		if (Math.abs(b) <= (single ? Float.MIN_NORMAL : Double.MIN_NORMAL)) {
			final double highest = single ? Float.MAX_VALUE : Double.MAX_VALUE;
			return Math.copySign(highest, Math.copySign(1, a) * Math.copySign(1, b));
		}
		return number.round(a / b);
	}
}
