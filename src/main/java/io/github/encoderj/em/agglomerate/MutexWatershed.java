package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;

/**
 * Mutex watershed, Wolf et al. (2018), "The Mutex Watershed: Efficient, Parameter-Free Image Partitioning", Algorithm 1: all edges in
 * descending order of their weight; an attractive edge merges two clusters unless a mutex lies between them, a repulsive edge of two
 * clusters adds one. Attractive edges weigh their affinity, repulsive ones one minus it.
 */
public final class MutexWatershed {

	private final Grid grid;
	private final int[] parents;
	private final byte[] ranks;
	private final MutexSets mutexes;

	private MutexWatershed(final Grid grid) {
		this.grid = grid;
		parents = new int[grid.voxels()];
		Arrays.setAll(parents, i -> i);
		ranks = new byte[grid.voxels()];
		mutexes = new MutexSets();
	}

	/**
	 * Segments affinities.
	 *
	 * @param affinities order [offset, z, y, x]: {@code affinities[o, p]}, 0..1, belongs to the pair of voxel p and voxel p + offset o
	 * @param offsets z, y, x of each offset, in voxels
	 * @param attractive the first so many offsets are attractive, usually 3: the direct neighbours; the others are repulsive
	 * @param stride of repulsive offsets only every so manieth voxel along z, y, x counts; 1, 1, 1 for all
	 * @param mask voxels that are 0 here stay 0; empty when all count
	 * @return segments 1..count in raster order of their first voxel
	 */
	public static Fragments segment(final float[] affinities, final int[][] offsets, final int attractive, final int[] stride,
		final Grid grid, final byte[] mask, final Progress progress)
	{
		Refusal.unless(affinities.length == (long) offsets.length * grid.voxels(), "affinities: %d values; %d offsets of %s voxels need %d.",
			affinities.length, offsets.length, grid, (long) offsets.length * grid.voxels());
		Refusal.unless(attractive > 0 && attractive <= offsets.length, "attractive = %d: expected 1..%d, the number of offsets.", attractive,
			offsets.length);
		Refusal.unless(stride.length == 3 && Arrays.stream(stride).allMatch(s -> s > 0), "stride = %s: expected three numbers from 1, for " +
			"z, y, x.", Arrays.toString(stride));
		Refusal.unless(mask.length == 0 || mask.length == grid.voxels(), "mask: %d voxels; the affinities have %s.", mask.length, grid);
		progress.report("Sorting edges", 0);
		final long[] edges = edges(affinities, offsets, attractive, stride, grid, mask);
		progress.check();
		progress.report("Mutex watershed", 0.4);
		final MutexWatershed watershed = new MutexWatershed(grid);
		for (int k = 0; k < edges.length; k++) {
			if ((k & 0xfffff) == 0) progress.check();
			final int edge = (int) edges[k];
			final int[] offset = offsets[edge / grid.voxels()];
			final int p = edge % grid.voxels();
			final int q = p + (offset[0] * grid.height() + offset[1]) * grid.width() + offset[2];
			watershed.take(p, q, edge, edge / grid.voxels() < attractive);
		}
		return watershed.labels(mask);
	}

	/** All edges in descending order of weight, of equal weight the one with the smaller number first; the number is in the low half. */
	private static long[] edges(final float[] affinities, final int[][] offsets, final int attractive, final int[] stride, final Grid grid,
		final byte[] mask)
	{
		final long[][] found = new long[offsets.length][];
		Parallel.forEach(offsets.length, o -> {
			final long[] edges = new long[grid.voxels()];
			final int[] n = new int[1];
			final boolean thinned = o >= attractive;
			OffsetPairs.forEach(grid, offsets[o], (p, q) -> {
				if (mask.length > 0 && (mask[p] == 0 || mask[q] == 0)) return;
				if (thinned && (p % grid.width() % stride[2] != 0 || p / grid.width() % grid.height() % stride[1] != 0 || p / grid.plane() %
					stride[0] != 0)) return;
				final float affinity = affinities[o * grid.voxels() + p];
				final float weight = thinned ? 1 - affinity : affinity;
				edges[n[0]++] = (long) ~Float.floatToRawIntBits(weight + 0f) << 32 | o * grid.voxels() + p;
			});
			found[o] = Arrays.copyOf(edges, n[0]);
		});
		final long[] all = Arrays.stream(found).flatMapToLong(Arrays::stream).toArray();
		Arrays.parallelSort(all);
		return all;
	}

	private void take(final int p, final int q, final int edge, final boolean attracts) {
		int a = root(p);
		int b = root(q);
		if (a == b) return;
		if (!attracts) {
			mutexes.add(a, b, edge);
			return;
		}
		if (mutexes.between(a, b)) return;
		if (ranks[a] < ranks[b]) {
			final int c = a;
			a = b;
			b = c;
		}
		if (ranks[a] == ranks[b]) ranks[a]++;
		parents[b] = a;
		mutexes.merge(b, a);
	}

	private int root(final int voxel) {
		int i = voxel;
		while (parents[i] != i) {
			parents[i] = parents[parents[i]];
			i = parents[i];
		}
		return i;
	}

	private Fragments labels(final byte[] mask) {
		final int[] numbers = new int[parents.length];
		final int[] labels = new int[parents.length];
		int n = 0;
		for (int i = 0; i < labels.length; i++) {
			if (mask.length > 0 && mask[i] == 0) continue;
			final int root = root(i);
			if (numbers[root] == 0) numbers[root] = ++n;
			labels[i] = numbers[root];
		}
		return new Fragments(grid, labels, n);
	}
}
