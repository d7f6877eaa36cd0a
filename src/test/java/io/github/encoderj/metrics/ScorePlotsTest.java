package io.github.encoderj.metrics;

import static io.github.encoderj.metrics.ClassificationScoresTest.random;
import static io.github.encoderj.metrics.PartitionScoresTest.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.encoderj.metrics.ClassificationScores.Options;

class ScorePlotsTest {

	private static final int BLUE = new Color(0, 114, 178).getRGB();
	private static final int ORANGE = new Color(213, 94, 0).getRGB();

	private static final Options OPTIONS = new Options(20, 0, new double[] { 0.5 }, false);

	/** Number of pixels of a colour and the mean of their places. */
	private static double[] find(final BufferedImage image, final int colour) {
		double n = 0;
		double x = 0;
		double y = 0;
		for (int i = 0; i < image.getWidth(); i++) {
			for (int j = 0; j < image.getHeight() * 3 / 4; j++) { // above the legend
				if (image.getRGB(i, j) != colour) continue;
				n++;
				x += i;
				y += j;
			}
		}
		return new double[] { n, x / n, y / n };
	}

	@Test
	void aBetterLabelLiesHigherAndFurtherLeft() {
		final double[][] truth = new double[40][2];
		final double[][] scores = new double[40][2];
		for (int c = 0; c < 40; c++) {
			truth[c][0] = truth[c][1] = c % 2;
			scores[c][0] = (c % 2 + c / 80.0) / 2;
			scores[c][1] = (39 - c) / 40.0;
		}
		final ScoredCases cases = ScoredCases.of(List.of("good", "bad"), truth, scores);
		final BufferedImage roc = ScorePlots.roc(cases, ClassificationScores.of(cases, OPTIONS), 500, 500);
		assertEquals(500, roc.getWidth());
		final double[] good = find(roc, BLUE);
		final double[] bad = find(roc, ORANGE);
		assertTrue(good[0] > 100 && bad[0] > 100, "both lines are there");
		assertTrue(good[1] < bad[1] && good[2] < bad[2]);
		final BufferedImage precision = ScorePlots.precisionRecall(cases, ClassificationScores.of(cases, OPTIONS), 500, 500);
		assertTrue(find(precision, BLUE)[2] < find(precision, ORANGE)[2]);
		assertTrue(find(ScorePlots.calibration(cases, 500, 500), ORANGE)[0] > 50);
	}

	@Test
	void labelsWithoutACurveAreLeftOut() {
		final ScoredCases cases = ScoredCases.of(List.of("a"), new double[][] { { 0 }, { 0 } }, new double[][] { { 0.3 }, { 0.4 } });
		final List<ClassificationScores> scores = ClassificationScores.of(cases, OPTIONS);
		assertEquals(0, find(ScorePlots.roc(cases, scores, 300, 300), BLUE)[0]);
		assertEquals(0, find(ScorePlots.precisionRecall(cases, scores, 300, 300), BLUE)[0]);
	}

	@Test
	void refusesAPlotTooSmallAndScoresOfOtherLabels() {
		final ScoredCases cases = random(1, 20, 2);
		refused("10 x 500", () -> ScorePlots.calibration(cases, 10, 500));
		refused("label 0", () -> ScorePlots.roc(cases, List.of(), 500, 500));
	}
}
