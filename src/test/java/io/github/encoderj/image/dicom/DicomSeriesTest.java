package io.github.encoderj.image.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/** Series in a folder that holds a PET and a CT series, a plan and a text, the files' names in no order. */
class DicomSeriesTest {

	private static final Path MIXED = DicomImageTest.GOLDENS.resolve("mixed");
	private static final String PET = "1.2.826.0.1.3680043.8.498.1.1";
	private static final String CT = "1.2.826.0.1.3680043.8.498.1.2";

	@TempDir
	private Path folder;

	@Test
	void seriesAreSortedOutAndSlicesOrdered() {
		final Volume<?> pet = ImageFiles.read(MIXED + ":/" + PET);
		final Volume<?> ct = ImageFiles.read(MIXED + ":/" + CT);
		assertEquals("18 x 13 x 6", pet.size());
		assertEquals("18 x 13 x 4", ct.size());
		assertEquals(PixelType.FLOAT, PixelType.of(pet.pixels().getType()));
		assertArrayEquals(NpyFile.resource("/dicom/mixed-PT.npy").floats(), Pixels.floats(pet));
		assertArrayEquals(NpyFile.resource("/dicom/mixed-CT.npy").floats(), Pixels.floats(ct));
		final Geometry g = pet.geometry();
		assertArrayEquals(new double[] { 1.25, 2.5, 3.27 }, g.spacing(), 1e-6);
		assertArrayEquals(new double[] { -100.5, 20.25, -300 }, g.origin(), 1e-9);
		assertArrayEquals(NpyFile.resource("/dicom/mixed-direction.npy").doubles(), g.direction(), 1e-9);
		assertEquals("mm", g.unit());
		assertEquals(5, ct.geometry().z(), 1e-6);
	}

	@Test
	void aFolderOfSeveralSeriesNamesThem() {
		final String message = assertThrows(Refusal.class, () -> ImageFiles.read(MIXED)).getMessage();
		assertTrue(message.contains("PT of 6 files") && message.contains(CT) && message.contains(":/" + PET), message);
		assertFalse(message.contains("Secret") || message.contains("SECRET"), message);
		assertThrows(Refusal.class, () -> ImageFiles.read(MIXED + ":/1.2.3.4.5"));
	}

	@Test
	void aMissingSliceIsNamed() throws IOException {
		copy("PT", 2);
		assertRefused("1 missing between -281.45 and -274.91 mm"); // along the normal
	}

	@Test
	void aCopyIsRefused() throws IOException {
		copy("PT", -1);
		Files.copy(slice("PT", 1), folder.resolve("copy"));
		assertRefused("copies of the same image");
	}

	@Test
	void aDoubledSliceIsNamed() throws IOException {
		copy("PT", -1);
		final String text = new String(Files.readAllBytes(slice("PT", 1)), StandardCharsets.ISO_8859_1);
		Files.write(folder.resolve("other"), text.replace(PET + ".101", PET + ".999").getBytes(StandardCharsets.ISO_8859_1));
		assertRefused("several slices at the same position", "other");
	}

	@Test
	void anUnevenSliceIsNamed() throws IOException {
		copy("PT", 2);
		final DicomImage third = DicomImage.read(slice("PT", 2));
		final String z = third.elements().texts(Tag.IMAGE_POSITION).get(2);
		final String moved = String.format(java.util.Locale.ROOT, "%.6f", Double.parseDouble(z) + 0.9);
		final String text = new String(Files.readAllBytes(slice("PT", 2)), StandardCharsets.ISO_8859_1);
		Files.write(folder.resolve("moved"), text.replace(z, moved).getBytes(StandardCharsets.ISO_8859_1));
		assertRefused("is uneven");
	}

	@Test
	void slicesOfOtherDirectionsAreRefused() throws IOException {
		copy("PT", 2);
		final String text = new String(Files.readAllBytes(slice("PT", 2)), StandardCharsets.ISO_8859_1);
		final String first = DicomImage.read(slice("PT", 2)).elements().texts(Tag.IMAGE_ORIENTATION).get(2);
		Files.write(folder.resolve("turned"), text.replace(first, first.replaceFirst("(\\.\\d\\d)\\d", "$1" + (first.charAt(first.indexOf('.') + 3) + 5 - '0') % 10)).getBytes(StandardCharsets.ISO_8859_1));
		assertRefused("lies in the direction");
	}

	@Test
	void aTiltedGantryIsKeptInTheThirdDirection() {
		final Geometry g = ImageFiles.read(DicomImageTest.GOLDENS.resolve("tilted")).geometry();
		assertEquals(Math.sqrt(17), g.z(), 1e-12);
		assertArrayEquals(new double[] { 1, 0, 0, 0, 1, 1 / Math.sqrt(17), 0, 0, 4 / Math.sqrt(17) }, g.direction(), 1e-12);
	}

	@Test
	void framesOfOneFileHaveTheirOwnPositionsAndSlopes() {
		final Volume<?> volume = ImageFiles.read(DicomImageTest.GOLDENS.resolve("enhanced.dcm"));
		assertArrayEquals(NpyFile.resource("/dicom/enhanced.npy").floats(), Pixels.floats(volume));
		assertArrayEquals(new double[] { 0.75, 0.5, 2 }, volume.geometry().spacing(), 1e-12);
		assertArrayEquals(new double[] { 10, 5, 7 }, volume.geometry().origin());
		assertArrayEquals(new double[] { 0, 0, -1, 1, 0, 0, 0, -1, 0 }, volume.geometry().direction());
	}

	@Test
	void aFolderWithoutImagesIsRefused() throws IOException {
		Files.copy(MIXED.resolve("plan.dcm"), folder.resolve("plan.dcm"));
		assertRefused("no DICOM image");
	}

	/** Copies a series without one of its slices; -1 for all. */
	private void copy(final String modality, final int without) throws IOException {
		for (int i = 0; i < 6; i++) if (i != without) Files.copy(slice(modality, i), folder.resolve("slice" + i));
	}

	private static Path slice(final String modality, final int index) {
		return MIXED.resolve(String.format("%02d-%s", (7 * index + 3) % 11, modality));
	}

	private void assertRefused(final String... parts) {
		final String message = assertThrows(Refusal.class, () -> ImageFiles.read(folder)).getMessage();
		for (final String part : List.of(parts)) assertTrue(message.contains(part), message);
		assertFalse(message.contains("Secret"), message);
	}
}
