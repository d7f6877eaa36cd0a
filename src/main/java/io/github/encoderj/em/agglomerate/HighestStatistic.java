package io.github.encoderj.em.agglomerate;

import io.github.encoderj.em.graph.RegionGraph;

/** Mean of the k highest affinities, summed in float32 from the highest down. */
final class HighestStatistic implements ContactStatistics {

	private final int k;
	private final int[] counts;
	/** In descending order; no more room than an edge has values. */
	private final float[][] values;

	HighestStatistic(final RegionGraph graph, final int k) {
		this.k = k;
		counts = new int[graph.edges()];
		values = new float[graph.edges()][];
		for (int e = 0; e < values.length; e++) values[e] = new float[Math.min(k, graph.contacts()[e])];
	}

	@Override
	public void add(final int edge, final float affinity) {
		final float[] highest = values[edge];
		int i = counts[edge];
		if (i < highest.length) counts[edge]++;
		else if (highest[--i] >= affinity) return;
		for (; i > 0 && highest[i - 1] < affinity; i--) highest[i] = highest[i - 1];
		highest[i] = affinity;
	}

	@Override
	public boolean merge(final int from, final int to) {
		final float[] a = values[to];
		final float[] b = values[from];
		final float[] both = new float[Math.min(k, counts[to] + counts[from])];
		int i = 0;
		int j = 0;
		for (int n = 0; n < both.length; n++) {
			both[n] = j >= counts[from] || i < counts[to] && a[i] > b[j] ? a[i++] : b[j++];
		}
		values[to] = both;
		values[from] = null;
		counts[to] = both.length;
		return true;
	}

	@Override
	public double value(final int edge) {
		float sum = 0;
		for (int i = 0; i < counts[edge]; i++) sum += values[edge][i];
		return sum / counts[edge];
	}
}
