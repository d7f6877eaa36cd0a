package io.github.encoderj.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
		Refusal.unless(Files.isRegularFile(path), "There is no file %s.", path);
		try {
			return parse(Files.readString(path, StandardCharsets.UTF_8), path.getFileName().toString());
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + path + " as a table in UTF-8: " + e.getMessage() + ".", e);
		}
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
		final List<List<String>> lines = split(text.startsWith("\uFEFF") ? text.substring(1) : text);
		Refusal.unless(!lines.isEmpty(), "%s is empty: a header line and one line a case are expected.", name);
		final List<String> columns = lines.get(0).stream().map(String::trim).toList();
		Refusal.unless(columns.stream().distinct().count() == columns.size(), "%s names a column twice: %s. Rename one.", name, columns);
		final Table table = new Table(columns.toArray(String[]::new));
		for (int l = 1; l < lines.size(); l++) {
			final List<String> fields = lines.get(l);
			Refusal.unless(fields.size() == columns.size(), "%s, row %d has %d fields; the header has %d. Check commas and quotes.", name, l,
				fields.size(), columns.size());
			final Table.Row row = table.add();
			row.set(columns.get(0), fields.get(0).trim());
			for (int c = 1; c < columns.size(); c++) set(row, columns.get(c), fields.get(c).trim());
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

	/** Fields of all lines that are not blank; quoted fields may hold commas, line ends and doubled quotes. */
	private static List<List<String>> split(final String text) {
		final List<List<String>> lines = new ArrayList<>();
		List<String> fields = new ArrayList<>();
		final StringBuilder field = new StringBuilder();
		boolean quoted = false;
		for (int i = 0; i <= text.length(); i++) {
			final char c = i < text.length() ? text.charAt(i) : '\n';
			if (quoted && i < text.length()) {
				if (c != '"') field.append(c);
				else if (i + 1 < text.length() && text.charAt(i + 1) == '"') field.append(text.charAt(++i));
				else quoted = false;
			}
			else if (c == '"') quoted = true;
			else if (c == ',' || c == '\n') {
				fields.add(field.toString());
				field.setLength(0);
				if (c == ',') continue;
				if (fields.size() > 1 || !fields.get(0).isBlank()) lines.add(fields);
				fields = new ArrayList<>();
			}
			else field.append(c);
		}
		return lines;
	}
}
