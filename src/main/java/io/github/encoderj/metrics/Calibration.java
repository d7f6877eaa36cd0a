package io.github.encoderj.metrics;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Refusal;

/**
 * Whether scores are probabilities: cases in bins of equal width of their score, 0..1, and what share of each has the label.
 *
 * @param bins those that hold cases, ascending
 * @param brier mean squared difference of score and truth; NaN without cases
 * @param logLoss mean of minus the natural logarithm of the probability of the truth, which is taken as at least 2^-52
 */
public record Calibration(List<Bin> bins, double brier, double logLoss) {

	private static final double SMALLEST = Math.ulp(1.0);

	/**
	 * Cases with similar scores.
	 *
	 * @param n how many
	 * @param meanScore what was expected
	 * @param observed share of them that have the label
	 */
	public record Bin(long n, double meanScore, double observed) {}

	/**
	 * Bins the known cases of a label.
	 *
	 * @param bins number of bins of equal width; the last holds the score 1 too
	 */
	public static Calibration of(final ScoredCases cases, final String label, final int bins) {
		final int l = cases.labels().indexOf(label);
		Refusal.unless(l >= 0, "There is no label %s; the labels are %s.", label, cases.labels());
		return of(cases, new int[] { l }, bins);
	}

	/** Bins the known cases of some labels together. Scores outside 0..1 fall in the first or last bin. */
	static Calibration of(final ScoredCases cases, final int[] labels, final int bins) {
		Refusal.unless(bins > 0, "bins = %d: one or more are expected.", bins);
		final long[] n = new long[bins];
		final double[] scores = new double[bins];
		final double[] truths = new double[bins];
		double squares = 0;
		double logs = 0;
		long total = 0;
		for (final int l : labels) {
			final byte[] truth = cases.truth(l);
			final double[] score = cases.scores(l);
			for (int c = 0; c < truth.length; c++) {
				if (truth[c] == ScoredCases.MISSING) continue;
				final int bin = (int) Math.max(0, Math.min(bins - 1, Math.floor(score[c] * bins)));
				n[bin]++;
				scores[bin] += score[c];
				truths[bin] += truth[c];
				squares += (score[c] - truth[c]) * (score[c] - truth[c]);
				final double ofTruth = truth[c] == 1 ? score[c] : 1 - score[c];
				logs -= Math.log(Math.max(SMALLEST, Math.min(1 - SMALLEST, ofTruth)));
				total++;
			}
		}
		final List<Bin> filled = new ArrayList<>();
		for (int bin = 0; bin < bins; bin++) {
			if (n[bin] > 0) filled.add(new Bin(n[bin], scores[bin] / n[bin], truths[bin] / n[bin]));
		}
		return new Calibration(List.copyOf(filled), squares / total, logs / total);
	}

	/** Expected calibration error: mean over the cases of the difference between their bin's mean score and observed share. */
	public double error() {
		double sum = 0;
		long total = 0;
		for (final Bin bin : bins) {
			sum += bin.n() * Math.abs(bin.meanScore() - bin.observed());
			total += bin.n();
		}
		return sum / total;
	}
}
