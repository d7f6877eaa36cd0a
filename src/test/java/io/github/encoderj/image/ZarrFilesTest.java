package io.github.encoderj.image;

import static io.github.encoderj.image.Volumes.assertRefused;
import static io.github.encoderj.image.Volumes.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.WholeFile;

class ZarrFilesTest {

	@TempDir
	Path folder;

	private void write(final Volume<?> volume, final Path path, final String version) {
		if (version.equals("0.4")) ImageFiles.write(volume, path);
		else ImageFiles.writeOmeZarr05(volume, path.toString());
	}

	@ParameterizedTest
	@EnumSource(PixelType.class)
	void everyTypeComesBack(final PixelType type) {
		for (final String version : new String[] { "0.4", "0.5" }) {
			for (final int channels : new int[] { 0, 3 }) {
				final Volume<?> volume = Volumes.of(type, channels);
				final Path path = folder.resolve(channels + version + ".zarr");
				write(volume, path, version);
				assertSame(volume, ImageFiles.read(path));
				write(volume, path, version);
				assertSame(volume, ImageFiles.read(path));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "nm", "\u00b5m", "mm", "pixel" })
	void unitsComeBack(final String unit) {
		final Volume<?> volume = Volume.of(new byte[12], 2, 2, 3, new Geometry(new double[] { 0.325, 0.3, 2.1 }, new double[] { 1, 0.7, -3 },
			new double[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, unit), "v");
		for (final String version : new String[] { "0.4", "0.5" }) {
			write(volume, folder.resolve(version + ".zarr"), version);
			assertSame(volume, ImageFiles.read(folder.resolve(version + ".zarr")));
		}
	}

	@Test
	void manyChunksWithAnyNumberOfThreads() {
		final int[] labels = new int[150 * 140 * 20];
		for (int i = 0; i < labels.length; i++) labels[i] = i * 31;
		final Volume<?> volume = Volume.ofLabels(labels, 150, 140, 20, Volumes.NM, "large");
		for (final int threads : new int[] { 1, 3 }) {
			final Path path = folder.resolve(threads + ".zarr");
			Parallel.withThreads(threads, () -> {
				ImageFiles.write(volume, path);
				assertSame(volume, ImageFiles.read(path));
				return null;
			});
		}
	}

	@Test
	void severalImagesInOneFile() {
		final Volume<?> raw = Volumes.of(PixelType.UINT8, 0);
		final Volume<?> labels = Volumes.of(PixelType.UINT64, 0);
		final Volume<?> affinities = Volumes.of(PixelType.FLOAT, 3);
		for (final String version : new String[] { "0.4", "0.5" }) {
			final String path = folder.resolve(version + ".zarr").toString();
			if (version.equals("0.4")) ImageFiles.write(raw, path + ":/volumes/raw");
			else ImageFiles.writeOmeZarr05(raw, path + ":/volumes/raw");
			ImageFiles.write(labels, path + ":/volumes/labels/neuron_ids");
			ImageFiles.write(affinities, path);
			assertSame(raw, ImageFiles.read(path));
			assertSame(labels, ImageFiles.readLabels(path));
			assertSame(affinities, ImageFiles.readAffinities(path));
			assertSame(labels, ImageFiles.read(path + "/volumes/labels/neuron_ids"));
			assertRefused(() -> ImageFiles.write(raw, path), "volumes/affinities", "lost");
			assertRefused(() -> ImageFiles.write(raw, path + ":/volumes"), "in its way");
		}
	}

	@Test
	void aFolderThatIsNoZarrIsNotReplaced() throws IOException {
		final Path path = Files.createDirectory(folder.resolve("notes.zarr"));
		Files.writeString(path.resolve("notes.txt"), "precious");
		assertRefused(() -> ImageFiles.write(Volumes.of(PixelType.UINT8, 0), path), "not a Zarr folder");
		assertEquals("precious", Files.readString(path.resolve("notes.txt")));
		assertRefused(() -> ImageFiles.read(path), "not a Zarr folder");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.4", "0.5" })
	void damagedFilesAreRefused(final String version) throws IOException {
		final Path path = folder.resolve("a.zarr");
		write(Volumes.of(PixelType.UINT16, 0), path, version);
		final List<Path> files;
		try (Stream<Path> tree = Files.walk(path)) {
			files = tree.filter(Files::isRegularFile).filter(f -> !f.endsWith(".zgroup") && !isEmptyAttributes(f)).toList();
		}
		assertEquals(3, files.size());
		for (final Path file : files) {
			final byte[] bytes = Files.readAllBytes(file);
			for (final int length : new int[] { 0, 1, bytes.length / 2, bytes.length - 9 }) {
				Files.write(file, Arrays.copyOf(bytes, length));
				assertRefused(() -> ImageFiles.read(path), "a.zarr");
			}
			Files.write(file, bytes);
		}
		Files.delete(path.resolve("0").resolve(version.equals("0.4") ? ".zarray" : "zarr.json"));
		assertRefused(() -> ImageFiles.read(path), "level \"0\"", "missing");
	}

	/** zarr-java writes an empty .zattrs beside each array. */
	private static boolean isEmptyAttributes(final Path file) {
		return file.endsWith("0/.zattrs");
	}

	@Test
	void aChunkThatCannotBeReadIsNotTakenForAnEmptyOne() throws IOException {
		final Path path = folder.resolve("a.zarr");
		ImageFiles.write(Volumes.of(PixelType.UINT16, 0), path);
		final Path chunk = path.resolve("0/0/0/0");
		Files.delete(chunk);
		Files.createDirectory(chunk);
		assertRefused(() -> ImageFiles.read(path), "a.zarr");
	}

	@Test
	void nothingIsLeftWhenWritingFailsHalfWay() throws IOException {
		final Path path = folder.resolve("half.zarr");
		final Volume<?> volume = Volumes.of(PixelType.UINT8, 0);
		assertRefused(() -> WholeFile.writeFolder(path, temporary -> {
			ZarrWriting.image(volume, temporary, 2);
			throw new IOException("No space left on device");
		}), "half.zarr", "No space left");
		try (Stream<Path> files = Files.list(folder)) {
			assertEquals(0, files.count());
		}
		ImageFiles.write(volume, path);
		assertRefused(() -> WholeFile.writeFolder(path, temporary -> {
			throw new IOException("No space left on device");
		}), "half.zarr");
		assertSame(volume, ImageFiles.read(path));
	}
}
