package io.github.encoderj.metrics;

import io.github.encoderj.base.Refusal;

/**
 * Thresholds for decisions, chosen on some cases. Choose them on cases that are not scored afterwards (a validation set): a
 * threshold chosen on the cases scored flatters them.
 */
public final class DecisionThreshold {

	private DecisionThreshold() {}

	/** What a threshold makes as large as possible. */
	public enum Rule {

		/** Sensitivity + specificity - 1. */
		YOUDEN,

		/** F1. */
		F1
	}

	/**
	 * The best threshold of each label; the highest of equally good ones. A label whose known cases are all alike gets 0.5, since
	 * there is nothing to choose by.
	 */
	public static double[] choose(final ScoredCases cases, final Rule rule) {
		final double[] thresholds = new double[cases.labels().size()];
		for (int l = 0; l < thresholds.length; l++) {
			final RankedScores ranked = RankedScores.of(cases, l);
			final long positives = ranked.positives();
			final long negatives = ranked.size() - positives;
			thresholds[l] = 0.5;
			double best = Double.NEGATIVE_INFINITY;
			if (positives == 0 || negatives == 0) continue;
			for (final double[] point : ranked.points()) {
				final double value = rule == Rule.YOUDEN ? point[1] / positives - point[2] / negatives : 2 * point[1] / (positives + point[1] +
					point[2]);
				if (value <= best) continue;
				best = value;
				thresholds[l] = point[0];
			}
		}
		return thresholds;
	}

	/**
	 * The highest threshold of each label at which the recall (sensitivity) is at least as given; 0.5 without positives.
	 *
	 * @param recall above 0 to 1
	 */
	public static double[] atRecall(final ScoredCases cases, final double recall) {
		Refusal.unless(recall > 0 && recall <= 1, "recall = %s: a share above 0 and up to 1 is expected.", recall);
		final double[] thresholds = new double[cases.labels().size()];
		for (int l = 0; l < thresholds.length; l++) {
			final RankedScores ranked = RankedScores.of(cases, l);
			thresholds[l] = 0.5;
			for (final double[] point : ranked.points()) {
				if (point[1] < recall * ranked.positives() || point[1] == 0) continue;
				thresholds[l] = point[0];
				break;
			}
		}
		return thresholds;
	}
}
