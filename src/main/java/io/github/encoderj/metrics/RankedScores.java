package io.github.encoderj.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cases of one label, or of all labels pooled, sorted once by falling score. A pass in this order gives AUROC and average
 * precision, also with integer weights: a bootstrap sample is a weight a case, so that it needs no sorting of its own. Between
 * positives the pass only sums the weights of the negatives.
 */
final class RankedScores {

	/** Known cases by falling score; within equal scores the positives come first. */
	private final int[] order;
	private final double[] thresholds;

	/** Ends in the order, exclusive, for each score that a positive has: of the negatives above, of its positives, of its negatives. */
	private final int[] ends;
	private final int positives;

	private RankedScores(final int[] order, final double[] thresholds, final int[] ends, final int positives) {
		this.order = order;
		this.thresholds = thresholds;
		this.ends = ends;
		this.positives = positives;
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

	private static RankedScores of(final byte[][] truth, final double[][] scores) {
		int n = 0;
		for (final byte[] column : truth) for (final byte t : column) if (t != ScoredCases.MISSING) n++;
		final int[] cases = new int[n];
		final double[] values = new double[n];
		int positives = n;
		n = 0;
		for (int kind = 1; kind >= 0; kind--) {
			for (int l = 0; l < truth.length; l++) {
				for (int c = 0; c < truth[l].length; c++) {
					if (truth[l][c] != kind) continue;
					cases[n] = c;
					values[n++] = scores[l][c] + 0.0; // -0 becomes 0
				}
			}
			if (kind == 1) positives = n;
		}
		final int[] falling = fallingOrder(values);
		final int[] order = new int[n];
		final double[] thresholds = new double[n];
		final int[] ends = new int[3 * positives];
		int blocks = 0;
		for (int from = 0, to; from < n; from = to) {
			int tied = 0;
			to = from;
			while (to < n && values[falling[to]] == values[falling[from]]) {
				if (falling[to] < positives) tied++;
				order[to] = cases[falling[to]];
				thresholds[to] = values[falling[to++]];
			}
			if (tied == 0) continue;
			ends[blocks++] = from;
			ends[blocks++] = from + tied;
			ends[blocks++] = to;
		}
		return new RankedScores(order, thresholds, Arrays.copyOf(ends, blocks), positives);
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
		return order.length;
	}

	/** Known cases that have the label. */
	int positives() {
		return positives;
	}

	/**
	 * AUROC and average precision when each case counts as often as its weight says.
	 *
	 * @param weights by case, 0 and up
	 * @return AUROC is NaN without positives or without negatives; average precision is 0 without positives
	 */
	Areas areas(final short[] weights) {
		long right = 0;
		long wrong = 0;
		double precisions = 0;
		double inversions = 0;
		int at = 0;
		for (int block = 0; block < ends.length; block += 3) {
			wrong += sum(weights, at, ends[block]);
			final long tiedRight = sum(weights, ends[block], ends[block + 1]);
			final long tiedWrong = sum(weights, ends[block + 1], ends[block + 2]);
			at = ends[block + 2];
			inversions += tiedRight * (wrong + 0.5 * tiedWrong);
			right += tiedRight;
			wrong += tiedWrong;
			if (tiedRight > 0) precisions += tiedRight * ((double) right / (right + wrong));
		}
		wrong += sum(weights, at, order.length);
		final double auroc = right == 0 || wrong == 0 ? Double.NaN : 1 - inversions / right / wrong;
		return new Areas(auroc, right == 0 ? 0 : precisions / right, right);
	}

	private int sum(final short[] weights, final int from, final int to) {
		int sum = 0;
		for (int i = from; i < to; i++) sum += weights[order[i]];
		return sum;
	}

	/** AUROC and average precision of the cases as they are. */
	Areas areas() {
		final short[] once = new short[Arrays.stream(order).max().orElse(-1) + 1];
		Arrays.fill(once, (short) 1);
		return areas(once);
	}

	/**
	 * Counts at each distinct score, taken as the threshold, falling.
	 *
	 * @return [point]: threshold, true positives, false positives
	 */
	double[][] points() {
		final List<double[]> points = new ArrayList<>();
		double right = 0;
		int block = 0;
		for (int i = 0; i < order.length; i++) {
			if (i + 1 < order.length && thresholds[i + 1] == thresholds[i]) continue;
			if (block < ends.length && ends[block + 2] == i + 1) {
				right += ends[block + 1] - ends[block];
				block += 3;
			}
			points.add(new double[] { thresholds[i], right, i + 1 - right });
		}
		return points.toArray(double[][]::new);
	}
}
