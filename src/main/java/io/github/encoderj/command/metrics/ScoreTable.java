package io.github.encoderj.command.metrics;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.ScoredCases;
import io.github.encoderj.metrics.Table;

/** The table of Score Classification: a row a label, then macro, micro and weighted, with a note on what is undefined and why. */
final class ScoreTable {

	private static final String BALANCED = "balanced_accuracy";
	private static final String CALIBRATION = "calibration_error";

	private ScoreTable() {}

	/**
	 * The rows.
	 *
	 * @param further columns after the scores, to be filled by others
	 */
	static Table of(final ScoredCases cases, final List<ClassificationScores> scores, final List<String> further) {
		final List<String> columns = new ArrayList<>(ClassificationScores.table().columns());
		columns.addAll(List.of(BALANCED, CALIBRATION));
		columns.addAll(further);
		columns.add("note");
		final Table table = new Table(columns.toArray(String[]::new));
		boolean allProbabilities = true;
		for (final String label : cases.labels()) allProbabilities &= cases.probabilities(label);
		for (int i = 0; i < scores.size(); i++) {
			final ClassificationScores score = scores.get(i);
			final boolean single = i < cases.labels().size();
			final boolean probabilities = single ? cases.probabilities(score.label()) : allProbabilities;
			final Table.Row row = score.addTo(table).set(BALANCED, score.balancedAccuracy()).set(CALIBRATION, score.calibrationError());
			if (!probabilities) row.set("brier", Double.NaN).set(CALIBRATION, Double.NaN);
			final List<String> notes = new ArrayList<>();
			if (single && score.n() == 0) notes.add("no case is known: nothing is defined");
			else if (single && score.positives() == 0) notes.add("no case has the label: AUROC is undefined, AUPRC and recall are 0 by convention");
			else if (single && score.positives() == score.n()) notes.add("every case has the label: AUROC and specificity are undefined");
			if (!single) notes.addAll(undefinedLabels(score, scores.subList(0, cases.labels().size())));
			if (!probabilities) notes.add("scores beyond 0..1: Brier score and calibration error are undefined");
			row.set("note", String.join("; ", notes));
		}
		return table;
	}

	/** Means say of how many labels they are. */
	private static List<String> undefinedLabels(final ClassificationScores score, final List<ClassificationScores> labels) {
		final long defined = labels.stream().filter(label -> !Double.isNaN(label.auroc())).count();
		if (score.label().equals("micro") || defined == labels.size()) return List.of();
		return List.of("AUROC is the mean of " + defined + " of " + labels.size() + " labels");
	}
}
