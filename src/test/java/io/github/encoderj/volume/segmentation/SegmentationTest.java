package io.github.encoderj.volume.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.VolumeDecoder;
import io.github.encoderj.metrics.Table;

/** Patients with a bright ball and a dim one, of which only the bright one is labelled: enough to see whether all parts work together. */
class SegmentationTest {

	private static final String TINY = "src/test/resources/encoders/golden/models/dinov3-vit-tiny";
	private static final String PRECISION = "encoderj.precision";
	private static final int WIDTH = 26;
	private static final int HEIGHT = 24;
	private static final int DEPTH = 30;
	private static final Geometry GEOMETRY = new Geometry(new double[] { 5, 5, 3.5 }, new double[] { -10, 20, 30 }, new double[] { -1, 0, 0,
		0, 1, 0, 0, 0, -1 }, "mm");

	@TempDir
	private Path folder;

	private static Volume<?>[] patient(final int seed) {
		final Random random = new Random(seed);
		final double[] bright = { 5 + 15 * random.nextDouble(), 5 + 13 * random.nextDouble(), 6 + 8 * random.nextDouble() };
		final double[] dim = { 5 + 15 * random.nextDouble(), 5 + 13 * random.nextDouble(), 20 + 5 * random.nextDouble() };
		final float[] image = new float[WIDTH * HEIGHT * DEPTH];
		final byte[] mask = new byte[image.length];
		for (int i = 0; i < image.length; i++) {
			final boolean inside = inside(i, bright);
			image[i] = (float) ((inside ? 8 : inside(i, dim) ? 1.5 : 0.4) * (1 + 0.2 * random.nextGaussian()));
			mask[i] = (byte) (inside ? 1 : 0);
		}
		return new Volume<?>[] { Volume.of(image, WIDTH, HEIGHT, DEPTH, GEOMETRY, "image"), Volume.of(mask, WIDTH, HEIGHT, DEPTH, GEOMETRY,
			"mask") };
	}

	private static boolean inside(final int i, final double[] centre) {
		final double x = 5 * (i % WIDTH - centre[0]);
		final double y = 5 * (i / WIDTH % HEIGHT - centre[1]);
		final double z = 3.5 * (i / WIDTH / HEIGHT - centre[2]);
		return x * x + y * y + z * z < 20 * 20;
	}

	private PatientSet write(final int patients) throws IOException {
		for (int p = 0; p < patients; p++) {
			Files.createDirectories(folder.resolve("p" + p));
			final Volume<?>[] files = patient(p);
			ImageFiles.write(files[0], folder.resolve("p" + p + "/PET.nii.gz"));
			ImageFiles.write(files[1], folder.resolve("p" + p + "/mask.nii.gz"));
		}
		return PatientSet.of(folder.toString(), "", "PET", "mask");
	}

	private static SegmentationTraining.Settings settings(final Skips skips, final int slices, final int epochs) {
		return new SegmentationTraining.Settings(skips, slices, 5, 16, 2, epochs, 5e-3, 10, 3, "cpu", 2);
	}

	private static final Segmentation.Settings PLAIN = new Segmentation.Settings(false, 0, 0, "cpu", 2);

	@Test
	void patientsAreSegmentedByHeadsThatNeverSawThem() throws IOException {
		final PatientSet set = write(4);
		final CrossValidation.Result result;
		try (Encoder encoder = Encoders.open("filterbank")) {
			result = CrossValidation.run(encoder, set, 2, settings(Skips.RAW, 1, 2), new Segmentation.Settings(true, 1, 1, "cpu", 2), fold -> folder
				.resolve("fold" + fold + ".safetensors"), "test", Progress.NONE);
			final long written = Files.getLastModifiedTime(folder.resolve("fold2.safetensors")).toMillis();
			final CrossValidation.Result again = CrossValidation.run(encoder, set, 2, settings(Skips.RAW, 1, 2), new Segmentation.Settings(true, 1,
				1, "cpu", 2), fold -> folder.resolve("fold" + fold + ".safetensors"), "test", Progress.NONE);
			assertEquals(written, Files.getLastModifiedTime(folder.resolve("fold2.safetensors")).toMillis(), "finished folds are kept");
			assertEquals(result.table().toCsv(), again.table().toCsv());
		}
		final Table table = result.table();
		assertEquals(9, table.size());
		assertEquals("mean", table.get(4, "case"));
		assertTrue(table.number(4, "dice") > 0.8, table.toCsv());
		assertTrue(table.number(6, "hd95") < 10, table.toCsv());
		assertEquals(1, table.number(4, "lesion_f1"), table.toCsv());
		assertEquals(33.5, table.number(4, "truth_volume"), 1.5, "a ball of 20 mm, in ml");
		assertEquals(List.of(2, 2), result.folds().stream().map(List::size).toList());
	}

	@Test
	void aCoarseEncoderComesIn() throws IOException {
		final PatientSet set = write(2);
		try (Encoder encoder = Encoders.open(TINY); Encoder none = Encoders.open("filterbank")) {
			final Head head = SegmentationTraining.train(encoder, set, settings(Skips.BOTH, 1, 1), Optional.empty(), "test", Progress.NONE).head();
			assertEquals(encoder.sha256(), head.metadata().get("encoder_sha256"));
			head.write(folder.resolve("head.safetensors"));
			final Head read = Head.read(folder.resolve("head.safetensors"), SegmentationTraining.TYPE);
			final Scan scan = Scan.read(set.patients().get(0), set.modalities());
			final Segmentation.Result result = Segmentation.segment(encoder, read, "head", scan, PLAIN, Progress.NONE);
			assertTrue(result.labels().sameSize(scan.reference()));
			assertEquals(scan.reference().geometry(), result.labels().geometry());
			final Segmentation.Result oneThread = Parallel.withThreads(1, () -> Segmentation.segment(encoder, read, "head", scan,
				new Segmentation.Settings(false, 0, 0, "cpu", 1), Progress.NONE));
			assertArrayEquals(Pixels.labels(result.labels()), Pixels.labels(oneThread.labels()));
			final Refusal refusal = assertThrows(Refusal.class, () -> Segmentation.segment(none, read, "head", scan, PLAIN, Progress.NONE));
			assertTrue(refusal.getMessage().contains("trained on the encoder dinov3-vit-tiny"), refusal.getMessage());
		}
	}

	/** The head says that it takes three slices, is refused where it is not so applied, and heads that say nothing take one. */
	@Test
	void threeSlicesAsColoursAreKeptInTheHead() throws IOException {
		final PatientSet set = write(2);
		try (Encoder encoder = Encoders.open(TINY); Encoder bank = Encoders.open("filterbank")) {
			final Refusal none = assertThrows(Refusal.class, () -> SegmentationTraining.train(bank, set, settings(Skips.RAW, 3, 1), Optional
				.empty(), "test", Progress.NONE));
			assertTrue(none.getMessage().contains("slices = 1"), none.getMessage());
			final Head head = SegmentationTraining.train(encoder, set, settings(Skips.RAW, 3, 1), Optional.empty(), "test", Progress.NONE).head();
			assertEquals("3", head.metadata().get("slices"));
			assertEquals(encoder.preprocessing(), Segmentation.preprocessing(head));
			final Scan scan = Scan.read(set.patients().get(0), set.modalities());
			assertTrue(Segmentation.segment(encoder, head, "head", scan, PLAIN, Progress.NONE).labels().sameSize(scan.reference()));
			final Refusal single = assertThrows(Refusal.class, () -> Segmentation.segment(encoder, head.with("slices", "1"), "head", scan, PLAIN,
				Progress.NONE));
			assertTrue(single.getMessage().contains("trained with the preprocessing"), single.getMessage());
			assertThrows(Refusal.class, () -> Segmentation.segment(encoder, head.with("slices", "2"), "head", scan, PLAIN, Progress.NONE));

			final Head one = SegmentationTraining.train(encoder, set, settings(Skips.RAW, 1, 1), Optional.empty(), "test", Progress.NONE).head();
			final Map<String, String> older = new TreeMap<>(one.metadata());
			older.remove("slices");
			assertArrayEquals(Pixels.labels(Segmentation.segment(encoder, one, "head", scan, PLAIN, Progress.NONE).labels()), Pixels.labels(
				Segmentation.segment(encoder, new Head(one.type(), older, one.tensors(), one.statistics()), "head", scan, PLAIN, Progress.NONE)
					.labels()));
		}
	}

	/** One, two and three slices: learned from and segmented, in bfloat16, without and with an encoder of slices; one until it is right. */
	@Test
	void thinVolumesGiveProbabilitiesAndLabels() {
		final String before = System.getProperty(PRECISION, "");
		System.setProperty(PRECISION, "bfloat16");
		try (Encoder bank = Encoders.open("filterbank"); Encoder encoder = Encoders.open(TINY)) {
			for (int depth = 1; depth <= 3; depth++) {
				final Volume<?>[] disc = disc(depth);
				final Scan scan = Scan.of("disc", List.of(disc[0]), List.of(Modality.PET));
				final List<Field> fields = List.of(Field.of(scan, disc[1], 2, 5));
				assertEquals(depth, fields.get(0).depth());
				final SegmentationTraining.LabelledScans scans = new SegmentationTraining.LabelledScans(List.of(Modality.PET), fields, 5, 2);
				final int slices = depth == 2 ? 3 : 1;
				final SegmentationTraining.Settings settings = new SegmentationTraining.Settings(Skips.RAW, slices, 5, 16, 1, depth == 1 ? 3 : 1, 5e-3, 10,
					3, "cpu", 2);
				final Encoder used = slices == 1 ? bank : encoder;
				final EncodedFields encoded = SegmentationTraining.encoded(used, scans, settings);
				final Head head = SegmentationTraining.train(encoded, scans, settings, Optional.empty(), "test", Progress.NONE).head();
				for (final Tensor weights : head.tensors()) for (final float w : weights.floats()) assertTrue(Float.isFinite(w), weights.name());
				assertProbabilities(scan, encoded.inputs(), head);
				final int[] found = Pixels.labels(Segmentation.segment(used, head, "head", scan, PLAIN, Progress.NONE).labels());
				final int[] truth = Pixels.labels(disc[1]);
				int wrong = 0;
				for (int i = 0; i < found.length; i++) if (found[i] != truth[i]) wrong++;
				if (depth == 1) assertTrue(wrong < 0.03 * found.length, wrong + " of " + found.length + " voxels are wrong");
			}
		}
		finally {
			if (before.isEmpty()) System.clearProperty(PRECISION);
			else System.setProperty(PRECISION, before);
		}
	}

	private static void assertProbabilities(final Scan scan, final VolumeInputs inputs, final Head head) {
		final WorkingGrid grid = new WorkingGrid(scan.reference(), 5);
		try (VolumeDecoder decoder = VolumeDecoder.open(head.tensors(), "cpu", 2)) {
			new SlidingWindow(scan, grid, inputs, decoder, head.statistics(), 16, false).run((section, p) -> {
				for (int i = 0; i < p[0].length; i++) assertEquals(1, p[0][i] + p[1][i], 1e-3, "section " + section);
			}, Progress.NONE);
		}
	}

	/** A bright disc, labelled, in so many slices. */
	private static Volume<?>[] disc(final int depth) {
		final Random random = new Random(depth);
		final float[] image = new float[WIDTH * HEIGHT * depth];
		final byte[] mask = new byte[image.length];
		for (int i = 0; i < image.length; i++) {
			final boolean inside = Math.hypot(i % WIDTH - 11, i / WIDTH % HEIGHT - 13) < 5;
			image[i] = (float) ((inside ? 8 : 0.4) * (1 + 0.2 * random.nextGaussian()));
			mask[i] = (byte) (inside ? 1 : 0);
		}
		final Geometry cubes = Geometry.spacing(5, 5, 5, "mm");
		return new Volume<?>[] { Volume.of(image, WIDTH, HEIGHT, depth, cubes, "disc"), Volume.of(mask, WIDTH, HEIGHT, depth, cubes, "mask") };
	}

	/** CT on its own finer grid beside PET: brought to the PET's, on which the labels are. */
	@Test
	void ctAndPetTogether() {
		final Volume<?>[] files = patient(9);
		final float[] fine = new float[52 * 48 * 60];
		final Volume<?> ct = Volume.of(fine, 52, 48, 60, new Geometry(new double[] { 2.5, 2.5, 1.75 }, GEOMETRY.origin(), GEOMETRY
			.direction(), "mm"), "ct");
		final Scan scan = Scan.of("p", List.of(ct, files[0]), List.of(Modality.CT, Modality.PET));
		assertEquals(GEOMETRY, scan.reference().geometry());
		assertTrue(scan.channels().get(0).volume().sameSize(files[0]));
		final Field field = Field.of(scan, files[1], 2, 5);
		assertEquals(2, field.views().length);
		final Refusal refusal = assertThrows(Refusal.class, () -> Field.of(scan, ct, 2, 5));
		assertTrue(refusal.getMessage().contains("52 x 48 x 60"), refusal.getMessage());
	}

	@Test
	void labelsThatAreNoneAreRefused() {
		final Volume<?> fractions = Volume.of(new float[] { 0, 1, 0.5f, 1 }, 2, 2, 1, GEOMETRY, "probabilities");
		final Refusal refusal = assertThrows(Refusal.class, () -> Field.highestLabel(fractions));
		assertTrue(refusal.getMessage().contains("0.5"), refusal.getMessage());
	}
}
