package io.github.encoderj.em;

import java.util.Arrays;
import java.util.SplittableRandom;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.em.AffinityPatches.Section3D;

/**
 * A random smooth deformation in the plane, the same for all sections: turned by up to 45 degrees, stretched by up to a tenth along each axis,
 * and bent by displacements that are drawn every {@value #SPACING} pixels and interpolated between (elastic deformation, Simard et al.
 * 2003). What would come from beyond an edge is mirrored there.
 *
 * @param sourceY for each pixel the row that its value comes from, order [y, x]
 * @param sourceX the column
 */
record Deformation(float[] sourceY, float[] sourceX, int rows, int columns) {

	private static final int SPACING = 24;
	/** Standard deviation of a displacement in pixels. */
	private static final double BEND = 2;
	private static final double STRETCH = 0.1;

	static Deformation random(final SplittableRandom random, final int rows, final int columns) {
		final double angle = 0.5 * Math.PI * (random.nextDouble() - 0.5);
		final double stretchY = 1 + STRETCH * (2 * random.nextDouble() - 1);
		final double stretchX = 1 + STRETCH * (2 * random.nextDouble() - 1);
		final int nodeRows = rows / SPACING + 4;
		final int nodeColumns = columns / SPACING + 4;
		final double[] bendY = nodes(random, nodeRows * nodeColumns);
		final double[] bendX = nodes(random, nodeRows * nodeColumns);
		final float[] sourceY = new float[rows * columns];
		final float[] sourceX = new float[rows * columns];
		final double cosine = Math.cos(angle);
		final double sine = Math.sin(angle);
		Parallel.forEach(rows, y -> {
			final double[] weightsY = spline((double) y / SPACING);
			for (int x = 0; x < columns; x++) {
				final double[] weightsX = spline((double) x / SPACING);
				double dy = 0;
				double dx = 0;
				for (int j = 0; j < 4; j++) {
					for (int i = 0; i < 4; i++) {
						final int node = (y / SPACING + j) * nodeColumns + x / SPACING + i;
						dy += weightsY[j] * weightsX[i] * bendY[node];
						dx += weightsY[j] * weightsX[i] * bendX[node];
					}
				}
				final double v = stretchY * (y - 0.5 * (rows - 1));
				final double u = stretchX * (x - 0.5 * (columns - 1));
				sourceY[y * columns + x] = (float) (0.5 * (rows - 1) + cosine * v - sine * u + dy);
				sourceX[y * columns + x] = (float) (0.5 * (columns - 1) + sine * v + cosine * u + dx);
			}
		});
		return new Deformation(sourceY, sourceX, rows, columns);
	}

	/** Displacements at the nodes: normally distributed, so that between the nodes the deviation is {@value #BEND}. */
	private static double[] nodes(final SplittableRandom random, final int count) {
		final double[] nodes = new double[count];
		// A cubic B-spline of independent values keeps about 0.48 of their deviation in two dimensions
		for (int i = 0; i < count; i++) nodes[i] = BEND / 0.48 * random.nextGaussian();
		return nodes;
	}

	/** Weights of the four nodes around a position of a uniform cubic B-spline. */
	private static double[] spline(final double position) {
		final double t = position - Math.floor(position);
		return new double[] { (1 - t) * (1 - t) * (1 - t) / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6, t *
			t * t / 6 };
	}

	/** Intensities, linearly interpolated. */
	Section3D of(final Section3D sections) {
		final int plane = rows * columns;
		final float[] out = new float[sections.depth() * plane];
		Parallel.forEach(sections.depth(), z -> {
			for (int i = 0; i < plane; i++) {
				final int y = (int) Math.floor(sourceY[i]);
				final int x = (int) Math.floor(sourceX[i]);
				final float fy = sourceY[i] - y;
				final float fx = sourceX[i] - x;
				final int upper = z * plane + mirrored(y, rows) * columns;
				final int lower = z * plane + mirrored(y + 1, rows) * columns;
				final int left = mirrored(x, columns);
				final int right = mirrored(x + 1, columns);
				out[z * plane + i] = (1 - fy) * ((1 - fx) * sections.data()[upper + left] + fx * sections.data()[upper + right]) + fy * ((1 - fx) *
					sections.data()[lower + left] + fx * sections.data()[lower + right]);
			}
		});
		return new Section3D(out, sections.depth(), rows, columns, sections.geometry());
	}

	/** Labels, order [z, y, x], the nearest. */
	int[] of(final int[] labels) {
		final int plane = rows * columns;
		final int[] source = new int[plane];
		Arrays.setAll(source, i -> mirrored(Math.round(sourceY[i]), rows) * columns + mirrored(Math.round(sourceX[i]), columns));
		final int[] out = new int[labels.length];
		Parallel.forEach(labels.length / plane, z -> {
			for (int i = 0; i < plane; i++) out[z * plane + i] = labels[z * plane + source[i]];
		});
		return out;
	}

	/**
	 * Where positions come from.
	 *
	 * @param positions y and x of each in pixels, inside; pixel 0 lies between 0 and 1
	 */
	double[][] of(final double[][] positions) {
		final double[][] sources = new double[2][positions[0].length];
		for (int i = 0; i < positions[0].length; i++) {
			final int pixel = (int) positions[0][i] * columns + (int) positions[1][i];
			sources[0][i] = mirrored(sourceY[pixel] + positions[0][i] % 1, rows);
			sources[1][i] = mirrored(sourceX[pixel] + positions[1][i] % 1, columns);
		}
		return sources;
	}

	private static double mirrored(final double position, final int size) {
		final double period = 2.0 * size;
		final double p = position - period * Math.floor(position / period);
		return p < size ? p : period - p;
	}

	private static int mirrored(final int position, final int size) {
		if (size == 1) return 0;
		final int period = 2 * (size - 1);
		final int p = Math.floorMod(position, period);
		return p < size ? p : period - p;
	}
}
