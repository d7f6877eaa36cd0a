package io.github.encoderj.em.watershed;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * The watershed on affinities of Zlateski and Seung (2015), "Image Segmentation by Size-Dependent Single Linkage Clustering of a
 * Watershed Basin Graph", with the labels that waterz 0.10.1 gives: every voxel drains along its strongest edges; plateaus are
 * divided breadth-first from their rim; a basin and all that drains into it is a fragment.
 */
public final class AffinityWatershed {

	private AffinityWatershed() {}

	/**
	 * Fragments of an affinity field.
	 *
	 * @param low a voxel whose edges are all at or below it becomes background, 0; edges out of the volume count as this
	 * @param high an edge at or above it always connects
	 * @return fragments 1..count, numbered in raster order of their first voxel
	 * @throws Refusal unless low is below high
	 */
	public static Fragments fragments(final AffinityField affinities, final float low, final float high, final Progress progress) {
		return drainage(affinities, low, high, progress).fragments();
	}

	/** Where each voxel drains to. */
	static Drainage drainage(final AffinityField affinities, final float low, final float high, final Progress progress) {
		Refusal.unless(low < high, "low = %s, high = %s: low must be below high (waterz: 0.0001 and 0.9999).", low, high);
		final Grid grid = affinities.grid();
		final Drainage drainage = new Drainage(grid);
		progress.report("Watershed", 0);
		Parallel.ranges(grid.depth(), 1, (from, to) -> {
			final float[][] buffers = { affinities.buffer(), affinities.buffer(), affinities.buffer(), affinities.buffer() };
			for (int z = (int) from; z < to && !progress.cancelled(); z++) {
				direct(affinities, z, buffers, low, high, drainage);
			}
		});
		progress.check();
		progress.report("Watershed", 0.5);
		return drainage;
	}

	private static void direct(final AffinityField affinities, final int z, final float[][] buffers, final float low, final float high,
		final Drainage drainage)
	{
		final Grid grid = affinities.grid();
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
		final int lowBits = order(low);
		final int highBits = order(high);
		for (int y = 0; y < height; y++) {
			final boolean first = y == 0;
			final boolean last = y == height - 1;
			int negativeX = lowBits;
			for (int x = 0; x < width; x++) {
				final int i = y * width + x;
				final int positiveX = x == width - 1 ? lowBits : order(left[leftAt + i + 1]);
				final int negativeZ = top ? lowBits : order(up[upAt + i]);
				final int positiveZ = bottom ? lowBits : order(down[downAt + i]);
				final int negativeY = first ? lowBits : order(back[backAt + i]);
				final int positiveY = last ? lowBits : order(back[backAt + i + width]);
				final int highest = Math.max(Math.max(Math.max(negativeZ, positiveZ), Math.max(negativeY, positiveY)), Math.max(negativeX,
					positiveX));
				if (highest > lowBits) {
					// The sign of below - value is set where the value reaches the limit; without branches, as they cannot be foreseen
					final int below = Math.min(highest, highBits) - 1;
					final int b = below - negativeZ >>> 31 | (below - negativeY >>> 31) << 1 | (below - negativeX >>> 31) << 2 | (below -
						positiveZ >>> 31) << 3 | (below - positiveY >>> 31) << 4 | (below - positiveX >>> 31) << 5;
					// Edges at or above high are returned; only other ties can lie at the rim of a plateau
					drainage.set(z * grid.plane() + i, b, highest < highBits && (b & b - 1) != 0);
				}
				negativeX = positiveX;
			}
		}
	}

	/** An int that orders like an affinity; -1 for a limit below 0. */
	private static int order(final float value) {
		return value < 0 ? -1 : Float.floatToRawIntBits(value + 0f);
	}
}
