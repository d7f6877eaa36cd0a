package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

class ThresholdChoiceTest {

	@Test
	void aThresholdAtAnEdgeIsAvoided() {
		final float[] thresholds = AgglomerationSettings.thresholds(ThresholdChoice.THRESHOLDS);
		final double[] voi = new double[thresholds.length];
		for (int i = 0; i < voi.length; i++) voi[i] = thresholds[i] < 0.3 ? 1 : thresholds[i] > 0.8 ? 3 : 0.5 - 0.01 * thresholds[i];
		final float chosen = ThresholdChoice.choose(thresholds, voi);
		assertTrue(chosen > 0.5 && chosen < 0.7, "the lowest is at 0.8, the edge, but chosen was " + chosen);
		final double[] valley = new double[thresholds.length];
		for (int i = 0; i < valley.length; i++) valley[i] = Math.abs(thresholds[i] - 0.34);
		assertEquals(0.34, ThresholdChoice.choose(thresholds, valley), 0.011);
		assertEquals(0.1f, ThresholdChoice.choose(new float[] { 0.1f }, new double[] { 5 }), 0);
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
		assertTrue(threshold > 0.01 && threshold < 0.6, "well below 0.7, but chosen was " + threshold);
	}
}
