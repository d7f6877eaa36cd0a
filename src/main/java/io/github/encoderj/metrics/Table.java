package io.github.encoderj.metrics;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;

/**
 * Rows of named values, the form in which every command gives its numbers. Columns keep their order; a value is a number or a
 * text; a missing value is empty.
 */
public final class Table {

	private final List<String> columns;
	private final List<Map<String, Object>> rows = new ArrayList<>();

	/** A table without rows. Columns are lower_snake_case. */
	public Table(final String... columns) {
		this.columns = new ArrayList<>(Arrays.asList(columns));
	}

	/** Starts a new row; set its values on the result. */
	public Row add() {
		rows.add(new LinkedHashMap<>());
		return new Row(rows.get(rows.size() - 1));
	}

	/** A row that is there already, to set more of its values. */
	public Row row(final int row) {
		return new Row(rows.get(row));
	}

	/** A row being filled. */
	public final class Row {

		private final Map<String, Object> values;

		private Row(final Map<String, Object> values) {
			this.values = values;
		}

		/** Sets a number; NaN is written as NaN. */
		public Row set(final String column, final Number value) {
			return put(column, value);
		}

		/** Sets a text. */
		public Row set(final String column, final String value) {
			return put(column, value);
		}

		private Row put(final String column, final Object value) {
			if (!columns.contains(column)) throw new IllegalArgumentException("no column " + column + " in " + columns);
			values.put(column, value);
			return this;
		}
	}

	/** Sets a text in every row, adding the column if it is new: encoder, device, definition, version. */
	public Table setAll(final String column, final String value) {
		if (!columns.contains(column)) columns.add(column);
		rows.forEach(row -> row.put(column, value));
		return this;
	}

	public List<String> columns() {
		return List.copyOf(columns);
	}

	public int size() {
		return rows.size();
	}

	/**
	 * A value.
	 *
	 * @return a Number, a String, or the empty text when it was not set
	 */
	public Object get(final int row, final String column) {
		return rows.get(row).getOrDefault(column, "");
	}

	/** A value that must be a number. */
	public double number(final int row, final String column) {
		return ((Number) rows.get(row).get(column)).doubleValue();
	}

	/** Comma-separated, decimal point, one header line; texts are quoted where needed. */
	public String toCsv() {
		final StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
		for (int row = 0; row < rows.size(); row++) {
			for (int c = 0; c < columns.size(); c++) {
				if (c > 0) text.append(',');
				text.append(quote(get(row, columns.get(c)).toString()));
			}
			text.append('\n');
		}
		return text.toString();
	}

	/**
	 * Writes the table as UTF-8 CSV.
	 *
	 * @throws Refusal if it cannot be written; nothing is left under the name then
	 */
	public void writeCsv(final Path path) {
		WholeFile.write(path, temporary -> Files.writeString(temporary, toCsv(), StandardCharsets.UTF_8));
	}

	private static String quote(final String value) {
		return value.matches("(?s).*[\",\n\r].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
	}
}
