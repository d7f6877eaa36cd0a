package io.github.encoderj.command.radiographs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.command.Macro;
import io.github.encoderj.command.MacroFailure;
import io.github.encoderj.cxr.SmallRadiographs;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.metrics.CsvTable;
import io.github.encoderj.metrics.Table;

/** The menu Radiographs through macros, on small pictures with the filter bank. */
class RadiographCommandsTest {

	@TempDir
	private static Path data;

	@TempDir
	private Path folder;

	@BeforeAll
	static void writeRadiographs() throws IOException {
		SmallRadiographs.write(data, 120, 40);
	}

	private void run(final String command, final String options) {
		Macro.run("run(\"" + command + "\", getArgument());", options.replace("DATA", data.toString()).replace("OUT", folder.toString()));
	}

	private static int row(final Table table, final String label, final String column, final String value) {
		for (int r = 0; r < table.size(); r++) {
			if (table.get(r, "label").equals(label) && table.get(r, column).toString().equals(value)) return r;
		}
		throw new AssertionError(label + " " + value + " is not in\n" + table.toCsv());
	}

	private static final String COMMON = "input=[DATA/images] labels=[DATA/labels.csv] features=[DATA/features] bootstrap=50 ";

	@Test
	void aClassifierIsTrainedScoredAndApplied() throws IOException {
		for (final String method : List.of("linear rates=0.01,0.001 batch=32", "logistic strengths=0.01,1", "knn neighbours=3,10")) {
			run("Train Radiograph Classifier...", COMMON + "resolution=32 seeds=2 overwrite=true output=[OUT/head.safetensors] method=" + method);
			final Table scores = CsvTable.read(folder.resolve("head.csv"));
			final boolean linear = method.startsWith("linear");
			final double macro = scores.number(row(scores, "macro", "seed", linear ? "mean" : "1"), "auroc");
			assertTrue(macro > 0.85, method + ": macro AUROC " + macro);
			assertEquals("for research, not for diagnosis", scores.get(0, "note"));
			final Table test = CsvTable.read(folder.resolve("head_test.csv"));
			run("Classify Radiographs...", "input=[DATA/images] head=[OUT/head.safetensors] output=[OUT/all.csv] features=[DATA/features]");
			final Table all = CsvTable.read(folder.resolve("all.csv"));
			assertEquals(120, all.size());
			for (int r = 0; r < test.size(); r++) {
				final int image = Integer.parseInt(test.get(r, "case").toString().replaceAll("\\D", ""));
				assertEquals(test.get(r, "case"), all.get(image, "case"));
				assertEquals(test.number(r, "Mass"), all.number(image, "Mass"), 1e-6);
			}
		}
	}

	@Test
	void aFineTunedEncoderIsKeptInTheHeadAndApplied() {
		final String tiny = Path.of("src/test/resources/encoders/golden/models/vit-tiny").toAbsolutePath().toString();
		final String options = COMMON + "encoder=[" + tiny + "] resolution=64 seeds=1 tuningepochs=8 tuningrate=0.002 output=[OUT/";
		for (final String blocks : List.of("all", "1")) {
			run("Train Radiograph Classifier...", options + "tuned" + blocks + ".safetensors] finetune=" + blocks);
			final Table test = CsvTable.read(folder.resolve("tuned" + blocks + "_test.csv"));
			run("Classify Radiographs...", "input=[DATA/images] head=[OUT/tuned" + blocks + ".safetensors] encoder=[" + tiny +
				"] output=[OUT/tuned-all.csv]");
			final Table all = CsvTable.read(folder.resolve("tuned-all.csv"));
			for (int r = 0; r < test.size(); r++) {
				final int image = Integer.parseInt(test.get(r, "case").toString().replaceAll("\\D", ""));
				assertEquals(test.number(r, "Effusion"), all.number(image, "Effusion"), 1e-5);
			}
		}
		final Table tuned = CsvTable.read(folder.resolve("tunedall.csv"));
		assertTrue(tuned.number(row(tuned, "Effusion", "method", "finetune all"), "auroc") > 0.8, tuned.toCsv());
		run("Sweep Radiographs...", COMMON + "encoder=[" + tiny + "] over=resolution values=32,64 methods=linear seeds=1 finetune=all " +
			"tuningepochs=1 output=[OUT/mixed.csv]");
		final Table mixed = CsvTable.read(folder.resolve("mixed.csv"));
		row(mixed, "macro", "method", "linear");
		row(mixed, "macro", "method", "finetune all");
	}

	@Test
	void foldsTestEveryRadiographOnce() throws IOException {
		run("Train Radiograph Classifier...", COMMON + "resolution=32 method=logistic folds=3 output=[OUT/cv.safetensors]");
		final Table scores = CsvTable.read(folder.resolve("cv.csv"));
		assertTrue(scores.number(row(scores, "Effusion", "seed", "mean"), "auroc") > 0.9);
		assertEquals(120, CsvTable.read(folder.resolve("cv_test.csv")).size());
	}

	@Test
	void whatIsKeptIsNotEncodedAgainUnlessTheFileIsNewer() throws IOException {
		final Path own = Files.createDirectories(folder.resolve("own"));
		SmallRadiographs.write(own, 24, 32);
		final String options = "input=[OUT/own/images] labels=[OUT/own/labels.csv] resolution=32 method=logistic bootstrap=0 split=1:0:1 " +
			"overwrite=false features=[OUT/kept] output=[OUT/";
		run("Train Radiograph Classifier...", options + "a.safetensors]");
		final Path kept = folder.resolve("kept/filterbank-32.h5");
		final float[] before = FeatureStore.read(kept).vector("r3.png");
		Files.copy(own.resolve("images/r4.png"), own.resolve("images/r3.png"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
		Files.setLastModifiedTime(own.resolve("images/r3.png"), FileTime.fromMillis(Files.getLastModifiedTime(kept).toMillis() + 5000));
		assertThrows(MacroFailure.class, () -> run("Train Radiograph Classifier...", options + "b.safetensors] seed=3 testlist=[OUT/list.txt]"));
		Files.writeString(folder.resolve("list.txt"), "r3.png\n");
		final MacroFailure leak = assertThrows(MacroFailure.class, () -> run("Train Radiograph Classifier...", options +
			"b.safetensors] testlist=[OUT/list.txt]"));
		assertTrue(leak.getMessage().contains("two sides"), leak.getMessage());
		Files.writeString(folder.resolve("list.txt"), "r2.png\nr3.png\nr4.png\nr5.png\nr8.png\nr9.png\n");
		run("Train Radiograph Classifier...", options + "b.safetensors] testlist=[OUT/list.txt]");
		final FeatureStore after = FeatureStore.read(kept);
		assertFalse(java.util.Arrays.equals(before, after.vector("r3.png")));
		assertTrue(java.util.Arrays.equals(after.vector("r4.png"), after.vector("r3.png")));
	}

	@Test
	void sweepsGiveOneTableAndOnePlot() throws IOException {
		run("Sweep Radiographs...", COMMON + "over=size values=10%,20,60 methods=logistic,knn seeds=2 resolution=32 neighbours=5 " +
			"output=[OUT/size.csv]");
		final Table size = CsvTable.read(folder.resolve("size.csv"));
		assertTrue(Files.size(folder.resolve("size.png")) > 1000);
		assertEquals(20.0, size.number(row(size, "macro", "value", "20"), "training_images"));
		run("Sweep Radiographs...", COMMON + "over=resolution values=16,32 methods=logistic seeds=2 output=[OUT/resolution.csv]");
		final Table resolution = CsvTable.read(folder.resolve("resolution.csv"));
		assertTrue(resolution.number(row(resolution, "macro", "value", "32"), "auroc") > 0.85);
		run("Sweep Radiographs...", COMMON + "over=shots values=1,4 methods=logistic seeds=2 resolution=32 output=[OUT/shots.csv]");
		final Table shots = CsvTable.read(folder.resolve("shots.csv"));
		assertTrue(shots.number(row(shots, "macro", "value", "4"), "training_images") <= 12);
	}

	@Test
	void metadataIsPredictedInFoldsByPatient() {
		run("Study Radiograph Metadata...", COMMON + "resolution=32 folds=3 ages=40 output=[OUT/metadata.csv]");
		final Table table = CsvTable.read(folder.resolve("metadata.csv"));
		assertTrue(table.number(row(table, "female", "fold", "mean"), "auroc") > 0.9);
		final double age = table.number(row(table, "40+", "fold", "mean"), "auroc");
		assertTrue(age > 0.2 && age < 0.8, "age is not in the pictures, but AUROC is " + age);
	}
}
