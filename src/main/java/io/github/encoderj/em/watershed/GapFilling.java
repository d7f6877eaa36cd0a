package io.github.encoderj.em.watershed;

import java.util.Arrays;

import io.github.encoderj.base.Progress;

/** Gives the voxels of label 0 to the fragments beside them: a flooding from the fragments through the voxels of the highest mean affinity first. */
public final class GapFilling {

	private static final int LEVELS = 1024;

	private final float[] map;
	private final int[] labels;
	private final Grid grid;
	private final int[][] voxels = new int[LEVELS][];
	private final int[][] sources = new int[LEVELS][];
	private final int[] heads = new int[LEVELS];
	private final int[] tails = new int[LEVELS];
	private int level;

	private GapFilling(final float[] map, final Grid grid, final int[] labels) {
		this.map = map;
		this.grid = grid;
		this.labels = labels;
		Arrays.fill(voxels, new int[0]);
		Arrays.fill(sources, new int[0]);
	}

	/**
	 * Fills the gaps of fragments.
	 *
	 * @param mask voxels that are 0 here stay 0; empty when all count
	 * @return new fragments; only voxels that no chain of voxels joins with a fragment stay 0
	 */
	public static Fragments fill(final AffinityField affinities, final Fragments fragments, final byte[] mask, final Progress progress) {
		progress.report("Filling gaps", 0);
		final int[] labels = fragments.labels().clone();
		if (mask.length > 0) for (int i = 0; i < labels.length; i++) if (mask[i] == 0) labels[i] = -1;
		new GapFilling(MeanAffinityMap.of(affinities), fragments.grid(), labels).flood(progress);
		for (int i = 0; i < labels.length; i++) if (labels[i] < 0) labels[i] = 0;
		return new Fragments(fragments.grid(), labels, fragments.count());
	}

	private void flood(final Progress progress) {
		for (int i = 0; i < labels.length; i++) if (labels[i] > 0) spread(i);
		level = LEVELS - 1;
		while (level >= 0) {
			if (heads[level] == tails[level]) {
				voxels[level] = sources[level] = new int[0];
				heads[level] = tails[level] = 0;
				level--;
				progress.check();
				continue;
			}
			final int k = heads[level]++;
			final int voxel = voxels[level][k];
			if (labels[voxel] != 0) continue;
			labels[voxel] = sources[level][k];
			spread(voxel);
		}
	}

	private void spread(final int voxel) {
		final int x = voxel % grid.width();
		final int y = voxel / grid.width() % grid.height();
		final int z = voxel / grid.plane();
		if (z > 0) offer(voxel, voxel - grid.plane());
		if (y > 0) offer(voxel, voxel - grid.width());
		if (x > 0) offer(voxel, voxel - 1);
		if (x < grid.width() - 1) offer(voxel, voxel + 1);
		if (y < grid.height() - 1) offer(voxel, voxel + grid.width());
		if (z < grid.depth() - 1) offer(voxel, voxel + grid.plane());
	}

	private void offer(final int from, final int to) {
		if (labels[to] != 0) return;
		final int at = Math.max(0, Math.min(LEVELS - 1, (int) (map[to] * LEVELS)));
		if (tails[at] == voxels[at].length) {
			voxels[at] = Arrays.copyOf(voxels[at], Math.max(64, tails[at] * 2));
			sources[at] = Arrays.copyOf(sources[at], voxels[at].length);
		}
		voxels[at][tails[at]] = to;
		sources[at][tails[at]++] = labels[from];
		level = Math.max(level, at);
	}
}
