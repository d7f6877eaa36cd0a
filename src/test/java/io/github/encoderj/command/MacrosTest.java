package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.cxr.SmallRadiographs;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.sample.NeuriteVolume;
import io.github.encoderj.wsi.features.SlideFeatures;

/** The macros of the folder macros, as they stand, on small images. */
class MacrosTest {

	@TempDir
	private Path folder;

	@Test
	void segmentsNeuronsFromImagesToScores() throws IOException {
		write("em-train", NeuriteVolume.of(40, 40, 6, 1));
		write("em-test", NeuriteVolume.of(36, 32, 5, 2));
		final Path results = folder.resolve("results");
		run("em_neuron_segmentation.ijm", folder + ";" + results + ";0.02");
		final Volume<?> neurons = ImageFiles.read(results.resolve("neurons.tif"));
		assertEquals("36 x 32 x 5", neurons.size());
		assertEquals(36, ImageIO.read(results.resolve("overlay.png").toFile()).getWidth());
		final List<String> scores = Files.readAllLines(results.resolve("scores.csv"));
		assertTrue(scores.get(0).startsWith("case,voi_split,voi_merge,voi_sum,arand,"), scores.get(0));
		assertTrue(scores.get(1).startsWith("neurons.tif,"), scores.get(1));
		assertEquals(50, Files.readAllLines(results.resolve("thresholds.csv")).size());
	}

	@Test
	void runsTheProtocolAndGoesOnWhereItWasStopped() throws IOException {
		write("grey-train", NeuriteVolume.of(40, 40, 12, 1));
		write("grey-test", NeuriteVolume.of(36, 32, 5, 2));
		final Path results = folder.resolve("protocol");
		run("em_protocol.ijm", folder + ";" + results + ";filterbank;1;0.02;1;8");
		final List<String> one = Files.readAllLines(results.resolve("scores.csv"));
		assertTrue(one.get(1).startsWith("grey,filterbank,1"), one.get(1));
		run("em_protocol.ijm", folder + ";" + results + ";filterbank;2;0.02;1;8");
		final List<String> two = Files.readAllLines(results.resolve("scores.csv"));
		assertEquals(3, two.size());
		assertEquals(List.of("36 x 32 x 5", "36 x 32 x 5"), List.of(ImageFiles.read(results.resolve("grey_filterbank_1.tif")).size(), ImageFiles
			.read(results.resolve("grey_filterbank_2.tif")).size()));
		assertEquals(List.of(one.get(0), one.get(1)), two.subList(0, 2));
		for (final String figure : List.of("features", "affinities", "overlay")) {
			assertEquals(36, ImageIO.read(results.resolve("grey_filterbank_2_" + figure + ".png").toFile()).getWidth());
		}
	}

	@Test
	void makesFeaturesOfSlides() throws IOException {
		final Path slides = Files.createDirectory(folder.resolve("slides"));
		Files.copy(Path.of("test-images/slide.ome.tif"), slides.resolve("a.ome.tif"));
		run("slide_features.ijm", slides + ";" + folder);
		try (SlideFeatures features = SlideFeatures.open(folder.resolve("a.h5"))) {
			assertTrue(features.count() > 10);
			assertEquals(256, features.side().getAsInt());
		}
		assertEquals(1152, ImageIO.read(folder.resolve("sheet.png").toFile()).getWidth());
		assertEquals(2, Files.readAllLines(folder.resolve("encoding.csv")).size());
	}

	@Test
	void radiographsFromImagesToScores() throws IOException {
		SmallRadiographs.write(folder, 40, 32);
		final Path results = folder.resolve("results");
		run("radiographs.ijm", folder + ";" + results + ";;Mass");
		assertTrue(Files.readString(results.resolve("head.csv")).contains("for research, not for diagnosis"));
		assertEquals(41, Files.readAllLines(results.resolve("findings.csv")).size());
		for (final String name : List.of("size.csv", "size.png", "resolution.csv", "metadata.csv", "features/filterbank-112.h5")) {
			assertTrue(Files.exists(results.resolve(name)), name);
		}
	}

	@Test
	void turnsDicomSeriesIntoFigures() throws IOException {
		final Path results = folder.resolve("results");
		run("petct_patient.ijm", "test-images/petct;" + results + ";filterbank");
		for (final String name : new String[] { "suv.nii.gz", "suv.csv", "ct.nii.gz" }) assertTrue(Files.exists(results.resolve(name)), name);
		assertEquals(634, ImageIO.read(results.resolve("pet_mip.png").toFile()).getHeight());
		assertEquals(634, ImageIO.read(results.resolve("ct_mip.png").toFile()).getHeight());
		assertEquals(728, ImageIO.read(results.resolve("pet_pca.png").toFile()).getHeight());
	}

	@Test
	void segmentsPatientsFromTrainingToScores() throws IOException {
		final Path patients = folder.resolve("patients");
		SmallPatients.write(patients, 3);
		final Path results = folder.resolve("results");
		run("petct_segmentation.ijm", patients + ";" + results + ";;suv;none;mask;0.02;3;1;16");
		assertTrue(Files.readString(results.resolve("head_scores.csv")).startsWith("case,label,fold,truth_volume,dice"));
		assertEquals(SmallPatients.GEOMETRY, ImageFiles.read(results.resolve("labels/p1.nii.gz")).geometry());
		for (int p = 0; p < 3; p++) {
			assertTrue(Files.readString(results.resolve("labels/p" + p + "_scores.csv")).contains("p" + p + ".nii.gz,1,"), "p" + p);
		}
	}

	@Test
	void scoresFoldersAndTables() throws IOException {
		SmallImages.writeSegmentations(folder);
		final Path truth = folder.resolve("truth");
		final Path segments = folder.resolve("segments");
		Files.writeString(folder.resolve("labels.csv"), "case,Mass\na,1\nb,0\nc,1\n");
		Files.writeString(folder.resolve("probabilities.csv"), "case,Mass\na,0.9\nb,0.2\nc,0.1\n");
		run("score_folders.ijm", String.join(";", truth.toString(), segments.toString(), "", "", folder + "/labels.csv", folder +
			"/probabilities.csv"));
		final Path results = folder.resolve("segments-scores");
		assertTrue(Files.readAllLines(results.resolve("segmentations.csv")).stream().anyMatch(line -> line.startsWith("case1")));
		assertTrue(Files.readAllLines(results.resolve("masks.csv")).get(0).contains("dice"));
		assertTrue(Files.readAllLines(results.resolve("classification.csv")).get(1).startsWith("Mass,3,2,0.5,"));
	}

	private static void run(final String macro, final String argument) throws IOException {
		Macro.run(Files.readString(Path.of("macros", macro)), argument);
	}

	private void write(final String name, final NeuriteVolume sample) {
		ImageFiles.write(sample.image(), folder.resolve(name + ".tif"));
		ImageFiles.write(sample.labels(), folder.resolve(name + "-labels.tif"));
	}
}
