package io.github.encoderj.image.pyramid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

class PyramidTest {

	private static final int WIDTH = 1301;
	private static final int HEIGHT = 907;

	@TempDir
	private static Path folder;

	private static byte[] pixels;

	@BeforeAll
	static void writePyramids() {
		pixels = new byte[3 * WIDTH * HEIGHT];
		for (int i = 0; i < WIDTH * HEIGHT; i++) {
			final int x = i % WIDTH;
			final int y = i / WIDTH;
			pixels[3 * i] = (byte) (128 + 100 * Math.sin(x / 40.0));
			pixels[3 * i + 1] = (byte) (128 + 100 * Math.sin(y / 30.0));
			pixels[3 * i + 2] = (byte) ((x + y) / 10);
		}
		write("lossless.ome.tif", OptionalDouble.empty(), Optional.of(new PixelSize(0.25, 0.5)));
		write("lossy.ome.tif", OptionalDouble.of(0.9), Optional.empty());
	}

	private static void write(final String name, final OptionalDouble quality, final Optional<PixelSize> size) {
		PyramidWriting.write(folder.resolve(name), WIDTH, HEIGHT, size, quality, (x, y, w, h, out) -> {
			for (int v = 0; v < h; v++) System.arraycopy(pixels, 3 * ((y + v) * WIDTH + x), out, 3 * v * w, 3 * w);
		}, Progress.NONE);
	}

	@Test
	void levelsHalveAndSayTheirSize() {
		try (Pyramid pyramid = Pyramid.open(folder.resolve("lossless.ome.tif"))) {
			assertEquals("OME-TIFF", pyramid.format());
			assertEquals(3, pyramid.levels().size());
			assertEquals(651, pyramid.level(1).width());
			assertEquals(454, pyramid.level(1).height());
			assertEquals(326, pyramid.level(2).width());
			assertEquals(4, pyramid.level(2).downsample(), 0.02);
			assertEquals(Optional.of(new PixelSize(0.25, 0.5)), pyramid.pixelSize());
			assertThrows(Refusal.class, () -> pyramid.level(3));
			assertThrows(Refusal.class, () -> pyramid.read(0, 0, 0, 0, 5));
		}
		try (Pyramid pyramid = Pyramid.open(folder.resolve("lossy.ome.tif"))) {
			assertEquals(Optional.empty(), pyramid.pixelSize());
		}
	}

	@Test
	void anyPartIsWhatWasWritten() {
		try (Pyramid pyramid = Pyramid.open(folder.resolve("lossless.ome.tif"))) {
			assertArrayEquals(pixels, pyramid.read(0, 0, 0, WIDTH, HEIGHT));
			for (final int[] at : new int[][] { { 0, 0 }, { 200, 100 }, { -30, -40 }, { WIDTH - 50, HEIGHT - 20 }, { 5000, 10 }, { -500, 3 } }) {
				assertArrayEquals(expected(at[0], at[1], 90, 70), pyramid.read(0, at[0], at[1], 90, 70), Arrays.toString(at));
			}
			assertEquals(24, pyramid.decodedTiles(), "each of the 6 x 4 stored tiles once");
			final byte[] half = pyramid.read(1, 0, 0, 651, 454);
			for (final int[] at : new int[][] { { 3, 5 }, { 400, 300 }, { 127, 128 } }) {
				int sum = 0;
				for (int i = 0; i < 4; i++) sum += pixels[3 * ((2 * at[1] + i / 2) * WIDTH + 2 * at[0] + i % 2)] & 255;
				assertEquals((sum + 2) / 4, half[3 * (at[1] * 651 + at[0])] & 255);
			}
		}
	}

	@Test
	void jpegComesCloseWithBothDecoders() throws IOException {
		try (Pyramid pyramid = Pyramid.open(folder.resolve("lossy.ome.tif"))) {
			final byte[] read = pyramid.read(0, 0, 0, WIDTH, HEIGHT);
			double difference = 0;
			for (int i = 0; i < read.length; i++) difference += Math.abs((read[i] & 255) - (pixels[i] & 255));
			assertTrue(difference / read.length < 3, "mean difference " + difference / read.length);
		}
	}

	@Test
	void unalignedPassDecodesEachTileOnce() {
		try (Pyramid pyramid = Pyramid.open(folder.resolve("lossy.ome.tif"))) {
			Parallel.withThreads(3, () -> {
				Parallel.forEach(4 * 5, i -> pyramid.read(0, i % 5 * 224, i / 5 * 224, 224, 224));
				return null;
			});
			assertEquals(5 * 4, pyramid.decodedTiles());
		}
		try (Pyramid pyramid = Pyramid.open(folder.resolve("lossy.ome.tif"), 0)) {
			final byte[] once = pyramid.read(0, 100, 100, 300, 300);
			assertArrayEquals(once, pyramid.read(0, 100, 100, 300, 300), "a cache of nothing changes no pixel");
			assertTrue(pyramid.decodedTiles() > 4);
		}
	}

	@Test
	void bioFormatsReadsTheSame() throws IOException {
		try (TileSource direct = TiffPyramid.open(folder.resolve("lossless.ome.tif")).get(); TileSource other = BioFormatsPyramid.open(folder
			.resolve("lossless.ome.tif")))
		{
			assertEquals(direct.levels(), other.levels());
			assertEquals(direct.pixelSize(), other.pixelSize());
			for (int level = 0; level < 2; level++) assertArrayEquals(direct.tile(level, 0, 0), other.tile(level, 0, 0));
		}
	}

	@Test
	void badFilesAreRefused() throws IOException {
		assertRefused("missing.svs", "does not exist");
		Files.write(folder.resolve("empty.svs"), new byte[0]);
		assertRefused("empty.svs", "empty");
		Files.writeString(folder.resolve("text.svs"), "This is no slide.\n");
		assertRefused("text.svs", "text.svs");
		final byte[] whole = Files.readAllBytes(folder.resolve("lossy.ome.tif"));
		Files.write(folder.resolve("cut.ome.tif"), Arrays.copyOf(whole, whole.length / 2));
		assertRefused("cut.ome.tif", "cut.ome.tif");
		Refusal refusal = assertThrows(Refusal.class, () -> Pyramid.open(folder));
		assertTrue(refusal.getMessage().contains("folder"), refusal.getMessage());
		refusal = assertThrows(Refusal.class, () -> write("name.tif", OptionalDouble.empty(), Optional.empty()));
		assertTrue(refusal.getMessage().contains("name.tif"), refusal.getMessage());
	}

	@Test
	void aDamagedTileIsNamed() throws IOException {
		final byte[] whole = Files.readAllBytes(folder.resolve("lossy.ome.tif"));
		for (int i = 16; i < 60; i++) whole[i] = 7;
		Files.write(folder.resolve("damaged.ome.tif"), whole);
		try (Pyramid pyramid = Pyramid.open(folder.resolve("damaged.ome.tif"))) {
			pyramid.read(0, 256, 0, 256, 256);
			final Refusal refusal = assertThrows(Refusal.class, () -> pyramid.read(0, 0, 0, 256, 256));
			assertTrue(refusal.getMessage().contains("column 0, row 0"), refusal.getMessage());
		}
	}

	private static void assertRefused(final String name, final String part) {
		final Refusal refusal = assertThrows(Refusal.class, () -> Pyramid.open(folder.resolve(name)));
		assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
	}

	/** What a part holds: white outside of the image. */
	private static byte[] expected(final int x, final int y, final int width, final int height) {
		final byte[] out = new byte[3 * width * height];
		Arrays.fill(out, (byte) 255);
		for (int v = Math.max(0, y); v < Math.min(HEIGHT, y + height); v++) {
			for (int u = Math.max(0, x); u < Math.min(WIDTH, x + width); u++) {
				System.arraycopy(pixels, 3 * (v * WIDTH + u), out, 3 * ((v - y) * width + u - x), 3);
			}
		}
		return out;
	}
}
