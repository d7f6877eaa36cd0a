package io.github.encoderj.image;

import static io.github.encoderj.image.Volumes.assertRefused;
import static io.github.encoderj.image.Volumes.assertSame;
import static io.github.encoderj.image.Volumes.assertSameAs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.io.Opener;

class TiffFilesTest {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "UINT8,UINT8", "INT8,INT8", "UINT16,UINT16", "INT16,INT16", "UINT32,UINT32", "INT32,INT32", "FLOAT,FLOAT",
		"DOUBLE,DOUBLE" })
	void everyTypeComesBack(final PixelType type, final PixelType stored) {
		for (final String name : new String[] { "a.tif", "b.ome.tif" }) {
			for (final int channels : new int[] { 0, 3 }) {
				final Volume<?> volume = Volumes.of(type, channels);
				ImageFiles.write(volume, folder.resolve(name));
				final Volume<?> back = ImageFiles.read(folder.resolve(name));
				assertSameAs(volume, back, stored);
				assertEquals(name, back.name());
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.tif", "b.ome.tif" })
	void largeFilesComeBack(final String name) throws IOException {
		for (final int channels : new int[] { 0, 3 }) {
			final Path path = folder.resolve(channels + name);
			final Volume<?> volume = Volumes.of(PixelType.UINT16, channels);
			TiffWriting.write(volume, name.endsWith(".ome.tif"), path, 1);
			assertSame(volume, ImageFiles.read(path));
			assertTrue(java.util.Objects.deepEquals(Volumes.values(volume, PixelType.UINT16), Volumes.values(BioFormatsReading.read(path),
				PixelType.UINT16)));
		}
	}

	@Test
	void bioFormatsReadsImageJForm() {
		for (final PixelType type : new PixelType[] { PixelType.UINT16, PixelType.UINT32, PixelType.FLOAT }) {
			final Volume<?> volume = Volumes.of(type, 3);
			final Path path = folder.resolve(type + ".tif");
			ImageFiles.write(volume, path);
			final Volume<?> back = BioFormatsReading.read(path);
			// Bio-Formats 7.3.1 takes the distance of the sections as µm whatever the unit; x and y are right
			assertEquals(4, back.geometry().x());
			assertEquals("nm", back.geometry().unit());
			assertTrue(java.util.Objects.deepEquals(Volumes.values(volume, type), Volumes.values(back, type)));
		}
	}

	@Test
	void imageJReadsWhatWeWrite() {
		final Volume<?> volume = Volumes.of(PixelType.FLOAT, 3);
		ImageFiles.write(volume, folder.resolve("affinities.tif"));
		final ImagePlus image = new Opener().openImage(folder.resolve("affinities.tif").toString());
		assertTrue(image.isHyperStack());
		assertArrayEquals(new int[] { 7, 5, 3, 3, 1 }, image.getDimensions());
		assertSame(volume, ImagePlusAdapter.wrap(image));
	}

	@ParameterizedTest
	@EnumSource(value = PixelType.class, names = { "UINT64", "INT64", "UINT32", "INT32" })
	void labelsAreSixteenBitWhereTheyFit(final PixelType type) {
		final Raster raster = new Raster(type, 4, 2, 2, 0, "labels");
		for (int z = 0; z < 2; z++) {
			for (int i = 0; i < 8; i++) set(raster.array(z, 0), raster.offset(z, 0) + i, z == 1 && i == 7 ? 65535 : i);
		}
		final Volume<?> labels = raster.volume(Volumes.NM, "labels");
		ImageFiles.write(labels, folder.resolve("labels.tif"));
		assertSameAs(labels, ImageFiles.read(folder.resolve("labels.tif")), PixelType.UINT16);
		set(raster.array(1, 0), raster.offset(1, 0) + 7, 65536);
		ImageFiles.write(labels, folder.resolve("labels.tif"));
		assertSameAs(labels, ImageFiles.read(folder.resolve("labels.tif")), PixelType.UINT32);
		final ImagePlus image = new Opener().openImage(folder.resolve("labels.tif").toString());
		assertEquals(65536f, image.getStack().getProcessor(2).getf(7));
	}

	private static void set(final Object array, final int at, final long value) {
		if (array instanceof long[] a) a[at] = value;
		else ((int[]) array)[at] = (int) value;
	}

	@ParameterizedTest
	@EnumSource(value = PixelType.class, names = { "UINT64", "INT64" })
	void labelsBeyond32BitsAreRefused(final PixelType type) {
		final Path path = folder.resolve("labels.tif");
		assertRefused(() -> ImageFiles.write(Volumes.of(type, 0), path), "relabel");
		assertFalse(Files.exists(path));
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 16, 24, 32 })
	void weReadWhatImageJWrites(final int bits) {
		final ImagePlus image = ij.IJ.createImage("test", (bits == 24 ? "RGB" : bits + "-bit") + " noise", 9, 8, 4);
		image.getCalibration().setUnit("micron");
		image.getCalibration().pixelWidth = 0.325;
		image.getCalibration().pixelHeight = 0.25;
		image.getCalibration().pixelDepth = 2;
		final Path path = folder.resolve("imagej.tif");
		new FileSaver(image).saveAsTiffStack(path.toString());
		final Volume<?> expected = ImagePlusAdapter.wrap(image);
		final Volume<?> found = ImageFiles.read(path);
		assertArrayEquals(expected.geometry().spacing(), found.geometry().spacing(), 1e-7);
		assertEquals("\u00b5m", found.geometry().unit());
		final PixelType type = PixelType.of(expected.pixels().getType());
		assertEquals(expected.channels(), found.channels());
		assertTrue(java.util.Objects.deepEquals(Volumes.values(expected, type), Volumes.values(found, type)));
	}

	@ParameterizedTest
	@ValueSource(doubles = { 1, 4, 0.325, 4.5, 0.0001, 40000, 123456.789, 1 / 3d })
	void voxelSizesComeBack(final double size) {
		final Volume<?> volume = new Volume<>(Volume.of(new byte[4], 2, 2, 1, Geometry.PIXELS, "v").pixels(), Geometry.spacing(size, size,
			size, "nm"), "v");
		ImageFiles.write(volume, folder.resolve("v.tif"));
		final double tolerance = size == 1 / 3d ? 1e-9 : 0;
		assertArrayEquals(volume.geometry().spacing(), ImageFiles.read(folder.resolve("v.tif")).geometry().spacing(), tolerance);
		ImageFiles.write(volume, folder.resolve("v.ome.tif"));
		assertEquals(volume.geometry(), ImageFiles.read(folder.resolve("v.ome.tif")).geometry());
	}

	@ParameterizedTest
	@ValueSource(strings = { "nm", "\u00b5m", "mm", "pixel" })
	void unitsComeBack(final String unit) {
		final Volume<?> volume = Volume.of(new byte[12], 2, 2, 3, Geometry.spacing(2, 3, 5, unit), "v");
		for (final String name : new String[] { "v.tif", "v.ome.tif" }) {
			ImageFiles.write(volume, folder.resolve(name));
			assertSame(volume, ImageFiles.read(folder.resolve(name)));
		}
	}

	@Test
	void truncatedFilesAreRefused() throws IOException {
		final Path whole = folder.resolve("whole.tif");
		for (final String name : new String[] { "a.tif", "b.ome.tif" }) {
			ImageFiles.write(Volumes.of(PixelType.UINT16, 0), folder.resolve(name));
			final byte[] bytes = Files.readAllBytes(folder.resolve(name));
			for (int length = 1; length < bytes.length; length += 13) {
				Files.write(whole, Arrays.copyOf(bytes, length));
				assertRefused(() -> ImageFiles.read(whole), "whole.tif");
			}
		}
		TiffWriting.write(Volumes.of(PixelType.UINT16, 0), false, folder.resolve("c.tif"), 1);
		final byte[] bytes = Files.readAllBytes(folder.resolve("c.tif"));
		Files.write(whole, Arrays.copyOf(bytes, bytes.length - 1));
		assertRefused(() -> ImageFiles.read(whole), "whole.tif", "truncated");
	}

	@Test
	void badInputIsRefused() throws IOException {
		assertRefused(() -> ImageFiles.read(""), "No file");
		assertRefused(() -> ImageFiles.read(folder.resolve("none.tif")), "none.tif", "does not exist");
		Files.createFile(folder.resolve("empty.tif"));
		assertRefused(() -> ImageFiles.read(folder.resolve("empty.tif")), "empty.tif", "empty");
		Files.writeString(folder.resolve("text.tif"), "This is not a picture at all.");
		assertRefused(() -> ImageFiles.read(folder.resolve("text.tif")), "text.tif");
		Files.writeString(folder.resolve("text.xyz"), "This is not a picture at all.");
		assertRefused(() -> ImageFiles.read(folder.resolve("text.xyz")), "text.xyz");
		assertRefused(() -> ImageFiles.read(folder.resolve("text.tif"), Optional.of("raw")), "raw", "data set");
	}

	@Test
	void badOutputIsRefused() {
		final Volume<?> volume = Volumes.of(PixelType.UINT8, 0);
		assertRefused(() -> ImageFiles.write(volume, folder.resolve("a.jpg")), "a.jpg", "suffix");
		assertRefused(() -> ImageFiles.write(volume, folder.resolve("none/a.tif")), "none", "does not exist");
		assertRefused(() -> ImageFiles.write(volume, folder.resolve("a.tif").toString() + "/b.tif"), "a.tif");
	}

	@ParameterizedTest
	@EnumSource(value = PixelType.class, names = { "UINT64", "INT64" }, mode = Mode.EXCLUDE)
	void nothingIsLeftWhenWritingFailsHalfWay(final PixelType type) throws IOException {
		final Volume<?> volume = Volumes.of(type, 0);
		final Path path = folder.resolve("half.tif");
		assertRefused(() -> io.github.encoderj.base.WholeFile.write(path, temporary -> {
			TiffWriting.write(volume, false, temporary);
			throw new IOException("No space left on device");
		}), "half.tif", "No space left");
		try (var files = Files.list(folder)) {
			assertEquals(0, files.count());
		}
	}
}
