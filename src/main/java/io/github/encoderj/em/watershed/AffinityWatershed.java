package io.github.encoderj.em.watershed;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * The watershed on affinities of Zlateski and Seung (2015), "Image Segmentation by Size-Dependent Single Linkage Clustering of a
 * Watershed Basin Graph", with the labels that waterz 0.10.1 gives: every voxel drains along its strongest edges; plateaus are
 * divided breadth-first from their rim; a basin and all that drains into it is a fragment.
 * <p>
 * Directions are found section by section in parallel. Only voxels with more than one direction can take part in the division of a
 * plateau, so the queue holds nothing else. What is left is a forest, whose trees {@link Basins} labels in parallel; a tree's number
 * follows from its first voxel in raster order.
 */
public final class AffinityWatershed {

	private static final int NEGATIVE_Z = 0x01;
	private static final int NEGATIVE_Y = 0x02;
	private static final int NEGATIVE_X = 0x04;
	private static final int POSITIVE_Z = 0x08;
	private static final int POSITIVE_Y = 0x10;
	private static final int POSITIVE_X = 0x20;
	private static final int DIRECTIONS = 0x3f;
	private static final int VISITED = 0x40;

	private final Grid grid;
	private final byte[] bits;
	private final int[] step;

	private AffinityWatershed(final Grid grid) {
		this.grid = grid;
		bits = new byte[grid.voxels()];
		step = new int[] { -grid.plane(), -grid.width(), -1, grid.plane(), grid.width(), 1 };
	}

	/**
	 * Fragments of an affinity field.
	 *
	 * @param low a voxel whose edges are all at or below it becomes background, 0; edges out of the volume count as this
	 * @param high an edge at or above it always connects
	 * @return fragments 1..count, numbered in raster order of their first voxel
	 * @throws Refusal unless low is below high
	 */
	public static Fragments fragments(final AffinityField affinities, final float low, final float high, final Progress progress) {
		Refusal.unless(low < high, "low = %s, high = %s: low must be below high (waterz: 0.0001 and 0.9999).", low, high);
		final AffinityWatershed watershed = new AffinityWatershed(affinities.grid());
		progress.report("Watershed: directions", 0);
		watershed.direct(affinities, low, high, progress);
		progress.check();
		final int[] labels = new int[affinities.grid().voxels()];
		progress.report("Watershed: plateaus", 0.4);
		watershed.divide(labels, watershed.corners(labels));
		progress.check();
		progress.report("Watershed: basins", 0.5);
		final Basins basins = new Basins(watershed.grid, labels);
		final int count = basins.label(watershed.links(basins), i -> watershed.bits[i] == 0);
		progress.report("Watershed", 1);
		return new Fragments(affinities.grid(), labels, count);
	}

	private void direct(final AffinityField affinities, final float low, final float high, final Progress progress) {
		Parallel.ranges(grid.depth(), 1, (from, to) -> {
			final float[][] buffers = { affinities.buffer(), affinities.buffer(), affinities.buffer(), affinities.buffer() };
			for (int z = (int) from; z < to; z++) {
				if (progress.cancelled()) return;
				direct(affinities, z, buffers, low, high);
			}
		});
	}

	private void direct(final AffinityField affinities, final int z, final float[][] buffers, final float low, final float high) {
		final int width = grid.width();
		final int height = grid.height();
		final boolean top = z == 0;
		final boolean bottom = z == grid.depth() - 1;
		final float[] up = affinities.plane(0, z, buffers[0]);
		final float[] down = bottom ? up : affinities.plane(0, z + 1, buffers[1]);
		final float[] back = affinities.plane(1, z, buffers[2]);
		final float[] left = affinities.plane(2, z, buffers[3]);
		final int upAt = affinities.offset(0, z);
		final int downAt = bottom ? upAt : affinities.offset(0, z + 1);
		final int backAt = affinities.offset(1, z);
		final int leftAt = affinities.offset(2, z);
		for (int y = 0; y < height; y++) {
			final boolean first = y == 0;
			final boolean last = y == height - 1;
			float negativeX = low;
			for (int x = 0; x < width; x++) {
				final int i = y * width + x;
				final float positiveX = x == width - 1 ? low : left[leftAt + i + 1];
				final float negativeZ = top ? low : up[upAt + i];
				final float positiveZ = bottom ? low : down[downAt + i];
				final float negativeY = first ? low : back[backAt + i];
				final float positiveY = last ? low : back[backAt + i + width];
				final float highest = Math.max(Math.max(Math.max(negativeZ, positiveZ), Math.max(negativeY, positiveY)), Math.max(
					negativeX, positiveX));
				if (highest > low) {
					final float limit = Math.min(highest, high);
					int b = 0;
					if (negativeZ >= limit) b = NEGATIVE_Z;
					if (negativeY >= limit) b |= NEGATIVE_Y;
					if (negativeX >= limit) b |= NEGATIVE_X;
					if (positiveZ >= limit) b |= POSITIVE_Z;
					if (positiveY >= limit) b |= POSITIVE_Y;
					if (positiveX >= limit) b |= POSITIVE_X;
					bits[z * grid.plane() + i] = (byte) b;
				}
				negativeX = positiveX;
			}
		}
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
				int b = bits[i];
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
