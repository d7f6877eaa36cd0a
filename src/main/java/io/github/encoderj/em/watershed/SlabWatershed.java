package io.github.encoderj.em.watershed;

import java.util.Arrays;

import io.github.encoderj.base.Progress;

/**
 * The watershed of a slab of sections as part of a larger volume. Directions are found with the sections around the slab, so that they
 * are those of the whole volume as long as no plateau reaches farther than these; what belongs together across a cut is said for
 * each pixel of the slab's first section.
 *
 * @param labels of the slab without its surroundings, order [z, y, x]; 1..count in raster order, 0 background
 * @param count number of labels
 * @param joinedAbove for each pixel of the first section whether it drains to the section before it or that one to it
 */
public record SlabWatershed(int[] labels, int count, boolean[] joinedAbove) {

	/**
	 * Slab of the watershed on affinities, see {@link AffinityWatershed}.
	 *
	 * @param affinities the slab and its surroundings
	 * @param first first section of the slab in {@code affinities}
	 * @param last its last section, excluded
	 */
	public static SlabWatershed onAffinities(final AffinityField affinities, final int first, final int last, final float low,
		final float high, final Progress progress)
	{
		return cut(AffinityWatershed.drainage(affinities, low, high, progress), affinities.grid(), first, last);
	}

	/** Slab of the gap-free watershed, see {@link GapFreeWatershed}. */
	public static SlabWatershed gapFree(final AffinityField affinities, final int first, final int last, final double[] sigma,
		final Progress progress)
	{
		return cut(GapFreeWatershed.drainage(affinities, sigma, new byte[0], progress), affinities.grid(), first, last);
	}

	/**
	 * Slab of fragments that each lie in one section, see {@link SectionWatershed}; these need no surroundings.
	 *
	 * @param affinities the slab
	 * @param x size of a pixel along x
	 * @param y size of a pixel along y
	 */
	public static SlabWatershed sections(final AffinityField affinities, final double x, final double y, final int window,
		final Progress progress)
	{
		final Fragments fragments = SectionWatershed.fragments(affinities, x, y, window, progress);
		return new SlabWatershed(fragments.labels(), fragments.count(), new boolean[affinities.grid().plane()]);
	}

	private static SlabWatershed cut(final Drainage drainage, final Grid grid, final int first, final int last) {
		final int plane = grid.plane();
		final byte[] directions = drainage.divided(new int[grid.voxels()]);
		final Grid slab = new Grid(grid.width(), grid.height(), last - first);
		final int[] labels = new int[slab.voxels()];
		final int count = Basins.label(slab, Arrays.copyOfRange(directions, first * plane, last * plane), labels);
		final boolean[] joined = new boolean[plane];
		for (int i = 0; first > 0 && i < plane; i++) {
			joined[i] = Basins.joined(directions[first * plane + i], directions[(first - 1) * plane + i], 0);
		}
		return new SlabWatershed(labels, count, joined);
	}
}
