package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
		final float[] along = Affinities.balance(labels, 1, 1, 8, new int[] { 0, 0, 1 });
		assertEquals(Math.sqrt(0.5 * 7 / 1), along[0], 1e-6, "one edge of 0 in 7");
		assertEquals(Math.sqrt(0.5 * 7 / 6), along[1], 1e-6);
		assertEquals(Math.sqrt(0.5 * 5 / 3), Affinities.balance(labels, 1, 1, 8, new int[] { 0, 0, 3 })[0], 1e-6, "three of 0 in 5");
		assertEquals(1, Affinities.balance(labels, 1, 1, 8, new int[] { 1, 0, 0 })[0], 0, "no edges along z");
	}

	@Test
	void labelsOfSingleSectionsAreNoticed() {
		assertTrue(Affinities.planar(new int[] { 1, 1, 2, 0, 3, 3, 4, 0 }, 4));
		assertFalse(Affinities.planar(new int[] { 1, 1, 2, 0, 3, 1, 4, 0 }, 4));
		assertFalse(Affinities.planar(new int[] { 1, 1, 2, 0 }, 4), "one section says nothing");
	}

	@Test
	void edgesAcrossSectionsCountNothingInLabelsOfSingleSections() {
		final int[] labels = { 1, 1, 2, 2, 3, 3, 4, 4 };
		final AffinityTargets targets = new AffinityTargets(true, labels, 2, 1, 4);
		final float[] target = new float[24];
		final float[] weight = new float[24];
		targets.fill(labels, 2, 1, 4, target, weight);
		for (int i = 0; i < 8; i++) assertEquals(0, weight[i], 0);
		assertTrue(weight[17] > 0 && weight[18] > weight[17], "the rarer 0 counts more");
		final int cells = 2 * 2;
		final float[] auxiliary = new float[targets.auxiliary() * cells];
		final float[] auxiliaryWeight = new float[auxiliary.length];
		targets.fillAuxiliary(labels, new float[10 * cells], 2, 1, 4, 2, auxiliary, auxiliaryWeight);
		for (int l = 0; l < 2 * cells; l++) assertEquals(0, auxiliaryWeight[l], 0, "long edges across sections");
		final int offset = 8 * cells;
		assertEquals(0, auxiliaryWeight[offset + 3 * cells], 0, "variance along z");
		assertEquals(1, auxiliaryWeight[offset + 4 * cells], 0, "variance along y");
	}

	private static float[] channel(final float[] values, final int c) {
		return java.util.Arrays.copyOfRange(values, c * 12, (c + 1) * 12);
	}
}
