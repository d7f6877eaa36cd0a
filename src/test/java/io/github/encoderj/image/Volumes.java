package io.github.encoderj.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

import io.github.encoderj.base.Refusal;

/** Test volumes: every value differs from its neighbours along each axis, and the type's extremes occur. */
final class Volumes {

	static final Geometry NM = new Geometry(new double[] { 4, 4.5, 40 }, new double[] { 400, -90, 1000 }, new double[] { 1, 0, 0, 0, 1, 0, 0,
		0, 1 }, "nm");
	static final int WIDTH = 7;
	static final int HEIGHT = 5;
	static final int DEPTH = 3;

	private Volumes() {}

	/** A volume of a type; channels 0 for none. */
	static Volume<?> of(final PixelType type, final int channels) {
		final Raster raster = new Raster(type, WIDTH, HEIGHT, DEPTH, channels, type.name().toLowerCase());
		for (int c = 0; c < Math.max(1, channels); c++) {
			for (int z = 0; z < DEPTH; z++) fill(type, raster.array(z, c), raster.offset(z, c), z + DEPTH * c);
		}
		return raster.volume(NM, type.name().toLowerCase());
	}

	private static void fill(final PixelType type, final Object to, final int offset, final int page) {
		for (int i = 0; i < WIDTH * HEIGHT; i++) {
			final long v = i + 36L * page;
			switch (type) {
				case UINT8, INT8 -> ((byte[]) to)[offset + i] = (byte) (v * 3 - 7);
				case UINT16, INT16 -> ((short[]) to)[offset + i] = (short) (v * 331 - 7);
				case UINT32, INT32 -> ((int[]) to)[offset + i] = (int) (v * 21474836L - 7);
				case UINT64, INT64 -> ((long[]) to)[offset + i] = v * 92233720368547758L - 7;
				case FLOAT -> ((float[]) to)[offset + i] = v / 7f - 3;
				case DOUBLE -> ((double[]) to)[offset + i] = v / 7d - 3;
			}
		}
	}

	/** All values in the volume's own type, channel after channel. */
	static Object values(final Volume<?> volume, final PixelType type) {
		final int plane = (int) (volume.width() * volume.height());
		final Object all = type.array(plane * (int) (volume.depth() * volume.channels()));
		for (int c = 0; c < volume.channels(); c++) {
			for (int z = 0; z < volume.depth(); z++) Raster.section(volume, type, z, c, all, plane * (int) (z + volume.depth() * c));
		}
		return all;
	}

	static void assertSame(final Volume<?> expected, final Volume<?> found) {
		assertSameAs(expected, found, PixelType.of(expected.pixels().getType()));
	}

	/** Same size, voxel size and values, stored as a given type. */
	static void assertSameAs(final Volume<?> expected, final Volume<?> found, final PixelType type) {
		assertEquals(expected.size() + " " + expected.channels(), found.size() + " " + found.channels());
		assertEquals(expected.geometry(), found.geometry());
		assertEquals(type, PixelType.of(found.pixels().getType()));
		final Object a = values(expected, type);
		final Object b = values(found, type);
		assertTrue(java.util.Objects.deepEquals(a, b));
	}

	static void assertValues(final Object expected, final Volume<?> found, final PixelType type) {
		assertEquals(type, PixelType.of(found.pixels().getType()));
		assertArrayEquals(new Object[] { expected }, new Object[] { values(found, type) });
	}

	/** What is done is refused in words that hold all of these parts. */
	static void assertRefused(final Executable action, final String... parts) {
		final String message = assertThrows(Refusal.class, action).getMessage();
		for (final String part : parts) assertTrue(message.contains(part), message + "\nlacks: " + part);
	}
}
