package io.github.encoderj.metrics;

/**
 * Decisions on one label, counted, and the scores from them with scikit-learn's conventions: a precision, recall or F1 whose
 * denominator is 0 is 0.
 *
 * @param truePositive cases with the label that were called so
 * @param falsePositive cases without it that were called so
 * @param falseNegative cases with it that were not
 * @param trueNegative cases without it that were not
 */
public record BinaryCounts(long truePositive, long falsePositive, long falseNegative, long trueNegative) {

	/** Counts two sets of cases together. */
	public BinaryCounts plus(final BinaryCounts other) {
		return new BinaryCounts(truePositive + other.truePositive, falsePositive + other.falsePositive, falseNegative + other.falseNegative,
			trueNegative + other.trueNegative);
	}

	/** The same decisions, seen as decisions on not having the label. */
	BinaryCounts ofTheOtherClass() {
		return new BinaryCounts(trueNegative, falseNegative, falsePositive, truePositive);
	}

	/** Number of decisions. */
	public long total() {
		return truePositive + falsePositive + falseNegative + trueNegative;
	}

	/** Share of right decisions; NaN without cases. */
	public double accuracy() {
		return (double) (truePositive + trueNegative) / total();
	}

	/** Mean of recall and specificity, or the one that is defined; NaN without cases. */
	public double balancedAccuracy() {
		if (truePositive + falseNegative == 0) return specificity();
		if (trueNegative + falsePositive == 0) return recall();
		return (recall() + specificity()) / 2;
	}

	public double precision() {
		return ratio(truePositive, truePositive + falsePositive);
	}

	/** Also sensitivity. */
	public double recall() {
		return ratio(truePositive, truePositive + falseNegative);
	}

	/** NaN without cases that lack the label. */
	public double specificity() {
		return (double) trueNegative / (trueNegative + falsePositive);
	}

	public double f1() {
		return ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative);
	}

	/** Matthews correlation coefficient, -1..1; 0 if all cases are of one class or called so. */
	public double matthews() {
		final double product = Math.sqrt((double) (truePositive + falsePositive) * (truePositive + falseNegative)) * Math.sqrt(
			(double) (trueNegative + falsePositive) * (trueNegative + falseNegative));
		return product == 0 ? 0 : ((double) truePositive * trueNegative - (double) falsePositive * falseNegative) / product;
	}

	private static double ratio(final long part, final long whole) {
		return whole == 0 ? 0 : (double) part / whole;
	}
}
