package io.github.encoderj.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class SymmetryTest {

	@Test
	void flipsAndSwapsAreWhatTheySay() {
		// 0 1 2
		// 3 4 5
		assertArrayEquals(new int[] { 2, 1, 0, 5, 4, 3 }, new Symmetry(true, false, false).indices(1, 2, 3));
		assertArrayEquals(new int[] { 3, 4, 5, 0, 1, 2 }, new Symmetry(false, true, false).indices(1, 2, 3));
		assertArrayEquals(new int[] { 0, 2, 1, 3 }, new Symmetry(false, false, true).indices(1, 2, 2));
	}

	@Test
	void eachIsAPermutationWithinItsSection() {
		final SplittableRandom random = new SplittableRandom(3);
		final Set<Symmetry> seen = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			final Symmetry symmetry = Symmetry.random(random, true);
			seen.add(symmetry);
			final int[] indices = symmetry.indices(2, 5, 5);
			for (int j = 0; j < indices.length; j++) assertEquals(j / 25, indices[j] / 25, "voxel stays in its section");
			assertArrayEquals(IntStream.range(0, 50).toArray(), Arrays.stream(indices).sorted().toArray());
		}
		assertEquals(8, seen.size(), "all eight are drawn");
	}

	@Test
	void onlySquarePatchesAreSwapped() {
		final SplittableRandom random = new SplittableRandom(4);
		for (int i = 0; i < 50; i++) Symmetry.random(random, false).indices(1, 2, 3);
		assertThrows(IllegalArgumentException.class, () -> new Symmetry(false, false, true).indices(1, 2, 3));
	}
}
