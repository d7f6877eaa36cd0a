package io.github.encoderj.em.agglomerate;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.watershed.Grid;

/** The pairs of voxels that an offset joins. */
final class OffsetPairs {

	private OffsetPairs() {}

	/** Takes a pair. */
	@FunctionalInterface
	interface Pair {

		/**
		 * @param p a voxel
		 * @param q the voxel at p + offset
		 */
		void take(int p, int q);
	}

	/** Calls {@code pair} for all pairs inside the volume, in raster order of p. */
	static void forEach(final Grid grid, final int[] offset, final Pair pair) {
		Refusal.unless(offset.length == 3, "offsets: one has %d numbers; each needs z, y and x.", offset.length);
		final int step = (offset[0] * grid.height() + offset[1]) * grid.width() + offset[2];
		for (int z = Math.max(0, -offset[0]); z < Math.min(grid.depth(), grid.depth() - offset[0]); z++) {
			for (int y = Math.max(0, -offset[1]); y < Math.min(grid.height(), grid.height() - offset[1]); y++) {
				final int row = (z * grid.height() + y) * grid.width();
				for (int x = Math.max(0, -offset[2]); x < Math.min(grid.width(), grid.width() - offset[2]); x++) {
					pair.take(row + x, row + x + step);
				}
			}
		}
	}
}
