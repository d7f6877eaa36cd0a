package io.github.encoderj.cxr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

class RadiographTest {

	private static final Path DICOM = Path.of("src/test/resources/dicom");

	@TempDir
	private Path folder;

	@Test
	void dicomIsReadAsItIsLookedAt() {
		for (final String name : new String[] { "window-1", "window-2", "voi-table", "modality-table" }) {
			final float[] expected = NpyFile.resource("/dicom/display-" + name + ".npy").floats();
			for (int i = 0; i < expected.length; i++) expected[i] *= 255;
			assertArrayEquals(expected, Pixels.floats(Radiograph.read(DICOM.resolve("display-" + name + ".dcm"))), 1e-3f, name);
		}
	}

	/** The same picture kept with white as low values: the stored words and the photometric interpretation are both turned round. */
	@Test
	void bothPhotometricTwinsGiveTheSamePicture() throws IOException {
		final Path dark = DICOM.resolve("display-nothing.dcm"); // MONOCHROME1, 16 bits, pixels at the end
		final float[] expected = Pixels.floats(Radiograph.read(dark));
		final byte[] twin = new String(Files.readAllBytes(dark), StandardCharsets.ISO_8859_1).replace("MONOCHROME1", "MONOCHROME2").getBytes(
			StandardCharsets.ISO_8859_1);
		final ShortBuffer words = ByteBuffer.wrap(twin, twin.length - 2 * expected.length, 2 * expected.length).order(ByteOrder.LITTLE_ENDIAN)
			.asShortBuffer();
		for (int i = 0; i < expected.length; i++) words.put(i, (short) (4095 - words.get(i)));
		final float[] bright = Pixels.floats(Radiograph.read(Files.write(folder.resolve("twin.dcm"), twin)));
		assertArrayEquals(expected, bright, 1e-3f);
	}

	@Test
	void picturesOfEightBitsStayAndOthersAreScaled() throws IOException {
		final BufferedImage colour = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
		colour.setRGB(0, 0, 0xff102030);
		colour.setRGB(1, 0, 0xff404040);
		ImageIO.write(colour, "png", folder.resolve("colour.png").toFile());
		assertArrayEquals(new float[] { 32, 64 }, Pixels.floats(Radiograph.read(folder.resolve("colour.png"))), 1e-3f);
		final byte[] levels = { 0, 100, (byte) 200 };
		final BufferedImage palette = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 3, levels, levels, levels));
		for (int x = 0; x < 3; x++) palette.getRaster().setSample(x, 0, 0, 2 - x);
		ImageIO.write(palette, "png", folder.resolve("palette.png").toFile());
		assertArrayEquals(new float[] { 200, 100, 0 }, Pixels.floats(Radiograph.read(folder.resolve("palette.png"))), 1e-3f);
		ImageFiles.write(Volume.of(new float[] { -1, 1, 3 }, 3, 1, 1, Geometry.PIXELS, "a"), folder.resolve("float.tif"));
		assertArrayEquals(new float[] { 0, 127.5f, 255 }, Pixels.floats(Radiograph.read(folder.resolve("float.tif"))), 1e-3f);
		ImageFiles.write(Volume.of(new float[4], 2, 1, 2, Geometry.PIXELS, "a"), folder.resolve("stack.tif"));
		assertThrows(Refusal.class, () -> Radiograph.read(folder.resolve("stack.tif")));
	}
}
