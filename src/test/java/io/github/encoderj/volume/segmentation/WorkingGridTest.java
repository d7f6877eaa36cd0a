package io.github.encoderj.volume.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/** To the working grid and back. */
class WorkingGridTest {

	private static final Geometry GEOMETRY = Geometry.spacing(5, 4, 3, "mm");

	@Test
	void aRampStaysARampAndAConstantAConstant() {
		for (final double step : new double[] { 0.4, 0.9, 1, 1.3, 2.5 }) {
			final int to = (int) Math.ceil(30 / step);
			final AxisMap map = new AxisMap(30, to, step);
			for (int i = 0; i < to; i++) {
				float sum = 0;
				float position = 0;
				for (int k = 0; k < map.weights(i).length; k++) {
					sum += map.weights(i)[k];
					position += map.weights(i)[k] * (map.first(i) + k);
				}
				final double expected = (i - (to - 1) / 2.0) * step + 14.5;
				assertEquals(1, sum, 1e-5, "weights at step " + step);
				if (expected > step && expected < 29 - step) assertEquals(expected, position, step > 1 ? 0.05 * step : 1e-4, "position at step " + step);
			}
		}
	}

	@Test
	void onItsOwnGridNothingChanges() {
		final Random random = new Random(1);
		final float[] values = new float[5 * 6 * 7];
		final int[] labels = new int[values.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = random.nextFloat();
			labels[i] = random.nextInt(3);
		}
		final Geometry cubes = Geometry.spacing(2, 2, 2, "mm");
		final WorkingGrid grid = new WorkingGrid(Volume.of(values, 5, 6, 7, cubes, "noise"), 2);
		assertArrayEquals(values, grid.sections(Volume.of(values, 5, 6, 7, cubes, "noise"), 0, 0, 7), 1e-6f);
		final byte[] same = grid.labels(Volume.ofLabels(labels, 5, 6, 7, cubes, "labels"), 3);
		for (int i = 0; i < labels.length; i++) assertEquals(labels[i], same[i]);
	}

	@Test
	void sectionsDoNotDependOnWhichAreAskedFor() {
		final Random random = new Random(2);
		final float[] values = new float[9 * 8 * 20];
		for (int i = 0; i < values.length; i++) values[i] = random.nextFloat();
		final Volume<?> volume = Volume.of(values, 9, 8, 20, GEOMETRY, "noise");
		final WorkingGrid grid = new WorkingGrid(volume, 4);
		assertEquals(15, grid.depth());
		final float[] all = grid.sections(volume, 0, 0, grid.depth());
		final float[] some = grid.sections(volume, 0, 6, 11);
		final int plane = grid.rows() * grid.columns();
		for (int i = 0; i < some.length; i++) assertEquals(all[6 * plane + i], some[i]);
	}

	/** Each class interpolated by itself in double, then the largest, the background being what is left of 1. */
	@Test
	void theClassIsThatOfTheHighestInterpolatedProbability() {
		final Volume<?> reference = Volume.of(new float[13 * 11 * 9], 13, 11, 9, GEOMETRY, "reference");
		final WorkingGrid grid = new WorkingGrid(reference, 6);
		final int plane = grid.rows() * grid.columns();
		final Random random = new Random(3);
		final float[][][] planes = new float[grid.depth()][4][plane];
		for (final float[][] section : planes) {
			for (int i = 0; i < plane; i++) {
				float rest = 1;
				for (int c = 1; c < 4; c++) {
					section[c][i] = rest * random.nextFloat() * random.nextFloat();
					rest -= section[c][i];
				}
				section[0][i] = rest;
			}
		}
		int foreground = 0;
		for (int z = 0; z < 9; z++) {
			final byte[] found = new byte[13 * 11];
			final AxisMap out = grid.sectionsOut();
			final float[][][] some = java.util.Arrays.copyOfRange(planes, out.first(z), out.last(z) + 1);
			grid.classes(z, some, found, 0);
			for (int i = 0; i < found.length; i++) {
				final double[] p = new double[4];
				p[0] = 1;
				for (int c = 1; c < 4; c++) {
					p[c] = at(planes, c, grid, 13, 11, 9, i % 13, i / 13, z);
					p[0] -= p[c];
				}
				double best = 0;
				for (final double v : p) best = Math.max(best, v);
				assertEquals(best, p[found[i]], 1e-5, "voxel " + i + " of section " + z);
				if (found[i] > 0) foreground++;
			}
		}
		assertTrue(foreground > 50, "the test is of something");
	}

	/** Trilinear (here the grid is coarser than the scan along every axis). */
	private static double at(final float[][][] planes, final int c, final WorkingGrid grid, final int nx, final int ny, final int nz,
		final int x, final int y, final int z)
	{
		final double[] p = { position(x, nx, grid.columns(), 5 / 6.0), position(y, ny, grid.rows(), 4 / 6.0), position(z, nz, grid.depth(), 0.5) };
		double sum = 0;
		for (int corner = 0; corner < 8; corner++) {
			double weight = 1;
			final int[] at = new int[3];
			for (int d = 0; d < 3; d++) {
				final int low = (int) Math.floor(p[d]);
				final double t = p[d] - low;
				final boolean high = (corner >> d & 1) == 1;
				weight *= high ? t : 1 - t;
				at[d] = low + (high ? 1 : 0);
			}
			at[0] = Math.max(0, Math.min(grid.columns() - 1, at[0]));
			at[1] = Math.max(0, Math.min(grid.rows() - 1, at[1]));
			at[2] = Math.max(0, Math.min(grid.depth() - 1, at[2]));
			sum += weight * planes[at[2]][c][at[1] * grid.columns() + at[0]];
		}
		return sum;
	}

	private static double position(final int i, final int n, final int cells, final double step) {
		return (i - (n - 1) / 2.0) * step + (cells - 1) / 2.0;
	}

	@Test
	void aBallComesBackFromACoarserGrid() {
		final int side = 40;
		final int[] ball = new int[side * side * side];
		for (int i = 0; i < ball.length; i++) {
			final double x = i % side - 19.5;
			final double y = i / side % side - 17.5;
			final double z = i / side / side - 21.5;
			ball[i] = x * x + y * y + z * z < 12 * 12 ? 2 : 0;
		}
		final Volume<?> volume = Volume.ofLabels(ball, side, side, side, Geometry.spacing(2, 2, 2, "mm"), "ball");
		final WorkingGrid grid = new WorkingGrid(volume, 3.1);
		final byte[] small = grid.labels(volume, 3);
		final int plane = grid.rows() * grid.columns();
		int both = 0;
		int sum = 0;
		for (int z = 0; z < side; z++) {
			final AxisMap out = grid.sectionsOut();
			final float[][][] planes = new float[out.last(z) - out.first(z) + 1][3][plane];
			for (int k = 0; k < planes.length; k++)
				for (int i = 0; i < plane; i++)
					planes[k][small[(out.first(z) + k) * plane + i]][i] = 1;
			final byte[] back = new byte[side * side];
			grid.classes(z, planes, back, 0);
			for (int i = 0; i < back.length; i++) {
				final boolean truth = ball[z * side * side + i] == 2;
				if (truth && back[i] == 2) both++;
				sum += (truth ? 1 : 0) + (back[i] == 2 ? 1 : 0);
			}
		}
		assertTrue(2.0 * both / sum > 0.96, "Dice " + 2.0 * both / sum);
	}

	@Test
	void whatIsNoNumberIsRefused() {
		final float[] values = new float[27];
		values[14] = Float.NaN;
		final Volume<?> volume = Volume.of(values, 3, 3, 3, GEOMETRY, "scan");
		final Refusal refusal = assertThrows(Refusal.class, () -> new WorkingGrid(volume, 4).sections(volume, 0, 0, 2));
		assertTrue(refusal.getMessage().contains("NaN at x = 2, y = 1, z = 1"), refusal.getMessage());
	}
}
