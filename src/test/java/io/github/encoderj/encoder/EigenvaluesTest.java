package io.github.encoderj.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

class EigenvaluesTest {

	@Test
	void cosineOfAThirdOfAnAngle() {
		for (int i = 0; i <= 10_000; i++) {
			final double c = i / 10_000.0;
			assertEquals(Math.cos(Math.acos(c) / 3), Eigenvalues.cosineOfThird(c), 4e-16, "of " + c);
		}
	}

	/** Of rotated diagonal matrices, also with equal eigenvalues, which are lost to half the digits. */
	@Test
	void eigenvaluesOfRotatedMatricesComeBack() {
		final Random random = new Random(1);
		final double[] out = new double[3];
		for (int i = 0; i < 10_000; i++) {
			final double a = random.nextGaussian();
			final double b = i % 4 == 1 ? a : random.nextGaussian();
			final double c = i % 4 == 2 ? b : i % 8 == 5 ? a : random.nextGaussian();
			final double[] u = unit(random);
			final double[] v = unit(random);
			final double[] w = { u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0] };
			final double length = Math.sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
			for (int k = 0; k < 3; k++) w[k] /= length;
			final double[] x = { w[1] * u[2] - w[2] * u[1], w[2] * u[0] - w[0] * u[2], w[0] * u[1] - w[1] * u[0] };
			final double[][] m = new double[3][3];
			for (int r = 0; r < 3; r++) for (int s = 0; s < 3; s++) m[r][s] = a * u[r] * u[s] + b * w[r] * w[s] + c * x[r] * x[s];
			Eigenvalues.of3(m[0][0], m[1][1], m[2][2], m[0][1], m[0][2], m[1][2], out);
			final double[] expected = { a, b, c };
			Arrays.sort(expected);
			assertArrayEquals(new double[] { expected[2], expected[1], expected[0] }, out, 1e-7);
			assertTrue(out[0] >= out[1] - 1e-7 && out[1] >= out[2] - 1e-7);
			assertEquals(a + b + c, out[0] + out[1] + out[2], 1e-13);
			assertEquals(a * a + b * b + c * c, out[0] * out[0] + out[1] * out[1] + out[2] * out[2], 1e-12);
		}
	}

	private static double[] unit(final Random random) {
		final double[] u = { random.nextGaussian(), random.nextGaussian(), random.nextGaussian() };
		final double length = Math.sqrt(u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
		return new double[] { u[0] / length, u[1] / length, u[2] / length };
	}
}
