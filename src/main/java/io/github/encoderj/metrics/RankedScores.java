package io.github.encoderj.metrics;

import java.util.Arrays;

/**
 * The cases of one label, or of all labels pooled, sorted once by falling score. A pass in this order gives AUROC and average
 * precision, also with integer weights: a bootstrap sample is a weight a case, so that it needs no sorting of its own.
 */
final class RankedScores {

	private static final int LAST_OF_TIE = 1;
	private static final int POSITIVE = 2;

	/** Case, shifted by two bits, whether it is positive, and whether its successor has a lower score. */
	private final int[] entries;
	private final double[] thresholds;

	private RankedScores(final int[] entries, final double[] thresholds) {
		this.entries = entries;
		this.thresholds = thresholds;
	}

	/** AUROC, average precision, and the weight of the positives behind them. */
	record Areas(double auroc, double averagePrecision, long positives) {}

	/** Ranks the known cases of one label. */
	static RankedScores of(final ScoredCases cases, final int label) {
		return of(new byte[][] { cases.truth(label) }, new double[][] { cases.scores(label) });
	}

	/** Ranks the known cases of all labels together. */
	static RankedScores ofAll(final ScoredCases cases) {
		final int labels = cases.labels().size();
		final byte[][] truth = new byte[labels][];
		final double[][] scores = new double[labels][];
		for (int l = 0; l < labels; l++) {
			truth[l] = cases.truth(l);
			scores[l] = cases.scores(l);
		}
		return of(truth, scores);
	}

	static RankedScores of(final byte[][] truth, final double[][] scores) {
		int n = 0;
		for (final byte[] column : truth) for (final byte t : column) if (t != ScoredCases.MISSING) n++;
		final int[] flagged = new int[n];
		final double[] values = new double[n];
		n = 0;
		for (int l = 0; l < truth.length; l++) {
			for (int c = 0; c < truth[l].length; c++) {
				if (truth[l][c] == ScoredCases.MISSING) continue;
				flagged[n] = c << 2 | truth[l][c] * POSITIVE;
				values[n++] = scores[l][c] + 0.0; // -0 becomes 0
			}
		}
		final int[] order = fallingOrder(values);
		final int[] entries = new int[n];
		final double[] thresholds = new double[n];
		for (int i = 0; i < n; i++) {
			entries[i] = flagged[order[i]];
			thresholds[i] = values[order[i]];
			if (i + 1 == n || values[order[i + 1]] != thresholds[i]) entries[i] |= LAST_OF_TIE;
		}
		return new RankedScores(entries, thresholds);
	}

	/** Indices by falling value; equal values in the order of their indices. */
	private static int[] fallingOrder(final double[] values) {
		final double[] ascending = values.clone();
		Arrays.parallelSort(ascending);
		int different = 0;
		for (int i = 0; i < ascending.length; i++) {
			if (different == 0 || ascending[i] != ascending[different - 1]) ascending[different++] = ascending[i];
		}
		final int[] rank = new int[values.length];
		final int[] start = new int[different + 1];
		for (int i = 0; i < values.length; i++) {
			rank[i] = different - 1 - Arrays.binarySearch(ascending, 0, different, values[i]);
			start[rank[i] + 1]++;
		}
		for (int k = 0; k < different; k++) start[k + 1] += start[k];
		final int[] order = new int[values.length];
		for (int i = 0; i < values.length; i++) order[start[rank[i]]++] = i;
		return order;
	}

	/** Known cases. */
	int size() {
		return entries.length;
	}

	/** Known cases that have the label. */
	int positives() {
		int positives = 0;
		for (final int entry : entries) positives += entry >> 1 & 1;
		return positives;
	}

	/**
	 * AUROC and average precision when each case counts as often as its weight says.
	 *
	 * @param weights by case, 0 and up
	 * @return AUROC is NaN without positives or without negatives; average precision is 0 without positives
	 */
	Areas areas(final int[] weights) {
		long positives = 0;
		long negatives = 0;
		double precisions = 0;
		double inversions = 0;
		long tiedPositives = 0;
		long tiedNegatives = 0;
		for (final int entry : entries) {
			final int weight = weights[entry >>> 2];
			if ((entry & POSITIVE) != 0) tiedPositives += weight;
			else tiedNegatives += weight;
			if ((entry & LAST_OF_TIE) == 0) continue;
			if (tiedPositives > 0) {
				inversions += tiedPositives * (negatives + 0.5 * tiedNegatives);
				positives += tiedPositives;
				precisions += tiedPositives * ((double) positives / (positives + negatives + tiedNegatives));
				tiedPositives = 0;
			}
			negatives += tiedNegatives;
			tiedNegatives = 0;
		}
		final double auroc = positives == 0 || negatives == 0 ? Double.NaN : 1 - inversions / positives / negatives;
		return new Areas(auroc, positives == 0 ? 0 : precisions / positives, positives);
	}

	/**
	 * Counts at each distinct score, taken as the threshold, falling.
	 *
	 * @return [point]: threshold, true positives, false positives
	 */
	double[][] points() {
		int n = 0;
		for (final int entry : entries) n += entry & LAST_OF_TIE;
		final double[][] points = new double[n][];
		n = 0;
		double truePositives = 0;
		double falsePositives = 0;
		for (int i = 0; i < entries.length; i++) {
			if ((entries[i] & POSITIVE) != 0) truePositives++;
			else falsePositives++;
			if ((entries[i] & LAST_OF_TIE) != 0) points[n++] = new double[] { thresholds[i], truePositives, falsePositives };
		}
		return points;
	}
}
