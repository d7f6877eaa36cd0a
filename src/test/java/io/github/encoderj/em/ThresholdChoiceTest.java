package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

class ThresholdChoiceTest {

	@Test
	void theMiddleOfTheEvenRangeAroundTheBestIsTaken() {
		final float[] thresholds = { 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f };
		assertEquals(0.4f, ThresholdChoice.choose(thresholds, new double[] { 2, 0.31, 0.31, 0.305, 0.3, 0.3, 1 }), 1e-6);
		assertEquals(0.3f, ThresholdChoice.choose(thresholds, new double[] { 2, 1, 0.1, 0.5, 0.11, 0.11, 1 }), 1e-6, "not across a hill");
		assertEquals(0.1f, ThresholdChoice.choose(new float[] { 0.1f }, new double[] { 5 }), 0);
		assertEquals(0.4f, ThresholdChoice.choose(thresholds, new double[7]), 1e-6, "all the same");
	}

	@Test
	void aWallOfHalfAffinityIsKeptByTheThreshold() {
		// two halves of 1s joined by edges of 0.3: apart below a threshold of 0.7, one above
		final int width = 24;
		final int depth = 4;
		final int voxels = width * width * depth;
		final float[] affinities = new float[3 * voxels];
		final int[] truth = new int[voxels];
		for (int i = 0; i < voxels; i++) {
			final int x = i % width;
			truth[i] = x < width / 2 ? 1 : 2;
			affinities[i] = 1;
			affinities[voxels + i] = 1;
			affinities[2 * voxels + i] = x == width / 2 ? 0.3f : 1;
		}
		final float threshold = ThresholdChoice.on(Volume.of(affinities, width, width, depth, 3, Geometry.PIXELS, "affinities"), Volume
			.ofLabels(truth, width, width, depth, Geometry.PIXELS, "truth"), AgglomerationSettings.DEFAULT.withSigma(0), Progress.NONE);
		assertEquals(0.36, threshold, 0.011, "half way between 0.02 and 0.7");
	}
}
