package io.github.encoderj.em.watershed;

import io.github.encoderj.base.Parallel;

/**
 * Where each voxel drains to: a set of directions, which the division of plateaus reduces to one for every voxel that is not part of
 * a basin's floor. What is left is a forest, whose trees {@link Basins} labels in parallel.
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
	private static final int DIRECTIONS = 0x3f;
	private static final int VISITED = 0x40;
	/** A voxel that drains nowhere and is no background: a basin of its own, or the floor of one. */
	static final byte PEAK = (byte) 0x80;

	private final Grid grid;
	private final byte[] bits;
	private final int[] step;

	Drainage(final Grid grid) {
		this.grid = grid;
		bits = new byte[grid.voxels()];
		step = new int[] { -grid.plane(), -grid.width(), -1, grid.plane(), grid.width(), 1 };
	}

	/** Directions of each voxel; 0 is background. To be filled before {@link #fragments}. */
	byte[] directions() {
		return bits;
	}

	/** Divides the plateaus and labels what drains into one basin. */
	Fragments fragments() {
		final int[] labels = new int[grid.voxels()];
		divide(labels, corners(labels));
		final Basins basins = new Basins(grid, labels);
		return new Fragments(grid, labels, basins.label(links(basins), i -> bits[i] == 0));
	}

	/**
	 * Gathers, in raster order, the voxels where the division of plateaus begins: those with several directions of which one is not
	 * returned. (One with a single direction keeps it and reaches nobody.)
	 */
	private int corners(final int[] queue) {
		final int depth = grid.depth();
		final int plane = grid.plane();
		final int[] ends = new int[depth + 1];
		Parallel.forEach(depth, z -> {
			int end = z * plane;
			for (int i = z * plane; i < (z + 1) * plane; i++) {
				final int b = bits[i] & DIRECTIONS;
				if ((b & b - 1) != 0 && oneWay(i, b) != 0) queue[end++] = i;
			}
			ends[z + 1] = end;
		});
		int n = 0;
		for (int z = 0; z < depth; z++) {
			final int length = ends[z + 1] - z * plane;
			System.arraycopy(queue, z * plane, queue, n, length);
			n += length;
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

	private Basins.Links links(final Basins basins) {
		return (from, to, first, last) -> {
			for (int i = from; i < to; i++) {
				int b = bits[i] & DIRECTIONS;
				while (b != 0) {
					final int d = Integer.numberOfTrailingZeros(b);
					b &= b - 1;
					final int j = i + step[d];
					if (j >= first && j < last) basins.join(i, j);
				}
			}
		};
	}
}
