package io.github.encoderj.wsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.pyramid.PixelSize;
import io.github.encoderj.image.pyramid.PyramidWriting;

class SlideTest {

	private static final Path SAMPLE = Path.of("test-images/slide.ome.tif");

	@TempDir
	private Path folder;

	@Test
	void levelsAreChosenAsOpenSlideDoes() {
		try (Slide slide = Slide.open(SAMPLE)) {
			assertEquals("slide", slide.name());
			assertEquals(PixelSize.of(0.5), slide.pixelSize());
			assertEquals(0, slide.levelFor(1));
			assertEquals(0, slide.levelFor(1.9));
			assertEquals(1, slide.levelFor(2));
			assertEquals(1, slide.levelFor(3.9));
			assertEquals(2, slide.levelFor(64));
			assertEquals(0, slide.levelFor(0.5));
			final Picture picture = slide.picture(64);
			assertEquals(384, picture.width());
			assertEquals(4, picture.downsampleX());
			assertArrayEquals(slide.pyramid().read(1, 100, 50, 30, 20), slide.read(1, 200, 100, 30, 20));
			assertThrows(Refusal.class, () -> slide.level(3));
			assertThrows(Refusal.class, () -> slide.picture(0.5));
		}
	}

	@Test
	void aMissingPixelSizeIsAskedForAndNeverAssumed() {
		final Path file = folder.resolve("plain.ome.tif");
		PyramidWriting.write(file, 300, 300, Optional.empty(), OptionalDouble.empty(), (x, y, w, h, out) -> {}, Progress.NONE);
		try (Slide slide = Slide.open(file)) {
			assertFalse(slide.calibrated());
			final Refusal refusal = assertThrows(Refusal.class, slide::pixelSize);
			assertTrue(refusal.getMessage().contains("plain.ome.tif") && refusal.getMessage().contains("micrometres"), refusal.getMessage());
		}
		try (Slide slide = Slide.open(file, OptionalDouble.of(0.25))) {
			assertEquals(0.25, slide.pixelSize().mean());
		}
		assertThrows(Refusal.class, () -> Slide.open(file, OptionalDouble.of(0)));
		final Path print = folder.resolve("print.ome.tif");
		PyramidWriting.write(print, 300, 300, Optional.of(PixelSize.of(352.8)), OptionalDouble.empty(), (x, y, w, h, out) -> {},
			Progress.NONE);
		try (Slide slide = Slide.open(print)) {
			assertFalse(slide.calibrated(), "72 dots an inch are no size of a pixel");
		}
	}

	@Test
	void magnificationsAreTridents() {
		assertEquals(80, Slide.magnification(0.12));
		assertEquals(40, Slide.magnification(0.25));
		assertEquals(20, Slide.magnification(0.5));
		assertEquals(10, Slide.magnification(1));
		assertEquals(5, Slide.magnification(2));
		assertThrows(Refusal.class, () -> Slide.magnification(2.4));
		assertThrows(Refusal.class, () -> Slide.magnification(Double.NaN));
	}
}
