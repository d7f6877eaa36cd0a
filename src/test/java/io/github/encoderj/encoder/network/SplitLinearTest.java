package io.github.encoderj.encoder.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.encoder.engine.MatrixUnits;
import io.github.encoderj.encoder.engine.TorchEngine;

/** Linear layers on matrix units beside sums in double precision; runs where the processor has such units. */
class SplitLinearTest {

	@BeforeAll
	static void onlyWithMatrixUnits() {
		TorchEngine.start();
		Assumptions.assumeTrue(MatrixUnits.present());
	}

	@ParameterizedTest
	@CsvSource({ "1, 32, 64", "7, 36, 10", "33, 48, 144", "64, 768, 96", "256, 3072, 130", "16, 2, 1", "40, 1600, 64" })
	void twoTermsKeepSixteenDigits(final int rows, final int inputs, final int outputs) {
		for (final boolean add : new boolean[] { false, true }) {
			final double worst = worst(rows, inputs, 0, outputs, new Kind(false, false, add));
			assertTrue(worst < Math.scalb(1.0, -16), "" + worst);
		}
	}

	/** Queries and keys keep the digits of float32, values sixteen. */
	@ParameterizedTest
	@CsvSource({ "1, 32, 192", "7, 36, 30", "33, 768, 384", "50, 1600, 192" })
	void queriesAndKeysKeepAllDigits(final int rows, final int inputs, final int outputs) {
		for (final boolean add : new boolean[] { false, true }) {
			final double exact = worst(rows, inputs, 0, outputs / 3 * 2, new Kind(true, false, add), outputs);
			assertTrue(exact < Math.scalb(1.0, -21), "" + exact);
			final double values = worst(rows, inputs, outputs / 3 * 2, outputs, new Kind(true, false, add), outputs);
			assertTrue(values < Math.scalb(1.0, -16), "" + values);
		}
	}

	@Test
	void oneTermKeepsEightDigits() {
		final double worst = worst(50, 200, 0, 70, new Kind(false, true, false));
		assertTrue(worst < Math.scalb(1.0, -7) && worst > Math.scalb(1.0, -14), "" + worst);
	}

	/** Numbers of 16 digits are split without a rest: products of 16 by 8 digits, and sums below 2^24, come out exactly. */
	@Test
	void wholeNumbersAreExact() {
		final Random random = new Random(2);
		final float[] x = new float[20 * 40];
		final float[] w = new float[30 * 40];
		final float[] b = new float[30];
		for (int i = 0; i < x.length; i++) x[i] = random.nextInt(8191) - 4095;
		for (int i = 0; i < w.length; i++) w[i] = random.nextInt(63) - 31;
		for (int i = 0; i < b.length; i++) b[i] = random.nextInt(1 << 20);
		final float[] expected = new float[20 * 30];
		for (int r = 0; r < 20; r++) for (int o = 0; o < 30; o++) {
			double sum = b[o];
			for (int k = 0; k < 40; k++) sum += (double) x[r * 40 + k] * w[o * 40 + k];
			expected[r * 30 + o] = (float) sum;
		}
		assertArrayEquals(expected, product(x, w, b, 20, new float[20 * 30], new Kind(false, false, false)));
	}

	/** A layer of queries, keys and values or another; in bfloat16; added to what is there. */
	private record Kind(boolean joint, boolean bfloat16, boolean add) {}

	private static double worst(final int rows, final int inputs, final int from, final int to, final Kind kind) {
		return worst(rows, inputs, from, to, kind, to);
	}

	/** The largest error of some outputs in units of the sum of the magnitudes that are added. */
	private static double worst(final int rows, final int inputs, final int from, final int to, final Kind kind, final int outputs) {
		final Random random = new Random(1);
		final float[] x = gaussian(random, rows * inputs);
		final float[] w = gaussian(random, outputs * inputs);
		final float[] b = gaussian(random, outputs);
		final float[] c = gaussian(random, rows * outputs);
		final float[] got = product(x, w, b, rows, c, kind);
		double worst = 0;
		for (int r = 0; r < rows; r++) for (int o = from; o < to; o++) {
			final double before = kind.add ? c[r * outputs + o] : 0;
			double sum = b[o] + before;
			double size = Math.abs(b[o]) + Math.abs(before);
			for (int k = 0; k < inputs; k++) {
				final double product = (double) x[r * inputs + k] * w[o * inputs + k];
				sum += product;
				size += Math.abs(product);
			}
			worst = Math.max(worst, Math.abs(sum - got[r * outputs + o]) / size);
		}
		return worst;
	}

	private static float[] product(final float[] x, final float[] w, final float[] b, final int rows, final float[] c, final Kind kind) {
		final int inputs = x.length / rows;
		try (PtNDManager manager = TorchEngine.newManager(Device.cpu(), 1); SplitTeam team = new SplitTeam(manager, kind.bfloat16)) {
			final NDArray weight = manager.create(w, new Shape(b.length, inputs));
			final SplitLinear layer = kind.joint ? team.joint(weight, manager.create(b)) : team.linear(weight, manager.create(b));
			final SplitTeam.Bench bench = team.bench(0);
			final NDArray result = manager.create(c, new Shape(rows, b.length));
			for (int again = 0; again < 2; again++) { // a room is used again and again
				team.script().apply("enter", layer.into(bench, manager.create(x, new Shape(rows, inputs)), 0));
			}
			layer.multiply(bench, rows, kind.add, MatrixUnits.address(result));
			return result.toFloatArray();
		}
	}

	private static float[] gaussian(final Random random, final int n) {
		final float[] values = new float[n];
		for (int i = 0; i < n; i++) values[i] = (float) random.nextGaussian();
		return values;
	}
}
