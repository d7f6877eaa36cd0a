package io.github.encoderj.command.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

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

class CompareMasksTest {

	private static final String COLUMNS = "case,label,dice,iou,precision,recall,specificity,volume_difference,false_positive_volume," +
		"false_negative_volume,hd,hd95,assd,nsd,note,nsd_tolerance,distance_unit,volume_unit,definition,version";

	private static final Geometry MILLIMETRES = Geometry.spacing(2, 2, 5, "mm");

	@TempDir
	private Path folder;

	@Test
	void scoresFilesInTheirUnits() {
		final Path truth = box("truth.tif", 4, MILLIMETRES, 1);
		final Path longer = box("longer.tif", 6, MILLIMETRES, 1);
		final Table table = run("truth=[" + truth + "] segmentation=[" + longer + "]");
		assertEquals(COLUMNS, String.join(",", table.columns()));
		assertEquals(1, table.size());
		assertEquals(0.8, table.number(0, "dice"), 1e-12); // 2 * 4 / (4 + 6)
		assertEquals(2.0 / 3, table.number(0, "precision"), 1e-12);
		assertEquals(1, table.number(0, "recall"));
		assertEquals(2 * 4 * 3 * 0.02, table.number(0, "volume_difference"), 1e-12); // columns x rows x sections x ml a voxel
		assertEquals(0, table.number(0, "false_positive_volume"));
		assertEquals(4, table.number(0, "hd"), 1e-6); // two voxels of 2 mm
		assertEquals(List.of("longer.tif", 1L, "mm", "ml", "monai", 1.0, Version.get()), Stream.of("case", "label", "distance_unit",
			"volume_unit", "definition", "nsd_tolerance", "version").map(column -> table.get(0, column)).toList());
	}

	@Test
	void thePercentileNamesItsColumn() {
		final Path truth = box("truth.tif", 4, MILLIMETRES, 1);
		final Path longer = box("longer.tif", 6, MILLIMETRES, 1);
		final Table table = run("truth=[" + truth + "] segmentation=[" + longer + "] percentile=50");
		assertEquals(COLUMNS.replace("hd95", "hd50"), String.join(",", table.columns()));
		assertEquals(0, table.number(0, "hd50"), 1e-6); // most of the surfaces coincide
		assertEquals(4, table.number(0, "hd"), 1e-6);
	}

	@Test
	void unitsFollowTheVoxelSize() {
		final Geometry nanometres = Geometry.spacing(2000, 2000, 5000, "nm");
		final Geometry micrometres = Geometry.spacing(2, 2, 5, "\u00b5m");
		final Table small = run("truth=[" + box("a.tif", 4, nanometres, 1) + "] segmentation=[" + box("b.tif", 6, micrometres, 1) + "]");
		assertEquals("ml", small.get(0, "volume_unit"));
		assertEquals(24 * 20e-12, small.number(0, "volume_difference"), 1e-22);
		assertEquals("nm", small.get(0, "distance_unit"));
		assertEquals(4000, small.number(0, "hd"), 1e-2);
		final Geometry unknown = Geometry.spacing(1, 1, 3, "pixel");
		final Table voxels = run("truth=[" + box("a.tif", 4, unknown, 1) + "] segmentation=[" + box("b.tif", 6, unknown, 1) + "]");
		assertEquals("voxels", voxels.get(0, "volume_unit"));
		assertEquals(24, voxels.number(0, "volume_difference"), 1e-12);
		assertEquals("pixel", voxels.get(0, "distance_unit"));
	}

	@Test
	void aPictureHasAnAreaWhateverItsDepth() {
		final int[] mask = { 0, 1, 1, 0, 0, 1, 1, 0 };
		final int[] more = { 0, 1, 1, 1, 0, 1, 1, 1 };
		final Path truth = write("picture.tif", Volume.ofLabels(mask, 4, 2, 1, Geometry.spacing(0.5, 0.5, 1, "mm"), "picture"));
		final Path other = write("other.tif", Volume.ofLabels(more, 4, 2, 1, Geometry.spacing(0.5, 0.5, 9, "mm"), "other"));
		final Table table = run("truth=[" + truth + "] segmentation=[" + other + "]");
		assertEquals("mm2", table.get(0, "volume_unit"));
		assertEquals(0.5, table.number(0, "volume_difference"), 1e-12);
		assertEquals(0.5, table.number(0, "hd"), 1e-6);
	}

	@Test
	void labelsAndDefinitionsHaveRows() {
		final Path truth = boxes("truth.tif", 1, 2);
		final Path other = boxes("other.tif", 1, 3);
		final Table table = run("truth=[" + truth + "] segmentation=[" + other + "] definition=all");
		assertEquals(3 * (3 + 2), table.size()); // labels 1, 2, 3, their union and their mean
		assertEquals(List.of(1L, 1L, 1L, 2L), Stream.of(0, 1, 2, 3).map(row -> table.get(row, "label")).toList());
		assertEquals("monai,medpy,deepmind", table.get(0, "definition") + "," + table.get(1, "definition") + "," + table.get(2, "definition"));
		assertTrue(table.get(3, "note").toString().startsWith("the segmentation is empty: precision is undefined"), table.toCsv());
		final Table chosen = run("truth=[" + truth + "] segmentation=[" + other + "] labels=1");
		assertEquals(1, chosen.size());
		assertEquals(1, chosen.number(0, "dice"));
	}

	@Test
	void countsLesionsWhereAsked() {
		final int[] truth = { 1, 1, 0, 1, 0, 2, 0, 0, 0, 0 };
		final int[] found = { 1, 0, 0, 0, 0, 2, 0, 2, 0, 1 };
		final Path a = write("a.tif", Volume.ofLabels(rows(truth), 10, 2, 2, MILLIMETRES, "a"));
		final Path b = write("b.tif", Volume.ofLabels(rows(found), 10, 2, 2, MILLIMETRES, "b"));
		final Table any = run("truth=[" + a + "] segmentation=[" + b + "] lesions=coverage");
		assertEquals(List.of(1L, 2L, "all", "mean"), Stream.of(0, 1, 2, 3).map(row -> any.get(row, "label")).toList());
		assertEquals(2, any.number(0, "truth_lesions"));
		assertEquals(0.5, any.number(0, "lesion_sensitivity"));
		assertEquals(0.5, any.number(1, "lesion_precision"));
		assertEquals(2.0 / 3, any.number(2, "lesion_sensitivity"), 1e-12);
		assertEquals(0.75, any.number(3, "lesion_sensitivity"));
		assertEquals("coverage 0.0, 18 neighbours", any.get(0, "lesion_definition"));
		final Table half = run("truth=[" + a + "] segmentation=[" + b + "] lesions=iou overlap=0.6 neighbours=26 labels=1");
		assertEquals(0, half.number(0, "found_lesions"));
		assertEquals("iou 0.6, 26 neighbours", half.get(0, "lesion_definition"));
	}

	@Test
	void foldersAreMatchedByNameAndSummedUp() throws IOException {
		final Path truths = Files.createDirectory(folder.resolve("truths"));
		final Path found = Files.createDirectory(folder.resolve("found"));
		for (final String name : List.of("case1", "case2", "case10", "lonely", "wide", "coarse", "broken")) {
			box("truths/" + name + "_mask.tif", 4, MILLIMETRES, 1);
		}
		box("found/case1.tif", 4, MILLIMETRES, 255);
		box("found/case2.tif", 6, MILLIMETRES, 255);
		box("found/case10.tif", 2, MILLIMETRES, 255);
		box("found/coarse.tif", 4, Geometry.spacing(2, 2, 6, "mm"), 255);
		write("found/wide.tif", Volume.ofLabels(new int[8], 2, 2, 2, MILLIMETRES, "wide"));
		Files.writeString(found.resolve("broken.tif"), "no image");
		box("found/other.tif", 4, MILLIMETRES, 255);
		final Table table = run("truth=[" + truths + "] segmentation=[" + found + "]");
		assertEquals(List.of("broken", "case1", "case2", "case10", "coarse", "lonely", "other", "wide", "mean", "sd", "median", "ci95_low",
			"ci95_high"), Stream.iterate(0, row -> row + 1).limit(table.size()).map(row -> table.get(row, "case")).toList());
		assertTrue(table.get(0, "note").toString().startsWith("segmentation: "), table.toCsv());
		assertEquals("segmentation: coarse.tif has voxels of 2.0 x 2.0 x 6.0 mm, but the truth coarse_mask.tif has 2.0 x 2.0 x 5.0 mm. " +
			"Resample one of them, or correct its voxel size (in Fiji: Image > Properties).", table.get(4, "note"));
		assertEquals("no partner in the folder of the segmentation", table.get(5, "note"));
		assertEquals("no partner in the folder of the truth", table.get(6, "note"));
		assertEquals("segmentation: wide.tif has 2 x 2 x 2 voxels, but the truth wide_mask.tif has 12 x 6 x 5. Crop one of them.", table.get(
			7, "note"));
		assertEquals((1 + 0.8 + 2.0 / 3) / 3, table.number(8, "dice"), 1e-12);
		assertEquals(0.8, table.number(10, "dice"), 1e-12);
		assertEquals("of 3 of 8 cases", table.get(8, "note"));
		assertEquals("mask", table.get(8, "label"));
	}

	@Test
	void foldersOfSectionsAreStacksWhereAsked() throws IOException {
		for (final String name : List.of("a", "b")) {
			Files.createDirectory(folder.resolve(name));
			for (int z = 0; z < 2; z++) {
				write(name + "/" + z + ".tif", Volume.ofLabels(new int[] { 0, 1, 1, z }, 2, 2, 1, MILLIMETRES, "section"));
			}
		}
		final String keys = "truth=[" + folder.resolve("a") + "] segmentation=[" + folder.resolve("b") + "]";
		assertEquals("b", run(keys + " sections=true").get(0, "case"));
		assertEquals(2 + 5, run(keys).size());
	}

	@Test
	void writesLatexAndMarkdown() throws IOException {
		final String keys = "truth=[" + box("truth.tif", 4, MILLIMETRES, 1) + "] segmentation=[" + box("more.tif", 6, MILLIMETRES, 1) + "]";
		Macro.run("run('Compare Masks...', getArgument());", keys + " output=[" + folder.resolve("a.md") + "]");
		assertTrue(Files.readString(folder.resolve("a.md")).startsWith("| case | label | dice |"), "Markdown");
		assertTrue(Files.readString(folder.resolve("a.md")).contains("| 0.8000 |"), "Markdown");
		Macro.run("run('Compare Masks...', getArgument());", keys + " output=[" + folder.resolve("a.tex") + "]");
		assertTrue(Files.readString(folder.resolve("a.tex")).startsWith("\\begin{tabular}"), "LaTeX");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		segmentation=mask                                | truth is empty: give the true labels, as the title of an open image or as a file.
		truth=mask segmentation=small                    | segmentation: small has 4 x 4 x 1 voxels, but the truth mask has 16 x 8 x 2. Crop one of them.
		truth=mask segmentation=fine                     | segmentation: fine has voxels of 0.5 x 0.5 x 0.5 mm, but the truth mask has 1.0 x 1.0 x 1.0 pixel. Resample one of them, or correct its voxel size (in Fiji: Image > Properties).
		truth=mask segmentation=half                     | The segmentation holds the value 0.5, which is not a label: labels are whole numbers of 0 or more. Give an image of labels.
		truth=mask segmentation=mask labels=0            | labels = 0: whole numbers above 0 with commas between are expected.
		truth=mask segmentation=mask definition=itk      | definition = itk: expected one of monai, medpy, deepmind, all.
		truth=mask segmentation=mask lesions=yes         | lesions = yes: expected one of none, coverage, iou.
		truth=mask segmentation=mask overlap=2           | overlap = 2.0: expected a number from 0.0 to 1.0.
		truth=mask segmentation=mask neighbours=8        | neighbours = 8: expected one of 6, 18, 26.
		truth=mask segmentation=mask output=a.xls        | output = a.xls: the name must end with .csv or .tex or .md.
		""")
	void refuses(final String options, final String message) {
		final Path output = folder.resolve("out.csv");
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("""
			newImage("mask", "8-bit black", 16, 8, 2); setPixel(3, 3, 1);
			newImage("small", "8-bit black", 4, 4, 1);
			newImage("half", "32-bit black", 16, 8, 2); setPixel(3, 3, 0.5);
			newImage("fine", "8-bit black", 16, 8, 2); setVoxelSize(0.5, 0.5, 0.5, "mm");
			run("Compare Masks...", getArgument());
			""", options + (options.contains("output=") ? "" : " output=[" + output + "]")));
		assertEquals(message, failure.getMessage());
		assertFalse(Files.exists(output));
	}

	@Test
	void refusesFoldersWithoutPartners() throws IOException {
		Files.createDirectory(folder.resolve("one"));
		Files.createDirectory(folder.resolve("two"));
		box("one/a.tif", 4, MILLIMETRES, 1);
		box("two/b.tif", 4, MILLIMETRES, 1);
		final String keys = "truth=[" + folder.resolve("one") + "] segmentation=[" + folder.resolve("two") + "]";
		final String message = assertThrows(MacroFailure.class, () -> run(keys)).getMessage();
		assertTrue(message.contains("hold no two images of the same name: there is a.tif in the one, b.tif in the other."), message);
		Files.move(folder.resolve("two/b.tif"), folder.resolve("two/a.tif"));
		Files.writeString(folder.resolve("two/a.tif"), "no image");
		final String none = assertThrows(MacroFailure.class, () -> run(keys)).getMessage();
		assertTrue(none.startsWith("truth, segmentation: none of the 1 cases could be compared. The first is a: segmentation: "), none);
	}

	private Table run(final String keys) {
		final Path csv = folder.resolve("scores.csv");
		Macro.run("run('Compare Masks...', getArgument());", keys + " output=[" + csv + "]");
		return CsvTable.read(csv);
	}

	/** A mask of {@code length} x 4 x 3 voxels in 12 x 6 x 5. */
	private Path box(final String name, final int length, final Geometry geometry, final int value) {
		final int[] mask = new int[12 * 6 * 5];
		for (int z = 1; z < 4; z++) {
			for (int y = 1; y < 5; y++) Arrays.fill(mask, (z * 6 + y) * 12 + 2, (z * 6 + y) * 12 + 2 + length, value);
		}
		return write(name, Volume.ofLabels(mask, 12, 6, 5, geometry, name));
	}

	/** Two labels of 2 x 2 x 2 voxels. */
	private Path boxes(final String name, final int first, final int second) {
		final int[] labels = new int[10 * 2 * 2];
		for (int row = 0; row < 4; row++) {
			Arrays.fill(labels, 10 * row + 1, 10 * row + 3, first);
			Arrays.fill(labels, 10 * row + 6, 10 * row + 8, second);
		}
		return write(name, Volume.ofLabels(labels, 10, 2, 2, MILLIMETRES, name));
	}

	/** The same row four times. */
	private static int[] rows(final int[] row) {
		return Stream.of(row, row, row, row).flatMapToInt(Arrays::stream).toArray();
	}

	private Path write(final String name, final Volume<?> volume) {
		final Path path = folder.resolve(name);
		ImageFiles.write(volume, path);
		return path;
	}
}
