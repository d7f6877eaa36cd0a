package io.github.encoderj.base;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * The fields of a comma-separated text, as they stand: UTF-8 with or without byte order mark, one header line, quotes around fields
 * with commas, blank lines left out, blanks around a field taken away. What a field means is up to the reader.
 *
 * @param name of the file, for messages
 * @param columns of the header line
 * @param rows one list a line, each as long as the header
 */
public record CsvText(String name, List<String> columns, List<List<String>> rows) {

	/**
	 * Reads a file; one whose name ends in .gz is decompressed.
	 *
	 * @throws Refusal if it is missing, is not UTF-8 text or is no table
	 */
	public static CsvText read(final Path path) {
		Refusal.unless(!path.toString().isBlank() && Files.isRegularFile(path), "There is no file %s.", path);
		final String name = path.getFileName().toString();
		try (InputStream file = Files.newInputStream(path)) {
			final boolean packed = name.toLowerCase(Locale.ROOT).endsWith(".gz");
			final InputStream in = packed ? new GZIPInputStream(new BufferedInputStream(file)) : file;
			return parse(StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(in.readAllBytes())).toString(), name);
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + path + " as a table in UTF-8: " + e.getMessage() + ".", e);
		}
	}

	/**
	 * Splits a text into its fields.
	 *
	 * @param name of the file, for messages
	 * @throws Refusal if there is no header, a column is named twice, or a line has more or fewer fields than the header; the message
	 *           names the line
	 */
	public static CsvText parse(final String text, final String name) {
		final List<List<String>> lines = split(text.startsWith("\uFEFF") ? text.substring(1) : text);
		Refusal.unless(!lines.isEmpty(), "%s is empty: a header line and one line a case are expected.", name);
		final List<String> columns = lines.get(0);
		Refusal.unless(columns.stream().distinct().count() == columns.size(), "%s names a column twice: %s. Rename one.", name, columns);
		for (int l = 1; l < lines.size(); l++) {
			Refusal.unless(lines.get(l).size() == columns.size(), "%s, row %d has %d fields; the header has %d. Check commas and quotes.",
				name, l, lines.get(l).size(), columns.size());
		}
		return new CsvText(name, columns, lines.subList(1, lines.size()));
	}

	/** Index of a column; -1 if there is none of that name. Upper and lower case, blanks and underscores make no difference. */
	public int column(final String wanted) {
		for (int c = 0; c < columns.size(); c++) if (plain(columns.get(c)).equals(plain(wanted))) return c;
		return -1;
	}

	private static String plain(final String column) {
		return column.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
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
				fields.add(field.toString().trim());
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
