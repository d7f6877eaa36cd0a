package io.github.encoderj.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Refusal;

class FeatureMapsTest {

	private static ImageFeatures features(final int rows, final int columns, final int width, final float... patches) {
		return new ImageFeatures(rows, columns, width, Optional.empty(), new float[0], patches, new float[width], Optional.empty(), Map.of(), Map
			.of());
	}

	@Test
	void theFirstComponentFollowsTheLargestVariance() {
		final Random random = new Random(1);
		final float[] patches = new float[64 * 3];
		final double[] along = new double[64];
		for (int i = 0; i < 64; i++) {
			along[i] = random.nextGaussian() * 10;
			final double across = random.nextGaussian();
			patches[3 * i] = (float) (5 + 0.8 * along[i] - 0.6 * across);
			patches[3 * i + 1] = (float) (0.6 * along[i] + 0.8 * across);
			patches[3 * i + 2] = (float) (random.nextGaussian() * 0.01);
		}
		final float[] maps = FeatureMaps.principalComponents(List.of(features(8, 8, 3, patches)), 2, false).get(0);
		double same = 0;
		double a2 = 0;
		double b2 = 0;
		double mean = 0;
		for (int i = 0; i < 64; i++) mean += maps[i] / 64;
		double meanAlong = 0;
		for (final double v : along) meanAlong += v / 64;
		for (int i = 0; i < 64; i++) {
			same += (maps[i] - mean) * (along[i] - meanAlong);
			a2 += (maps[i] - mean) * (maps[i] - mean);
			b2 += (along[i] - meanAlong) * (along[i] - meanAlong);
		}
		assertEquals(1, same / Math.sqrt(a2 * b2), 0.01);
		for (final float v : maps) assertTrue(v >= 0 && v <= 1);
		assertThrows(Refusal.class, () -> FeatureMaps.principalComponents(List.of(features(1, 2, 3, 1, 2, 3, 4, 5, 6)), 3, false));
	}

	@Test
	void theForegroundIsWhatTouchesTheBorderLess() {
		final float[] patches = new float[36 * 2];
		for (int i = 0; i < 36; i++) {
			final boolean middle = i / 6 > 1 && i / 6 < 4 && i % 6 > 1 && i % 6 < 4;
			patches[2 * i] = middle ? -9 : 9;
			patches[2 * i + 1] = i * 0.1f;
		}
		final float[] map = FeatureMaps.principalComponents(List.of(features(6, 6, 2, patches)), 1, true).get(0);
		for (int i = 0; i < 36; i++) assertEquals(patches[2 * i] > 0, Float.isNaN(map[i]), "patch " + i);
	}

	@Test
	void similarityIsTheCosine() {
		final ImageFeatures f = features(1, 4, 2, 1, 0, 2, 0, 0, 3, -1, 0);
		assertArrayEquals(new float[] { 1, 1, 0, -1 }, FeatureMaps.similarity(f, 0, 0, f), 1e-6f);
		assertArrayEquals(new float[] { 0 }, FeatureMaps.similarity(f, 0, 0, features(1, 1, 2, 0, 0)), 0);
	}
}
