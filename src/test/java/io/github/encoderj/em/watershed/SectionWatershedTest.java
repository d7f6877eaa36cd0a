package io.github.encoderj.em.watershed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;

class SectionWatershedTest {

	@Test
	void equalsTheGolden() {
		final AffinityField affinities = AffinityField.of(NpyFile.resource("/em/aff.npy").floats(), new Grid(64, 64, 16));
		for (final int threads : new int[] { 1, 3 }) {
			final Fragments fragments = Parallel.withThreads(threads, () -> SectionWatershed.fragments(affinities, 1, 1, 10, Progress.NONE));
			assertEquals(342, fragments.count());
			assertArrayEquals(NpyFile.resource("/em/fragments_xy.npy").ints(), fragments.labels());
		}
	}

	@Test
	void distancesAreThoseOfTheNearestBackgroundPixel() {
		final Random random = new Random(3);
		for (int trial = 0; trial < 40; trial++) {
			final int width = 1 + random.nextInt(20);
			final int height = 1 + random.nextInt(20);
			final double x = trial % 2 == 0 ? 1 : 0.5 + random.nextDouble() * 5;
			final double y = trial % 2 == 0 ? 1 : 0.5 + random.nextDouble() * 5;
			final boolean[] foreground = new boolean[width * height];
			for (int i = 0; i < foreground.length; i++) foreground[i] = random.nextInt(8) != 0;
			final double[] distances = EuclideanDistances.ofSection(foreground, width, height, x, y);
			for (int i = 0; i < foreground.length; i++) {
				double nearest = Double.POSITIVE_INFINITY;
				for (int j = 0; j < foreground.length; j++) {
					if (!foreground[j]) nearest = Math.min(nearest, Math.hypot((i % width - j % width) * x, (i / width - j / width) * y));
				}
				assertEquals(nearest, distances[i], 1e-9);
			}
		}
	}
}
