package io.github.encoderj.em.agglomerate;

import io.github.encoderj.em.graph.RegionGraph;

/** Number of voxel pairs. */
final class ContactStatistic implements EdgeStatistic {

	private final long[] areas;

	ContactStatistic(final RegionGraph graph) {
		areas = new long[graph.edges()];
		for (int e = 0; e < areas.length; e++) areas[e] = graph.contacts()[e];
	}

	@Override
	public boolean merge(final int from, final int to) {
		areas[to] += areas[from];
		return true;
	}

	@Override
	public double value(final int edge) {
		return areas[edge];
	}
}
