package io.github.encoderj.image;

import static io.github.encoderj.image.Volumes.assertRefused;
import static io.github.encoderj.image.Volumes.assertSame;
import static io.github.encoderj.image.Volumes.assertSameAs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.encoderj.base.WholeFile;

class Hdf5FilesTest {

	@TempDir
	Path folder;

	@ParameterizedTest
	@EnumSource(PixelType.class)
	void everyTypeComesBack(final PixelType type) {
		for (final int channels : new int[] { 0, 3 }) {
			final Volume<?> volume = Volumes.of(type, channels);
			final Path path = folder.resolve("a.h5");
			ImageFiles.write(volume, path, Optional.of("/some/where"));
			assertSame(volume, ImageFiles.read(path));
			assertSame(volume, ImageFiles.read(path + ":/some/where"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "nm", "\u00b5m", "mm", "pixel" })
	void unitsComeBack(final String unit) {
		final Volume<?> volume = Volume.of(new byte[12], 2, 2, 3, new Geometry(new double[] { 0.325, 0.3, 2.1 }, new double[] { 1, 0.7, -3 },
			new double[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, unit), "v");
		ImageFiles.write(volume, folder.resolve("v.hdf5"));
		assertSame(volume, ImageFiles.read(folder.resolve("v.hdf5")));
	}

	@Test
	void oneFileOfSeveral() {
		final Volume<?> raw = Volumes.of(PixelType.UINT8, 0);
		final Volume<?> labels = Volumes.of(PixelType.UINT64, 0);
		final Volume<?> affinities = Volumes.of(PixelType.FLOAT, 3);
		final Path path = folder.resolve("cremi.h5");
		ImageFiles.write(Map.of("volumes/raw", raw, "/volumes/labels/neuron_ids", labels, "volumes/affinities", affinities), path);
		assertSame(raw, ImageFiles.read(path));
		assertSame(labels, ImageFiles.readLabels(path.toString()));
		assertSame(affinities, ImageFiles.readAffinities(path.toString()));
		assertRefused(() -> ImageFiles.write(raw, path), "cremi.h5", "volumes/affinities, volumes/labels/neuron_ids", "lost");
		assertSame(labels, ImageFiles.readLabels(path.toString()));
		assertRefused(() -> ImageFiles.write(Map.of("a", raw, "a/b", raw), folder.resolve("b.h5")), "a", "group");
	}

	@Test
	void contentChoosesTheDataSet() {
		final String path = folder + "/";
		ImageFiles.write(Volumes.of(PixelType.UINT32, 0), path + "labels.h5");
		assertSame(Volumes.of(PixelType.UINT32, 0), ImageFiles.read(path + "labels.h5:/volumes/labels/neuron_ids"));
		ImageFiles.write(Volumes.of(PixelType.FLOAT, 3), path + "affinities.h5");
		assertEquals(3, ImageFiles.read(path + "affinities.h5:/volumes/affinities").channels());
		ImageFiles.write(Volumes.of(PixelType.INT16, 0), path + "raw.h5");
		assertSame(Volumes.of(PixelType.INT16, 0), ImageFiles.read(path + "raw.h5:/volumes/raw"));
		ImageFiles.write(Volumes.of(PixelType.UINT16, 0), path + "labels.h5:volumes/labels/neuron_ids");
		assertSameAs(Volumes.of(PixelType.UINT16, 0), ImageFiles.readLabels(path + "labels.h5"), PixelType.UINT32);
		assertRefused(() -> ImageFiles.write(Volumes.of(PixelType.INT16, 0), path + "new.h5:volumes/labels/neuron_ids"), "int16", "-7");
	}

	@Test
	void truncatedAndForeignFilesAreRefused() throws IOException {
		final Path path = folder.resolve("whole.h5");
		ImageFiles.write(Volumes.of(PixelType.FLOAT, 3), path);
		final byte[] bytes = Files.readAllBytes(path);
		for (int length = 1; length < bytes.length; length += 97) {
			Files.write(folder.resolve("cut.h5"), Arrays.copyOf(bytes, length));
			assertRefused(() -> ImageFiles.read(folder.resolve("cut.h5")), "cut.h5");
		}
		Files.writeString(folder.resolve("text.h5"), "This is not HDF5, but long enough to have a superblock in it if it were.");
		assertRefused(() -> ImageFiles.read(folder.resolve("text.h5")), "text.h5");
	}

	@Test
	void nothingIsLeftWhenWritingFailsHalfWay() throws IOException {
		final Path path = folder.resolve("half.h5");
		assertRefused(() -> WholeFile.write(path, temporary -> {
			Hdf5Writing.write(Map.of("raw", Volumes.of(PixelType.UINT8, 0)), temporary);
			throw new IOException("No space left on device");
		}), "half.h5", "No space left");
		try (var files = Files.list(folder)) {
			assertEquals(0, files.count());
		}
	}
}
