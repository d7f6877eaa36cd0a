package io.github.encoderj.volume.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.sample.SyntheticPatient;
import io.github.encoderj.sample.SyntheticPatient.Finding;
import io.github.encoderj.sample.SyntheticSeries;
import io.github.encoderj.volume.GreyWindows;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.view.Views;

/** Slices through encoders, pooled and kept. */
class VolumeEncodingTest {

	private static final String TINY = Path.of("src/test/resources/encoders/golden/models/dinov3-vit-tiny").toAbsolutePath().toString();
	private static final GreyWindows WINDOW = GreyWindows.parse("window", "-1000..1000");

	@TempDir
	private Path folder;

	private static SliceEncoder open(final String name, final GreyWindows windows) {
		final boolean bank = name.equals("filterbank");
		return SliceEncoder.open(name, windows, Pooling.MODEL, bank ? 0 : 64, ComputeDevice.cpu(), 1);
	}

	private static Volume<ShortType> ct(final int seed) {
		return SyntheticPatient.of(Set.of(Finding.LUNG_NODULE), seed).ct(16, 16, 40);
	}

	/** The same scan as DICOM, and with its axes in another order in NIfTI, gives the same vector. */
	@Test
	void theOrderOfAxesInTheFileDoesNotMatter() throws IOException {
		final Volume<ShortType> ct = ct(1);
		final Path series = Files.createDirectory(folder.resolve("series"));
		SyntheticSeries.ct(ct, 1, series);
		final RandomAccessibleInterval<ShortType> turned = Views.zeroMin(Views.invertAxis(Views.permute(ct.pixels(), 0, 2), 1));
		final double[] origin = ct.geometry().origin();
		origin[1] += 16 * (ct.height() - 1);
		ImageFiles.write(new Volume<>(turned, new Geometry(new double[] { 40, 16, 16 }, origin, new double[] { 0, 0, 1, 0, -1, 0, 1, 0, 0 },
			"mm"), "turned"), folder.resolve("turned.nii.gz"));
		for (final String name : List.of("filterbank", TINY)) {
			try (SliceEncoder encoder = open(name, WINDOW)) {
				final float[][] expected = VolumeEncoding.slices(ct, encoder, 1, Progress.NONE);
				assertEquals(21, expected.length);
				for (final Path path : List.of(series, folder.resolve("turned.nii.gz"))) {
					final float[][] found = VolumeEncoding.slices(ImageFiles.read(path), encoder, 1, Progress.NONE);
					for (int z = 0; z < 21; z++) assertArrayEquals(expected[z], found[z], 1e-5f, path + " slice " + z);
				}
			}
		}
	}

	@Test
	void threeWindowsBecomeThreeChannels() {
		try (SliceEncoder one = open(TINY, WINDOW); SliceEncoder three = open(TINY, GreyWindows.parse("window",
			"-1000..1000,-1000..1000,-1000..1000")); SliceEncoder other = open(TINY, GreyWindows.parse("window",
				"-1350..150,-160..240,-450..1550")))
		{
			final float[][] a = VolumeEncoding.slices(ct(1), one, 4, Progress.NONE);
			final float[][] b = VolumeEncoding.slices(ct(1), three, 4, Progress.NONE);
			final float[][] c = VolumeEncoding.slices(ct(1), other, 4, Progress.NONE);
			for (int z = 0; z < a.length; z++) assertArrayEquals(a[z], b[z], 1e-5f);
			assertTrue(Math.abs(a[2][0] - c[2][0]) > 1e-4);
		}
		assertThrows(Refusal.class, () -> open("filterbank", GreyWindows.parse("window", "0..1,0..1,0..1")));
	}

	@Test
	void slicesArePooled() {
		final float[][] slices = { { 1, 0, 0 }, { 1, 0, 0 }, { 1, 0, 0 }, { 0, 4, -2 } };
		assertArrayEquals(new float[] { 0.75f, 1, -0.5f }, SlicePooling.MEAN.pool(slices), 1e-6f);
		assertArrayEquals(new float[] { 1, 4, 0 }, SlicePooling.MAX.pool(slices));
		// The first feature: mean 3/4, deviation sqrt(3)/4; the second and third: standard scores -1/sqrt(3) three times and sqrt(3)
		final double low = Math.exp(-1 / Math.sqrt(3));
		final double high = Math.exp(Math.sqrt(3));
		final double first = 3 * Math.exp(1 / Math.sqrt(3)) / (3 * Math.exp(1 / Math.sqrt(3)) + Math.exp(-Math.sqrt(3)));
		final float[] attended = SlicePooling.ATTENTION.pool(slices);
		assertEquals(first, attended[0], 1e-6);
		assertEquals(4 * high / (3 * low + high), attended[1], 1e-6);
		assertEquals(-2 * Math.exp(-Math.sqrt(3)) / (3 * Math.exp(1 / Math.sqrt(3)) + Math.exp(-Math.sqrt(3))), attended[2], 1e-6);
		assertArrayEquals(new float[] { 2, 3 }, SlicePooling.ATTENTION.pool(new float[][] { { 2, 3 } }), 1e-6f);
		assertThrows(Refusal.class, () -> SlicePooling.named("median"));
	}

	@Test
	void slicesAreCountedAroundTheMiddle() {
		assertArrayEquals(new int[] { 0, 1, 2 }, VolumeEncoding.sections(3, 1));
		assertArrayEquals(new int[] { 2, 5, 8 }, VolumeEncoding.sections(11, 3));
		assertArrayEquals(new int[] { 2 }, VolumeEncoding.sections(4, 100));
	}

	@Test
	void whatIsDoneIsKeptAndWhatFailsIsListed() throws IOException {
		for (int i = 1; i <= 3; i++) ImageFiles.write(ct(i), folder.resolve("case" + i + ".nii.gz"));
		Files.writeString(folder.resolve("case2.nii.gz"), "This is no image.");
		Files.writeString(folder.resolve("notes.csv"), "This is no scan.");
		final Path file = folder.resolve("features.hdf");
		try (SliceEncoder encoder = open("filterbank", WINDOW)) {
			final FeatureStore.Key key = VolumeEncoding.key(encoder, 0, "model", SlicePooling.MEAN, 8, false);
			final List<Scans.Scan> scans = Scans.of(folder, "case*");
			assertEquals(List.of("case1.nii.gz", "case2.nii.gz", "case3.nii.gz"), scans.stream().map(Scans.Scan::name).toList());
			final List<VolumeEncoding.Outcome> first = VolumeEncoding.encode(scans, encoder, SlicePooling.MEAN, 8, FeatureStore.open(file, key,
				false), Progress.NONE);
			assertEquals(List.of("encoded", "encoded"), List.of(first.get(0).note(), first.get(2).note()));
			assertTrue(first.get(1).note().contains("case2.nii.gz"), first.get(1).note());
			final float[] vector = FeatureStore.read(file).vector("case3.nii.gz");
			assertEquals(102, vector.length);
			final List<VolumeEncoding.Outcome> second = VolumeEncoding.encode(scans, encoder, SlicePooling.MEAN, 8, FeatureStore.open(file, key,
				false), Progress.NONE);
			assertEquals(List.of("kept", "kept"), List.of(second.get(0).note(), second.get(2).note()));
			assertArrayEquals(vector, FeatureStore.read(file).vector("case3.nii.gz"));
			final FeatureStore.Key other = VolumeEncoding.key(encoder, 0, "model", SlicePooling.MAX, 8, false);
			assertThrows(Refusal.class, () -> FeatureStore.open(file, other, false));
		}
	}

	/** Stored values instead of Hounsfield units are a usual mistake; the table says what is strange. */
	@Test
	void valuesThatAreNoHounsfieldUnitsAreDoubted() {
		final Volume<ShortType> ct = ct(1);
		final float[] stored = Pixels.floats(ct).clone();
		for (int i = 0; i < stored.length; i++) stored[i] += 1024;
		final Volume<?> shifted = Volume.of(stored, ct.width(), ct.height(), ct.depth(), ct.geometry(), "shifted");
		try (SliceEncoder encoder = open("filterbank", WINDOW)) {
			final FeatureStore store = FeatureStore.open(folder.resolve("f.h5"), VolumeEncoding.key(encoder, 0, "model", SlicePooling.MEAN, 9, false), false);
			final List<VolumeEncoding.Outcome> outcomes = VolumeEncoding.encode(List.of(new Scans.Scan("ct", () -> ct), new Scans.Scan("shifted",
				() -> shifted)), encoder, SlicePooling.MEAN, 9, store, Progress.NONE);
			assertEquals("encoded", outcomes.get(0).note());
			assertTrue(outcomes.get(1).note().startsWith("encoded; no value below 0"), outcomes.get(1).note());
		}
	}

	@Test
	void storedValuesAreRescaledByATable() {
		final RescaleTable table = RescaleTable.of(CsvText.parse("VolumeName,RescaleIntercept,XYSpacing,RescaleSlope\n" +
			"train_1_a_1.nii.gz,-8192,\"[0.7, 0.7]\",1\ntrain_2_a_1.nii.gz,-1e3,,0.5\n", "metadata.csv"));
		final Volume<?> stored = Volume.of(new float[] { 0, 100 }, 2, 1, 1, Geometry.PIXELS, "stored");
		assertArrayEquals(new float[] { -8192, -8092 }, Pixels.floats(table.apply("a/train_1_a_1", stored)));
		assertArrayEquals(new float[] { -1000, -950 }, Pixels.floats(table.apply("train_2_a_1.nii.gz", stored)));
		assertArrayEquals(new float[] { 0, 100 }, Pixels.floats(stored));
		assertThrows(Refusal.class, () -> table.apply("train_3_a_1", stored));
		assertThrows(Refusal.class, () -> RescaleTable.of(CsvText.parse("VolumeName,RescaleSlope\na,1\n", "metadata.csv")));
		assertThrows(Refusal.class, () -> RescaleTable.of(CsvText.parse("VolumeName,RescaleSlope,RescaleIntercept\na,1,\n", "metadata.csv")));
	}

	/** A cancel keeps what is done. */
	@Test
	void aCancelLosesNothing() throws IOException {
		for (int i = 1; i <= 3; i++) ImageFiles.write(ct(i), folder.resolve("case" + i + ".nii.gz"));
		final Path file = folder.resolve("features.h5");
		final AtomicInteger encoded = new AtomicInteger();
		final Progress cancelling = new Progress() {

			@Override
			public void report(final String stage, final double done) {
				if (stage.contains("case3")) encoded.incrementAndGet();
			}

			@Override
			public boolean cancelled() {
				return encoded.get() > 0;
			}
		};
		try (SliceEncoder encoder = open("filterbank", WINDOW)) {
			final FeatureStore store = FeatureStore.open(file, VolumeEncoding.key(encoder, 0, "model", SlicePooling.MEAN, 1, false), false);
			final List<Scans.Scan> scans = Scans.of(folder, "*.nii.gz");
			assertThrows(CancellationException.class, () -> VolumeEncoding.encode(scans, encoder, SlicePooling.MEAN, 1, store, cancelling));
		}
		assertEquals(Set.of("case1.nii.gz", "case2.nii.gz"), FeatureStore.read(file).names());
	}

	/** As archives give them: a report or scout beside the slices; two scans in one folder are ambiguous. */
	@Test
	void otherSeriesBesideTheSlicesAreLeftOut() throws IOException {
		final Path series = Files.createDirectory(folder.resolve("mixed"));
		SyntheticSeries.ct(ct(1), 1, series);
		final Path others = Files.createDirectory(folder.resolve("others"));
		SyntheticSeries.ct(ct(2), 2, others);
		Files.copy(others.resolve("ct-001.dcm"), series.resolve("scout.dcm"));
		assertEquals(21, Scans.of(series, "").get(0).volume().get().depth());
		Files.copy(others.resolve("ct-002.dcm"), series.resolve("scout 2.dcm"));
		assertThrows(Refusal.class, () -> Scans.of(series, "").get(0).volume().get());
	}

	@Test
	void foldersBelowAreLookedInto() throws IOException {
		for (final String patient : List.of("p2", "p10")) {
			final Path series = Files.createDirectories(folder.resolve(patient).resolve("ct"));
			SyntheticSeries.ct(ct(1), 1, series);
			ImageFiles.write(ct(2), folder.resolve(patient).resolve("PET.nii.gz"));
		}
		assertEquals(List.of("p2/ct", "p2/PET.nii.gz", "p10/ct", "p10/PET.nii.gz"), Scans.of(folder, "").stream().map(Scans.Scan::name)
			.toList());
		assertEquals(List.of("p2/PET.nii.gz", "p10/PET.nii.gz"), Scans.of(folder, "PET*").stream().map(Scans.Scan::name).toList());
		assertEquals(List.of("ct"), Scans.of(folder.resolve("p2/ct"), "").stream().map(Scans.Scan::name).toList());
		Files.writeString(folder.resolve("list.txt"), "p10/PET.nii.gz\n\np2/PET.nii.gz\n");
		assertEquals(List.of("p10/PET.nii.gz", "p2/PET.nii.gz"), Scans.of(folder.resolve("list.txt"), "").stream().map(Scans.Scan::name)
			.toList());
		assertThrows(Refusal.class, () -> Scans.of(folder, "*.mha"));
		assertThrows(Refusal.class, () -> Scans.of(folder, "[x"));
		assertThrows(Refusal.class, () -> Scans.of(folder.resolve("none"), ""));
	}
}
