package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;

import org.junit.jupiter.api.Test;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Progress;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;
import io.github.encoderj.metrics.ThresholdPlot;
import net.imglib2.type.numeric.integer.UnsignedIntType;

class ThresholdSweepTest {

	private static final Volume<?> AFFINITIES = Volume.of(NpyFile.resource("/em/aff.npy").floats(), 64, 64, 16, 3, Geometry.PIXELS, "aff");
	private static final Volume<UnsignedIntType> TRUTH = Volume.ofLabels(NpyFile.resource("/em/gt.npy").ints(), 64, 64, 16,
		Geometry.PIXELS, "gt");

	/** The VOI that waterz and funlib give for thresholds of the golden ws_mean_q0 (its manifest). */
	@Test
	void equalsTheGoldenScores() {
		final AgglomerationResult result = Agglomeration.run(AFFINITIES, AgglomerationSettings.DEFAULT.withFragments(FragmentMethod.WATERZ)
			.withThresholds(0.1f, 0.25f), Progress.NONE);
		final ThresholdSweep sweep = ThresholdSweep.of(result, "1 - mean", TRUTH, Definition.FUNLIB);
		assertEquals(1.373067906022892, sweep.rows().number(0, "voi_split"), 1e-9);
		assertEquals(0.006867143993838809, sweep.rows().number(0, "voi_merge"), 1e-9);
		assertEquals(0.6627895201615122, sweep.rows().number(1, "voi_split"), 1e-9);
	}

	@Test
	void equalsScoringEachSegmentation() {
		final float[] thresholds = AgglomerationSettings.thresholds("0.1:0.9:0.1");
		final AgglomerationResult result = Agglomeration.run(AFFINITIES, AgglomerationSettings.DEFAULT.withThresholds(thresholds),
			Progress.NONE);
		for (final Definition definition : Definition.values()) {
			final ThresholdSweep sweep = ThresholdSweep.of(result, "1 - mean", TRUTH, definition);
			double lowest = Double.POSITIVE_INFINITY;
			for (int t = 0; t < thresholds.length; t++) {
				final PartitionScores alone = PartitionScores.of(Pixels.labels(TRUTH), Pixels.labels(result.segmentation(t)), definition);
				assertEquals(alone.voiSplit(), sweep.rows().number(t, "voi_split"), 1e-12);
				assertEquals(alone.voiMerge(), sweep.rows().number(t, "voi_merge"), 1e-12);
				assertEquals(alone.arand(), sweep.rows().number(t, "arand"), 1e-12);
				lowest = Math.min(lowest, alone.voiSum());
			}
			assertEquals(lowest, sweep.rows().number(sweep.best(), "voi_sum"), 1e-12);
			assertEquals(thresholds[sweep.best()], (float) sweep.bestThreshold());
		}
		final BufferedImage plot = ThresholdPlot.draw(ThresholdSweep.of(result, "1 - mean", TRUTH, Definition.FUNLIB).rows(), "aff", 400,
			300);
		int coloured = 0;
		for (int i = 0; i < 400 * 300; i++) if (plot.getRGB(i % 400, i / 400) == new Color(0x0072B2).getRGB()) coloured++;
		assertTrue(coloured > 100, "pixels of the first curve: " + coloured);
	}

	@Test
	void refusesATruthOfAnotherVolume() {
		final AgglomerationResult result = Agglomeration.run(AFFINITIES, AgglomerationSettings.DEFAULT, Progress.NONE);
		AgglomerationTest.refused("truth of this volume", () -> ThresholdSweep.of(result, "", Volume.ofLabels(new int[8], 2, 2, 2,
			Geometry.PIXELS, "small"), Definition.FUNLIB));
		AgglomerationTest.refused("no label but 0", () -> ThresholdSweep.of(result, "", Volume.ofLabels(new int[65536], 64, 64, 16,
			Geometry.PIXELS, "empty"), Definition.FUNLIB));
	}
}
