package io.github.encoderj.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.base.Refusal;

/**
 * What a classifier said about some cases and what is true: for each case and label a score, higher for more likely, and whether
 * the case has the label. Several labels of a case may be true (multi-label), or exactly one (multi-class). Cases may belong to
 * groups, for instance images to patients, which resampling keeps together.
 */
public final class ScoredCases {

	/** Truth of a case whose label is not known; it is left out for that label. */
	static final byte MISSING = -1;

	private final List<String> labels;
	private final int cases;
	private final byte[][] truth;
	private final double[][] scores;
	private final int[] groups;

	private ScoredCases(final List<String> labels, final int cases, final byte[][] truth, final double[][] scores, final int[] groups) {
		this.labels = labels;
		this.cases = cases;
		this.truth = truth;
		this.scores = scores;
		this.groups = groups;
	}

	/**
	 * Takes truth and scores; each case is a group of its own.
	 *
	 * @param labels names of the columns
	 * @param truth [case][label], 0 or 1, or NaN where it is not known
	 * @param scores [case][label], finite
	 * @throws Refusal if there are no cases, the sizes differ, a truth is something else than 0, 1 or NaN, or a score is not finite;
	 *           the message names the case, counted from 1, and the label
	 */
	public static ScoredCases of(final List<String> labels, final double[][] truth, final double[][] scores) {
		Refusal.unless(!labels.isEmpty(), "There are no labels to score: give one column a label.");
		Refusal.unless(new HashSet<>(labels).size() == labels.size(), "Two labels have the same name among %s: rename one.", labels);
		Refusal.unless(truth.length == scores.length, "The truth has %d cases and the scores %d: the same cases in the same order are " +
			"expected.", truth.length, scores.length);
		Refusal.unless(truth.length > 0, "There are no cases to score.");
		final byte[][] truths = new byte[labels.size()][truth.length];
		final double[][] columns = new double[labels.size()][truth.length];
		for (int c = 0; c < truth.length; c++) {
			Refusal.unless(truth[c].length == labels.size() && scores[c].length == labels.size(),
				"Case %d has %d truths and %d scores; %d labels are expected.", c + 1, truth[c].length, scores[c].length, labels.size());
			for (int l = 0; l < labels.size(); l++) {
				truths[l][c] = truthOf(truth[c][l], c, labels.get(l));
				columns[l][c] = scoreOf(scores[c][l], c, labels.get(l));
			}
		}
		final int[] groups = new int[truth.length];
		Arrays.setAll(groups, c -> c);
		return new ScoredCases(List.copyOf(labels), truth.length, truths, columns, groups);
	}

	/**
	 * Takes the classes of a multi-class problem.
	 *
	 * @param classes names of the columns of the scores
	 * @param truth class of each case, 0 and up
	 * @param scores [case][class], finite
	 * @throws Refusal as the other door, or if a class has no column
	 */
	public static ScoredCases ofClasses(final List<String> classes, final int[] truth, final double[][] scores) {
		final double[][] oneHot = new double[truth.length][classes.size()];
		for (int c = 0; c < truth.length; c++) {
			Refusal.unless(truth[c] >= 0 && truth[c] < classes.size(), "Case %d has class %d; classes from 0 to %d are expected.", c + 1,
				truth[c], classes.size() - 1);
			oneHot[c][truth[c]] = 1;
		}
		return of(classes, oneHot, scores);
	}

	/**
	 * Matches two tables by case and label. The first column of each names the case; the labels are the columns of the scores that
	 * the truth has too.
	 *
	 * @param truth one row a case; 0, 1 or empty (not known)
	 * @param scores one row a case, in any order
	 * @param group column of the truth that names the group of a case, for instance the patient; empty if each case is its own
	 * @throws Refusal if cases are doubled or missing in one table, no label is in both, or a value is not as expected; the message
	 *           names them
	 */
	public static ScoredCases of(final Table truth, final Table scores, final String group) {
		final String truthCase = truth.columns().get(0);
		final String scoreCase = scores.columns().get(0);
		final List<String> labels = scores.columns().stream().skip(1).filter(column -> !column.equals(group) && truth.columns().indexOf(
			column) > 0).toList();
		Refusal.unless(!labels.isEmpty(), "No label is in both tables: the truth has the columns %s, the scores %s.", truth.columns(), scores
			.columns());
		Refusal.unless(group.isEmpty() || truth.columns().contains(group), "group = %s: the truth has no such column; it has %s.", group,
			truth.columns());
		final Map<String, Integer> rows = rows(scores, scoreCase, "scores");
		final Map<String, Integer> truthRows = rows(truth, truthCase, "truth");
		refuseMissing(truthRows, rows, "scores");
		refuseMissing(rows, truthRows, "truth");
		final double[][] truths = new double[truth.size()][labels.size()];
		final double[][] values = new double[truth.size()][labels.size()];
		final List<String> groups = new ArrayList<>();
		for (int row = 0; row < truth.size(); row++) {
			final String name = truth.get(row, truthCase).toString();
			for (int l = 0; l < labels.size(); l++) {
				truths[row][l] = value(truth.get(row, labels.get(l)), name, labels.get(l));
				Refusal.unless(truths[row][l] == 0 || truths[row][l] == 1 || Double.isNaN(truths[row][l]), "Case %s has the truth %s for %s: 0, 1 " +
					"or an empty field (not known) is expected.", name, truths[row][l], labels.get(l));
				values[row][l] = value(scores.get(rows.get(name), labels.get(l)), name, labels.get(l));
				Refusal.unless(Double.isFinite(values[row][l]), "Case %s has the score %s for %s: a number is expected. Remove the case from " +
					"both tables or score it.", name, values[row][l], labels.get(l));
			}
			groups.add(group.isEmpty() ? name : truth.get(row, group).toString());
		}
		return of(labels, truths, values).inGroups(groups);
	}

	private static Map<String, Integer> rows(final Table table, final String column, final String what) {
		final Map<String, Integer> rows = new LinkedHashMap<>();
		for (int row = 0; row < table.size(); row++) {
			final String name = table.get(row, column).toString();
			Refusal.unless(rows.put(name, row) == null, "The %s table has the case %s twice.", what, name);
		}
		return rows;
	}

	private static void refuseMissing(final Map<String, Integer> wanted, final Map<String, Integer> present, final String what) {
		final List<String> missing = wanted.keySet().stream().filter(name -> !present.containsKey(name)).toList();
		Refusal.unless(missing.isEmpty(), "The %s table lacks %d of %d cases, for instance %s: the same cases are expected in both tables.", what,
			missing.size(), wanted.size(), missing.isEmpty() ? "" : missing.get(0));
	}

	private static double value(final Object value, final String name, final String label) {
		if (value.equals("")) return Double.NaN;
		Refusal.unless(value instanceof Number, "Case %s has \"%s\" for %s: a number is expected.", name, value, label);
		return ((Number) value).doubleValue();
	}

	private static byte truthOf(final double value, final int row, final String label) {
		Refusal.unless(value == 0 || value == 1 || Double.isNaN(value),
			"Case %d has the truth %s for %s: 0, 1 or an empty field (not known) is expected.", row + 1, value, label);
		return Double.isNaN(value) ? MISSING : (byte) value;
	}

	private static double scoreOf(final double value, final int row, final String label) {
		Refusal.unless(Double.isFinite(value),
			"Case %d has the score %s for %s: a number is expected. Remove the case from both files or score it.", row + 1, value, label);
		return value;
	}

	/**
	 * The same cases in groups.
	 *
	 * @param names group of each case, for instance the patient
	 * @throws Refusal if there are not as many as cases
	 */
	public ScoredCases inGroups(final List<String> names) {
		Refusal.unless(names.size() == cases, "There are %d groups for %d cases: one group a case is expected.", names.size(), cases);
		final Map<String, Integer> numbers = new HashMap<>();
		final int[] numbered = new int[cases];
		for (int c = 0; c < cases; c++) numbered[c] = numbers.computeIfAbsent(names.get(c), name -> numbers.size());
		return new ScoredCases(labels, cases, truth, scores, numbered);
	}

	/** Number of cases. */
	public int size() {
		return cases;
	}

	/** Names of the labels. */
	public List<String> labels() {
		return labels;
	}

	/** Whether exactly one label of every case is true. */
	public boolean exclusive() {
		for (int c = 0; c < cases; c++) {
			int sum = 0;
			for (final byte[] column : truth) {
				if (column[c] == MISSING) return false;
				sum += column[c];
			}
			if (sum != 1) return false;
		}
		return labels.size() > 1;
	}

	/** Whether all scores of a label lie in 0..1, as those of probabilities do. */
	public boolean probabilities(final String label) {
		return Arrays.stream(scores[labels.indexOf(label)]).allMatch(score -> score >= 0 && score <= 1);
	}

	/** Truths of a label by case: 0, 1 or {@link #MISSING}. */
	byte[] truth(final int label) {
		return truth[label];
	}

	/** Scores of a label by case. */
	double[] scores(final int label) {
		return scores[label];
	}

	/** Group of each case, 0 and up without gaps. */
	int[] groups() {
		return groups;
	}

	/** Number of groups. */
	int groupCount() {
		return Arrays.stream(groups).max().orElse(-1) + 1;
	}

	/** For each case the label with the highest score; the first one of equals. */
	int[] argmax() {
		final int[] best = new int[cases];
		for (int l = 1; l < scores.length; l++) {
			for (int c = 0; c < cases; c++) if (scores[l][c] > scores[best[c]][c]) best[c] = l;
		}
		return best;
	}
}
