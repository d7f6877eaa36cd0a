package io.github.encoderj.image.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Pixels;

/** Against pydicom's modality and VOI functions (src/test/python/make_medical_goldens.py). */
class DisplayValuesTest {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "window-1", "window-2", "exact", "sigmoid", "voi-table", "modality-table", "nothing" })
	void asPydicom(final String name) {
		final float[] expected = NpyFile.resource("/dicom/display-" + name + ".npy").floats();
		assertArrayEquals(expected, Pixels.floats(DisplayValues.read(DicomImageTest.GOLDENS.resolve("display-" + name + ".dcm"))), 1e-6f);
	}

	@Test
	void photometricTwinsAddUpToOne() {
		final float[] dark = Pixels.floats(DisplayValues.read(DicomImageTest.GOLDENS.resolve("display-window-1.dcm")));
		final float[] bright = Pixels.floats(DisplayValues.read(DicomImageTest.GOLDENS.resolve("display-window-2.dcm")));
		for (int i = 0; i < dark.length; i++) assertEquals(1, dark[i] + bright[i], 1e-6f);
	}

	@Test
	void badWindowsAndColoursAreRefused() throws IOException {
		assertThrows(Refusal.class, () -> DisplayValues.read(DicomImageTest.GOLDENS.resolve("rgb.dcm")));
		final String text = new String(Files.readAllBytes(DicomImageTest.GOLDENS.resolve("display-exact.dcm")), StandardCharsets.ISO_8859_1);
		final Path other = Files.write(folder.resolve("a.dcm"), text.replace("LINEAR_EXACT", "LINEAR_OTHER").getBytes(
			StandardCharsets.ISO_8859_1));
		assertThrows(Refusal.class, () -> DisplayValues.read(other));
		final Path narrow = Files.write(folder.resolve("b.dcm"), text.replace("1200", "-200").getBytes(StandardCharsets.ISO_8859_1));
		assertThrows(Refusal.class, () -> DisplayValues.read(narrow));
	}
}
