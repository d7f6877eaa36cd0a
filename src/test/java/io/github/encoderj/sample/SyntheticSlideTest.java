package io.github.encoderj.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.pyramid.Pyramid;

class SyntheticSlideTest {

	private static final Path FOLDER = Path.of("test-images");

	@Test
	void theFileShowsWhatTheGeneratorMakes() {
		final SyntheticSlide slide = SampleFiles.slide();
		final Path file = FOLDER.resolve(SampleFiles.SLIDE);
		assertTrue(file.toFile().length() < 1_000_000);
		final byte[] made = new byte[3 * slide.width() * slide.height()];
		slide.read(0, 0, slide.width(), slide.height(), made);
		try (Pyramid pyramid = Pyramid.open(file)) {
			assertEquals(Optional.of(SyntheticSlide.PIXEL_SIZE), pyramid.pixelSize());
			assertEquals(3, pyramid.levels().size());
			final byte[] read = pyramid.read(0, 0, 0, slide.width(), slide.height());
			double difference = 0;
			for (int i = 0; i < read.length; i++) difference += Math.abs((read[i] & 255) - (made[i] & 255));
			assertTrue(difference / read.length < 4, "JPEG changes a value by " + difference / read.length);
		}
		assertArrayEquals(Pixels.floats(slide.truth()), Pixels.floats(ImageFiles.read(FOLDER.resolve(SampleFiles.SLIDE_TRUTH))));
	}

	@Test
	void sharesAreThoseAskedForAndTumourIsDarker() {
		for (final double share : new double[] { 0, 0.01, 0.3, 1 }) {
			final SyntheticSlide slide = new SyntheticSlide(2048, 1700, share, 7);
			final byte[] pixel = new byte[3];
			final long[] count = new long[3];
			final double[] red = new double[3];
			for (int y = 0; y < 1700; y += 4) {
				for (int x = 0; x < 2048; x += 4) {
					final int kind = slide.at(x, y);
					slide.read(x, y, 1, 1, pixel);
					count[kind]++;
					red[kind] += pixel[0] & 255;
				}
			}
			final double tissue = count[1] + count[2];
			assertEquals(0.45, tissue / (tissue + count[0]), 0.03);
			assertEquals(share, count[2] / tissue, 0.01 + 0.05 * share);
			if (share == 0.3) assertTrue(red[2] / count[2] < red[1] / count[1] - 15, red[2] / count[2] + ", " + red[1] / count[1]);
		}
	}

	@Test
	void sameSeedSameSlideOnAnyNumberOfThreads() {
		final SyntheticSlide one = Parallel.withThreads(1, () -> new SyntheticSlide(600, 500, 0.2, 3));
		final SyntheticSlide three = Parallel.withThreads(3, () -> new SyntheticSlide(600, 500, 0.2, 3));
		assertArrayEquals(part(one), part(three));
		assertTrue(!java.util.Arrays.equals(part(one), part(new SyntheticSlide(600, 500, 0.2, 4))));
		assertThrows(Refusal.class, () -> new SyntheticSlide(100, 500, 0.2, 3));
		assertThrows(Refusal.class, () -> new SyntheticSlide(600, 500, -0.1, 3));
	}

	private static byte[] part(final SyntheticSlide slide) {
		final byte[] part = new byte[3 * 200 * 150];
		slide.read(250, 200, 200, 150, part);
		return part;
	}
}
