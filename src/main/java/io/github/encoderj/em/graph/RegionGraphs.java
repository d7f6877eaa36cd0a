package io.github.encoderj.em.graph;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Fragments;

/** Extracts the region graph of fragments. */
public final class RegionGraphs {

	private RegionGraphs() {}

	/**
	 * The region graph with contact areas and mean affinities.
	 *
	 * @param affinities as large as the fragments
	 * @return edges in ascending order; the means are float32 running means in raster order, as waterz computes them
	 */
	public static RegionGraph of(final AffinityField affinities, final Fragments fragments, final Progress progress) {
		final GrowingRegionGraph graph = new GrowingRegionGraph();
		graph.add(affinities, fragments, 0, progress);
		progress.check();
		return graph.graph(fragments.count() + 1, fragments.sizes());
	}

	/** The graph of all tables, which are given up. */
	static RegionGraph sorted(final int nodes, final int[] sizes, final PairTable[] tables) {
		final int[] next = new int[nodes + 1];
		// A smaller id lies in one part only, so the parts write to different places
		Parallel.forEach(tables.length, p -> tables[p].forEach((key, value) -> next[(int) (key >>> 32) + 1]++));
		for (int id = 0; id < nodes; id++) next[id + 1] += next[id];
		final int edges = next[nodes];
		final RegionGraph graph = new RegionGraph(nodes, new int[edges], new int[edges], new int[edges], new float[edges],
			sizes);
		Parallel.forEach(tables.length, p -> {
			tables[p].forEach((key, value) -> {
				final int u = (int) (key >>> 32);
				final int v = (int) key;
				final int e = next[u]++;
				graph.u()[e] = u;
				graph.v()[e] = v;
				graph.contacts()[e] = (int) value;
				graph.mean()[e] = Float.intBitsToFloat((int) (value >>> 32));
			});
			tables[p] = null;
		});
		Parallel.ranges(nodes, 1 << 12, (from, to) -> {
			for (int u = (int) from; u < to; u++) sort(graph, u == 0 ? 0 : next[u - 1], next[u]);
		});
		return graph;
	}

	/** Sorts a few edges of one smaller id by the larger id. */
	private static void sort(final RegionGraph graph, final int from, final int to) {
		if (to - from > 64) {
			sortMany(graph, from, to);
			return;
		}
		final int[] v = graph.v();
		final int[] contacts = graph.contacts();
		final float[] mean = graph.mean();
		for (int e = from + 1; e < to; e++) {
			final int key = v[e];
			final int n = contacts[e];
			final float m = mean[e];
			int k = e - 1;
			for (; k >= from && v[k] > key; k--) {
				v[k + 1] = v[k];
				contacts[k + 1] = contacts[k];
				mean[k + 1] = mean[k];
			}
			v[k + 1] = key;
			contacts[k + 1] = n;
			mean[k + 1] = m;
		}
	}

	private static void sortMany(final RegionGraph graph, final int from, final int to) {
		final long[] order = new long[to - from];
		for (int i = 0; i < order.length; i++) order[i] = (long) graph.v()[from + i] << 32 | i;
		Arrays.sort(order);
		final int[] contacts = Arrays.copyOfRange(graph.contacts(), from, to);
		final float[] mean = Arrays.copyOfRange(graph.mean(), from, to);
		for (int i = 0; i < order.length; i++) {
			graph.v()[from + i] = (int) (order[i] >>> 32);
			graph.contacts()[from + i] = contacts[(int) order[i]];
			graph.mean()[from + i] = mean[(int) order[i]];
		}
	}
}
