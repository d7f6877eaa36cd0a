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
	 * Features at the middles of square cells, bilinear between those of the grid.
	 *
	 * @param which sections
	 * @param y first pixel row
	 * @param x first pixel column
	 * @param rows number of cells along y
	 * @param columns number of cells along x
	 * @param stride pixels of a cell
	 * @return order [feature, section, row, column]
	 */
	float[] sample(final int[] which, final int y, final int x, final int rows, final int columns, final double stride) {
		final int cells = which.length * rows * columns;
		final float[] out = new float[width * cells];
		for (int k = 0; k < which.length; k++) {
			final FeatureGrid grid = section(which[k]);
			final int plane = grid.rows() * grid.columns();
			for (int r = 0; r < rows; r++) {
				final double v = Math.max(0, Math.min(grid.rows() - 1, (y + (r + 0.5) * stride) / grid.stride() - 0.5));
				final int above = (int) v;
				final int below = Math.min(above + 1, grid.rows() - 1);
				final float down = (float) (v - above);
				for (int c = 0; c < columns; c++) {
					final double u = Math.max(0, Math.min(grid.columns() - 1, (x + (c + 0.5) * stride) / grid.stride() - 0.5));
					final int left = (int) u;
					final int right = Math.min(left + 1, grid.columns() - 1);
					final float across = (float) (u - left);
					final int to = (k * rows + r) * columns + c;
					for (int f = 0; f < width; f++) {
						final int at = f * plane;
						final float[] g = grid.data();
						final float top = g[at + above * grid.columns() + left] * (1 - across) + g[at + above * grid.columns() + right] * across;
						final float bottom = g[at + below * grid.columns() + left] * (1 - across) + g[at + below * grid.columns() + right] * across;
						out[f * cells + to] = top * (1 - down) + bottom * down;
					}
				}
			}
		}
		return out;
	}
}
