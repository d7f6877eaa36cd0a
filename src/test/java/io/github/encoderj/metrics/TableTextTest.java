package io.github.encoderj.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class TableTextTest {

	private static Table table() {
		final Table table = new Table("case", "dice", "lesions", "note");
		table.add().set("case", "a_1 & b").set("dice", 0.123456).set("lesions", 3).set("note", "50 % | more");
		table.add().set("case", "c").set("dice", Double.NaN).set("lesions", 12);
		table.add().set("case", "d").set("dice", Double.POSITIVE_INFINITY);
		return table;
	}

	@Test
	void latexEscapesAndAligns() {
		assertEquals("""
			\\begin{tabular}{lrrl}
			\\toprule
			case & dice & lesions & note \\\\
			\\midrule
			a\\_1 \\& b & 0.123 & 3 & 50 \\% | more \\\\
			c & NaN & 12 &  \\\\
			d & inf &  &  \\\\
			\\bottomrule
			\\end{tabular}
			""", TableText.latex(table(), 3));
	}

	@Test
	void markdownEscapesAndAligns() {
		assertEquals("""
			| case | dice | lesions | note |
			| --- | ---: | ---: | --- |
			| a_1 & b | 0.12 | 3 | 50 % \\| more |
			| c | NaN | 12 |  |
			| d | inf |  |  |
			""", TableText.markdown(table(), 2));
	}

	@Test
	void smallNumbersDoNotVanish() {
		final Table table = new Table("p");
		table.add().set("p", 1.26e-9);
		table.add().set("p", -0.006);
		table.add().set("p", 0.0);
		assertEquals("| p |\n| ---: |\n| 1.3e-09 |\n| -0.01 |\n| 0.00 |\n", TableText.markdown(table, 2));
	}

	@Test
	void theSummaryLeavesOutCasesThatCouldNotBeScored() {
		final Table table = new Table("case", "dice", "note", "definition");
		table.add().set("case", "a").set("note", "no partner");
		for (final double dice : new double[] { 0.2, 0.4 }) table.add().set("case", "b" + dice).set("dice", dice).set("definition", "monai");
		Summary.addTo(table, "case", "definition");
		assertEquals(3 + 5, table.size());
		assertEquals(0.3, table.number(3, "dice"), 1e-12);
		assertEquals("of 2 of 3 cases", table.get(3, "note"));
	}

	@Test
	void theSummaryHasMeanDeviationMedianAndInterval() {
		final Table table = new Table("case", "dice", "note", "definition");
		final double[] values = { 0.9, 0.7, 0.8, 0.4, Double.NaN };
		for (int c = 0; c < 5; c++) {
			table.add().set("case", "case " + c).set("dice", values[c]).set("definition", "monai");
			table.add().set("case", "case " + c).set("dice", 0.5).set("definition", "medpy");
		}
		Summary.addTo(table, "case", "definition");
		assertEquals(List.of("mean", "sd", "median", "ci95_low", "ci95_high", "mean", "sd", "median", "ci95_low", "ci95_high"), IntStream
			.range(10, 20).mapToObj(row -> table.get(row, "case")).toList());
		assertEquals(0.7, table.number(10, "dice"), 1e-12);
		assertEquals(Math.sqrt((0.04 + 0 + 0.01 + 0.09) / 3), table.number(11, "dice"), 1e-12);
		assertEquals(0.75, table.number(12, "dice"), 1e-12);
		assertTrue(table.number(13, "dice") > 0.45 && table.number(13, "dice") < 0.7);
		assertTrue(table.number(14, "dice") < 0.9 && table.number(14, "dice") > 0.7);
		assertEquals("of 5 cases; dice of 4", table.get(10, "note"));
		assertEquals(0.5, table.number(15, "dice"), 1e-12);
		assertEquals(0, table.number(16, "dice"), 1e-12);
		assertEquals("", table.get(15, "note"));
		assertEquals("medpy", table.get(15, "definition"));
	}
}
