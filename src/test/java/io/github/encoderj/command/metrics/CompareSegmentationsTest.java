package io.github.encoderj.command.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.encoderj.base.Version;
import io.github.encoderj.command.Macro;
import io.github.encoderj.command.MacroFailure;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.CsvTable;
import io.github.encoderj.metrics.Table;

class CompareSegmentationsTest {

	/** Two true halves of 8 x 8 x 2 voxels each, and a segmentation that cuts the right half in two. */
	private static final String IMAGES = """
		newImage("truth", "16-bit black", 16, 8, 2);
		newImage("cut", "16-bit black", 16, 8, 2);
		for (z = 1; z <= 2; z++) {
			for (x = 0; x < 16; x++) for (y = 0; y < 8; y++) {
				selectImage("truth"); setSlice(z); setPixel(x, y, 1 + floor(x / 8));
				selectImage("cut"); setSlice(z); setPixel(x, y, 1 + floor(x / 8) + floor(x / 12));
			}
		}
		""";

	@TempDir
	private Path folder;

	@Test
	void scoresOpenImages() {
		final String scores = Macro.run(IMAGES + """
			run("Compare Segmentations...", "truth=truth segmentation=cut");
			return "" + getResult("voi_split") + " " + getResult("voi_merge") + " " + getResult("segments") + " " + nResults + " " +
				getResultString("case") + " " + getResultString("definition") + " " + getResultString("version");
			""");
		assertEquals("0.5 0 3 1 cut funlib " + Version.get(), scores);
	}

	@Test
	void theActiveImageIsScoredWhereNoneIsNamed() {
		assertEquals("cut 0.5", Macro.run(IMAGES + """
			selectImage("cut");
			run("Compare Segmentations...", "truth=truth");
			return getResultString("case") + " " + getResult("voi_sum");
			"""));
	}

	@Test
	void writesATableOfAllDefinitions() throws Exception {
		final Path csv = folder.resolve("scores of all.csv");
		Macro.run(IMAGES + "run('Compare Segmentations...', 'truth=truth segmentation=cut definition=all output=[' + getArgument() + ']');", csv
			.toString());
		final List<String> lines = Files.readAllLines(csv);
		assertEquals("case,voi_split,voi_merge,voi_sum,arand,rand_split,rand_merge,cremi_score,segments,truth_segments,zero_share," +
			"definition,version", lines.get(0));
		assertEquals(4, lines.size());
		assertTrue(lines.get(2).startsWith("cut,0.5,0.0,0.5,") && lines.get(2).endsWith(",skimage," + Version.get()), lines.get(2));
	}

	@Test
	void scoresFilesAndOpenImagesAlike() {
		final int[] labels = new int[16 * 8 * 2];
		for (int i = 0; i < labels.length; i++) labels[i] = 1 + i % 16 / 8;
		final Path truth = folder.resolve("truth file.tif");
		ImageFiles.write(Volume.ofLabels(labels, 16, 8, 2, Geometry.spacing(4, 4, 40, "nm"), "truth"), truth);
		assertEquals("0.5", Macro.run(IMAGES + "run('Compare Segmentations...', 'truth=[' + getArgument() + '] segmentation=cut');" +
			"return '' + getResult('voi_split');", truth.toString()));
	}

	@Test
	void foldersAreMatchedByNameAndSummedUp() throws Exception {
		for (final String name : List.of("truth/a.tif", "truth/b.tif", "truth/c.tif", "truth/d.tif", "found/b.tif", "found/c.tif",
			"found/d.tif"))
		{
			final Path file = folder.resolve(name);
			Files.createDirectories(file.getParent());
			final int width = name.equals("found/d.tif") ? 8 : 16;
			final int[] labels = new int[width * 4];
			for (int i = 0; i < labels.length; i++) labels[i] = 1 + i % width / 8 + (name.equals("found/c.tif") ? i % width / 12 : 0);
			ImageFiles.write(Volume.ofLabels(labels, width, 4, 1, Geometry.PIXELS, name), file);
		}
		final String keys = "truth=[" + folder.resolve("truth") + "] segmentation=[" + folder.resolve("found") + "] output=[" + folder.resolve(
			"table.csv") + "]";
		Macro.run("run('Compare Segmentations...', getArgument());", keys);
		final Table table = CsvTable.read(folder.resolve("table.csv"));
		assertEquals("case,voi_split,voi_merge,voi_sum,arand,rand_split,rand_merge,cremi_score,segments,truth_segments,zero_share," +
			"note,definition,version", String.join(",", table.columns()));
		assertEquals("a b c d mean sd median ci95_low ci95_high", String.join(" ", IntStream.range(0, table.size()).mapToObj(row -> table.get(
			row, "case").toString()).toList()));
		assertEquals("no partner in the folder of the segmentation", table.get(0, "note"));
		assertEquals(0, table.number(1, "voi_sum"));
		assertEquals(0.5, table.number(2, "voi_split"));
		assertEquals("segmentation: d.tif has 8 x 4 x 1 voxels, but the truth d.tif has 16 x 4 x 1. Crop one of them.", table.get(3, "note"));
		assertEquals(0.25, table.number(4, "voi_split"));
		assertEquals("of 2 of 4 cases", table.get(4, "note"));
		Macro.run("run('Compare Segmentations...', getArgument());", keys + " definition=all");
		assertEquals(2 + 2 * 3 + 3 * 5, CsvTable.read(folder.resolve("table.csv")).size());
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("run('Compare Segmentations...', getArgument());", keys +
			" sections=true"));
		assertTrue(failure.getMessage().startsWith("segmentation: ") && failure.getMessage().contains("must be alike"), failure.getMessage());
	}

	@Test
	void writesLatexAndMarkdown() throws Exception {
		Macro.run(IMAGES + "run('Compare Segmentations...', 'truth=truth segmentation=cut output=[' + getArgument() + ']');", folder.resolve(
			"a.md").toString());
		assertTrue(Files.readString(folder.resolve("a.md")).contains("| cut | 0.5000 | 0.0000 |"), Files.readString(folder.resolve("a.md")));
		Macro.run(IMAGES + "run('Compare Segmentations...', 'truth=truth segmentation=cut output=[' + getArgument() + ']');", folder.resolve(
			"a.tex").toString());
		assertTrue(Files.readString(folder.resolve("a.tex")).contains("cut & 0.5000 & 0.0000"), Files.readString(folder.resolve("a.tex")));
	}

	@Test
	void leavesTheBorderOut() {
		assertEquals("0", Macro.run(IMAGES + """
			run("Compare Segmentations...", "truth=truth segmentation=cut border=6");
			return "" + getResult("voi_split");
			"""));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		segmentation=cut                                     | truth is empty: give the true labels, as the title of an open image or as a file.
		truth=truth segmentation=small                       | segmentation: small has 4 x 4 x 1 voxels, but the truth truth has 16 x 8 x 2. Crop one of them.
		truth=zero segmentation=cut                          | truth: zero holds no label but 0. Is it the right image?
		truth=truth segmentation=half                        | The segmentation holds the value 0.5, which is not a label: labels are whole numbers of 0 or more. Give an image of labels.
		truth=truth segmentation=nan                         | The segmentation holds the value NaN, which is not a label: labels are whole numbers of 0 or more. Give an image of labels.
		truth=truth segmentation=colour                      | segmentation: colour has 3 channels; an image of labels has one. Is it a colour image?
		truth=truth segmentation=nothing.tif                 | segmentation: nothing.tif does not exist. Check the name and the folder.
		truth=truth segmentation=cut definition=waterz       | definition = waterz: expected one of funlib, skimage, cremi, cremi_neuron_ids, all.
		truth=truth segmentation=cut border=-1               | border = -1.0: expected a number of at least 0.0.
		truth=truth segmentation=cut threads=-1              | threads = -1: expected a whole number of at least 0.
		truth=truth segmentation=cut output=/no/such/a.csv   | output = /no/such/a.csv: the folder /no/such does not exist. Create it first.
		truth=truth segmentation=cut output=scores.txt       | output = scores.txt: the name must end with .csv or .tex or .md.
		""")
	void refuses(final String options, final String message) {
		final Path output = folder.resolve("out.csv");
		final String out = options.contains("output=") ? "" : " output=[" + output + "]";
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run(IMAGES + """
			newImage("small", "8-bit black", 4, 4, 1);
			newImage("zero", "8-bit black", 16, 8, 2);
			newImage("half", "32-bit black", 16, 8, 2); setPixel(3, 3, 0.5);
			newImage("nan", "32-bit black", 16, 8, 2); setPixel(3, 3, NaN);
			newImage("colour", "RGB black", 16, 8, 2);
			run("Compare Segmentations...", getArgument());
			""", options + out));
		assertEquals(message, failure.getMessage());
		assertFalse(Files.exists(output));
	}
}
