package io.github.encoderj.image;

import static io.github.encoderj.image.Volumes.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that tifffile, h5py and zarr-python wrote (src/test/python/make_image_goldens.py). The value at index i, x fastest, then y, z
 * and channel, is 3 i + 1; in 64-bit integers shifted left by 40 bits.
 */
class PythonFilesTest {

	private static final Path GOLDENS = Path.of("src/test/resources/image");

	private static Volume<?> read(final String name) {
		return ImageFiles.read(GOLDENS + "/" + name);
	}

	private static void check(final Volume<?> volume, final String size, final int channels, final PixelType type) {
		assertEquals(size, volume.size());
		assertEquals(channels, volume.channels());
		assertEquals(type, PixelType.of(volume.pixels().getType()));
		final int count = Pixels.count(volume);
		final Object expected = type.array(count);
		for (int i = 0; i < count; i++) {
			final long v = 3L * i + 1;
			if (expected instanceof byte[] a) a[i] = (byte) v;
			else if (expected instanceof short[] a) a[i] = (short) v;
			else if (expected instanceof int[] a) a[i] = (int) v;
			else if (expected instanceof long[] a) a[i] = v << 40;
			else if (expected instanceof float[] a) a[i] = v;
			else ((double[]) expected)[i] = v;
		}
		final Object found = Volumes.values(volume, type);
		if (!Objects.deepEquals(expected, found)) assertArrayEquals(new Object[] { expected }, new Object[] { found });
	}

	private static void checkSize(final Volume<?> volume, final double x, final double y, final double z, final String unit) {
		assertArrayEquals(new double[] { x, y, z }, volume.geometry().spacing(), 1e-6 * x);
		assertEquals(unit, volume.geometry().unit());
	}

	@ParameterizedTest
	@CsvSource({ "imagej-uint8, 8 x 5 x 2, 1, UINT8", "imagej-uint16-deflate, 7 x 5 x 2, 1, UINT16", "imagej-micron, 7 x 5 x 2, 1, UINT16",
		"imagej-affinities, 7 x 5 x 2, 3, FLOAT", "shaped-affinities, 7 x 5 x 2, 3, FLOAT", "plain-lzw-predictor, 7 x 5 x 2, 1, UINT16",
		"plain-float-deflate, 7 x 5 x 2, 1, FLOAT", "plain-big-endian, 7 x 5 x 2, 1, UINT32", "plain-bigtiff, 7 x 5 x 2, 1, UINT16",
		"plain-int64, 7 x 5 x 2, 1, INT64", "plain-uint64, 7 x 5 x 2, 1, UINT64", "plain-double, 7 x 5 x 2, 1, DOUBLE",
		"plain-white-is-zero, 8 x 5 x 2, 1, UINT8", "plain-white-is-zero-deflate, 8 x 5 x 2, 1, UINT8", "plain-tiled, 24 x 20 x 2, 1, UINT16",
		"plain-strips, 7 x 5 x 2, 1, UINT16", "plain-packbits, 8 x 5 x 2, 1, UINT8", "rgb, 7 x 5 x 1, 3, UINT8",
		"rgb-deflate, 7 x 5 x 1, 3, UINT8", "rgb-planar, 7 x 5 x 1, 3, UINT8", "ome-uint32.ome, 7 x 5 x 2, 1, UINT32",
		"ome-channels.ome, 7 x 5 x 2, 3, FLOAT" })
	void tiff(final String name, final String size, final int channels, final PixelType type) {
		check(read(name + ".tif"), size, channels, type);
	}

	@Test
	void tiffVoxelSizes() {
		checkSize(read("imagej-uint8.tif"), 4, 4.5, 40, "nm");
		checkSize(read("imagej-affinities.tif"), 4, 4.5, 40, "nm");
		checkSize(read("imagej-micron.tif"), 0.325, 0.325, 2, "\u00b5m");
		checkSize(read("ome-uint32.ome.tif"), 4, 4.5, 40, "nm");
		assertFalse(read("plain-strips.tif").geometry().calibrated());
		assertRefused(() -> read("different-sizes.tif"), "different-sizes.tif", "8 x 6", "7 x 5");
	}

	@ParameterizedTest
	@CsvSource({ "u1,UINT8", "i1,INT8", "u2,UINT16", "i2,INT16", "u4,UINT32", "i4,INT32", "u8,UINT64", "i8,INT64", "f2,FLOAT", "f4,FLOAT",
		"f8,DOUBLE", "be-u2,UINT16", "be-i4,INT32", "be-u8,UINT64", "be-f4,FLOAT", "be-f2,FLOAT" })
	void hdf5Types(final String name, final PixelType type) {
		final String size = name.equals("u1") || name.equals("i1") ? "8 x 5 x 2" : "7 x 5 x 2";
		check(read("kinds.h5:/contiguous/" + name), size, 1, type);
		check(read("kinds.h5:/chunked/" + name), size, 1, type);
	}

	@Test
	void hdf5Forms() {
		check(read("kinds.h5:lzf"), "7 x 5 x 2", 1, PixelType.UINT64);
		check(read("kinds.h5:fletcher32"), "7 x 5 x 2", 1, PixelType.UINT64);
		check(read("user-block.h5:contiguous"), "7 x 5 x 2", 1, PixelType.UINT16);
		check(read("user-block.h5:chunked"), "7 x 5 x 2", 1, PixelType.UINT16);
		check(read("only.h5"), "7 x 5 x 2", 1, PixelType.UINT16);
		check(read("newest.h5"), "7 x 5 x 2", 1, PixelType.UINT16);
		check(read("kinds.h5:picture"), "7 x 5 x 1", 1, PixelType.UINT16);
		checkSize(read("kinds.h5:picture"), 0.25, 0.5, 0.25, "\u00b5m");
		final byte[] bool = (byte[]) Volumes.values(read("kinds.h5:bool"), PixelType.UINT8);
		for (int i = 0; i < bool.length; i++) assertEquals((3 * i + 1) % 2, bool[i]);
	}

	@ParameterizedTest
	@CsvSource({ "kinds.h5:/part,UINT64", "kinds.zarr:/part,UINT32" })
	void chunksThatWereNeverWrittenHoldTheFillValue(final String name, final PixelType type) {
		final Volume<?> part = read(name);
		final long[] expected = new long[70];
		java.util.Arrays.fill(expected, 9);
		expected[0] = 5;
		assertEquals(type, PixelType.of(part.pixels().getType()));
		assertArrayEquals(expected, Pixels.longLabels(part));
	}

	@Test
	void cremi() {
		check(read("cremi.h5"), "8 x 5 x 2", 1, PixelType.UINT8);
		checkSize(read("cremi.h5"), 4, 4.5, 40, "nm");
		final Volume<?> labels = ImageFiles.readLabels(GOLDENS + "/cremi.h5");
		check(labels, "8 x 5 x 2", 1, PixelType.UINT64);
		assertArrayEquals(new double[] { 12, -8, 80 }, labels.geometry().origin());
		check(ImageFiles.readAffinities(GOLDENS + "/cremi.h5"), "7 x 5 x 2", 3, PixelType.FLOAT);
		check(ImageFiles.readLabels(GOLDENS + "/only.h5"), "7 x 5 x 2", 1, PixelType.UINT16);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "cremi.h5:/volumes/rau | volumes/rau, volumes/raw", "cremi.h5:/volumes | volumes/labels/neuron_ids",
		"kinds.h5 | several images, chunked/be-u8, more, kinds.h5:/NAME", "kinds.h5:/scaleoffset | scaleoffset", "kinds.h5:/none | empty",
		"kinds.h5:/never-chunked | empty", "kinds.h5:/never-contiguous | empty", "kinds.h5:/text | text", "no-image.h5 | no image", "kinds.h5:/complex | kinds.h5" })
	void hdf5Refusals(final String name, final String parts) {
		assertRefused(() -> read(name), parts.split(", "));
	}

	@Test
	void omeZarr() {
		final Volume<?> four = read("v04.zarr");
		check(four, "8 x 5 x 2", 1, PixelType.UINT8);
		checkSize(four, 4, 4.5, 40, "nm");
		assertArrayEquals(new double[] { 12, -9, 80 }, four.geometry().origin());
		final Volume<?> five = read("v05.zarr");
		check(five, "7 x 5 x 2", 1, PixelType.UINT64);
		checkSize(five, 4, 4.5, 40, "nm");
		check(read("tczyx.zarr"), "7 x 5 x 2", 3, PixelType.FLOAT);
		checkSize(read("tczyx.zarr"), 0.25, 0.5, 2, "\u00b5m");
		final Volume<?> coarse = read("v04.zarr:/1");
		assertEquals("4 x 3 x 1", coarse.size());
		checkSize(coarse, 8, 9, 80, "nm");
		check(read("v04.zarr/0"), "8 x 5 x 2", 1, PixelType.UINT8);
	}

	@ParameterizedTest
	@CsvSource({ "uint8,UINT8", "int8,INT8", "uint16,UINT16", "int16,INT16", "uint32,UINT32", "int32,INT32", "uint64,UINT64", "int64,INT64",
		"float32,FLOAT", "float64,DOUBLE" })
	void zarrTypes(final String name, final PixelType type) {
		final String size = name.equals("uint8") || name.equals("int8") ? "8 x 5 x 2" : "7 x 5 x 2";
		check(read("kinds.zarr:/" + name), size, 1, type);
		check(read("kinds2.zarr:/" + name), size, 1, type);
	}

	@Test
	void zarrForms() {
		check(read("kinds.zarr:sharded"), "7 x 5 x 2", 1, PixelType.UINT32);
		check(read("kinds2.zarr:plain"), "7 x 5 x 2", 1, PixelType.UINT16);
		final byte[] bool = (byte[]) Volumes.values(read("kinds.zarr:bool"), PixelType.UINT8);
		for (int i = 0; i < bool.length; i++) assertEquals((3 * i + 1) % 2, bool[i]);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "kinds.zarr | several images, uint8, kinds.zarr:/NAME", "kinds.zarr:/uint9 | uint9, uint8",
		"kinds.zarr:/float16 | float16", "kinds.zarr:/sharded-zstd | sharded-zstd", "kinds2.zarr:/order-f | order F",
		"kinds2.zarr:/delta | delta", "kinds2.zarr:/zstd | zstd", "kinds2.zarr:/big-endian | big-endian", "kinds.zarr:/../only | not a path" })
	void zarrRefusals(final String name, final String parts) {
		assertRefused(() -> read(name), parts.split(", "));
	}
}
