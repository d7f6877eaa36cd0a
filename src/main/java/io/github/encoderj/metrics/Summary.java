package io.github.encoderj.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows below the cases of a table: mean, standard deviation, median and the 95 % interval of the mean. */
public final class Summary {

	private static final int SAMPLES = 10_000;

	private Summary() {}

	/**
	 * Adds the rows "mean", "sd", "median", "ci95_low" and "ci95_high" for every column of numbers, once for each combination of
	 * values of the columns that keep rows apart. The interval is the percentile bootstrap of the mean over the cases (10,000
	 * samples, seed 0). Values that are missing or not finite are left out, and so are rows without any number, which are cases that
	 * could not be scored; if the table has a column "note", it then says of how many values the mean is.
	 *
	 * @param table has a row for each case
	 * @param nameColumn gets the name of the row, for instance "case"
	 * @param apart columns whose values are not to be mixed, for instance "definition" and "label"
	 */
	public static void addTo(final Table table, final String nameColumn, final String... apart) {
		final Map<List<Object>, List<Integer>> groups = new LinkedHashMap<>();
		final Set<Object> cases = new HashSet<>();
		for (int row = 0; row < table.size(); row++) {
			final int r = row;
			cases.add(table.get(r, nameColumn));
			if (table.columns().stream().noneMatch(column -> table.get(r, column) instanceof Number)) continue;
			groups.computeIfAbsent(Arrays.stream(apart).map(column -> table.get(r, column)).toList(), key -> new ArrayList<>()).add(row);
		}
		final List<String> numbers = table.columns().stream().filter(column -> !column.equals(nameColumn) && !List.of(apart).contains(
			column) && anyNumber(table, column)).toList();
		groups.forEach((key, rows) -> addGroup(table, nameColumn, apart, key, rows, numbers, cases.size()));
	}

	private static boolean anyNumber(final Table table, final String column) {
		for (int row = 0; row < table.size(); row++) if (table.get(row, column) instanceof Number) return true;
		return false;
	}

	private static void addGroup(final Table table, final String nameColumn, final String[] apart, final List<Object> key,
		final List<Integer> rows, final List<String> numbers, final int cases)
	{
		final List<Table.Row> added = new ArrayList<>();
		for (final String name : List.of("mean", "sd", "median", "ci95_low", "ci95_high")) {
			final Table.Row row = table.add().set(nameColumn, name);
			for (int k = 0; k < apart.length; k++) {
				if (key.get(k) instanceof Number number) row.set(apart[k], number);
				else row.set(apart[k], key.get(k).toString());
			}
			added.add(row);
		}
		final List<String> incomplete = new ArrayList<>();
		for (final String column : numbers) {
			final double[] values = rows.stream().map(row -> table.get(row, column)).filter(Number.class::isInstance).mapToDouble(
				value -> ((Number) value).doubleValue()).filter(Double::isFinite).toArray();
			final Interval interval = Bootstrap.interval(values, Summary::mean, SAMPLES, 0);
			final double[] statistics = { mean(values), deviation(values), median(values), interval.low(), interval.high() };
			for (int k = 0; k < statistics.length; k++) added.get(k).set(column, statistics[k]);
			if (values.length < rows.size()) incomplete.add(column + " of " + values.length);
		}
		if (!table.columns().contains("note") || incomplete.isEmpty() && rows.size() >= cases) return;
		final String counted = rows.size() < cases ? rows.size() + " of " + cases : String.valueOf(rows.size());
		final String note = "of " + counted + " cases" + (incomplete.isEmpty() ? "" : "; " + String.join(", ", incomplete));
		added.forEach(row -> row.set("note", note));
	}

	/** Mean; NaN without values. */
	static double mean(final double[] values) {
		double sum = 0;
		for (final double value : values) sum += value;
		return sum / values.length;
	}

	/** Standard deviation of a sample, with n - 1; NaN with fewer than two values. */
	static double deviation(final double[] values) {
		if (values.length < 2) return Double.NaN;
		final double mean = mean(values);
		double sum = 0;
		for (final double value : values) sum += (value - mean) * (value - mean);
		return Math.sqrt(sum / (values.length - 1));
	}

	/** Median; NaN without values. */
	static double median(final double[] values) {
		final double[] sorted = values.clone();
		Arrays.sort(sorted);
		return Interval.quantile(sorted, 0.5);
	}
}
