package io.github.encoderj.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Refusal;

class FoldsTest {

	private static final int CASES = 3000;
	private final Random random = new Random(3);
	private final List<String> groups = new ArrayList<>();
	private final float[][] labels = new float[CASES][];

	FoldsTest() {
		final double[] rate = { 0.3, 0.05, 0.01 };
		for (int i = 0; i < CASES; i++) {
			groups.add("p" + (int) (random.nextDouble() * random.nextDouble() * 900));
			labels[i] = new float[3];
			for (int l = 0; l < 3; l++) labels[i][l] = random.nextDouble() < 0.1 ? Float.NaN : random.nextDouble() < rate[l] ? 1 : 0;
		}
	}

	@Test
	void everyCaseIsTestedOnceAndNoPatientIsOnBothSides() {
		final int[] tested = new int[CASES];
		for (final Folds.Split split : Folds.cross(groups, labels, 5, 0.1, 7)) {
			for (final int i : split.test()) tested[i]++;
			assertEquals(CASES, split.training().length + split.validation().length + split.test().length);
			assertTrue(Collections.disjoint(patients(split.training()), patients(split.test())));
			assertTrue(Collections.disjoint(patients(split.training()), patients(split.validation())));
			assertTrue(Collections.disjoint(patients(split.validation()), patients(split.test())));
		}
		assertTrue(Arrays.stream(tested).allMatch(n -> n == 1));
	}

	private Set<String> patients(final int[] cases) {
		final Set<String> found = new HashSet<>();
		for (final int i : cases) found.add(groups.get(i));
		return found;
	}

	@Test
	void everyPartHasItsShareOfCasesAndOfEveryLabel() {
		final Folds.Split split = Folds.shares(groups, labels, 7, 1, 2, 1);
		final double[] shares = { 0.7, 0.1, 0.2 };
		final int[][] parts = { split.training(), split.validation(), split.test() };
		for (int p = 0; p < 3; p++) {
			assertEquals(shares[p], parts[p].length / (double) CASES, 0.02);
			for (int l = 0; l < 3; l++) {
				final int label = l;
				final long all = IntStream.range(0, CASES).filter(i -> labels[i][label] > 0.5f).count();
				final long here = Arrays.stream(parts[p]).filter(i -> labels[i][label] > 0.5f).count();
				assertEquals(shares[p], here / (double) all, 1.5 / all + 0.01, "part " + p + ", label " + l);
			}
		}
	}

	@Test
	void theSameSeedGivesTheSameFoldsWhateverTheOrderOfTheCases() {
		final double[] thirds = { 1 / 3.0, 1 / 3.0, 1 / 3.0 };
		final int[] part = Folds.parts(groups, labels, thirds, 11);
		assertArrayEquals(part, Folds.parts(groups, labels, thirds, 11));
		assertFalse(Arrays.equals(part, Folds.parts(groups, labels, thirds, 12)));
		final List<Integer> order = new ArrayList<>(IntStream.range(0, CASES).boxed().toList());
		Collections.shuffle(order, new Random(5));
		final int[] shuffled = Folds.parts(order.stream().map(groups::get).toList(), order.stream().map(i -> labels[i]).toArray(
			float[][]::new), thirds, 11);
		for (int i = 0; i < CASES; i++) assertEquals(part[order.get(i)], shuffled[i]);
	}

	@Test
	void smallPartsAreNeverEmptyAndTooManyAreRefused() {
		final List<String> few = List.of("a", "b", "c", "d", "e", "f", "g");
		final float[][] classes = new float[7][1];
		for (int seed = 0; seed < 50; seed++) {
			final Folds.Split split = Folds.shares(few, classes, 0.9, 0.05, 0.05, seed);
			assertEquals(1, split.validation().length);
			assertEquals(1, split.test().length);
		}
		assertEquals(0, Folds.shares(few, classes, 1, 0, 0, 1).test().length);
		assertTrue(assertThrows(Refusal.class, () -> Folds.cross(few, classes, 8, 0, 1)).getMessage().contains("7 groups"));
		assertThrows(Refusal.class, () -> Folds.cross(few, classes, 1, 0, 1));
		assertThrows(Refusal.class, () -> Folds.shares(few, classes, 0, 1, 1, 1));
	}
}
