package io.github.encoderj.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import io.github.encoderj.base.WholeFile;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.metrics.TableText;

/** The file of a table, whose ending says in which form it is written: CSV, LaTeX or Markdown. */
public final class TableFile {

	/** Decimals of numbers in LaTeX and Markdown; CSV keeps them all. */
	private static final int DIGITS = 4;

	private TableFile() {}

	/**
	 * The file of an output key.
	 *
	 * @throws io.github.encoderj.base.Refusal if the name does not end with .csv, .tex or .md, or cannot be written there
	 */
	public static Optional<Path> of(final String key, final String text) {
		return OutputFile.of(key, text, ".csv", ".tex", ".md");
	}

	/** Writes a table whole or not at all. */
	public static void write(final Table table, final Path path) {
		final String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
		if (name.endsWith(".tex")) write(TableText.latex(table, DIGITS), path);
		else if (name.endsWith(".md")) write(TableText.markdown(table, DIGITS), path);
		else table.writeCsv(path);
	}

	private static void write(final String text, final Path path) {
		WholeFile.write(path, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
	}
}
