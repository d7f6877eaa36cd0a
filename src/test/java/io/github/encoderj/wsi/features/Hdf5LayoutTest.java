package io.github.encoderj.wsi.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file as jhdf reads it. That h5py reads the same bytes, with texts as str, is shown by src/test/python/check_slide_features.py on
 * src/test/resources/wsi/features/own.h5, which this test makes again byte by byte.
 */
class Hdf5LayoutTest {

	private static final Path OWN = Path.of("src/test/resources/wsi/features/own.h5");
	private static final int ROWS = 5;
	private static final int WIDTH = 3;

	@TempDir
	private Path folder;

	private static byte[] file() throws IOException {
		final Map<String, Object> ofFile = new LinkedHashMap<>();
		ofFile.put("encoder", "filterbank");
		ofFile.put("tiles", "tiles of 256 pixels, \u00b5m");
		ofFile.put("slide_bytes", 1L << 33);
		final Map<String, Object> places = Map.of("patch_size", 256L, "level_dim", new long[] { 1024, 900 }, "downsample", new double[] { 2,
			2.5 }, "level0_micrometres", 0.25);
		final int[] coordinates = new int[2 * ROWS];
		final ByteBuffer rows = ByteBuffer.allocate(4 * ROWS * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
		for (int i = 0; i < ROWS; i++) {
			coordinates[2 * i] = 256 * (i % 7) + 3;
			coordinates[2 * i + 1] = 256 * (i / 7) + 5;
			for (int j = 0; j < WIDTH; j++) rows.putFloat(i + j / 16f);
		}
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(new Hdf5Layout(ofFile, new java.util.TreeMap<>(places), Map.of("encoder", "x".repeat(5000)), coordinates, WIDTH).head());
		out.write(rows.array());
		return out.toByteArray();
	}

	@Test
	void isReadBack() throws IOException {
		final Path path = folder.resolve("own.h5");
		Files.write(path, file());
		try (SlideFeatures features = SlideFeatures.open(path)) {
			assertEquals(ROWS, features.count());
			assertEquals(WIDTH, features.width());
			assertArrayEquals(new float[] { 3, 3.0625f, 3.125f, 4, 4.0625f, 4.125f }, features.read(3, 2));
			assertArrayEquals(new int[] { 3, 5, 259, 5, 515, 5, 771, 5, 1027, 5 }, features.coordinates());
			assertEquals(Optional.of("tiles of 256 pixels, \u00b5m"), features.text("tiles"));
			assertEquals(5000, features.text("encoder").get().length());
			assertEquals(1L << 33, features.number("slide_bytes").getAsDouble());
			assertEquals(Optional.of("[2.0, 2.5]"), features.text("downsample"));
			assertEquals(Optional.of("[1024, 900]"), features.text("level_dim"));
			assertEquals(0.25, features.number("level0_micrometres").getAsDouble());
			assertEquals(512, features.side().getAsInt());
		}
	}

	@Test
	void isTheFileThatHdf5ItselfHasRead() throws IOException {
		assertArrayEquals(Files.readAllBytes(OWN), file());
	}

	/** Writes the file for check_slide_features.py. */
	public static void main(final String[] arguments) throws IOException {
		try (OutputStream out = Files.newOutputStream(OWN)) {
			out.write(file());
		}
	}
}
