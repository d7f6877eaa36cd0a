package io.github.encoderj.em.watershed;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * Fragments section by section, for volumes whose sections are far thicker than their pixels, as in Funke et al. (2019): pixels whose
 * mean affinity along y and x is above one half are inside; the distance to what is outside has its maxima where cells have their
 * middles; a watershed of the distances from these seeds gives every pixel to a cell.
 */
public final class SectionWatershed {

	/** Customary window in which a seed is the highest, in pixels. */
	public static final int SEED_WINDOW = 10;

	private SectionWatershed() {}

	/**
	 * Fragments of an affinity field.
	 *
	 * @param x size of a pixel along x
	 * @param y size of a pixel along y
	 * @param window a seed is the highest in a window of as many pixels; customary is 10
	 * @return fragments 1..count, section after section, in each in raster order of the seeds; no voxel is 0
	 */
	public static Fragments fragments(final AffinityField affinities, final double x, final double y, final int window,
		final Progress progress)
	{
		Refusal.unless(window > 0, "window = %d: the window of seeds must have at least 1 pixel; customary is 10.", window);
		final Grid grid = affinities.grid();
		final int[] labels = new int[grid.voxels()];
		final int[] counts = new int[grid.depth() + 1];
		progress.report("Fragments of sections", 0);
		Parallel.forEach(grid.depth(), z -> {
			if (!progress.cancelled()) counts[z + 1] = new SectionWatershed.Section(affinities, z, x, y, window).label(labels);
		});
		progress.check();
		for (int z = 0; z < grid.depth(); z++) counts[z + 1] += counts[z];
		Parallel.forEach(grid.depth(), z -> {
			for (int i = z * grid.plane(); i < (z + 1) * grid.plane(); i++) labels[i] += counts[z];
		});
		return new Fragments(grid, labels, counts[grid.depth()]);
	}

	/** One section. */
	private static final class Section {

		private final int width;
		private final int height;
		private final int at;
		private final double[] distances;
		private final boolean[] seeds;

		private Section(final AffinityField affinities, final int z, final double x, final double y, final int window) {
			width = affinities.grid().width();
			height = affinities.grid().height();
			at = z * affinities.grid().plane();
			distances = EuclideanDistances.ofSection(inside(affinities, z), width, height, x, y);
			if (distances[0] == Double.POSITIVE_INFINITY) Arrays.fill(distances, 1);
			final double[] highest = EuclideanDistances.highest(distances, width, height, window);
			seeds = new boolean[distances.length];
			for (int i = 0; i < seeds.length; i++) seeds[i] = distances[i] == highest[i];
		}

		private static boolean[] inside(final AffinityField affinities, final int z) {
			final float[] alongY = affinities.plane(1, z, affinities.buffer());
			final float[] alongX = affinities.plane(2, z, affinities.buffer());
			final int yAt = affinities.offset(1, z);
			final int xAt = affinities.offset(2, z);
			final boolean[] inside = new boolean[affinities.grid().plane()];
			for (int i = 0; i < inside.length; i++) inside[i] = (alongY[yAt + i] + alongX[xAt + i]) / 2 > 0.5f;
			return inside;
		}

		/** Labels the section in place from 1 on; returns the number of seeds. */
		private int label(final int[] labels) {
			final int[] queue = new int[seeds.length];
			int count = 0;
			for (int i = 0; i < seeds.length; i++) {
				if (!seeds[i] || labels[at + i] != 0) continue;
				labels[at + i] = ++count;
				queue[0] = i;
				for (int k = 0, n = 1; k < n; k++) {
					for (int d = 0; d < 4; d++) {
						final int j = neighbour(queue[k], d);
						if (j < 0 || !seeds[j] || labels[at + j] != 0) continue;
						labels[at + j] = count;
						queue[n++] = j;
					}
				}
			}
			flood(labels);
			return count;
		}

		/** Gives each pixel the label of the neighbour that is reached first, the highest distances first, then first come first. */
		private void flood(final int[] labels) {
			final PixelQueue queue = new PixelQueue(seeds.length);
			for (int i = 0; i < seeds.length; i++) if (seeds[i]) queue.push(i, distances[i]);
			while (!queue.isEmpty()) {
				final int i = queue.pop();
				for (int d = 0; d < 4; d++) {
					final int j = neighbour(i, d);
					if (j < 0 || labels[at + j] != 0) continue;
					labels[at + j] = labels[at + i];
					queue.push(j, distances[j]);
				}
			}
		}

		/** The neighbour above, left, right, below; -1 outside. */
		private int neighbour(final int i, final int direction) {
			return switch (direction) {
				case 0 -> i < width ? -1 : i - width;
				case 1 -> i % width == 0 ? -1 : i - 1;
				case 2 -> i % width == width - 1 ? -1 : i + 1;
				default -> i / width == height - 1 ? -1 : i + width;
			};
		}
	}
}
