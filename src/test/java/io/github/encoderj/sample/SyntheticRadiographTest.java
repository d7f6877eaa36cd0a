package io.github.encoderj.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;

class SyntheticRadiographTest {

	private static final Path FOLDER = Path.of("test-images", SampleFiles.RADIOGRAPHS);

	@Test
	void filesEqualTheGenerator() throws IOException {
		final RadiographSet set = SampleFiles.radiographs();
		final List<String> table = Files.readAllLines(FOLDER.resolve("labels.csv"));
		assertEquals("image,patient,sex,age,cardiomegaly,consolidation,effusion,nodule,pneumothorax", table.get(0));
		assertEquals(set.entries().size() + 1, table.size());
		for (int i = 0; i < set.entries().size(); i++) {
			final String name = set.entries().get(i).name();
			final SyntheticRadiograph drawn = set.draw(i);
			assertArrayEquals(Pixels.floats(drawn.image()), Pixels.floats(ImageFiles.read(FOLDER.resolve("images/" + name + ".tif"))));
			assertArrayEquals(Pixels.labels(drawn.structures()), Pixels.labels(ImageFiles.read(FOLDER.resolve("structures/" + name + ".png"))));
			assertArrayEquals(Pixels.labels(drawn.findings()), Pixels.labels(ImageFiles.read(FOLDER.resolve("findings/" + name + ".png"))));
			assertArrayEquals(Pixels.labels(drawn.ribs()), Pixels.labels(ImageFiles.read(FOLDER.resolve("ribs/" + name + ".png"))));
			assertTrue(table.get(i + 1).startsWith(name + ".tif," + name.substring(0, 5) + (drawn.female() ? ",F," : ",M,") + drawn.age() + ","),
				table.get(i + 1));
		}
		try (Stream<Path> files = Files.walk(FOLDER)) {
			assertTrue(files.mapToLong(f -> f.toFile().length()).sum() < 1_500_000);
		}
		for (int c = 4; c < 9; c++) {
			final int column = c;
			final long positive = table.stream().skip(1).filter(line -> line.split(",")[column].equals("1")).count();
			assertTrue(positive >= 2 && positive <= 12, table.get(0).split(",")[c] + " " + positive);
		}
	}

	/** Findings have masks where they are present and none where they are not; the heart is large where that is stated. */
	@Test
	void truthIsTrue() {
		for (int patient = 0; patient < 40; patient++) {
			final SyntheticRadiograph drawn = SyntheticRadiograph.of(128, patient, 0);
			final int[] findings = Pixels.labels(drawn.findings());
			for (final Finding finding : Finding.values()) {
				if (finding == Finding.CARDIOMEGALY) continue;
				final long pixels = Arrays.stream(findings).filter(v -> v == finding.label()).count();
				assertEquals(drawn.present().contains(finding), pixels > 0, patient + " " + finding + " " + pixels);
			}
			final int[] structures = Pixels.labels(drawn.structures());
			final int heart = width(structures, v -> v == 3);
			final int chest = width(structures, v -> v > 0);
			assertEquals(drawn.present().contains(Finding.CARDIOMEGALY), heart > 0.52 * chest, patient + ": " + heart + " of " + chest);
			final float[] image = Pixels.floats(drawn.image());
			final double[] mean = new double[4];
			final int[] count = new int[4];
			for (int i = 0; i < image.length; i++) {
				if (findings[i] > 0) continue;
				mean[structures[i]] += image[i];
				count[structures[i]]++;
			}
			for (int lung = 1; lung <= 2; lung++) {
				assertTrue(count[lung] > 800, patient + " lung " + lung + " has " + count[lung]);
				assertTrue(mean[lung] / count[lung] < mean[3] / count[3] - 60, patient + ": the heart is brighter than lungs");
			}
		}
	}

	private static int width(final int[] labels, final java.util.function.IntPredicate wanted) {
		int left = 128;
		int right = -1;
		for (int i = 0; i < labels.length; i++) {
			if (!wanted.test(labels[i])) continue;
			left = Math.min(left, i % 128);
			right = Math.max(right, i % 128);
		}
		return right - left + 1;
	}

	@Test
	void sameSeedsSameRadiographOnAnyNumberOfThreads() {
		final SyntheticRadiograph one = Parallel.withThreads(1, () -> SyntheticRadiograph.of(100, 5, 1));
		final SyntheticRadiograph three = Parallel.withThreads(3, () -> SyntheticRadiograph.of(100, 5, 1));
		assertArrayEquals(Pixels.floats(one.image()), Pixels.floats(three.image()));
		assertArrayEquals(Pixels.labels(one.findings()), Pixels.labels(three.findings()));
		final SyntheticRadiograph other = SyntheticRadiograph.of(100, 5, 2);
		assertFalse(Arrays.equals(Pixels.floats(one.image()), Pixels.floats(other.image())));
		assertEquals(List.of(one.female(), one.age()), List.of(other.female(), other.age()));
		assertThrows(Refusal.class, () -> SyntheticRadiograph.of(31, 1, 1));
		assertThrows(Refusal.class, () -> RadiographSet.of(0, 64, 1));
	}

	@Test
	void aFolderWithFilesIsNotReplaced(@TempDir final Path folder) throws IOException {
		Files.writeString(folder.resolve("mine.txt"), "mine");
		final RadiographSet set = RadiographSet.of(2, 32, 1);
		assertThrows(Refusal.class, () -> set.write(folder, Progress.NONE));
		assertEquals("mine", Files.readString(folder.resolve("mine.txt")));
		set.write(folder.resolve("new"), Progress.NONE);
		assertEquals(3, Files.readAllLines(folder.resolve("new/labels.csv")).size());
	}
}
