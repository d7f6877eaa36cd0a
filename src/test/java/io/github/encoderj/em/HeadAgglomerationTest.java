package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;

/** How a head's affinities are agglomerated is what its training chose; heads that say nothing are of the first version. */
class HeadAgglomerationTest {

	private static final Head FIRST_VERSION = new Head(AffinityTraining.TYPE, Head.of(AffinityTraining.encoder(), "test"), List.of(),
		new ImageStatistics(new double[] { 4, 4, 40 }, "nm", 0, 1, new float[1], new float[] { 1 }));

	@Test
	void scoreAndThresholdAreTheHeads() {
		final AgglomerationSettings chosen = AffinityTraining.agglomeration(FIRST_VERSION.with(AgglomerationChoice.SCORE, "1 - quantile(50)").with(
			AgglomerationChoice.THRESHOLD, "0.62"));
		assertEquals("1 - quantile(50)", chosen.score().text());
		assertArrayEquals(new float[] { 0.62f }, chosen.thresholds());
	}

	@Test
	void aHeadOfTheFirstVersionIsAgglomeratedByTheMean() {
		final AgglomerationSettings chosen = AffinityTraining.agglomeration(FIRST_VERSION.with(AgglomerationChoice.THRESHOLD, "0.74"));
		assertEquals("1 - mean", chosen.score().text());
		assertArrayEquals(new float[] { 0.74f }, chosen.thresholds());
		assertArrayEquals(new float[] { 0.5f }, AffinityTraining.agglomeration(FIRST_VERSION).thresholds());
	}
}
