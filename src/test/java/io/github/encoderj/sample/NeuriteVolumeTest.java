package io.github.encoderj.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

class NeuriteVolumeTest {

	private static final Path FOLDER = Path.of("test-images");

	@TestFactory
	Stream<DynamicTest> filesEqualTheGenerator() {
		return SampleFiles.all().entrySet().stream().map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
			final Volume<?> made = file.getValue();
			final Volume<?> read = ImageFiles.read(FOLDER.resolve(file.getKey()));
			assertEquals(made.size(), read.size());
			assertArrayEquals(Pixels.floats(made), Pixels.floats(read));
			assertArrayEquals(NeuriteVolume.GEOMETRY.spacing(), read.geometry().spacing(), 1e-9);
			assertEquals("nm", read.geometry().unit());
		}));
	}

	@Test
	void filesAreWrittenTheSameAgain(@TempDir final Path folder) throws IOException {
		SampleFiles.main(new String[] { folder.toString() });
		long total = 0;
		for (final String name : SampleFiles.all().keySet()) {
			assertEquals(-1, Files.mismatch(FOLDER.resolve(name), folder.resolve(name)), name);
			total += Files.size(folder.resolve(name));
		}
		assertTrue(total < 2_000_000, "all sample files together: " + total + " bytes");
		assertThrows(Refusal.class, () -> SampleFiles.main(new String[] { folder.resolve("missing").toString() }));
	}

	@Test
	void sameSeedSameVolumeOnAnyNumberOfThreads() {
		final NeuriteVolume one = Parallel.withThreads(1, () -> NeuriteVolume.of(50, 40, 4, 9));
		final NeuriteVolume three = Parallel.withThreads(3, () -> NeuriteVolume.of(50, 40, 4, 9));
		assertArrayEquals(Pixels.floats(one.image()), Pixels.floats(three.image()));
		assertArrayEquals(Pixels.labels(one.labels()), Pixels.labels(three.labels()));
		assertFalse(Arrays.equals(Pixels.floats(one.image()), Pixels.floats(NeuriteVolume.of(50, 40, 4, 10).image())));
	}

	/** Membranes are dark, sections stain differently, and the voxels of a label hang together. */
	@Test
	void looksLikeSerialSections() {
		final NeuriteVolume volume = SampleFiles.train();
		final float[] image = Pixels.floats(volume.image());
		final int[] labels = Pixels.labels(volume.labels());
		final int w = 144;
		final int plane = w * w;
		final List<Double> means = new ArrayList<>();
		for (int z = 0; z < 20; z++) {
			double inside = 0, border = 0;
			int insides = 0, borders = 0;
			for (int i = z * plane + w; i < (z + 1) * plane - w; i++) {
				final boolean edge = labels[i] != labels[i - 1] || labels[i] != labels[i - w];
				if (edge) borders++;
				else insides++;
				if (edge) border += image[i];
				else inside += image[i];
			}
			assertTrue(inside / insides - border / borders > 10, "section " + z + ": membranes are " + border / borders + ", the rest " + inside /
				insides);
			means.add(inside / insides);
		}
		assertTrue(means.stream().max(Double::compare).get() - means.stream().min(Double::compare).get() > 10, means.toString());
		final int most = Arrays.stream(labels).max().getAsInt();
		assertTrue(most > 40, most + " neurites");
		assertEquals(most + 1, Arrays.stream(labels).distinct().count());
		assertTrue(Arrays.stream(labels).filter(v -> v == 0).count() < labels.length / 100);
	}

	@Test
	void membranesAreLabelled0WhereAskedFor() {
		final int[] dense = Pixels.labels(NeuriteVolume.of(80, 80, 2, 4).labels());
		final int[] open = Pixels.labels(NeuriteVolume.of(80, 80, 2, 4, true).labels());
		final long zeros = Arrays.stream(open).filter(v -> v == 0).count();
		assertTrue(zeros > dense.length / 20 && zeros < dense.length / 2, zeros + " of " + dense.length);
		assertTrue(Arrays.stream(dense).filter(v -> v == 0).count() < dense.length / 50);
	}

	@Test
	void anySizeWorksAndNoneIsRefused() {
		for (final int[] s : new int[][] { { 1, 1, 1 }, { 1, 30, 2 }, { 30, 1, 3 }, { 5, 5, 1 } }) {
			assertEquals((long) s[0] * s[1] * s[2], NeuriteVolume.of(s[0], s[1], s[2], 1).image().voxels());
		}
		assertThrows(Refusal.class, () -> NeuriteVolume.of(0, 5, 5, 1));
		assertThrows(Refusal.class, () -> NeuriteVolume.of(100_000, 100_000, 5, 1));
	}
}
