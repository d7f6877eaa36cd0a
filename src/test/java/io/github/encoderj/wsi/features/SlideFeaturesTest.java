package io.github.encoderj.wsi.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.encoderj.base.Refusal;

/** Reading of files that h5py made (src/test/python/make_slide_features.py): feature j of tile i is i + j / 16. */
class SlideFeaturesTest {

	private static final Path FILES = Path.of("src/test/resources/wsi/features");
	private static final int TILES = 40;
	private static final int WIDTH = 8;

	@TempDir
	private Path folder;

	private static SlideFeatures open(final String name) {
		return SlideFeatures.open(FILES.resolve(name + ".h5"));
	}

	private static float[] expected(final int... rows) {
		final float[] expected = new float[rows.length * WIDTH];
		for (int i = 0; i < expected.length; i++) expected[i] = rows[i / WIDTH] + i % WIDTH / 16f;
		return expected;
	}

	@ParameterizedTest
	@ValueSource(strings = { "clam_features", "trident_features", "trident_half", "trident_double", "legacy" })
	void readsEveryRowOfBothToolsFiles(final String name) {
		try (SlideFeatures features = open(name)) {
			assertEquals(name, features.name());
			assertEquals(TILES, features.count());
			assertEquals(WIDTH, features.width());
			final int[] all = new int[TILES];
			Arrays.setAll(all, i -> i);
			assertArrayEquals(expected(all), features.read(0, TILES));
			assertArrayEquals(expected(31, 32, 33), features.read(31, 3));
			assertArrayEquals(expected(39, 0, 5, 6, 7, 5), features.read(new int[] { 39, 0, 5, 6, 7, 5 }));
			final float[] streamed = new float[TILES * WIDTH];
			features.forEach(7, (first, count, values) -> System.arraycopy(values, 0, streamed, first * WIDTH, count * WIDTH));
			assertArrayEquals(expected(all), streamed);
			final int[] places = features.coordinates();
			for (int i = 0; i < TILES; i++) {
				assertEquals(256 * (i % 7) + 3, places[2 * i]);
				assertEquals(256 * (i / 7) + 5, places[2 * i + 1]);
			}
		}
	}

	@Test
	void knowsTheSideOfATileWhereItIsSaid() {
		try (SlideFeatures clam = open("clam_features"); SlideFeatures trident = open("trident_features"); SlideFeatures old = open("legacy")) {
			assertEquals(OptionalInt.empty(), clam.side());
			assertEquals(OptionalInt.of(512), trident.side());
			assertEquals(Optional.of("uni_v1"), trident.text("encoder"));
			assertEquals(20, trident.number("target_magnification").getAsDouble());
			assertTrue(trident.number("savetodir").isEmpty());
			assertEquals(OptionalInt.of(512), old.side());
		}
	}

	@Test
	void readsSlidesWithoutTilesAndVectorsOfWholeSlides() {
		try (SlideFeatures empty = open("trident_empty"); SlideFeatures whole = open("trident_slide")) {
			assertEquals(0, empty.count());
			assertEquals(0, empty.coordinates().length);
			assertEquals(0, empty.read(0, 0).length);
			empty.forEach(5, (first, count, values) -> {
				throw new AssertionError("there is no tile");
			});
			assertEquals(1, whole.count());
			assertArrayEquals(expected(3), whole.read(0, 1));
			assertFalse(whole.hasCoordinates());
		}
	}

	@Test
	void refusesWhatHoldsNoFeatures() throws IOException {
		assertRefused(FILES.resolve("clam_patches.h5"), "no data set features");
		assertRefused(folder.resolve("none.h5"), "no file");
		final Path text = folder.resolve("text.h5");
		Files.writeString(text, "This is no such file.\n");
		assertRefused(text, "text.h5 is damaged");
		final byte[] whole = Files.readAllBytes(FILES.resolve("trident_features.h5"));
		final Path cut = folder.resolve("cut.h5");
		Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
		assertTrue(assertThrows(Refusal.class, () -> {
			try (SlideFeatures features = SlideFeatures.open(cut)) {
				features.read(0, features.count());
			}
		}).getMessage().contains("cut.h5"));
		try (SlideFeatures features = open("clam_features")) {
			assertThrows(Refusal.class, () -> features.read(39, 2));
			assertThrows(Refusal.class, () -> features.read(new int[] { 1, 40 }));
			assertThrows(Refusal.class, () -> features.read(new int[] { -1 }));
			assertThrows(Refusal.class, () -> features.forEach(0, (first, count, values) -> {}));
		}
	}

	private static void assertRefused(final Path path, final String message) {
		final String said = assertThrows(Refusal.class, () -> SlideFeatures.open(path)).getMessage();
		assertTrue(said.contains(message), said);
	}
}
