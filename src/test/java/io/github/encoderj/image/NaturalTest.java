package io.github.encoderj.image;

import static io.github.encoderj.image.Volumes.assertRefused;
import static io.github.encoderj.image.Volumes.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NaturalTest {

	@TempDir
	Path folder;

	@Test
	void numbersCountByValue() {
		final List<String> sorted = List.of("1.tif", "2.tif", "10.tif", "a.tif", "a1b2.tif", "a1b10.tif", "a01b11.tif", "B2.tif", "b10.tif",
			"s99999999999999999999.tif", "s100000000000000000000.tif", "z.tif");
		for (int seed = 0; seed < 50; seed++) {
			final List<String> shuffled = new ArrayList<>(sorted);
			Collections.shuffle(shuffled, new Random(seed));
			shuffled.sort(Natural.ORDER);
			assertEquals(sorted, shuffled);
		}
		assertTrue(Natural.ORDER.compare("a01", "a1") != 0);
		assertEquals(0, Natural.ORDER.compare("a1", "a1"));
		assertEquals(-Integer.signum(Natural.ORDER.compare("A1", "a01")), Integer.signum(Natural.ORDER.compare("a01", "A1")));
	}

	@Test
	void aFolderIsAStack() throws IOException {
		final byte[] expected = new byte[12 * 35];
		for (int z = 0; z < 12; z++) {
			final byte[] section = new byte[35];
			java.util.Arrays.fill(section, (byte) (z + 1));
			System.arraycopy(section, 0, expected, z * 35, 35);
			ImageFiles.write(Volume.of(section, 7, 5, 1, Volumes.NM, "s"), folder.resolve("section" + (z + 1) + ".tif"));
		}
		Files.writeString(folder.resolve("notes.txt"), "not a section");
		Files.writeString(folder.resolve(".hidden.tif"), "not a section");
		assertSame(Volume.of(expected, 7, 5, 12, Volumes.NM, "stack"), ImageFiles.read(folder));
		assertEquals(folder.getFileName().toString(), ImageFiles.read(folder).name());
		ImageFiles.write(Volume.of(new byte[30], 6, 5, 1, Volumes.NM, "s"), folder.resolve("section13.tif"));
		assertRefused(() -> ImageFiles.read(folder), "section13.tif", "6 x 5 x 1", "7 x 5 x 1");
		ImageFiles.write(Volume.of(new byte[70], 7, 5, 2, Volumes.NM, "s"), folder.resolve("section13.tif"));
		assertRefused(() -> ImageFiles.read(folder), "section13.tif", "2 sections");
		Files.createDirectory(folder.resolve("empty"));
		assertRefused(() -> ImageFiles.read(folder.resolve("empty")), "empty", "no TIFF");
		assertRefused(() -> Natural.files(folder.resolve("none"), f -> true), "none", "not a folder");
	}

	@Test
	void aFolderOfPicturesIsAStack() throws IOException {
		for (int z = 0; z < 3; z++) {
			final java.awt.image.BufferedImage picture = new java.awt.image.BufferedImage(4, 3, java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
			picture.getRaster().setSample(1, 2, 0, 50 + z);
			javax.imageio.ImageIO.write(picture, "png", folder.resolve("p" + z + ".png").toFile());
		}
		final Volume<?> stack = ImageFiles.read(folder);
		assertEquals("4 x 3 x 3", stack.size());
		final float[] found = new float[3];
		for (int z = 0; z < 3; z++) found[z] = stack.pixels().getAt(1, 2, z).getRealFloat();
		assertArrayEquals(new float[] { 50, 51, 52 }, found);
	}
}
