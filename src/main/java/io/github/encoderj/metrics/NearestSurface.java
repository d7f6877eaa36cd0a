package io.github.encoderj.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;

/**
 * Exact Euclidean distances to the nearest of some points on a grid with unequal spacing. Within each plane the nearest point of
 * every pixel is found by the two passes of the separable distance transform; along z each point that asks searches outwards until
 * no plane can hold a nearer one. Only points that ask pay for the third axis, which is why this is faster than a whole transform
 * where few points ask, as on surfaces.
 *
 * @see <a href="https://doi.org/10.4086/toc.2012.v008a019">Felzenszwalb and Huttenlocher 2012, lower envelope of parabolas</a>
 */
final class NearestSurface {

	private static final int NONE = -1;

	private final int area;
	private final int depth;
	private final double[] spacing;

	/** For each grid point the offset to the nearest point of its plane: that along x in the upper 16 bits, along y in the lower. */
	private final int[] nearest;

	/**
	 * Prepares the search.
	 *
	 * @param points [z, y, x]; those with the given bit are searched for
	 * @param width size of the grid along x, below 65,536, as the others
	 * @param height along y
	 * @param depth along z
	 * @param spacing along x, y, z
	 */
	NearestSurface(final byte[] points, final int bit, final int width, final int height, final int depth, final double[] spacing) {
		this.area = width * height;
		this.depth = depth;
		this.spacing = spacing;
		this.nearest = new int[points.length];
		Parallel.forEach(depth, z -> {
			final Plane plane = new Plane(width, height, spacing[0], spacing[1], nearest, z * area);
			plane.find(points, bit);
		});
	}

	/**
	 * Distances from some points to the nearest point, in the order of their indices.
	 *
	 * @param points on the same grid; those with the given bit ask
	 * @return in the unit of the spacing; infinite if there is no point to be found
	 */
	double[] distancesFrom(final byte[] points, final int bit) {
		final double[][] planes = new double[depth][];
		Parallel.forEach(depth, z -> {
			final int from = z * area;
			final int to = from + area;
			int n = 0;
			for (int i = from; i < to; i++) n += points[i] & bit;
			final double[] distances = new double[n / bit];
			n = 0;
			for (int i = from; n < distances.length; i++) {
				if ((points[i] & bit) != 0) distances[n++] = distance(i, z);
			}
			planes[z] = distances;
		});
		final double[] all = new double[Arrays.stream(planes).mapToInt(plane -> plane.length).sum()];
		int n = 0;
		for (final double[] plane : planes) {
			System.arraycopy(plane, 0, all, n, plane.length);
			n += plane.length;
		}
		return all;
	}

	private double distance(final int i, final int z) {
		double best = squared(nearest[i]);
		final int furthest = Math.max(z, depth - 1 - z);
		for (int k = 1; k <= furthest; k++) {
			final double along = k * spacing[2] * (k * spacing[2]);
			if (along >= best) break;
			if (k <= z) best = Math.min(best, along + squared(nearest[i - k * area]));
			if (z + k < depth) best = Math.min(best, along + squared(nearest[i + k * area]));
		}
		return Math.sqrt(best);
	}

	private double squared(final int offset) {
		if (offset == NONE) return Double.POSITIVE_INFINITY;
		final double x = (offset >>> 16) * spacing[0];
		final double y = (offset & 0xffff) * spacing[1];
		return x * x + y * y;
	}

	/** The two passes in one plane, with the buffers they need. */
	private static final class Plane {

		private final int width;
		private final int height;
		private final double ratio;
		private final int[] nearest;
		private final int start;
		private final int[] rows;
		private final int[] vertex;
		private final int[] across;
		private final double[] value;
		private final double[] begin;
		private final double[] half;

		private Plane(final int width, final int height, final double sx, final double sy, final int[] nearest, final int start) {
			this.width = width;
			this.height = height;
			this.ratio = sx / sy * (sx / sy);
			this.nearest = nearest;
			this.start = start;
			rows = new int[height];
			vertex = new int[height];
			across = new int[height];
			value = new double[height];
			begin = new double[height + 1];
			half = IntStream.range(0, height + 1).mapToDouble(k -> 0.5 / k).toArray();
		}

		private void find(final byte[] points, final int bit) {
			int filled = 0;
			for (int y = 0; y < height; y++) {
				if (alongRow(points, bit, start + y * width)) rows[filled++] = y;
			}
			if (filled == 0) Arrays.fill(nearest, start, start + width * height, NONE);
			else for (int x = 0; x < width; x++) alongColumn(x, filled);
		}

		/** Distance to the nearest point of the row; false if the row has none. */
		private boolean alongRow(final byte[] points, final int bit, final int from) {
			int last = -1;
			for (int x = 0; x < width; x++) {
				if ((points[from + x] & bit) == 0) continue;
				final int begin = last < 0 ? 0 : last + (x - last) / 2 + 1;
				for (int k = begin; k <= x; k++) nearest[from + k] = x - k;
				if (last >= 0) for (int k = last + 1; k < begin; k++) nearest[from + k] = k - last;
				last = x;
			}
			if (last < 0) return false;
			for (int k = last + 1; k < width; k++) nearest[from + k] = k - last;
			return true;
		}

		/** Lower envelope of the parabolas that the filled rows raise over the column, in units of the spacing along y. */
		private void alongColumn(final int x, final int filled) {
			int top = -1;
			for (int r = 0; r < filled; r++) {
				final int q = rows[r];
				final int dx = nearest[start + q * width + x];
				final double f = ratio * dx * dx + (double) q * q;
				double from = Double.NEGATIVE_INFINITY;
				while (top >= 0) {
					from = (f - value[top]) * half[q - vertex[top]];
					if (from > begin[top]) break;
					top--;
				}
				if (top < 0) from = Double.NEGATIVE_INFINITY;
				top++;
				vertex[top] = q;
				across[top] = dx << 16;
				value[top] = f;
				begin[top] = from;
			}
			begin[top + 1] = Double.POSITIVE_INFINITY;
			int k = 0;
			for (int y = 0, i = start + x; y < height; y++, i += width) {
				while (begin[k + 1] < y) k++;
				nearest[i] = across[k] | Math.abs(y - vertex[k]);
			}
		}
	}
}
