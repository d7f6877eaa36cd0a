package io.github.encoderj.command.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.encoderj.command.Macro;
import io.github.encoderj.command.MacroFailure;
import io.github.encoderj.metrics.CsvTable;
import io.github.encoderj.metrics.DeLong;
import io.github.encoderj.metrics.Interval;
import io.github.encoderj.metrics.ScoredCases;
import io.github.encoderj.metrics.Table;

class ScoreClassificationTest {

	@TempDir
	private Path folder;

	/** Two findings of five cases, of which Mass is ranked with one mistake and Edema without. */
	@BeforeEach
	void writeTables() throws IOException {
		write("truth", "case,patient,Mass,Edema\na,p1,1,0\nb,p1,0,1\nc,p2,1,1\nd,p2,0,0\ne,p3,1,");
		write("scores", "case,Edema,Mass\ne,0.5,0.3\nd,0.2,0.4\nc,0.9,0.8\nb,0.8,0.1\na,0.3,0.9");
	}

	@Test
	void scoresEachLabelAndAllTogether() throws IOException {
		final Table table = run("truth=truth.csv scores=scores.csv bootstrap=50");
		assertEquals("label,n,positives,auroc,auroc_low,auroc_high,auprc,auprc_low,auprc_high,accuracy,precision,recall,specificity,f1,brier," +
			"threshold,balanced_accuracy,calibration_error,note,threshold_rule,interval,definition,version", String.join(",", table
				.columns()));
		assertEquals(List.of("Edema", "Mass", "macro", "micro", "weighted"), labels(table));
		assertEquals(4, table.number(0, "n")); // one is not known
		assertEquals(1, table.number(0, "auroc"));
		assertEquals(5.0 / 6, table.number(1, "auroc"), 1e-12); // of 3 x 2 pairs, one is in the wrong order
		assertEquals(2.0 / 3, table.number(1, "recall"), 1e-12);
		assertEquals(0.5, table.number(1, "threshold"));
		assertEquals("50 bootstrap samples, seed 0", table.get(0, "interval"));
		assertEquals("given", table.get(0, "threshold_rule"));
		for (final String curve : List.of("roc", "pr", "calibration")) {
			assertEquals(720, ImageIO.read(folder.resolve("table_" + curve + ".png").toFile()).getWidth());
		}
		assertFalse(Files.exists(folder.resolve("table_confusion.csv")), "the labels do not exclude each other");
	}

	@Test
	void showsTableAndCurvesToTheMacro() {
		assertEquals("Edema 1 ROC 720 Calibration 720", Macro.run("run('Score Classification...', getArgument());" + """
			shown = getResultString("label", 0) + " " + getResult("auroc", 0);
			selectImage("ROC");
			shown = shown + " ROC " + getWidth();
			selectImage("Precision and recall");
			selectImage("Calibration");
			return shown + " Calibration " + getWidth();
			""", keys("truth=truth.csv scores=scores.csv bootstrap=10")));
	}

	@Test
	void groupsAreSampledTogether() {
		final Table grouped = run("truth=truth.csv scores=scores.csv bootstrap=200 group=patient seed=3");
		assertEquals("200 bootstrap samples by patient, seed 3", grouped.get(0, "interval"));
		assertEquals(grouped.toCsv(), run("truth=truth.csv scores=scores.csv bootstrap=200 group=patient seed=3 threads=1").toCsv());
		final Table deLong = run("truth=truth.csv scores=scores.csv bootstrap=0");
		assertEquals("DeLong", deLong.get(0, "interval"));
		assertEquals(deLong(1).low(), deLong.number(1, "auroc_low"), 1e-12);
		assertTrue(Double.isNaN(deLong.number(1, "auprc_low")));
	}

	private Interval deLong(final int label) {
		final ScoredCases cases = ScoredCases.of(CsvTable.read(folder.resolve("truth.csv")), CsvTable.read(folder.resolve("scores.csv")), "");
		return DeLong.of(cases, cases.labels().get(label)).interval();
	}

	@Test
	void thresholdsAreGivenOrChosenOnOtherCases() throws IOException {
		final Table given = run("truth=truth.csv scores=scores.csv bootstrap=10 threshold=0.85,0.2");
		assertEquals(0.85, given.number(0, "threshold"));
		assertEquals(0.5, given.number(0, "recall"));
		assertEquals(0.2, given.number(1, "threshold"));
		assertEquals(1, given.number(1, "recall"));
		write("validation", "case,Mass,Edema\nv,1,1\nw,0,0\nx,1,0\ny,0,1");
		write("validated", "case,Mass,Edema\nv,0.35,0.7\nw,0.2,0.4\nx,0.6,0.3\ny,0.1,0.6");
		final String on = " validationtruth=validation.csv validationscores=validated.csv";
		final Table chosen = run("truth=truth.csv scores=scores.csv bootstrap=10 threshold=youden" + on);
		assertEquals(0.6, chosen.number(0, "threshold")); // Edema, whose column is second there
		assertEquals(0.35, chosen.number(1, "threshold"));
		assertEquals("youden on validated.csv", chosen.get(0, "threshold_rule"));
		assertEquals(0.6, run("truth=truth.csv scores=scores.csv bootstrap=10 threshold=[recall 0.5]" + on).number(1, "threshold"));
		assertEquals("f1 on scores.csv, the cases scored", run("truth=truth.csv scores=scores.csv bootstrap=10 threshold=f1 " +
			"validationtruth=truth.csv validationscores=scores.csv").get(0, "threshold_rule"));
	}

	@Test
	void classesAreDecidedByTheHighestScore() throws IOException {
		write("classes", "case,cat,dog,fox\na,1,0,0\nb,0,1,0\nc,0,0,1\nd,0,0,1");
		write("predicted", "case,cat,dog,fox\na,0.4,0.3,0.3\nb,0.4,0.5,0.1\nc,0.5,0.2,0.3\nd,0.1,0.1,0.8");
		final Table table = run("truth=classes.csv scores=predicted.csv bootstrap=10 threshold=argmax");
		assertEquals(0.75, table.number(4, "accuracy")); // micro
		assertEquals("argmax", table.get(0, "threshold_rule"));
		assertEquals("truth,cat,dog,fox\ncat,1,0,0\ndog,0,1,0\nfox,1,0,1\n", Files.readString(folder.resolve("table_confusion.csv")));
	}

	@Test
	void comparesTwoClassifiers() throws IOException {
		final SplittableRandom random = new SplittableRandom(1);
		final StringBuilder truth = new StringBuilder("case,patient,Mass");
		final StringBuilder good = new StringBuilder("case,Mass");
		final StringBuilder poor = new StringBuilder("case,Mass");
		for (int c = 0; c < 120; c++) {
			final int positive = c % 3 == 0 ? 1 : 0;
			truth.append("\n" + c + ",p" + c / 2 + "," + positive);
			good.append("\n" + c + "," + (0.3 * positive + 0.5 * random.nextDouble()));
			poor.append("\n" + c + "," + random.nextDouble());
		}
		write("t", truth.toString());
		write("good", good.toString());
		write("poor", poor.toString());
		final Table table = run("truth=t.csv scores=good.csv compare=poor.csv bootstrap=10 permutations=400");
		final double difference = table.number(0, "auroc") - run("truth=t.csv scores=poor.csv bootstrap=10").number(0, "auroc");
		assertEquals(difference, table.number(0, "auroc_difference"), 1e-12);
		assertTrue(table.number(0, "auroc_p_delong") < 0.001 && table.number(0, "auroc_p_permutation") < 0.01, table.toCsv());
		assertTrue(table.number(0, "auroc_difference_low") > 0, table.toCsv());
		assertEquals("poor.csv", table.get(0, "compared_with"));
		final Table same = run("truth=t.csv scores=good.csv compare=good.csv bootstrap=10 permutations=50");
		assertEquals(1, same.number(0, "auroc_p_delong"));
		assertEquals(1, same.number(0, "auprc_p_permutation"));
		final Table grouped = run("truth=t.csv scores=good.csv compare=poor.csv bootstrap=10 permutations=400 group=patient");
		assertFalse(grouped.columns().contains("auroc_p_delong"), "DeLong's test takes cases as independent");
		assertTrue(grouped.number(0, "auroc_p_permutation") < 0.01, grouped.toCsv());
	}

	@Test
	void whatIsUndefinedIsSaid() throws IOException {
		write("one", "case,Mass,Edema\na,1,0\nb,1,0\nc,1,0");
		write("logits", "case,Mass,Edema\na,3,0.2\nb,-1,0.3\nc,0.5,0.4");
		final Table table = run("truth=one.csv scores=logits.csv bootstrap=10");
		assertTrue(Double.isNaN(table.number(0, "auroc")) && Double.isNaN(table.number(0, "brier")) && Double.isNaN(table.number(0,
			"calibration_error")), table.toCsv());
		assertEquals("every case has the label: AUROC and specificity are undefined; scores beyond 0..1: Brier score and calibration error " +
			"are undefined", table.get(0, "note"));
		assertEquals("no case has the label: AUROC is undefined, AUPRC and recall are 0 by convention", table.get(1, "note"));
		assertTrue(table.get(2, "note").toString().startsWith("AUROC is the mean of 0 of 2 labels"), table.toCsv());
		assertFalse(Double.isNaN(table.number(1, "brier")));
	}

	@Test
	void writesLatexAndMarkdown() throws IOException {
		Macro.run("run('Score Classification...', getArgument());", keys("truth=truth.csv scores=scores.csv bootstrap=10 output=a.md"));
		assertTrue(Files.readString(folder.resolve("a.md")).contains("| Edema | 4 | 2 | 1.0000 |"), Files.readString(folder.resolve("a.md")));
		assertTrue(Files.exists(folder.resolve("a_roc.png")));
		Macro.run("run('Score Classification...', getArgument());", keys("truth=truth.csv scores=scores.csv bootstrap=10 output=a.tex"));
		assertTrue(Files.readString(folder.resolve("a.tex")).contains("Mass & 5 & 3 & 0.8333"), Files.readString(folder.resolve("a.tex")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		scores=scores.csv                                      | truth is empty: give a CSV file.
		truth=truth.csv                                        | scores is empty: give a CSV file.
		truth=two.csv scores=scores.csv                        | truth, scores: Case a has the truth 2.0 for Mass: 0, 1 or an empty field (not known) is expected.
		truth=truth.csv scores=nan.csv                         | truth, scores: Case a has the score NaN for Mass: a number is expected. Remove the case from both tables or score it.
		truth=truth.csv scores=few.csv                         | truth, scores: The scores table lacks 1 of 5 cases, for instance e: the same cases are expected in both tables.
		truth=truth.csv scores=scores.csv compare=few.csv      | compare: The scores table lacks 1 of 5 cases, for instance e: the same cases are expected in both tables.
		truth=truth.csv scores=scores.csv threshold=youden     | threshold = youden: it is chosen on other cases than those scored. Name them by validationtruth and validationscores.
		truth=truth.csv scores=scores.csv validationtruth=truth.csv validationscores=scores.csv | threshold = 0.5: nothing is chosen on the validation cases then. Give youden, f1 or recall 0.9, or leave validationtruth and validationscores empty.
		truth=truth.csv scores=scores.csv threshold=f1 validationtruth=truth.csv | validationscores is empty: give a CSV file.
		truth=truth.csv scores=scores.csv threshold=best       | threshold = best: expected a number, a number for each label as in 0.3,0.5, youden, f1, recall 0.9 or argmax.
		truth=truth.csv scores=scores.csv threshold=1,2,3      | threshold = 1,2,3: these are 3 numbers for the 2 labels [Edema, Mass]. Give one for all or one a label.
		truth=truth.csv scores=scores.csv threshold=argmax     | threshold = argmax: it needs cases with exactly one true label among [Edema, Mass].
		truth=truth.csv scores=scores.csv bootstrap=0 group=patient | bootstrap = 0: DeLong's interval takes cases as independent, but group = patient. Give a number of samples, such as 1000.
		truth=truth.csv scores=scores.csv group=clinic         | truth, scores: group = clinic: the truth has no such column; it has [case, patient, Mass, Edema].
		""")
	void refuses(final String options, final String message) throws IOException {
		write("two", "case,Mass\na,2\nb,0\nc,1\nd,0\ne,1");
		write("nan", "case,Mass\na,nan\nb,0\nc,1\nd,0\ne,1");
		write("few", "case,Mass\na,0.1\nb,0\nc,1\nd,0");
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> run(options));
		assertEquals(message, failure.getMessage());
		assertFalse(Files.exists(folder.resolve("table.csv")));
	}

	@Test
	void neverWritesOverItsInput() throws IOException {
		final String before = Files.readString(folder.resolve("scores.csv"));
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("run('Score Classification...', getArgument());", keys(
			"truth=truth.csv scores=scores.csv output=scores.csv")));
		assertTrue(failure.getMessage().contains("this is the file of scores, which would be lost"), failure.getMessage());
		assertEquals(before, Files.readString(folder.resolve("scores.csv")));
	}

	private static List<String> labels(final Table table) {
		return IntStream.range(0, table.size()).mapToObj(row -> table.get(row, "label").toString()).toList();
	}

	private Table run(final String options) {
		Macro.run("run('Score Classification...', getArgument());", keys(options + " output=table.csv"));
		return CsvTable.read(folder.resolve("table.csv"));
	}

	/** Puts the folder before each file. */
	private String keys(final String options) {
		return options.replaceAll("=(\\w+\\.(csv|md|tex))", "=[" + folder + "/$1]");
	}

	private void write(final String name, final String lines) throws IOException {
		Files.writeString(folder.resolve(name + ".csv"), lines + "\n");
	}
}
