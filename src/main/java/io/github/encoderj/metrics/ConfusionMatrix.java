package io.github.encoderj.metrics;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Refusal;

/**
 * Decisions among classes, counted.
 *
 * @param classes names
 * @param counts [true class][class decided for]
 */
public record ConfusionMatrix(List<String> classes, long[][] counts) {

	/**
	 * Decides for the class with the highest score, the first one of equals.
	 *
	 * @throws Refusal if a case has not exactly one true label
	 */
	public static ConfusionMatrix of(final ScoredCases cases) {
		Refusal.unless(cases.exclusive(), "A confusion matrix needs cases with exactly one true label.");
		final int n = cases.labels().size();
		final long[][] counts = new long[n][n];
		final int[] decided = cases.argmax();
		for (int l = 0; l < n; l++) {
			for (int c = 0; c < decided.length; c++) if (cases.truth(l)[c] == 1) counts[l][decided[c]]++;
		}
		return new ConfusionMatrix(cases.labels(), counts);
	}

	/** Share of right decisions. */
	public double accuracy() {
		long right = 0;
		long all = 0;
		for (int t = 0; t < counts.length; t++) {
			right += counts[t][t];
			for (final long count : counts[t]) all += count;
		}
		return (double) right / all;
	}

	/** Mean recall of the classes that occur. */
	public double balancedAccuracy() {
		double sum = 0;
		int present = 0;
		for (int t = 0; t < counts.length; t++) {
			long all = 0;
			for (final long count : counts[t]) all += count;
			if (all == 0) continue;
			sum += (double) counts[t][t] / all;
			present++;
		}
		return sum / present;
	}

	/** One row a true class, one column a class decided for. */
	public Table table() {
		final List<String> columns = new ArrayList<>(List.of("truth"));
		columns.addAll(classes);
		final Table table = new Table(columns.toArray(String[]::new));
		for (int t = 0; t < counts.length; t++) {
			final Table.Row row = table.add().set("truth", classes.get(t));
			for (int d = 0; d < counts.length; d++) row.set(classes.get(d), counts[t][d]);
		}
		return table;
	}
}
