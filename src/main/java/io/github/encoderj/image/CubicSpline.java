package io.github.encoderj.image;

import io.github.encoderj.base.Parallel;

/**
 * Coefficients of the cubic B-spline that goes through all values, the volume being mirrored at the centres of its outermost voxels:
 * recursive filters forth and back along each axis (Unser 1999, box 2).
 */
final class CubicSpline {

	private static final double POLE = Math.sqrt(3) - 2;
	private static final double NEGLIGIBLE = 1e-18;

	private CubicSpline() {}

	/** Turns values into coefficients, in place; one array a section, order [y, x]. */
	static void coefficients(final float[][] sections, final int width, final int height) {
		final int depth = sections.length;
		Parallel.forEach(depth, z -> section(sections[z], width, height));
		if (depth == 1) return;
		Parallel.forEach(height, y -> {
			final double[] block = new double[depth * width];
			for (int z = 0; z < depth; z++) {
				for (int x = 0; x < width; x++) block[z * width + x] = sections[z][y * width + x];
			}
			filter(block, depth, width);
			for (int z = 0; z < depth; z++) {
				for (int x = 0; x < width; x++) sections[z][y * width + x] = (float) block[z * width + x];
			}
		});
	}

	private static void section(final float[] section, final int width, final int height) {
		final double[] block = new double[width * height];
		final double[] line = new double[width];
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) line[x] = section[y * width + x];
			filter(line, width, 1);
			System.arraycopy(line, 0, block, y * width, width);
		}
		filter(block, height, width);
		for (int i = 0; i < block.length; i++) section[i] = (float) block[i];
	}

	/** Filters {@code count} rows of {@code width} values each, along the columns. */
	private static void filter(final double[] rows, final int count, final int width) {
		if (count == 1) return;
		final double gain = (1 - POLE) * (1 - 1 / POLE);
		for (int i = 0; i < rows.length; i++) rows[i] *= gain;
		first(rows, count, width);
		for (int i = width; i < rows.length; i++) rows[i] += POLE * rows[i - width];
		final int last = (count - 1) * width;
		final double end = POLE / (POLE * POLE - 1);
		for (int x = 0; x < width; x++) rows[last + x] = end * (rows[last + x] + POLE * rows[last - width + x]);
		for (int i = last - 1; i >= 0; i--) rows[i] = POLE * (rows[i + width] - rows[i]);
	}

	/** Where the filter starts: the sum over the mirrored line. */
	private static void first(final double[] rows, final int count, final int width) {
		final double whole = Math.pow(POLE, 2.0 * count - 2);
		final double[] sum = new double[width];
		double near = 1;
		for (int k = 0; k < count; k++, near *= POLE) {
			if (Math.abs(near) < NEGLIGIBLE) break;
			final double weight = k == 0 || k == count - 1 ? near : near + whole / near;
			for (int x = 0; x < width; x++) sum[x] += weight * rows[k * width + x];
		}
		for (int x = 0; x < width; x++) rows[x] = sum[x] / (1 - whole);
	}

	/** The weights of the four coefficients around a position that lies {@code t} (0..1) behind the second. */
	static void weights(final double t, final double[] to) {
		final double s = 1 - t;
		to[0] = s * s * s / 6;
		to[1] = 2.0 / 3 - t * t * (2 - t) / 2;
		to[2] = 2.0 / 3 - s * s * (2 - s) / 2;
		to[3] = t * t * t / 6;
	}

	/** The voxel that a position outside mirrors. */
	static int mirrored(final int index, final int count) {
		if (index >= 0 && index < count) return index;
		if (count == 1) return 0;
		final int period = 2 * count - 2;
		final int i = Math.floorMod(index, period);
		return i < count ? i : period - i;
	}
}
