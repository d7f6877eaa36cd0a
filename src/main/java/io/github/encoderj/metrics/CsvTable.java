package io.github.encoderj.metrics;

import java.nio.file.Path;
import java.util.List;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Refusal;

/** Reads comma-separated tables, as {@link Table#toCsv} writes them: one header line, decimal point, quotes around texts with commas. */
public final class CsvTable {

	private CsvTable() {}

	/**
	 * Reads a file.
	 *
	 * @throws Refusal if it is missing, is not UTF-8 text or is no table
	 */
	public static Table read(final Path path) {
		return table(CsvText.read(path));
	}

	/**
	 * Reads a text. Fields that are numbers become numbers (whole ones stay whole; nan and NaN too), empty ones stay unset, all others are texts; a first
	 * field stays a text, since it names its row.
	 *
	 * @param name of the file, for messages
	 * @throws Refusal if there is no header, a column is named twice, or a line has more or fewer fields than the header; the message
	 *           names the line
	 */
	public static Table parse(final String text, final String name) {
		return table(CsvText.parse(text, name));
	}

	private static Table table(final CsvText text) {
		final Table table = new Table(text.columns().toArray(String[]::new));
		for (final List<String> fields : text.rows()) {
			final Table.Row row = table.add();
			row.set(text.columns().get(0), fields.get(0));
			for (int c = 1; c < fields.size(); c++) set(row, text.columns().get(c), fields.get(c));
		}
		return table;
	}

	private static void set(final Table.Row row, final String column, final String field) {
		if (field.isEmpty()) return;
		if (field.equalsIgnoreCase("nan")) row.set(column, Double.NaN);
		else if (field.matches("-?(0|[1-9][0-9]{0,17})") && !field.equals("-0")) row.set(column, Long.valueOf(field));
		else if (field.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")) row.set(column, Double.valueOf(field));
		else row.set(column, field);
	}
}
