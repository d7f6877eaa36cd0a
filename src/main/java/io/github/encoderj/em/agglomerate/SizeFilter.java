package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

import io.github.encoderj.em.graph.RegionGraph;

/**
 * Does away with small segments after agglomeration, as in the size-dependent single linkage of Zlateski and Seung (2015): pairs of
 * touching segments are taken in descending order of their mean affinity and merged while one of them is too small.
 */
public final class SizeFilter {

	private SizeFilter() {}

	/**
	 * Filters a look-up table.
	 *
	 * @param graph region graph of the fragments, with sizes
	 * @param table segment of each fragment, see {@link RegionMerging#lookUpTable}
	 * @param minSize segments of fewer voxels are too small
	 * @param minAffinity a too small segment is not given to a neighbour below this mean affinity, but removed
	 * @return a new table; removed segments are 0
	 */
	public static int[] filter(final RegionGraph graph, final int[] table, final int minSize, final float minAffinity) {
		final int[] parents = table.clone();
		final long[] sizes = new long[parents.length];
		for (int id = 1; id < parents.length; id++) sizes[table[id]] += graph.sizes()[id];
		final RegionGraph segments = contract(graph, table);
		final long[] order = new long[segments.edges()];
		for (int e = 0; e < order.length; e++) order[e] = (long) ~Float.floatToRawIntBits(segments.mean()[e]) << 32 | e;
		Arrays.sort(order);
		for (final long entry : order) {
			final int e = (int) entry;
			if (segments.mean()[e] < minAffinity) break;
			final int u = root(parents, segments.u()[e]);
			final int v = root(parents, segments.v()[e]);
			if (u == v || sizes[u] >= minSize && sizes[v] >= minSize) continue;
			parents[Math.max(u, v)] = Math.min(u, v);
			sizes[Math.min(u, v)] += sizes[Math.max(u, v)];
		}
		final int[] filtered = new int[parents.length];
		for (int id = 1; id < filtered.length; id++) {
			final int root = root(parents, id);
			filtered[id] = sizes[root] < minSize ? 0 : root;
		}
		return filtered;
	}

	/** The region graph of segments: edges between the same two segments become one. */
	private static RegionGraph contract(final RegionGraph graph, final int[] table) {
		final long[] keys = new long[graph.edges()];
		int n = 0;
		for (int e = 0; e < keys.length; e++) if (table[graph.u()[e]] != table[graph.v()[e]]) keys[n++] = key(graph, table, e);
		Arrays.sort(keys, 0, n);
		int edges = 0;
		for (int i = 0; i < n; i++) if (i == 0 || keys[i] != keys[i - 1]) keys[edges++] = keys[i];
		final double[] sums = new double[edges];
		final int[] contacts = new int[edges];
		for (int e = 0; e < graph.edges(); e++) {
			if (table[graph.u()[e]] == table[graph.v()[e]]) continue;
			final int k = Arrays.binarySearch(keys, 0, edges, key(graph, table, e));
			sums[k] += (double) graph.mean()[e] * graph.contacts()[e];
			contacts[k] += graph.contacts()[e];
		}
		final int[] u = new int[edges];
		final int[] v = new int[edges];
		final float[] mean = new float[edges];
		for (int k = 0; k < edges; k++) {
			u[k] = (int) (keys[k] >>> 32);
			v[k] = (int) keys[k];
			mean[k] = (float) (sums[k] / contacts[k]);
		}
		return new RegionGraph(graph.nodes(), u, v, contacts, mean, new int[0]);
	}

	private static long key(final RegionGraph graph, final int[] table, final int e) {
		final int a = table[graph.u()[e]];
		final int b = table[graph.v()[e]];
		return (long) Math.min(a, b) << 32 | Math.max(a, b);
	}

	private static int root(final int[] parents, final int id) {
		int i = id;
		while (parents[i] != i) {
			parents[i] = parents[parents[i]];
			i = parents[i];
		}
		return i;
	}
}
