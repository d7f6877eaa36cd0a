package io.github.encoderj.em.watershed;

import java.util.Arrays;

/**
 * Where each voxel drains to: a set of directions, which the division of plateaus reduces to one for every voxel that is not part of
 * a basin's floor. What is then joined by directions is a fragment, see {@link Basins}.
 * <p>
 * A voxel on a plateau has a direction to each neighbour on it; its neighbours return them. Plateaus are divided breadth-first from
 * their rim, first in first out in raster order, each voxel keeping the last of the directions -z, -y, -x, +z, +y, +x that is not
 * returned. Only voxels with more than one direction can take part, so the queue holds nothing else.
 */
final class Drainage {

	static final int NEGATIVE_Z = 0x01;
	static final int NEGATIVE_Y = 0x02;
	static final int NEGATIVE_X = 0x04;
	static final int POSITIVE_Z = 0x08;
	static final int POSITIVE_Y = 0x10;
	static final int POSITIVE_X = 0x20;
	private static final int VISITED = 0x40;
	/** A voxel that drains nowhere and is no background: a basin of its own, or the floor of one. */
	static final int PEAK = 0x80;

	private final Grid grid;
	private final byte[] bits;
	private final int[] step;
	/** For each section the voxels with ties, in raster order. */
	private final int[][] ties;
	private final int[] counts;

	Drainage(final Grid grid) {
		this.grid = grid;
		bits = new byte[grid.voxels()];
		ties = new int[grid.depth()][0];
		counts = new int[grid.depth()];
		step = new int[] { -grid.plane(), -grid.width(), -1, grid.plane(), grid.width(), 1 };
	}

	/**
	 * Sets the directions of a voxel; 0 is background.
	 *
	 * @param tie whether the voxel has several directions of which one may not be returned, so that it may be at a plateau's rim. Of
	 *          one section, voxels must be set in raster order by one thread.
	 */
	void set(final int voxel, final int directions, final boolean tie) {
		bits[voxel] = (byte) directions;
		if (tie) tie(voxel);
	}

	private void tie(final int voxel) {
		final int z = voxel / grid.plane();
		if (counts[z] == ties[z].length) ties[z] = Arrays.copyOf(ties[z], Math.max(16, counts[z] * 2));
		ties[z][counts[z]++] = voxel;
	}

	/** Divides the plateaus and labels what drains into one basin. */
	Fragments fragments() {
		final int[] labels = new int[grid.voxels()];
		return new Fragments(grid, labels, Basins.label(grid, divided(labels), labels));
	}

	/**
	 * Divides the plateaus.
	 *
	 * @param queue room for one entry a voxel
	 * @return directions of each voxel, see {@link Basins}
	 */
	byte[] divided(final int[] queue) {
		divide(queue, corners(queue));
		return bits;
	}

	/**
	 * Gathers, in raster order, the voxels where the division of plateaus begins: those with several directions of which one is not
	 * returned. (One with a single direction keeps it and reaches nobody.)
	 */
	private int corners(final int[] queue) {
		int n = 0;
		for (int z = 0; z < ties.length; z++) {
			for (int k = 0; k < counts[z]; k++) if (oneWay(ties[z][k], bits[ties[z][k]]) != 0) queue[n++] = ties[z][k];
			ties[z] = null;
		}
		for (int k = 0; k < n; k++) bits[queue[k]] |= VISITED;
		return n;
	}

	/** The last direction of a voxel that its neighbour does not return, or 0. */
	private int oneWay(final int voxel, final int directions) {
		int last = 0;
		for (int d = 0; d < 6; d++) {
			if ((directions >> d & 1) != 0 && (bits[voxel + step[d]] >> opposite(d) & 1) == 0) last = 1 << d;
		}
		return last;
	}

	private static int opposite(final int direction) {
		return direction < 3 ? direction + 3 : direction - 3;
	}

	private void divide(final int[] queue, final int corners) {
		int end = corners;
		for (int k = 0; k < end; k++) {
			final int i = queue[k];
			final int b = bits[i];
			for (int d = 0; d < 6; d++) {
				if ((b >> d & 1) == 0) continue;
				final int j = i + step[d];
				if ((bits[j] >> opposite(d) & 1) != 0 && (bits[j] & VISITED) == 0) {
					bits[j] |= VISITED;
					queue[end++] = j;
				}
			}
			bits[i] = (byte) oneWay(i, b);
		}
	}
}
