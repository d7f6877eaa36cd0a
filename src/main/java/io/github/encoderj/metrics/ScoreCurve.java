package io.github.encoderj.metrics;

import io.github.encoderj.base.Refusal;

/**
 * What becomes of a label as the threshold falls: one point for each distinct score, and one before all of them at which nothing
 * has the label.
 *
 * @param threshold falling; the first is infinite
 * @param falsePositiveRate 0..1, rising: x of the receiver operating characteristic; NaN without negatives
 * @param truePositiveRate 0..1, rising: y of it, also recall; NaN without positives
 * @param precision 1 at the first point; over truePositiveRate it is the precision-recall curve
 */
public record ScoreCurve(double[] threshold, double[] falsePositiveRate, double[] truePositiveRate, double[] precision) {

	/**
	 * The curve of a label's known cases.
	 *
	 * @throws Refusal if there is no such label
	 */
	public static ScoreCurve of(final ScoredCases cases, final String label) {
		final int l = cases.labels().indexOf(label);
		Refusal.unless(l >= 0, "There is no label %s; the labels are %s.", label, cases.labels());
		return of(RankedScores.of(cases, l));
	}

	static ScoreCurve of(final RankedScores ranked) {
		final double[][] points = ranked.points();
		final double positives = ranked.positives();
		final double negatives = ranked.size() - positives;
		final int n = points.length + 1;
		final ScoreCurve curve = new ScoreCurve(new double[n], new double[n], new double[n], new double[n]);
		curve.threshold[0] = Double.POSITIVE_INFINITY;
		curve.precision[0] = 1;
		curve.falsePositiveRate[0] = 0 / negatives;
		curve.truePositiveRate[0] = 0 / positives;
		for (int i = 1; i < n; i++) {
			final double[] point = points[i - 1];
			curve.threshold[i] = point[0];
			curve.truePositiveRate[i] = point[1] / positives;
			curve.falsePositiveRate[i] = point[2] / negatives;
			curve.precision[i] = point[1] / (point[1] + point[2]);
		}
		return curve;
	}
}
