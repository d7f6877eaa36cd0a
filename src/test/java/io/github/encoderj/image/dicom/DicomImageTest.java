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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Volume;

/** Single files that pydicom wrote and read (src/test/python/make_medical_goldens.py). */
class DicomImageTest {

	static final Path GOLDENS = Path.of("src/test/resources/dicom");

	@TempDir
	private Path folder;

	static List<String> files() throws IOException {
		try (Stream<Path> all = Files.list(GOLDENS)) {
			return all.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".dcm") && !f.startsWith("display") && !f.equals(
				"enhanced.dcm")).map(f -> f.replace(".dcm", "")).sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("files")
	void storedValuesAreThoseOfPydicom(final String name) {
		final NpyFile expected = NpyFile.resource("/dicom/" + name + ".npy");
		final DicomImage image = DicomImage.read(GOLDENS.resolve(name + ".dcm"));
		assertArrayEquals(expected.shape(), new int[] { image.frames(), image.channels(), image.height(), image.width() });
		final double[] all = expected.doubles();
		final int frame = all.length / image.frames();
		for (int f = 0; f < image.frames(); f++) {
			assertArrayEquals(Arrays.copyOfRange(all, f * frame, (f + 1) * frame), image.stored(f));
		}
	}

	@ParameterizedTest
	@CsvSource({ "explicit, INT16", "uint8, UINT8", "uint32, UINT32", "float, FLOAT", "double, DOUBLE", "bits, UINT8",
		"unsigned-12-high-bit-15, UINT16" })
	void theTypeIsTheSmallestThatHoldsAll(final String name, final PixelType type) {
		assertEquals(type, PixelType.of(ImageFiles.read(GOLDENS.resolve(name + ".dcm")).pixels().getType()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nested-implicit", "nested-explicit", "nested-unknown" })
	void nestedItemsAreKeptApart(final String name) {
		final DataSet elements = DicomImage.read(GOLDENS.resolve(name + ".dcm")).elements();
		assertEquals(name.endsWith("unknown") ? 1 : 2, elements.items(Tag.RADIOPHARMACEUTICAL_SEQUENCE).size());
		assertEquals(Optional.of(3.7e8), elements.item(Tag.RADIOPHARMACEUTICAL_SEQUENCE).orElseThrow().number(Tag.TOTAL_DOSE));
		assertFalse(elements.has(Tag.TOTAL_DOSE));
	}

	@Test
	void nothingOfThePatientsNameIsKept() {
		final DataSet elements = DicomImage.read(GOLDENS.resolve("implicit.dcm")).elements();
		assertTrue(elements.has(0x00100010));
		assertEquals(Optional.empty(), elements.text(0x00100010));
		assertEquals(Optional.empty(), elements.text(0x00100020));
	}

	@Test
	void coloursAreChannels() {
		final Volume<?> volume = ImageFiles.read(GOLDENS.resolve("rgb-planar.dcm"));
		assertEquals(3, volume.channels());
		assertEquals("18 x 13 x 1", volume.size());
	}

	@Test
	void anUnknownTransferSyntaxIsRefused() throws IOException {
		final Path file = patched("rle-8.dcm", "1.2.840.10008.1.2.5\0", "1.2.840.10008.1.2.99");
		assertRefused(file, "1.2.840.10008.1.2.99");
	}

	@Test
	void jpegLsIsRefusedByName() throws IOException {
		assertRefused(patched("lossless-1.dcm", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80"), "JPEG-LS");
	}

	@Test
	void framesThatDisagreeWithTheHeaderAreRefused() throws IOException {
		for (final String name : List.of("baseline", "lossless-1", "lossless-2", "j2k-10")) {
			final byte[] bytes = Files.readAllBytes(GOLDENS.resolve(name + ".dcm"));
			final int rows = indexOf(bytes, new byte[] { 0x28, 0, 0x10, 0, 'U', 'S', 2, 0 }) + 8;
			bytes[rows]--;
			final Path file = Files.write(folder.resolve(name + ".dcm"), bytes);
			final String message = assertThrows(Refusal.class, () -> DicomImage.read(file).stored(0)).getMessage();
			assertTrue(message.contains("header says"), message);
		}
	}

	@Test
	void truncatedFilesAreRefused() throws IOException {
		for (final String name : List.of("explicit", "rle-16", "lossless-3", "j2k-16", "deflated", "baseline")) {
			final byte[] bytes = Files.readAllBytes(GOLDENS.resolve(name + ".dcm"));
			for (final int length : new int[] { 100, 140, bytes.length / 2, bytes.length - 40 }) {
				final Path file = Files.write(folder.resolve(name + length + ".dcm"), Arrays.copyOf(bytes, length));
				assertThrows(Refusal.class, () -> DicomImage.read(file).stored(0), name + " cut to " + length);
			}
		}
	}

	@Test
	void textIsNoDicom() throws IOException {
		final Path file = Files.writeString(folder.resolve("text.dcm"), "This is no image.\n");
		assertFalse(DicomImage.is(file));
		assertRefused(file, "not a DICOM file");
	}

	private Path patched(final String name, final String from, final String to) throws IOException {
		final String text = new String(Files.readAllBytes(GOLDENS.resolve(name)), StandardCharsets.ISO_8859_1);
		assertTrue(text.contains(from));
		return Files.write(folder.resolve(name), text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
	}

	private static void assertRefused(final Path file, final String part) {
		final String message = assertThrows(Refusal.class, () -> DicomImage.read(file)).getMessage();
		assertTrue(message.contains(part) && message.contains(file.getFileName().toString()), message);
	}

	private static int indexOf(final byte[] bytes, final byte[] wanted) {
		for (int i = 0; i + wanted.length <= bytes.length; i++) {
			if (Arrays.equals(Arrays.copyOfRange(bytes, i, i + wanted.length), wanted)) return i;
		}
		throw new AssertionError("not found");
	}
}
