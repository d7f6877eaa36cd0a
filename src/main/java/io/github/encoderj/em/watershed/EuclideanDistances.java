package io.github.encoderj.em.watershed;

import java.util.Arrays;

/** Exact Euclidean distance transform, by lower envelopes of parabolas (Felzenszwalb and Huttenlocher, 2012). */
public final class EuclideanDistances {

	private EuclideanDistances() {}

	/**
	 * Distance of each pixel of a section to the nearest background pixel; what lies outside the section does not count.
	 *
	 * @param foreground row-major
	 * @param x size of a pixel along x
	 * @param y size of a pixel along y
	 * @return distances in the unit of the sizes; 0 in the background; all infinite without background
	 */
	static double[] ofSection(final boolean[] foreground, final int width, final int height, final double x, final double y) {
		return of(foreground, new Grid(width, height, 1), x, y, 1);
	}

	/**
	 * Distance of each voxel to the nearest background voxel; what lies outside the volume does not count.
	 *
	 * @param foreground order [z, y, x]
	 * @param x size of a voxel along x
	 * @param y size of a voxel along y
	 * @param z size of a voxel along z
	 * @return distances in the unit of the sizes; 0 in the background; all infinite without background
	 */
	public static double[] of(final boolean[] foreground, final Grid grid, final double x, final double y, final double z) {
		final double[] squares = new double[foreground.length];
		for (int i = 0; i < squares.length; i++) squares[i] = foreground[i] ? Double.POSITIVE_INFINITY : 0;
		final int plane = grid.plane();
		final Envelope columns = new Envelope(grid.height(), y);
		final Envelope rows = new Envelope(grid.width(), x);
		for (int s = 0; s < grid.depth(); s++) {
			for (int c = 0; c < grid.width(); c++) columns.transform(squares, s * plane + c, grid.width());
			for (int r = 0; r < grid.height(); r++) rows.transform(squares, s * plane + r * grid.width(), 1);
		}
		if (grid.depth() > 1) {
			final Envelope sections = new Envelope(grid.depth(), z);
			for (int i = 0; i < plane; i++) sections.transform(squares, i, plane);
		}
		for (int i = 0; i < squares.length; i++) squares[i] = Math.sqrt(squares[i]);
		return squares;
	}

	/** The minimum over all places q of value(q) + (distance to q)^2 along a line. */
	private static final class Envelope {

		private final int length;
		private final double square;
		private final double[] in;
		private final int[] places;
		private final double[] begins;

		private Envelope(final int length, final double size) {
			this.length = length;
			square = size * size;
			in = new double[length];
			places = new int[length];
			begins = new double[length + 1];
		}

		private void transform(final double[] values, final int from, final int step) {
			int n = 0;
			for (int q = 0; q < length; q++) {
				in[q] = values[from + q * step];
				if (Double.isInfinite(in[q])) continue;
				double begin = Double.NEGATIVE_INFINITY;
				while (n > 0) {
					begin = crossing(places[n - 1], q);
					if (begin > begins[n - 1]) break;
					n--;
					begin = Double.NEGATIVE_INFINITY;
				}
				places[n] = q;
				begins[n] = begin;
				n++;
			}
			if (n == 0) return;
			begins[n] = Double.POSITIVE_INFINITY;
			for (int q = 0, k = 0; q < length; q++) {
				while (begins[k + 1] < q) k++;
				final double distance = q - places[k];
				values[from + q * step] = distance * distance * square + in[places[k]];
			}
		}

		/** Where the parabola of q becomes the lower one of the two. */
		private double crossing(final int p, final int q) {
			return ((in[q] - in[p]) / square + (double) q * q - (double) p * p) / (2.0 * (q - p));
		}
	}

	/** The highest value in a window around each pixel, of {@code size} pixels from {@code -size / 2} on. */
	static double[] highest(final double[] values, final int width, final int height, final int size) {
		final double[] rows = new double[values.length];
		final double[] all = new double[values.length];
		final int before = size / 2;
		final int after = size - 1 - before;
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				double highest = Double.NEGATIVE_INFINITY;
				for (int k = Math.max(0, x - before); k <= Math.min(width - 1, x + after); k++) {
					highest = Math.max(highest, values[y * width + k]);
				}
				rows[y * width + x] = highest;
			}
		}
		Arrays.fill(all, Double.NEGATIVE_INFINITY);
		for (int y = 0; y < height; y++) {
			for (int k = Math.max(0, y - before); k <= Math.min(height - 1, y + after); k++) {
				for (int x = 0; x < width; x++) all[y * width + x] = Math.max(all[y * width + x], rows[k * width + x]);
			}
		}
		return all;
	}
}
