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

import io.github.encoderj.base.Progress;
import io.github.encoderj.cxr.SmallRadiographs;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.sample.NeuriteVolume;
import io.github.encoderj.sample.SyntheticSlide;

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
		SmallImages.writeSegmentations(folder);
		final Path truth = folder.resolve("truth");
		final Path segments = folder.resolve("segments");
		run("EncoderJ/Metrics/Compare_Folders.ijm", Map.of("truth", truth.toString(), "segmentation", segments.toString(), "results", folder
			.toString()));
		assertTrue(Files.readAllLines(folder.resolve("segmentations.csv")).stream().anyMatch(line -> line.startsWith("case1")));
		assertTrue(Files.readAllLines(folder.resolve("masks.csv")).get(0).contains("dice"));
	}

	@Test
	void slidesFromLabelsToMaps() throws IOException {
		final StringBuilder labels = new StringBuilder("slide,tumour\n");
		final Path slides = Files.createDirectories(folder.resolve("slides"));
		for (int s = 0; s < 6; s++) {
			new SyntheticSlide(800, 800, s % 2 * 0.3, s).write(slides.resolve("s" + s + ".ome.tif"), Progress.NONE);
			labels.append("s" + s + "," + s % 2 + "\n");
		}
		Files.writeString(folder.resolve("labels.csv"), labels);
		run("EncoderJ/Slides/Train_and_Map_Slides.ijm", Map.of("slides", slides.toString(), "labels", folder + "/labels.csv", "results", folder
			.toString(), "preset", "biopsy", "tile", "128", "folds", "2", "epochs", "1"));
		assertTrue(Files.readAllLines(folder.resolve("probabilities.csv")).get(0).startsWith("case,tumour,"));
		assertTrue(Files.readString(folder.resolve("classifier_scores.csv")).contains("pooled,tumour"));
		for (int s = 0; s < 6; s++) assertTrue(Files.exists(folder.resolve("maps/s" + s + ".ome.tif")), "s" + s);
	}

	@Test
	void segmentsPatients() throws IOException {
		SmallPatients.write(folder.resolve("patients"), 2);
		run("EncoderJ/Volumes/Train_and_Segment_Patients.ijm", Map.of("patients", folder + "/patients", "others", folder + "/patients", "pet",
			"suv", "ct", "", "labels", "mask", "results", folder.toString(), "minutes", "0.02", "epochs", "1", "folds", "2", "crop", "16"));
		assertEquals("20 x 20 x 20", ImageFiles.read(folder.resolve("labels/p1.nii.gz")).size());
		assertTrue(Files.readString(folder.resolve("head_scores.csv")).contains("\np1,1,"));
	}

	@Test
	void makesFiguresFromDicom() throws IOException {
		run("EncoderJ/Volumes/From_DICOM_to_Figures.ijm", Map.of("pet", "test-images/petct/pet", "ct", "test-images/petct/ct", "lesions",
			"test-images/petct/lesions.nii.gz", "results", folder.toString()));
		assertEquals("52 x 36 x 84", ImageFiles.read(folder.resolve("ct.nii.gz")).size());
		assertEquals(ImageFiles.read(folder.resolve("suv.nii.gz")).geometry(), ImageFiles.read(folder.resolve("ct.nii.gz")).geometry());
		for (final String name : List.of("pet_mip.png", "ct_mip.png", "pet_pca.png")) assertTrue(Files.size(folder.resolve(name)) > 10_000, name);
	}

	@Test
	void classifiesRadiographs() throws IOException {
		SmallRadiographs.write(folder, 40, 32);
		run("EncoderJ/Radiographs/Train_and_Classify_Radiographs.ijm", Map.of("images", folder + "/images", "labels", folder + "/labels.csv",
			"others", folder + "/images", "results", folder.toString(), "findings", "Mass", "method", "logistic", "shares", "6:1:3"));
		assertTrue(Files.readString(folder.resolve("head.csv")).contains("Mass"));
		assertEquals(41, Files.readAllLines(folder.resolve("findings.csv")).size());
	}

	@Test
	void segmentsRadiographs() throws IOException {
		final String set = "test-images/radiographs/";
		run("EncoderJ/Radiographs/Train_and_Segment_Radiographs.ijm", Map.of("images", set + "images", "masks", set + "structures", "patients",
			set + "labels.csv", "others", set + "images", "results", folder.toString(), "resolution", "32", "epochs", "2"));
		assertTrue(Files.readString(folder.resolve("head_dice.csv")).contains("left_lung"));
		assertEquals("256 x 256 x 1", ImageFiles.read(folder.resolve("segmented/labels/p0012_2.png")).size());
	}

	private static void run(final String script, final Map<String, String> values) throws IOException {
		Macro.run(ScriptParameters.filledIn(Files.readString(SCRIPTS.resolve(script)), values));
	}
}
