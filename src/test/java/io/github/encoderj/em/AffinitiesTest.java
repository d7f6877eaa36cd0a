package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AffinitiesTest {

	@Test
	void anAffinityIsTheEdgeToThePreviousVoxelOfTheSameLabel() {
		// two sections of 2 x 3
		final int[] labels = { 1, 1, 2, 1, 0, 0, //
			1, 3, 2, 1, 0, 3 };
		final float[] target = new float[36];
		final float[] weight = new float[36];
		Affinities.fill(labels, 2, 2, 3, target, weight);
		assertArrayEquals(new float[] { 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0 }, channel(target, 0), "z");
		assertArrayEquals(new float[] { 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0 }, channel(target, 1), "y");
		assertArrayEquals(new float[] { 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, channel(target, 2), "x");
		assertArrayEquals(new float[] { 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1 }, channel(weight, 0), "edges out of the volume do not count");
		assertArrayEquals(new float[] { 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1 }, channel(weight, 1));
		assertArrayEquals(new float[] { 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1 }, channel(weight, 2));
	}

	@Test
	void theRarerClassOfAChannelGetsMoreSay() {
		final int[] labels = { 1, 1, 1, 1, 2, 2, 2, 2 };
		final float[] balance = Affinities.balance(labels, 1, 1, 8, new int[] { 0, 0, 1 });
		assertEquals(Math.sqrt(0.5 * 7 / 1), balance[0], 1e-6, "one edge of 0 in 7");
		assertEquals(Math.sqrt(0.5 * 7 / 6), balance[1], 1e-6);
		assertEquals(1, Affinities.balance(labels, 1, 1, 8, new int[] { 1, 0, 0 })[0], 0, "no edges along z");
	}

	private static float[] channel(final float[] values, final int c) {
		return java.util.Arrays.copyOfRange(values, c * 12, (c + 1) * 12);
	}
}
