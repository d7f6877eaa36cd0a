package io.github.encoderj.em;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import io.github.encoderj.encoder.FeatureGrid;

/** The features of a coarse grid of a stack, section by section, encoded when they are first asked for. */
final class CoarseSections {

	private final IntFunction<FeatureGrid> encode;
	private final int width;
	private final List<FeatureGrid> sections = new ArrayList<>();

	/**
	 * @param encode gives the grid of a section
	 * @param width features of a cell
	 * @param depth number of sections
	 */
	CoarseSections(final IntFunction<FeatureGrid> encode, final int width, final int depth) {
		this.encode = encode;
		this.width = width;
		for (int z = 0; z < depth; z++) sections.add(null);
	}

	int width() {
		return width;
	}

	/** Forgets the sections before one, which are not needed any more. */
	void forgetBefore(final int section) {
		for (int z = 0; z < section; z++) sections.set(z, null);
	}

	/** Encodes a section if that was not done yet. */
	synchronized FeatureGrid section(final int z) {
		if (sections.get(z) == null) sections.set(z, encode.apply(z));
		return sections.get(z);
	}

	/**
	 * Pixel positions at the middles of square cells; pixel 0 lies between 0 and 1.
	 *
	 * @param y first pixel row
	 * @param x first pixel column
	 * @param rows number of cells along y
	 * @param columns number of cells along x
	 * @param stride pixels of a cell
	 * @return y and x of each cell, order [row, column]
	 */
	static double[][] middles(final int y, final int x, final int rows, final int columns, final double stride) {
		final double[][] middles = new double[2][rows * columns];
		for (int i = 0; i < rows * columns; i++) {
			middles[0][i] = y + (i / columns + 0.5) * stride;
			middles[1][i] = x + (i % columns + 0.5) * stride;
		}
		return middles;
	}

	/**
	 * Features at some positions, bilinear between those of the grid.
	 *
	 * @param which sections
	 * @param positions y and x of each in pixels, as {@link #middles} counts them
	 * @return order [feature, section, position]
	 */
	float[] sample(final int[] which, final double[][] positions) {
		final int plane = positions[0].length;
		final int cells = which.length * plane;
		final float[] out = new float[width * cells];
		for (int k = 0; k < which.length; k++) {
			final FeatureGrid grid = section(which[k]);
			final float[] g = grid.data();
			final int gridPlane = grid.rows() * grid.columns();
			for (int i = 0; i < plane; i++) {
				final double v = Math.max(0, Math.min(grid.rows() - 1, positions[0][i] / grid.stride() - 0.5));
				final double u = Math.max(0, Math.min(grid.columns() - 1, positions[1][i] / grid.stride() - 0.5));
				final int above = (int) v;
				final int left = (int) u;
				final int right = Math.min(left + 1, grid.columns() - 1);
				final int upper = above * grid.columns();
				final int lower = Math.min(above + 1, grid.rows() - 1) * grid.columns();
				final float down = (float) (v - above);
				final float across = (float) (u - left);
				for (int f = 0; f < width; f++) {
					final int at = f * gridPlane;
					final float top = g[at + upper + left] * (1 - across) + g[at + upper + right] * across;
					final float bottom = g[at + lower + left] * (1 - across) + g[at + lower + right] * across;
					out[f * cells + k * plane + i] = top * (1 - down) + bottom * down;
				}
			}
		}
		return out;
	}
}
