package io.github.encoderj.metrics;

import static io.github.encoderj.metrics.PartitionScoresTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTableTest {

	@Test
	void whatATableWritesIsReadBack(@TempDir final Path folder) {
		final Table table = new Table("case", "dice", "note");
		table.add().set("case", "007").set("dice", 0.25).set("note", "say \"no\", twice\nor more");
		table.add().set("case", "b, c").set("dice", Double.NaN);
		final Path path = folder.resolve("a.csv");
		table.writeCsv(path);
		assertEquals(table.toCsv(), CsvTable.read(path).toCsv());
		assertEquals(0.25, CsvTable.read(path).number(0, "dice"));
	}

	@Test
	void endsOfLinesMarksAndBlanksAreNoContent() {
		final Table table = CsvTable.parse("\uFEFFcase , a\r\nx, 1e-3\r\n\r\ny,\r\nz,-.5\r\nw,1.2.3", "a.csv");
		assertEquals(List.of("case", "a"), table.columns());
		assertEquals(4, table.size());
		assertEquals(0.001, table.number(0, "a"));
		assertEquals("", table.get(1, "a"));
		assertEquals(-0.5, table.number(2, "a"));
		assertEquals("1.2.3", table.get(3, "a"));
	}

	@Test
	void casesAndLabelsAreMatchedByName() {
		final Table truth = CsvTable.parse("image,patient,Mass,Edema,Hernia\na,p1,1,0,0\nb,p1,0,,1\nc,p2,0,1,0\n", "truth.csv");
		final Table scores = CsvTable.parse("case,Edema,Mass,extra\nc,0.9,0.1,5\na,0.2,0.7,5\nb,0.4,0.3,5\n", "scores.csv");
		final ScoredCases cases = ScoredCases.of(truth, scores, "patient");
		assertEquals(List.of("Edema", "Mass"), cases.labels());
		assertArrayEquals(new byte[] { 0, ScoredCases.MISSING, 1 }, cases.truth(0));
		assertArrayEquals(new double[] { 0.7, 0.3, 0.1 }, cases.scores(1));
		assertArrayEquals(new int[] { 0, 0, 1 }, cases.groups());
		assertArrayEquals(new int[] { 0, 1, 2 }, ScoredCases.of(truth, scores, "").groups());
	}

	@Test
	void refusesWhatDoesNotFit(@TempDir final Path folder) throws Exception {
		refused("no file", () -> CsvTable.read(folder.resolve("none.csv")));
		Files.write(folder.resolve("latin.csv"), "case,a\n\u00e4,1\n".getBytes(StandardCharsets.ISO_8859_1));
		refused("UTF-8", () -> CsvTable.read(folder.resolve("latin.csv")));
		refused("empty", () -> CsvTable.parse("\n", "a.csv"));
		refused("twice", () -> CsvTable.parse("a,b,b\n", "a.csv"));
		refused("row 2 has 1", () -> CsvTable.parse("a,b\n1,2\n3\n", "a.csv"));
		final Table truth = CsvTable.parse("case,Mass\na,1\nb,0\n", "truth.csv");
		refused("scores table lacks 1 of 2 cases, for instance b", () -> match(truth, "case,Mass\na,0.5\n"));
		refused("truth table lacks 1 of 3 cases, for instance c", () -> match(truth, "case,Mass\na,0.5\nb,0.5\nc,0.5\n"));
		refused("case a twice", () -> match(truth, "case,Mass\na,0.5\na,0.5\n"));
		refused("No label", () -> match(truth, "case,Nodule\na,0.5\nb,0.5\n"));
		refused("Case b has the score NaN for Mass", () -> match(truth, "case,Mass\na,0.5\nb,\n"));
		refused("Case b has \"high\" for Mass", () -> match(truth, "case,Mass\na,0.5\nb,high\n"));
		refused("group = patient", () -> ScoredCases.of(truth, truth, "patient"));
	}

	private static void match(final Table truth, final String scores) {
		ScoredCases.of(truth, CsvTable.parse(scores, "scores.csv"), "");
	}
}
