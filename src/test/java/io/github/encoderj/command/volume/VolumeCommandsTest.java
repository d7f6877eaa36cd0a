package io.github.encoderj.command.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Progress;
import io.github.encoderj.command.Macro;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Interpolation;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Resampling;
import io.github.encoderj.image.Volume;

/** The commands of the menu Volumes through macros, on a folder that holds a PET and a CT series. */
class VolumeCommandsTest {

	private static final String DICOM = "src/test/resources/dicom/mixed";
	private static final String CT = DICOM + ":/1.2.826.0.1.3680043.8.498.1.2";

	@TempDir
	private Path folder;

	@Test
	void petBecomesSuvWithAReport() throws IOException {
		run("Convert to SUV...", "input=[" + DICOM + "] output=[" + folder + "/suv.nii.gz]");
		final float[] activity = NpyFile.resource("/dicom/mixed-PT.npy").floats();
		final double factor = 71500 / (3.5e8 * Math.pow(0.5, 3900 / 6586.2));
		final float[] expected = new float[activity.length];
		for (int i = 0; i < expected.length; i++) expected[i] = (float) (activity[i] * factor);
		final Volume<?> suv = ImageFiles.read(folder.resolve("suv.nii.gz"));
		assertArrayEquals(expected, Pixels.floats(suv), 1e-6f);
		assertArrayEquals(new double[] { 1.25, 2.5, 3.27 }, suv.geometry().spacing(), 1e-5);
		final String report = Files.readString(folder.resolve("suv.csv"));
		assertTrue(report.contains(",BQML,") && report.contains("series time") && report.contains("09:10") && report.contains("10:15"), report);
		assertFalse(report.toLowerCase().contains("secret"), report);
	}

	@Test
	void ctLiesOnTheGridOfPet() {
		run("Convert to SUV...", "input=[" + DICOM + "] output=[" + folder + "/suv.nii.gz]");
		run("Resample to Reference...", "input=[" + CT + "] reference=[" + folder + "/suv.nii.gz] output=[" + folder + "/ct.nii.gz]");
		final Volume<?> suv = ImageFiles.read(folder.resolve("suv.nii.gz"));
		final Volume<?> ct = ImageFiles.read(folder.resolve("ct.nii.gz"));
		assertEquals(suv.size(), ct.size());
		assertEquals(suv.geometry(), ct.geometry());
		assertArrayEquals(Pixels.floats(Resampling.toReference(ImageFiles.read(CT), suv, Interpolation.LINEAR, -1024, Progress.NONE)), Pixels
			.floats(ct), 1e-6f);
	}

	@Test
	void aFileThatIsThereIsKept() throws IOException {
		final String options = "input=[" + DICOM + "] output=[" + folder + "/suv.nii.gz]";
		run("Convert to SUV...", options);
		Files.delete(folder.resolve("suv.csv"));
		run("Convert to SUV...", options);
		assertFalse(Files.exists(folder.resolve("suv.csv")));
		run("Convert to SUV...", options + " overwrite=true");
		assertTrue(Files.exists(folder.resolve("suv.csv")));
	}

	private static void run(final String label, final String options) {
		Macro.run("run(\"" + label + "\", getArgument());", options);
	}
}
