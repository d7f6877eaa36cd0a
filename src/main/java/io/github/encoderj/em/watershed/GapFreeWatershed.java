package io.github.encoderj.em.watershed;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * Fragments without gaps: the watershed of the smoothed mean affinity, seeded at all its maxima. Every voxel climbs to its highest
 * neighbour (of six) until it reaches a maximum; plateaus are divided breadth-first from where they can be left. No voxel is
 * background, so thin membranes go to the neurites beside them instead of counting as one large false segment.
 */
public final class GapFreeWatershed {

	private GapFreeWatershed() {}

	/**
	 * Fragments of an affinity field.
	 *
	 * @param sigma standard deviation of the smoothing along x, y, z, in voxels; below 0.2 means none along that axis
	 * @param mask voxels that are 0 here stay 0; empty when all count; order [z, y, x]
	 * @return fragments 1..count, numbered in raster order of their first voxel
	 */
	public static Fragments fragments(final AffinityField affinities, final double[] sigma, final byte[] mask, final Progress progress) {
		return drainage(affinities, sigma, mask, progress).fragments();
	}

	/** Where each voxel drains to. */
	static Drainage drainage(final AffinityField affinities, final double[] sigma, final byte[] mask, final Progress progress) {
		final Grid grid = affinities.grid();
		Refusal.unless(mask.length == 0 || mask.length == grid.voxels(), "mask: %d voxels; the affinities have %s. Give a mask of the " +
			"same size.", mask.length, grid);
		progress.report("Fragments: smoothing", 0);
		final float[] map = MeanAffinityMap.of(affinities);
		progress.check();
		MeanAffinityMap.smooth(map, grid, sigma[0], sigma[1], sigma[2]);
		progress.check();
		progress.report("Fragments", 0.5);
		for (int i = 0; i < mask.length; i++) if (mask[i] == 0) map[i] = Float.NEGATIVE_INFINITY;
		final Drainage drainage = new Drainage(grid);
		Parallel.forEach(grid.depth(), z -> climb(map, grid, z, drainage));
		return drainage;
	}

	private static void climb(final float[] map, final Grid grid, final int z, final Drainage drainage) {
		final int width = grid.width();
		final int plane = grid.plane();
		final float none = Float.NEGATIVE_INFINITY;
		for (int y = 0; y < grid.height(); y++) {
			for (int x = 0; x < width; x++) {
				final int i = z * plane + y * width + x;
				if (map[i] == none) continue;
				final float negativeZ = z == 0 ? none : map[i - plane];
				final float negativeY = y == 0 ? none : map[i - width];
				final float negativeX = x == 0 ? none : map[i - 1];
				final float positiveZ = z == grid.depth() - 1 ? none : map[i + plane];
				final float positiveY = y == grid.height() - 1 ? none : map[i + width];
				final float positiveX = x == width - 1 ? none : map[i + 1];
				final float highest = Math.max(Math.max(Math.max(negativeZ, positiveZ), Math.max(negativeY, positiveY)), Math.max(
					negativeX, positiveX));
				int b = 0;
				if (highest >= map[i]) {
					if (negativeZ == highest) b = Drainage.NEGATIVE_Z;
					if (negativeY == highest) b |= Drainage.NEGATIVE_Y;
					if (negativeX == highest) b |= Drainage.NEGATIVE_X;
					if (positiveZ == highest) b |= Drainage.POSITIVE_Z;
					if (positiveY == highest) b |= Drainage.POSITIVE_Y;
					if (positiveX == highest) b |= Drainage.POSITIVE_X;
					if (highest > map[i]) b = Integer.lowestOneBit(b);
				}
				drainage.set(i, b == 0 ? Drainage.PEAK : b, (b & b - 1) != 0);
			}
		}
	}
}
