package io.github.encoderj.image.nifti;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Volume;

/** NIfTI files that nibabel wrote (src/test/python/make_medical_goldens.py), and back. */
class NiftiFilesTest {

	private static final Path GOLDENS = Path.of("src/test/resources/nifti");

	@TempDir
	private Path folder;

	/** A voxel's value tells its place, whichever axes and directions the file has: 1 + i + 10 j + 100 k at (2 i - 3, 3 j + 5, 4.5 k - 7) RAS. */
	@Test
	void all48AxisOrdersLieRightInSpace() throws IOException {
		final Set<String> orders = new HashSet<>();
		try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(GOLDENS.resolve("axis-orders.zip")))) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				final Path file = folder.resolve(entry.getName());
				Files.write(file, zip.readAllBytes());
				final Volume<?> volume = ImageFiles.read(file);
				assertPlaced(volume, entry.getName());
				final Path copy = folder.resolve("copy-" + entry.getName());
				ImageFiles.write(volume, copy);
				final Volume<?> again = ImageFiles.read(copy);
				assertPlaced(again, "copy of " + entry.getName());
				assertSameGrid(volume.geometry(), again.geometry(), entry.getName().contains("sform") ? 0 : 1e-6);
				orders.add(entry.getName());
			}
		}
		assertEquals(96, orders.size());
	}

	private static void assertPlaced(final Volume<?> volume, final String name) {
		final float[] values = Pixels.floats(volume);
		final Geometry g = volume.geometry();
		int n = 0;
		for (int z = 0; z < volume.depth(); z++) {
			for (int y = 0; y < volume.height(); y++) {
				for (int x = 0; x < volume.width(); x++) {
					final double[] p = position(g, x, y, z);
					final long i = Math.round((-p[0] + 3) / 2);
					final long j = Math.round((-p[1] - 5) / 3);
					final long k = Math.round((p[2] + 7) / 4.5);
					assertEquals(1 + i + 10 * j + 100 * k, values[n++], name);
				}
			}
		}
	}

	private static double[] position(final Geometry g, final int... index) {
		final double[] p = g.origin();
		for (int r = 0; r < 3; r++) {
			for (int c = 0; c < 3; c++) p[r] += g.direction()[3 * r + c] * g.spacing()[c] * index[c];
		}
		return p;
	}

	/** The float32 affine of a file comes back to the bit. */
	private static void assertSameGrid(final Geometry a, final Geometry b, final double tolerance) {
		for (int i = 0; i < 3; i++) {
			assertEquals(a.spacing()[i], b.spacing()[i], tolerance == 0 ? 1e-12 : tolerance);
			assertEquals(a.origin()[i], b.origin()[i], tolerance == 0 ? 1e-12 : 1e-5);
		}
		assertArrayEquals(a.direction(), b.direction(), Math.max(tolerance, 1e-12));
		assertEquals(a.unit(), b.unit());
	}

	@ParameterizedTest
	@ValueSource(strings = { "u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8" })
	void allTypesBothVersionsBothByteOrders(final String kind) {
		for (final int version : new int[] { 1, 2 }) {
			final String name = kind + "-" + version + ".nii" + (kind.equals("i2") || kind.equals("f8") ? ".gz" : "");
			final Volume<?> volume = ImageFiles.read(GOLDENS.resolve(name));
			final NpyFile expected = NpyFile.resource("/nifti/" + kind + "-" + version + ".npy");
			if (kind.endsWith("8") && !kind.startsWith("f")) {
				final long[] found = new long[60];
				for (int z = 0; z < 5; z++) Raster.section(volume, PixelType.INT64, z, 0, found, 12 * z);
				assertArrayEquals(expected.longs(), found, name);
			}
			else if (PixelType.of(volume.pixels().getType()) == PixelType.FLOAT) {
				assertArrayEquals(expected.floats(), Pixels.floats(volume), name);
			}
			else {
				final double[] found = new double[60];
				for (int z = 0; z < 5; z++) Raster.section(volume, PixelType.DOUBLE, z, 0, found, 12 * z);
				assertArrayEquals(expected.doubles(), found, 1e-6, name);
			}
			assertAffine("affine", volume.geometry(), 1e-6);
		}
	}

	@Test
	void theAffineWinsOverTheQuaternion() {
		assertAffine("affine", ImageFiles.read(GOLDENS.resolve("both.nii")).geometry(), 1e-6);
		assertAffine("qform", ImageFiles.read(GOLDENS.resolve("qform-only.nii")).geometry(), 1e-6);
	}

	@Test
	void withoutOrientationOnlyTheVoxelSizeCounts() {
		assertArrayEquals(new double[] { 0.7, 1.3, 2.9 }, ImageFiles.read(GOLDENS.resolve("neither.nii")).geometry().spacing(), 1e-6);
	}

	private static void assertAffine(final String name, final Geometry g, final double tolerance) {
		final double[] expected = NpyFile.resource("/nifti/" + name + ".npy").doubles();
		for (int r = 0; r < 3; r++) {
			final double sign = r < 2 ? -1 : 1;
			for (int c = 0; c < 3; c++) assertEquals(expected[4 * r + c], sign * g.direction()[3 * r + c] * g.spacing()[c], tolerance);
			assertEquals(expected[4 * r + 3], sign * g.origin()[r], 1e-4);
		}
	}

	@Test
	void aFourthAxisIsChannels() {
		final Volume<?> volume = ImageFiles.read(GOLDENS.resolve("channels.nii"));
		assertEquals(2, volume.channels());
		final float[] values = Pixels.floats(volume);
		for (int i = 0; i < values.length; i++) assertEquals(i, values[i]);
		final Path copy = folder.resolve("copy.nii.gz");
		ImageFiles.write(volume, copy);
		assertArrayEquals(values, Pixels.floats(ImageFiles.read(copy)));
	}

	@ParameterizedTest
	@EnumSource(value = PixelType.class, names = { "UINT8", "INT8", "UINT16", "INT16", "FLOAT", "DOUBLE" })
	void writtenAndReadBackIsTheSame(final PixelType type) {
		final Random random = new Random(1);
		final Raster raster = new Raster(type, 70, 30, 4, 0, "random");
		for (int z = 0; z < 4; z++) {
			for (int i = 0; i < 2100; i++) {
				final Object a = raster.array(z, 0);
				final int at = raster.offset(z, 0) + i;
				if (a instanceof byte[] b) b[at] = (byte) random.nextInt();
				else if (a instanceof short[] s) s[at] = (short) random.nextInt();
				else if (a instanceof float[] f) f[at] = (float) random.nextGaussian();
				else ((double[]) a)[at] = random.nextGaussian();
			}
		}
		final Volume<?> volume = raster.volume(Geometry.spacing(0.5, 0.75, 3, "mm"), "random");
		for (final int version : new int[] { 1, 2 }) {
			for (final String name : List.of("a.nii", "a.nii.gz")) {
				NiftiFiles.write(volume, folder.resolve(name), version);
				final Volume<?> again = ImageFiles.read(folder.resolve(name));
				assertEquals(type, PixelType.of(again.pixels().getType()));
				assertEquals(volume.geometry(), again.geometry());
				for (int z = 0; z < 4; z++) {
					final Object a = type.array(2100);
					final Object b = type.array(2100);
					Raster.section(volume, type, z, 0, a, 0);
					Raster.section(again, type, z, 0, b, 0);
					assertTrue(Objects.deepEquals(a, b));
				}
			}
		}
	}

	@Test
	void labelsKeepTheGridOfTheImage() {
		final Volume<?> image = ImageFiles.read(GOLDENS.resolve("u1-1.nii"));
		final int[] labels = new int[60];
		for (int i = 0; i < 60; i++) labels[i] = i * 1000;
		ImageFiles.write(Volume.ofLabels(labels, 3, 4, 5, image.geometry(), "labels"), folder.resolve("labels.nii.gz"));
		final Volume<?> again = ImageFiles.read(folder.resolve("labels.nii.gz"));
		assertEquals(PixelType.UINT16, PixelType.of(again.pixels().getType()));
		assertArrayEquals(labels, Pixels.labels(again));
		assertSameGrid(image.geometry(), again.geometry(), 0);
	}

	@Test
	void unitsAndUnknownSizesAreKept() {
		final float[] values = new float[8];
		for (final Geometry g : List.of(Geometry.PIXELS, Geometry.spacing(0.5, 0.5, 2, "\u00b5m"))) {
			ImageFiles.write(Volume.of(values, 2, 2, 2, g, "v"), folder.resolve("v.nii"));
			assertEquals(g, ImageFiles.read(folder.resolve("v.nii")).geometry());
		}
		ImageFiles.write(Volume.of(values, 2, 2, 2, Geometry.spacing(4, 4, 40, "nm"), "v"), folder.resolve("v.nii"));
		assertEquals("\u00b5m", ImageFiles.read(folder.resolve("v.nii")).geometry().unit());
	}

	@Test
	void damagedFilesAreRefused() throws IOException {
		final Random random = new Random(2);
		for (final String name : List.of("i2-1.nii.gz", "u2-1.nii", "f4-2.nii")) {
			final byte[] good = Files.readAllBytes(GOLDENS.resolve(name));
			for (int i = 0; i < 300; i++) {
				byte[] bad = good.clone();
				for (int c = 0; c < 3; c++) bad[random.nextInt(Math.min(bad.length, 600))] = (byte) random.nextInt();
				if (i % 10 == 0) bad = Arrays.copyOf(bad, random.nextInt(bad.length));
				final Path file = Files.write(folder.resolve(name), bad);
				try {
					ImageFiles.read(file);
				}
				catch (final Refusal e) {
					assertTrue(e.getMessage().contains(name), e.getMessage());
				}
			}
			Files.write(folder.resolve(name), Arrays.copyOf(good, good.length - 20));
			assertThrows(Refusal.class, () -> ImageFiles.read(folder.resolve(name)));
		}
	}
}
