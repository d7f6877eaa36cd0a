package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.learn.Symmetry;

class ShapeDescriptorsTest {

	private static final int DEPTH = 4;
	private static final int SIDE = 12;
	private static final int[] SIZE = { DEPTH, SIDE, SIDE };
	private static final double[] SIGMA = { 1, 3, 3 };
	private static final int[] ONE = { 1, 1, 1 };

	private final int[] labels = new int[DEPTH * SIDE * SIDE];

	ShapeDescriptorsTest() {
		final Random random = new Random(3);
		for (int i = 0; i < labels.length; i++) {
			final int x = i % SIDE;
			final int y = i / SIDE % SIDE;
			labels[i] = random.nextInt(10) == 0 ? 0 : x + 2 * y < 14 ? 5 : x < 8 ? 7 : 2;
		}
	}

	/** The definition, voxel by voxel. */
	private double[] direct(final int p) {
		final int[] here = { p / (SIDE * SIDE), p / SIDE % SIDE, p % SIDE };
		double mass = 0;
		double window = 0;
		final double[] first = new double[3];
		final double[][] second = new double[3][3];
		for (int z = here[0] - 3; z <= here[0] + 3; z++) {
			for (int y = here[1] - 9; y <= here[1] + 9; y++) {
				for (int x = here[2] - 9; x <= here[2] + 9; x++) {
					final double[] d = { z - here[0], y - here[1], x - here[2] };
					double exponent = 0;
					for (int a = 0; a < 3; a++) exponent += d[a] * d[a] / (2 * SIGMA[a] * SIGMA[a]);
					final double w = Math.exp(-exponent);
					window += w;
					if (z < 0 || z >= DEPTH || y < 0 || y >= SIDE || x < 0 || x >= SIDE) continue;
					if (labels[(z * SIDE + y) * SIDE + x] != labels[p]) continue;
					mass += w;
					for (int a = 0; a < 3; a++) {
						first[a] += w * d[a];
						for (int b = 0; b < 3; b++) second[a][b] += w * d[a] * d[b];
					}
				}
			}
		}
		final double[] v = new double[3];
		for (int a = 0; a < 3; a++) v[a] = Math.max(1e-3, second[a][a] / mass - first[a] * first[a] / mass / mass);
		final double[] out = new double[10];
		final int[][] pairs = { { 0, 1 }, { 0, 2 }, { 1, 2 } };
		for (int a = 0; a < 3; a++) {
			out[a] = first[a] / mass / SIGMA[a] / 2 + 0.5;
			out[3 + a] = v[a] / SIGMA[a] / SIGMA[a];
			final int i = pairs[a][0];
			final int j = pairs[a][1];
			out[6 + a] = (second[i][j] / mass - first[i] * first[j] / mass / mass) / Math.sqrt(v[i] * v[j]) / 2 + 0.5;
		}
		out[9] = mass / window;
		for (int d = 0; d < 10; d++) out[d] = Math.max(0, Math.min(1, out[d]));
		return out;
	}

	@Test
	void theyAreTheirDefinition() {
		final float[] values = ShapeDescriptors.of(labels, SIZE, SIGMA, ONE);
		for (int p = 0; p < labels.length; p++) {
			final double[] expected = labels[p] == 0 ? new double[10] : direct(p);
			for (int d = 0; d < 10; d++) assertEquals(expected[d], values[d * labels.length + p], 2e-3, "descriptor " + d + " at " + p);
		}
	}

	@Test
	void coarseCellsChangeThemLittle() {
		final int[] halves = new int[labels.length];
		for (int i = 0; i < halves.length; i++) halves[i] = i % SIDE + i / SIDE % SIDE < 12 ? 1 : 2;
		final float[] exact = ShapeDescriptors.of(halves, SIZE, SIGMA, ONE);
		final float[] coarse = ShapeDescriptors.of(halves, SIZE, SIGMA, new int[] { 1, 2, 2 });
		double difference = 0;
		for (int i = 0; i < exact.length; i++) difference += Math.abs(exact[i] - coarse[i]) / exact.length;
		assertEquals(0, difference, 0.02);
	}

	@Test
	void theyTurnWithTheSections() {
		final float[] values = ShapeDescriptors.of(labels, SIZE, SIGMA, ONE);
		final int n = labels.length;
		for (final Symmetry view : Symmetry.all()) {
			final int[] from = view.indices(DEPTH, SIDE, SIDE);
			for (final boolean flipZ : new boolean[] { false, true }) {
				if (flipZ) for (int i = 0; i < n; i++) from[i] += (DEPTH - 1 - 2 * (from[i] / (SIDE * SIDE))) * SIDE * SIDE;
				final int[] turned = new int[n];
				for (int i = 0; i < n; i++) turned[i] = labels[from[i]];
				final float[] expected = ShapeDescriptors.of(turned, SIZE, SIGMA, ONE);
				for (int d = 0; d < 10; d++) {
					final int source = ShapeDescriptors.source(d, view);
					final boolean reversed = ShapeDescriptors.reversed(source, view, flipZ);
					for (int i = 0; i < n; i++) {
						if (turned[i] == 0) continue;
						final float v = values[source * n + from[i]];
						assertEquals(expected[d * n + i], reversed ? 1 - v : v, 1e-3, view + " descriptor " + d);
					}
				}
			}
		}
	}
}
