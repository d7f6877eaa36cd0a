package io.github.encoderj.em.graph;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;

/**
 * Which regions touch. Edge e joins {@code u[e] < v[e]}; edges are in ascending order of (u, v).
 *
 * @param nodes number of ids, 0 included; ids are 0..nodes-1 and 0, the background, has no edges
 * @param u smaller id of each edge
 * @param v larger id of each edge
 * @param contacts number of voxel pairs of each edge, the contact area
 * @param mean mean affinity of each edge, float32 running mean in raster order (z, y, x, then channel)
 * @param sizes number of voxels of each id; empty when not counted
 */
public record RegionGraph(int nodes, int[] u, int[] v, int[] contacts, float[] mean, int[] sizes) {

	/**
	 * A region graph made elsewhere.
	 *
	 * @throws Refusal if the arrays differ in length, an edge joins a region with itself or with the background, or occurs twice
	 */
	public static RegionGraph of(final int nodes, final int[] u, final int[] v, final int[] contacts, final float[] mean,
		final int[] sizes)
	{
		Refusal.unless(u.length == v.length && u.length == contacts.length && u.length == mean.length,
			"region graph: %d, %d, %d, %d entries; u, v, contacts and mean need one for each edge.", u.length, v.length, contacts.length,
			mean.length);
		Refusal.unless(sizes.length == 0 || sizes.length == nodes, "region graph: %d sizes for %d ids; give one for each id, 0 included, " +
			"or none.", sizes.length, nodes);
		final Integer[] order = new Integer[u.length];
		for (int e = 0; e < u.length; e++) {
			Refusal.unless(u[e] > 0 && v[e] > 0 && u[e] < nodes && v[e] < nodes && u[e] != v[e],
				"region graph: edge %d joins %d and %d; ids must differ and lie in 1..%d.", e, u[e], v[e], nodes - 1);
			Refusal.unless(contacts[e] > 0, "region graph: edge %d has %d contacts; it needs at least 1.", e, contacts[e]);
			order[e] = e;
		}
		final long[] keys = new long[u.length];
		for (int e = 0; e < u.length; e++) keys[e] = (long) Math.min(u[e], v[e]) << 32 | Math.max(u[e], v[e]);
		Arrays.sort(order, (a, b) -> Long.compare(keys[a], keys[b]));
		final RegionGraph graph = new RegionGraph(nodes, new int[u.length], new int[u.length], new int[u.length], new float[u.length],
			sizes);
		for (int i = 0; i < order.length; i++) {
			final int e = order[i];
			Refusal.unless(i == 0 || keys[e] != keys[order[i - 1]], "region graph: the edge of %d and %d occurs twice; give each pair once.",
				u[e], v[e]);
			graph.u[i] = (int) (keys[e] >>> 32);
			graph.v[i] = (int) keys[e];
			graph.contacts[i] = contacts[e];
			graph.mean[i] = mean[e];
		}
		return graph;
	}

	/** Number of edges. */
	public int edges() {
		return u.length;
	}

	/** The first edge of each id as the smaller one; entry {@code nodes} is the number of edges. */
	public int[] firstEdges() {
		final int[] first = new int[nodes + 1];
		for (final int id : u) first[id + 1]++;
		for (int id = 0; id < nodes; id++) first[id + 1] += first[id];
		return first;
	}
}
