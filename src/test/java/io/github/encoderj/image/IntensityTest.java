package io.github.encoderj.image;

import static io.github.encoderj.image.Volumes.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IntensityTest {

	private static Volume<?> volume(final float... values) {
		return Volume.of(values, values.length, 1, 1, Geometry.PIXELS, "grey");
	}

	@Test
	void percentilesAreThoseOfNumpy() {
		// numpy.percentile([3, 1, 4, 1, 5, 9, 2, 6], [0, 1, 25, 50, 90, 100])
		assertArrayEquals(new double[] { 1, 1, 1.75, 3.5, 6.9, 9 }, Intensity.percentiles(volume(3, 1, 4, 1, 5, 9, 2, 6), 0, 1, 25, 50, 90,
			100), 1e-9);
		assertArrayEquals(new double[] { 7 }, Intensity.percentiles(volume(7), 33));
		assertRefused(() -> Intensity.percentiles(volume(1, 2), 101), "101");
		assertRefused(() -> Intensity.percentiles(volume(1, Float.NaN), 50), "grey", "NaN");
	}

	@Test
	void windowsScaleAndCutOff() {
		final Intensity.Window window = new Intensity.Window(10, 20);
		final Volume<?> grey = volume(5, 10, 12.5f, 20, 30);
		assertArrayEquals(new float[] { 0, 0, 0.25f, 1, 1 }, Pixels.floats(Intensity.toUnit(grey, window)));
		assertArrayEquals(new float[] { 0, 0, 64, 255, 255 }, Pixels.floats(Intensity.toBytes(grey, window)));
		assertEquals(new Intensity.Window(1, 9), Intensity.between(volume(9, 1, 5), 0, 100));
		assertRefused(() -> Intensity.between(volume(3, 3), 1, 99), "one value");
	}

	@Test
	void everyBitDepthHasItsFullWindow() {
		for (final PixelType type : new PixelType[] { PixelType.UINT8, PixelType.UINT16, PixelType.FLOAT }) {
			final Volume<?> volume = Volumes.of(type, 3);
			final double white = type == PixelType.UINT8 ? 255 : type == PixelType.UINT16 ? 65535 : 1;
			assertEquals(new Intensity.Window(0, white), Intensity.full(volume));
			assertEquals(3, Intensity.toUnit(volume, Intensity.full(volume)).channels());
			assertEquals(volume.geometry(), Intensity.toBytes(volume, Intensity.full(volume)).geometry());
		}
	}
}
