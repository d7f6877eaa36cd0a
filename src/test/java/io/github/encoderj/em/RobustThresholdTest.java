package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;


class RobustThresholdTest {

	@Test
	void aThresholdAtAnEdgeIsAvoided() {
		final float[] thresholds = AgglomerationSettings.thresholds(ThresholdSweep.THRESHOLDS);
		final double[] voi = new double[thresholds.length];
		for (int i = 0; i < voi.length; i++) voi[i] = thresholds[i] < 0.3 ? 1 : thresholds[i] > 0.8 ? 3 : 0.5 - 0.01 * thresholds[i];
		final float chosen = ThresholdSweep.robust(thresholds, voi);
		assertTrue(chosen > 0.5 && chosen < 0.7, "the lowest is at 0.8, the edge, but chosen was " + chosen);
		final double[] valley = new double[thresholds.length];
		for (int i = 0; i < valley.length; i++) valley[i] = Math.abs(thresholds[i] - 0.34);
		assertEquals(0.34, ThresholdSweep.robust(thresholds, valley), 0.011);
		assertEquals(0.1f, ThresholdSweep.robust(new float[] { 0.1f }, new double[] { 5 }), 0);
	}
}
