package io.github.encoderj.metrics;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A table as text for a manuscript or a README: numbers rounded, texts as they are, all columns in their order. */
public final class TableText {

	private TableText() {}

	/**
	 * A LaTeX tabular with the rules of the package booktabs.
	 *
	 * @param digits decimals of numbers that are not whole
	 */
	public static String latex(final Table table, final int digits) {
		final StringBuilder text = new StringBuilder("\\begin{tabular}{");
		for (final String column : table.columns()) text.append(numeric(table, column) ? 'r' : 'l');
		text.append("}\n\\toprule\n").append(line(table.columns(), TableText::escapeLatex, " & ", "", " \\\\")).append("\\midrule\n");
		for (int row = 0; row < table.size(); row++) {
			text.append(line(cells(table, row, digits), TableText::escapeLatex, " & ", "", " \\\\"));
		}
		return text.append("\\bottomrule\n\\end{tabular}\n").toString();
	}

	/**
	 * A Markdown table as GitHub shows it; columns of numbers are aligned to the right.
	 *
	 * @param digits decimals of numbers that are not whole
	 */
	public static String markdown(final Table table, final int digits) {
		final UnaryOperator<String> escape = cell -> cell.replace("|", "\\|").replaceAll("\\R", " ");
		final List<String> rules = table.columns().stream().map(column -> numeric(table, column) ? "---:" : "---").toList();
		final StringBuilder text = new StringBuilder(line(table.columns(), escape, " | ", "| ", " |"));
		text.append(line(rules, UnaryOperator.identity(), " | ", "| ", " |"));
		for (int row = 0; row < table.size(); row++) text.append(line(cells(table, row, digits), escape, " | ", "| ", " |"));
		return text.toString();
	}

	private static String line(final List<String> cells, final UnaryOperator<String> escape, final String between, final String before,
		final String after)
	{
		return cells.stream().map(escape).collect(Collectors.joining(between, before, after + "\n"));
	}

	private static List<String> cells(final Table table, final int row, final int digits) {
		return table.columns().stream().map(column -> cell(table.get(row, column), digits)).toList();
	}

	private static String cell(final Object value, final int digits) {
		if (!(value instanceof Number number)) return value.toString();
		final double real = number.doubleValue();
		if (!(number instanceof Double || number instanceof Float)) return number.toString();
		if (Double.isNaN(real)) return "NaN";
		if (Double.isInfinite(real)) return real > 0 ? "inf" : "-inf";
		final boolean vanishes = real != 0 && Math.abs(real) < 0.5 * Math.pow(10, -digits); // a small p, a volume of a cell in ml
		return String.format(Locale.ROOT, "%." + (vanishes ? "1e" : digits + "f"), real);
	}

	private static boolean numeric(final Table table, final String column) {
		for (int row = 0; row < table.size(); row++) {
			final Object value = table.get(row, column);
			if (!(value instanceof Number) && !value.equals("")) return false;
		}
		return table.size() > 0;
	}

	private static String escapeLatex(final String text) {
		final StringBuilder escaped = new StringBuilder();
		for (final char c : text.toCharArray()) {
			switch (c) {
				case '&', '%', '$', '#', '_', '{', '}' -> escaped.append('\\').append(c);
				case '~' -> escaped.append("\\textasciitilde{}");
				case '^' -> escaped.append("\\textasciicircum{}");
				case '\\' -> escaped.append("\\textbackslash{}");
				case '<' -> escaped.append("\\textless{}");
				case '>' -> escaped.append("\\textgreater{}");
				case '\n', '\r' -> escaped.append(' ');
				default -> escaped.append(c);
			}
		}
		return escaped.toString();
	}
}
