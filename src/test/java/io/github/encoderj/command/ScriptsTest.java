package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.sample.NeuriteVolume;

/** The script commands of the folder plugins, as they stand, on small images. */
class ScriptsTest {

	private static final Path SCRIPTS = Path.of("plugins");

	@TempDir
	private Path folder;

	@TestFactory
	List<DynamicTest> everyParameterIsExplained() throws IOException {
		try (Stream<Path> files = Files.walk(SCRIPTS)) {
			return files.filter(Files::isRegularFile).sorted().map(file -> DynamicTest.dynamicTest(SCRIPTS.relativize(file).toString(), () -> {
				assertTrue(file.toString().matches(".*/EncoderJ/(.+/)?[A-Z]\\w*_\\w+\\.ijm"), "Fiji shows scripts with an underscore in their name");
				final List<ScriptParameters> parameters = ScriptParameters.of(Files.readString(file));
				assertFalse(parameters.isEmpty());
				parameters.forEach(each -> assertTrue(each.attributes().containsKey("label") && each.attributes().containsKey("description"), each
					.name()));
			})).toList();
		}
	}

	@Test
	void segmentsNeuronsAndChoosesAThreshold() throws IOException {
		final NeuriteVolume sample = NeuriteVolume.of(40, 40, 6, 1);
		ImageFiles.write(sample.image(), folder.resolve("image.tif"));
		ImageFiles.write(sample.labels(), folder.resolve("labels.tif"));
		final String image = folder.resolve("image.tif").toString();
		final String labels = folder.resolve("labels.tif").toString();
		run("EncoderJ/EM/Train_and_Segment_Neurons.ijm", Map.of("trainImage", image, "trainLabels", labels, "testImage", image, "results", folder
			.toString(), "minutes", "0.02"));
		final Volume<?> neurons = ImageFiles.read(folder.resolve("neurons.tif"));
		assertEquals("40 x 40 x 6", neurons.size());
		run("EncoderJ/EM/Choose_Threshold.ijm", Map.of("image", image, "truth", labels, "head", folder.resolve("head.safetensors").toString(),
			"results", folder.toString(), "thresholds", "0.2:0.8:0.2"));
		assertEquals(5, Files.readAllLines(folder.resolve("thresholds.csv")).size());
	}

	@Test
	void comparesFolders() throws IOException {
		final Path truth = Files.createDirectories(folder.resolve("truth"));
		final Path segments = Files.createDirectories(folder.resolve("segments"));
		for (int i = 0; i < 2; i++) {
			ImageFiles.write(NeuriteVolume.of(24, 24, 3, i).labels(), truth.resolve("case" + i + ".tif"));
			ImageFiles.write(NeuriteVolume.of(24, 24, 3, i + 5).labels(), segments.resolve("case" + i + ".tif"));
		}
		run("EncoderJ/Metrics/Compare_Folders.ijm", Map.of("truth", truth.toString(), "segmentation", segments.toString(), "results", folder
			.toString()));
		assertTrue(Files.readAllLines(folder.resolve("segmentations.csv")).stream().anyMatch(line -> line.startsWith("case1")));
		assertTrue(Files.readAllLines(folder.resolve("masks.csv")).get(0).contains("dice"));
	}

	private static void run(final String script, final Map<String, String> values) throws IOException {
		Macro.run(ScriptParameters.filledIn(Files.readString(SCRIPTS.resolve(script)), values));
	}
}
