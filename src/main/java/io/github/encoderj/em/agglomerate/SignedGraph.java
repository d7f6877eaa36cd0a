package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;

/**
 * A region graph with the affinities of any offsets: an edge joins two fragments that some offset joins, near or far.
 */
public final class SignedGraph {

	private SignedGraph() {}

	/**
	 * Gathers the affinities of all offsets between fragments.
	 *
	 * @param affinities order [offset, z, y, x]: {@code affinities[o, p]} belongs to the pair of voxel p and voxel p + offset o
	 * @param offsets z, y, x of each offset, in voxels; affinity z of waterz is the offset -1, 0, 0
	 * @return mean affinity and number of pairs of each edge
	 */
	public static RegionGraph of(final float[] affinities, final int[][] offsets, final Fragments fragments) {
		final Grid grid = fragments.grid();
		Refusal.unless(affinities.length == (long) offsets.length * grid.voxels(), "affinities: %d values; %d offsets of %s voxels need %d.",
			affinities.length, offsets.length, grid, (long) offsets.length * grid.voxels());
		final PairSums pairs = new PairSums();
		final int[] labels = fragments.labels();
		for (int o = 0; o < offsets.length; o++) {
			final int from = o * grid.voxels();
			OffsetPairs.forEach(grid, offsets[o], (p, q) -> {
				final int a = labels[p];
				final int b = labels[q];
				if (a != b && a != 0 && b != 0) pairs.add((long) Math.min(a, b) << 32 | Math.max(a, b), affinities[from + p]);
			});
		}
		return pairs.graph(fragments);
	}

	/** Sums of affinities by pair of ids, in an open table. */
	private static final class PairSums {

		private long[] keys = new long[1 << 10];
		private double[] sums = new double[1 << 10];
		private int[] counts = new int[1 << 10];
		private int used;

		private void add(final long key, final float affinity) {
			if (used * 2 > keys.length) grow();
			final int i = find(key);
			if (keys[i] == 0) {
				keys[i] = key;
				used++;
			}
			sums[i] += affinity;
			counts[i]++;
		}

		private int find(final long key) {
			final int mask = keys.length - 1;
			int i = (int) (key * 0x9E3779B97F4A7C15L >>> 24) & mask;
			while (keys[i] != key && keys[i] != 0) i = i + 1 & mask;
			return i;
		}

		private void grow() {
			final long[] oldKeys = keys;
			final double[] oldSums = sums;
			final int[] oldCounts = counts;
			keys = new long[oldKeys.length * 2];
			sums = new double[keys.length];
			counts = new int[keys.length];
			for (int i = 0; i < oldKeys.length; i++) {
				if (oldKeys[i] == 0) continue;
				final int k = find(oldKeys[i]);
				keys[k] = oldKeys[i];
				sums[k] = oldSums[i];
				counts[k] = oldCounts[i];
			}
		}

		private RegionGraph graph(final Fragments fragments) {
			final long[] sorted = Arrays.stream(keys).filter(key -> key != 0).sorted().toArray();
			final RegionGraph graph = new RegionGraph(fragments.count() + 1, new int[sorted.length], new int[sorted.length],
				new int[sorted.length], new float[sorted.length], fragments.sizes());
			for (int e = 0; e < sorted.length; e++) {
				final int i = find(sorted[e]);
				graph.u()[e] = (int) (sorted[e] >>> 32);
				graph.v()[e] = (int) sorted[e];
				graph.contacts()[e] = counts[i];
				graph.mean()[e] = (float) (sums[i] / counts[i]);
			}
			return graph;
		}
	}
}
