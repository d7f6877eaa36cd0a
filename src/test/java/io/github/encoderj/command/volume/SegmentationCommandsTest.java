package io.github.encoderj.command.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.command.SmallPatients;
import io.github.encoderj.command.Macro;
import io.github.encoderj.encoder.Catalogue;
import io.github.encoderj.image.ImageFiles;

/** Training and segmenting several patients through macros. */
class SegmentationCommandsTest {


	@TempDir
	private Path folder;

	@Test
	void patientsInFolds() throws IOException {
		SmallPatients.write(folder.resolve("patients"), 3);
		final String patients = "input=[" + folder + "/patients] pet=suv labels=mask ";
		Macro.run("run(\"Train Volume Segmentation...\", getArgument());", patients + "output=[" + folder + "/lesions.safetensors] skips=raw " +
			"voxel=4 crop=16 batch=1 epochs=1 minutes=0.02 folds=3 threads=1");
		final List<String> scores = Files.readAllLines(folder.resolve("lesions_scores.csv"));
		assertTrue(scores.get(0).startsWith("case,label,fold,truth_volume,dice"), scores.get(0));
		assertTrue(scores.get(0).endsWith("definition,encoder,device,version"), scores.get(0));
		assertEquals(List.of("ci95_high", "ci95_low", "mean", "median", "p0", "p1", "p2", "sd"), scores.stream().skip(1).map(line -> line
			.substring(0, line.indexOf(','))).sorted().toList());
		assertTrue(Files.exists(folder.resolve("lesions_fold3.safetensors")));
		assertFalse(Files.exists(folder.resolve("lesions.state.safetensors")));

		Files.createDirectory(folder.resolve("out"));
		final String segment = patients + "head=[" + folder + "/lesions.safetensors] output=[" + folder + "/out] largest=1";
		Macro.run("run(\"Segment Volumes...\", getArgument());", segment);
		final Path labels = folder.resolve("out/p1.nii.gz");
		assertEquals(SmallPatients.GEOMETRY, ImageFiles.read(labels).geometry());
		assertEquals(9, Files.readAllLines(folder.resolve("out/scores.csv")).size());
		final FileTime written = FileTime.fromMillis(1000);
		Files.setLastModifiedTime(labels, written);
		Files.delete(folder.resolve("out/p2.nii.gz"));
		Macro.run("run(\"Segment Volumes...\", getArgument());", segment);
		assertEquals(written, Files.getLastModifiedTime(labels), "finished work is kept");
		assertTrue(Files.exists(folder.resolve("out/p2.nii.gz")));
		assertTrue(Files.readString(folder.resolve("out/segmentation.csv")).contains("p1,,,,,was there already"));
	}

	@Test
	void oneVolumeIsShownWithItsOverlay() throws IOException {
		SmallPatients.write(folder.resolve("patients"), 1);
		final String patient = folder + "/patients/p0/";
		Macro.run("run(\"Train Volume Segmentation...\", getArgument());", "pet=[" + patient + "suv.nii.gz] labels=[" + patient +
			"mask.nii.gz] output=[" + folder + "/one.safetensors] skips=raw crop=16 batch=1 epochs=1 rate=0.01 folds=0 threads=1");
		final String shown = Macro.run("run(\"Segment Volumes...\", getArgument()); return getTitle() + \" \" + nSlices + \" \" + Overlay.size;",
			"pet=[" + patient + "suv.nii.gz] head=[" + folder + "/one.safetensors]");
		assertTrue(shown.matches("suv.nii.gz overlay 20 [1-9][0-9]*"), shown);
	}

	/** The encoder of the catalogue is found again by the head's name of it, and three slices need no key when they are applied. */
	@Test
	void aHeadOfThreeSlicesIsAppliedAsItWasTrained() throws IOException {
		final String before = System.getProperty(Catalogue.FOLDER_PROPERTY, "");
		System.setProperty(Catalogue.FOLDER_PROPERTY, folder.toString());
		try {
			SmallPatients.write(folder.resolve("patients"), 1);
			final String patient = folder + "/patients/p0/";
			Macro.run("run(\"Manage Encoders...\", getArgument());", "add=src/test/resources/encoders/golden/models/dinov3-vit-tiny name=tiny");
			Macro.run("run(\"Train Volume Segmentation...\", getArgument());", "pet=[" + patient + "suv.nii.gz] labels=[" + patient +
				"mask.nii.gz] output=[" + folder + "/three.safetensors] encoder=tiny slices=3 skips=raw crop=16 batch=1 epochs=1 folds=0 minutes=0.02");
			Macro.run("run(\"Segment Volumes...\", getArgument());", "pet=[" + patient + "suv.nii.gz] head=[" + folder +
				"/three.safetensors] output=[" + folder + "/three.nii.gz]");
			assertEquals(SmallPatients.GEOMETRY, ImageFiles.read(folder.resolve("three.nii.gz")).geometry());
		}
		finally {
			if (before.isEmpty()) System.clearProperty(Catalogue.FOLDER_PROPERTY);
			else System.setProperty(Catalogue.FOLDER_PROPERTY, before);
		}
	}
}
