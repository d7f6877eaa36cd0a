package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.FineGrid;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.RawIntensity;
import io.github.encoderj.encoder.VisionEncoder;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.network.GoldenEncodersTest;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;

/** Training on bricks with dark walls: enough to see whether all parts work together. */
class AffinityTrainingTest {

	private static final int WIDTH = 64;
	private static final int DEPTH = 8;
	private static final Geometry GEOMETRY = Geometry.spacing(8, 8, 30, "nm");

	private static final AffinityPrediction.Settings ONE_VIEW = new AffinityPrediction.Settings(false, "cpu", 2);

	@TempDir
	private Path folder;

	private final FilterBank encoder = AffinityTraining.encoder();
	private final int[] labels = new int[DEPTH * WIDTH * WIDTH];
	private final float[] image = new float[labels.length];

	AffinityTrainingTest() {
		final Random random = new Random(5);
		for (int i = 0; i < labels.length; i++) {
			final int x = i % WIDTH;
			final int y = i / WIDTH % WIDTH;
			final boolean wall = x % 16 < 2 || y % 16 < 2;
			labels[i] = wall ? 0 : 1 + x / 16 + 4 * (y / 16);
			image[i] = (wall ? 60 : 160) + 20 * (float) random.nextGaussian();
		}
	}

	private Volume<?> image() {
		return Volume.of(image, WIDTH, WIDTH, DEPTH, GEOMETRY, "bricks");
	}

	private Volume<?> labels() {
		return Volume.ofLabels(labels, WIDTH, WIDTH, DEPTH, GEOMETRY, "brick labels");
	}

	private static AffinityTraining.Settings settings(final int epochs) {
		return new AffinityTraining.Settings(epochs, 32, 2, 5, 11, "cpu", 2);
	}

	@Test
	void wallsGetLowAffinities() {
		final AffinityTraining.Result first = train(8, 40, Progress.NONE);
		assertEquals(8, first.curve().size());
		assertTrue(first.complete());
		assertTrue(first.curve().get(7).validation() < 0.05, "validation loss " + first.curve());
		final AffinityPrediction.Result predicted = AffinityPrediction.predict(encoder, first.head(), "head", image(),
			ONE_VIEW, Progress.NONE);
		assertTrue(predicted.differences().isEmpty(), () -> "like the training image: " + predicted.differences());
		final float[] affinities = Pixels.floats(predicted.affinities());
		final float[] target = new float[affinities.length];
		final float[] weight = new float[affinities.length];
		Affinities.fill(labels, DEPTH, WIDTH, WIDTH, target, weight);
		double wrong = 0;
		double edges = 0;
		for (int i = 0; i < target.length; i++) {
			edges += weight[i];
			if (weight[i] > 0 && affinities[i] > 0.5 != target[i] > 0.5) wrong++;
		}
		assertTrue(wrong / edges < 0.05, "share of wrong edges " + wrong / edges);
	}

	@Test
	void theSameSeedGivesTheSameHead() {
		final AffinityTraining.Result first = train(2, 10, Progress.NONE);
		final AffinityTraining.Result second = train(2, 10, Progress.NONE);
		for (int i = 0; i < first.head().tensors().size(); i++) {
			assertArrayEquals(first.head().tensors().get(i).floats(), second.head().tensors().get(i).floats());
		}
	}

	@Test
	void affinitiesDoNotDependOnWhereTilesFall() {
		final AffinityTraining.Result trained = train(1, 10, Progress.NONE);
		final int width = 150;
		final int height = 90;
		final float[] large = new float[width * height * DEPTH];
		final Random random = new Random(8);
		for (int i = 0; i < large.length; i++) large[i] = random.nextFloat() * 100;
		final Volume<?> volume = Volume.of(large, width, height, DEPTH, GEOMETRY, "noise");
		final float[] whole = Pixels.floats(AffinityPrediction.predict(encoder, trained.head(), "head", volume, ONE_VIEW, Progress.NONE)
			.affinities());
		final float[] tiled = Pixels.floats(AffinityPrediction.predict(encoder, trained.head(), "head", volume,
			new AffinityPrediction.Settings(false, "cpu", 1), 3, 40, Progress.NONE).affinities());
		for (int i = 0; i < whole.length; i++) assertEquals(whole[i], tiled[i], 0.01, "value " + i); // bfloat16 rounding
	}

	@Test
	void averagedAffinitiesTurnWithTheImage() {
		final AffinityTraining.Result trained = train(1, 10, Progress.NONE);
		final int side = 24;
		final int depth = 3;
		final float[] noise = new float[side * side * depth];
		final Random random = new Random(9);
		for (int i = 0; i < noise.length; i++) noise[i] = random.nextFloat() * 100;
		final float[] turned = new float[noise.length]; // rows and columns swapped, columns reversed
		for (int z = 0; z < depth; z++)
			for (int y = 0; y < side; y++)
				for (int x = 0; x < side; x++)
					turned[(z * side + x) * side + side - 1 - y] = noise[(z * side + y) * side + x];
		final float[] a = average(trained, noise, side, depth);
		final float[] b = average(trained, turned, side, depth);
		final int voxels = noise.length;
		for (int z = 0; z < depth; z++) {
			for (int y = 1; y < side; y++) {
				for (int x = 1; x < side; x++) {
					final int p = (z * side + y) * side + x;
					final int q = (z * side + x) * side + side - 1 - y;
					assertEquals(a[p], b[q], 0.01, "across sections");
					assertEquals(a[voxels + p], b[2 * voxels + q + 1], 0.01, "rows become columns, previous becomes next");
					assertEquals(a[2 * voxels + p], b[voxels + q], 0.01, "columns become rows");
				}
			}
		}
	}

	private float[] average(final AffinityTraining.Result trained, final float[] image, final int side, final int depth) {
		return Pixels.floats(AffinityPrediction.predict(encoder, trained.head(), "head", Volume.of(image, side, side, depth, GEOMETRY, "noise"),
			new AffinityPrediction.Settings(true, "cpu", 2), Progress.NONE).affinities());
	}

	@Test
	void cancelKeepsTheBestSoFar() {
		final AtomicInteger reports = new AtomicInteger();
		final Progress afterTheFirstEpoch = new Progress() {

			@Override
			public void report(final String stage, final double done) {
				reports.incrementAndGet();
			}

			@Override
			public boolean cancelled() {
				return reports.get() > 4;
			}
		};
		final AffinityTraining.Result result = train(50, 30, afterTheFirstEpoch);
		assertFalse(result.complete());
		assertEquals(2, result.curve().size());
		assertEquals("affinities", result.head().type());
		reports.set(100);
		assertThrows(CancellationException.class, () -> train(50, 30, afterTheFirstEpoch));
	}

	@Test
	void whatCannotTeachIsRefused() {
		refused("brick labels", () -> train(image(), Volume.ofLabels(new int[labels.length], WIDTH, WIDTH, DEPTH, GEOMETRY, "brick labels")));
		final int[] one = labels.clone();
		for (int i = 0; i < one.length; i++) one[i] = one[i] == 0 ? 0 : 7;
		refused("only one label, 7", () -> train(image(), Volume.ofLabels(one, WIDTH, WIDTH, DEPTH, GEOMETRY, "mask")));
		refused("64 x 64 x 8", () -> train(image(), Volume.ofLabels(labels, WIDTH, WIDTH / 2, DEPTH * 2, GEOMETRY, "other")));
		final float[] fractions = new float[labels.length];
		fractions[9] = 0.5f;
		refused("0.5", () -> train(image(), Volume.of(fractions, WIDTH, WIDTH, DEPTH, GEOMETRY, "probabilities")));
		image[77] = Float.NaN;
		refused("NaN at x = 13, y = 1, section 1", () -> train(image(), labels()));
	}

	@Test
	void anEncoderOfCoarsePatchesJoinsTheFilterBank() {
		final Path model = GoldenEncodersTest.goldens().resolve("golden/models/dinov3-vit-tiny");
		final AffinityTraining.Settings settings = new AffinityTraining.Settings(1, 32, 0, 5, 11, "cpu", 2);
		final Head head;
		final float[] whole;
		final float[] tiled;
		try (PictureEncoder vit = VisionEncoder.open(model, ComputeDevice.cpu(), 2, false);
				Encoder grid = AffinityTraining.encoder(vit, new FineGrid.Settings(2, 2, List.of(1, 3), 8), Optional.empty()))
		{
			head = AffinityTraining.train(grid, image(), labels(), settings, 10, "test", Progress.NONE).head();
			head.write(folder.resolve("head.safetensors"));
		}
		final Head read = Head.read(folder.resolve("head.safetensors"), AffinityTraining.TYPE);
		try (PictureEncoder vit = VisionEncoder.open(model, ComputeDevice.cpu(), 2, false)) {
			whole = Pixels.floats(AffinityPrediction.predict(vit, read, "head", image(), ONE_VIEW, Progress.NONE).affinities());
			tiled = Pixels.floats(AffinityPrediction.predict(vit, read, "head", image(), ONE_VIEW, 3, 24, Progress.NONE).affinities());
			assertThrows(Refusal.class, () -> AffinityPrediction.predict(encoder, read, "head", image(), ONE_VIEW, Progress.NONE));
		}
		for (int i = 0; i < whole.length; i++) assertEquals(whole[i], tiled[i], 0.01, "value " + i);
	}

	@Test
	void publishedNetworksTrainOnTheImageAlone() {
		for (final String kind : List.of("superhuman", "mala")) {
			final AffinityTraining.Settings settings = settings(2).with(new AffinityTraining.Network(kind, 6, false, 0.5));
			final AffinityTraining.Result result = AffinityTraining.train(new RawIntensity(), image(), labels(), settings, 15, "test",
				Progress.NONE);
			assertTrue(result.curve().get(1).training() < result.curve().get(0).training(), kind + " learns: " + result.curve());
			AffinityPrediction.predict(new RawIntensity(), result.head(), "head", image(), ONE_VIEW, Progress.NONE);
		}
		assertThrows(Refusal.class, () -> AffinityTraining.train(encoder, image(), labels(), settings(1).with(new AffinityTraining.Network(
			"vnet", 0, true, 0)), "test", Progress.NONE));
	}

	@Test
	void labelsOfSingleSectionsGiveASegmentationOfSingleSections() {
		final int[] profiles = labels.clone();
		for (int i = 0; i < profiles.length; i++) if (profiles[i] > 0) profiles[i] += i / (WIDTH * WIDTH) * 16;
		final AffinityTraining.Result result = AffinityTraining.train(encoder, image(), Volume.ofLabels(profiles, WIDTH, WIDTH, DEPTH, GEOMETRY,
			"profiles"), settings(2), 20, "test", Progress.NONE);
		assertTrue(AffinityTraining.planar(result.head()));
		final Volume<?> affinities = AffinityPrediction.predict(encoder, result.head(), "head", image(), ONE_VIEW, Progress.NONE).affinities();
		final float[] values = Pixels.floats(affinities);
		for (int i = 0; i < labels.length; i++) assertEquals(0, values[i], 0, "nothing is known across sections");
		final int[] segments = Pixels.labels(SectionAgglomeration.suiting(result.head(), affinities, AgglomerationSettings.DEFAULT,
			Progress.NONE).segmentation(0));
		final Set<Integer> above = new HashSet<>();
		for (int z = 0; z < DEPTH; z++) {
			final Set<Integer> here = new HashSet<>();
			for (int i = z * WIDTH * WIDTH; i < (z + 1) * WIDTH * WIDTH; i++) here.add(segments[i]);
			assertFalse(here.contains(0), "no gaps");
			assertTrue(here.stream().noneMatch(above::contains), "a label in two sections");
			above.addAll(here);
		}
	}

	private AffinityTraining.Result train(final int epochs, final int steps, final Progress progress) {
		return AffinityTraining.train(encoder, image(), labels(), settings(epochs), steps, "test", progress);
	}

	private void train(final Volume<?> raw, final Volume<?> truth) {
		AffinityTraining.train(encoder, raw, truth, settings(1), "test", Progress.NONE);
	}

	private static void refused(final String part, final Runnable action) {
		final Refusal refusal = assertThrows(Refusal.class, action::run);
		assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
	}
}
