package io.github.encoderj.em.agglomerate;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.RegionGraph;

/** Room in one long array for the single affinities of every edge: edge e owns the entries from {@code start[e]} on. */
final class Slices {

	private final int[] start;
	private final int[] filled;

	/** @param one whether an edge keeps one value only */
	Slices(final RegionGraph graph, final boolean one) {
		start = new int[graph.edges() + 1];
		filled = new int[graph.edges()];
		long end = 0;
		for (int e = 0; e < graph.edges(); e++) {
			end += one ? 1 : graph.contacts()[e];
			Refusal.unless(end <= Integer.MAX_VALUE - 8, "Quantiles of all affinities: more than 2147483639 voxel pairs do not fit. Add " +
				"initmax to the quantile, as in 1 - quantile(50, initmax), or use 1 - mean.");
			start[e + 1] = (int) end;
		}
	}

	int total() {
		return start[start.length - 1];
	}

	int from(final int edge) {
		return start[edge];
	}

	int to(final int edge) {
		return start[edge] + filled[edge];
	}

	/** The next free entry of an edge. */
	int next(final int edge) {
		return start[edge] + filled[edge]++;
	}

	boolean isEmpty(final int edge) {
		return filled[edge] == 0;
	}
}
