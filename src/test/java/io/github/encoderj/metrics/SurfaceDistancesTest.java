package io.github.encoderj.metrics;

import static io.github.encoderj.metrics.PartitionScoresTest.assertClose;
import static io.github.encoderj.metrics.PartitionScoresTest.json;
import static io.github.encoderj.metrics.PartitionScoresTest.number;
import static io.github.encoderj.metrics.PartitionScoresTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.metrics.SurfaceDistances.Definition;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.view.Views;

class SurfaceDistancesTest {

	/** A pair of masks of the reference file. */
	record Pair(Img<UnsignedByteType> truth, Img<UnsignedByteType> segmentation, double[] spacing, JsonObject golden) {

		static Stream<Pair> all() {
			return json("/metrics/metric_goldens.json").getAsJsonArray("masks").asList().stream().map(JsonElement::getAsJsonObject).map(
				golden -> new Pair(mask(golden, "gt_runs"), mask(golden, "pred_runs"), reversed(golden.get("spacing")), golden));
		}

		String name() {
			return golden.get("name").getAsString();
		}

		double value(final String tool, final String key) {
			return number(golden.getAsJsonObject(tool).get(key));
		}

		boolean has(final String tool, final String key) {
			final JsonElement value = golden.getAsJsonObject(tool).get(key);
			return value != null && !value.getAsString().startsWith("raises");
		}
	}

	/** Runs are pairs of gap and length in the order z, y, x. */
	private static Img<UnsignedByteType> mask(final JsonObject golden, final String runs) {
		final double[] size = reversed(golden.get("shape"));
		final long[] dimensions = Arrays.stream(size).mapToLong(d -> (long) d).toArray();
		final byte[] data = new byte[(int) Arrays.stream(size).reduce(1, (a, b) -> a * b)];
		final var list = golden.getAsJsonArray(runs);
		int at = 0;
		for (int k = 0; k < list.size(); k += 2) {
			at += list.get(k).getAsInt();
			Arrays.fill(data, at, at += list.get(k + 1).getAsInt(), (byte) 1);
		}
		return ArrayImgs.unsignedBytes(data, dimensions);
	}

	private static double[] reversed(final JsonElement array) {
		final var list = array.getAsJsonArray();
		return IntStream.range(0, list.size()).mapToDouble(i -> list.get(list.size() - 1 - i).getAsDouble()).toArray();
	}

	@TestFactory
	Stream<DynamicTest> equalTheReferences() {
		return Pair.all().map(pair -> DynamicTest.dynamicTest(pair.name(), () -> check(pair)));
	}

	private static void check(final Pair pair) {
		final SurfaceDistances monai = SurfaceDistances.of(pair.truth, pair.segmentation, pair.spacing, Definition.MONAI);
		final SurfaceDistances medpy = SurfaceDistances.of(pair.truth, pair.segmentation, pair.spacing, Definition.MEDPY);
		final SurfaceDistances deepmind = SurfaceDistances.of(pair.truth, pair.segmentation, pair.spacing, Definition.DEEPMIND);
		check(pair, "monai", "hd", monai.hausdorff());
		check(pair, "monai", "hd95", monai.hausdorff(95));
		check(pair, "monai", "assd_pooled", monai.averageSymmetric());
		check(pair, "medpy", "hd", medpy.hausdorff());
		check(pair, "medpy", "hd95_pooled", medpy.hausdorff(95));
		check(pair, "medpy", "assd", medpy.averageSymmetric());
		check(pair, "deepmind_surface_distance", "hd100", deepmind.hausdorff());
		check(pair, "deepmind_surface_distance", "hd95", deepmind.hausdorff(95));
		check(pair, "deepmind_surface_distance", "asd_gt_to_pred", deepmind.averageFromTruth());
		check(pair, "deepmind_surface_distance", "asd_pred_to_gt", deepmind.averageFromSegmentation());
		check(pair, "deepmind_surface_distance", "surface_dice_at_1mm", deepmind.surfaceDice(1));
		if (!pair.has("definition", "hd")) return;
		check(pair, "medpy", "asd", medpy.averageFromSegmentation());
		check(pair, "monai", "asd_pred_to_gt", monai.averageFromSegmentation());
		check(pair, "definition", "hd", monai.hausdorff());
		check(pair, "definition", "hd95_max_of_directed", medpy.maximumOfDirected(95));
		check(pair, "definition", "hd95_pooled", medpy.hausdorff(95));
		check(pair, "definition", "asd_a_to_b", medpy.averageFromSegmentation());
		check(pair, "definition", "asd_b_to_a", medpy.averageFromTruth());
		check(pair, "definition", "assd_mean_of_directed", (medpy.averageFromTruth() + medpy.averageFromSegmentation()) / 2);
		check(pair, "definition", "assd_pooled", medpy.averageSymmetric());
	}

	private static void check(final Pair pair, final String tool, final String key, final double actual) {
		if (pair.has(tool, key)) assertClose(pair.value(tool, key), actual, 1e-6, tool + " " + key);
		else assertTrue(Double.isNaN(actual), tool + " " + key + " stops with an error; no number is expected, found " + actual);
	}

	@TestFactory
	Stream<DynamicTest> surfaceDiceOfVoxelsEqualsMonai() {
		final JsonObject golden = json("/metrics/surface_dice_goldens.json");
		return Pair.all().map(pair -> DynamicTest.dynamicTest(pair.name(), () -> {
			final SurfaceDistances distances = SurfaceDistances.of(pair.truth, pair.segmentation, pair.spacing, Definition.MONAI);
			for (int k = 0; k < 3; k++) {
				final double tolerance = golden.getAsJsonArray("tolerances").get(k).getAsDouble();
				final JsonElement expected = golden.getAsJsonObject("surface_dice").getAsJsonArray(pair.name()).get(k);
				assertClose(number(expected), distances.surfaceDice(tolerance), 1e-6, "tolerance " + tolerance);
			}
		}));
	}

	@Test
	void distancesAreThoseOfAllPairsOfPoints() {
		final Random random = new Random(1);
		for (int round = 0; round < 60; round++) {
			final int[] size = { 2 + random.nextInt(9), 2 + random.nextInt(9), 1 + random.nextInt(8) };
			final byte[] points = new byte[size[0] * size[1] * size[2]];
			for (int i = 0; i < points.length; i++) {
				if (random.nextInt(1 + round) < 3) points[i] = (byte) random.nextInt(4);
			}
			final double[] spacing = { 0.3 + random.nextDouble(), 0.3 + random.nextDouble(), 0.3 + 4 * random.nextDouble() };
			for (final int bit : new int[] { 1, 2 }) {
				final double[] actual = new NearestSurface(points, 3 - bit, size[0], size[1], size[2], spacing).distancesFrom(points, bit);
				assertArrayEquals(byAllPairs(points, bit, size, spacing), actual, 1e-12, "round " + round);
			}
		}
	}

	private static double[] byAllPairs(final byte[] points, final int bit, final int[] size, final double[] spacing) {
		return IntStream.range(0, points.length).filter(i -> (points[i] & bit) != 0).mapToDouble(i -> IntStream.range(0, points.length)
			.filter(j -> (points[j] & 3 - bit) != 0).mapToDouble(j -> {
				final double x = (i % size[0] - j % size[0]) * spacing[0];
				final double y = (i / size[0] % size[1] - j / size[0] % size[1]) * spacing[1];
				final double z = (i / size[0] / size[1] - j / size[0] / size[1]) * spacing[2];
				return Math.sqrt(x * x + y * y + z * z);
			}).min().orElse(Double.POSITIVE_INFINITY)).toArray();
	}

	private static Img<UnsignedByteType> blob(final Random random, final long... size) {
		final Img<UnsignedByteType> mask = ArrayImgs.unsignedBytes(size);
		final double[] centre = new double[size.length];
		for (int d = 0; d < size.length; d++) centre[d] = size[d] * (0.3 + 0.4 * random.nextDouble());
		final double radius = 3 + 5 * random.nextDouble();
		final var cursor = mask.localizingCursor();
		while (cursor.hasNext()) {
			cursor.fwd();
			double squared = 0;
			for (int d = 0; d < size.length; d++) squared += Math.pow(cursor.getDoublePosition(d) - centre[d], 2);
			if (Math.sqrt(squared) + random.nextDouble() < radius) cursor.get().set(7);
		}
		return mask;
	}

	@Test
	void symmetricBoundedAndIndependentOfPositionUnitAndThreads() {
		final Random random = new Random(2);
		for (int round = 0; round < 20; round++) {
			final long[] size = round % 2 == 0 ? new long[] { 21, 19, 17 } : new long[] { 30, 25 };
			final double[] spacing = round % 2 == 0 ? new double[] { 0.8, 1.1, 2.5 } : new double[] { 0.7, 1.9 };
			final double[] doubled = Arrays.stream(spacing).map(s -> 2 * s).toArray();
			final var a = blob(random, size);
			final var b = blob(random, size);
			for (final Definition definition : Definition.values()) {
				final SurfaceDistances ab = SurfaceDistances.of(a, b, spacing, definition);
				final SurfaceDistances ba = SurfaceDistances.of(b, a, spacing, definition);
				assertEquals(ab.hausdorff(95), ba.hausdorff(95), 1e-12);
				assertEquals(ab.averageSymmetric(), ba.averageSymmetric(), 1e-12);
				assertEquals(ab.surfaceDice(1.5), ba.surfaceDice(1.5), 1e-12);
				assertTrue(ab.hausdorff(50) <= ab.hausdorff(95) && ab.hausdorff(95) <= ab.hausdorff());
				assertTrue(ab.surfaceDice(0) >= 0 && ab.surfaceDice(0) <= ab.surfaceDice(2) && ab.surfaceDice(1e9) == 1);
				assertEquals(2 * ab.hausdorff(95), SurfaceDistances.of(a, b, doubled, definition).hausdorff(95), 1e-12);
				final var largerA = Views.zeroMin(Views.interval(Views.extendZero(a), grown(size, -3), grown(size, 2)));
				final var largerB = Views.zeroMin(Views.interval(Views.extendZero(b), grown(size, -3), grown(size, 2)));
				assertEquals(ab.hausdorff(95), SurfaceDistances.of(largerA, largerB, spacing, definition).hausdorff(95), 0);
				final double one = Parallel.withThreads(1, () -> SurfaceDistances.of(a, b, spacing, definition).averageSymmetric());
				final double seven = Parallel.withThreads(7, () -> SurfaceDistances.of(a, b, spacing, definition).averageSymmetric());
				assertEquals(one, seven, 0);
				assertEquals(0, SurfaceDistances.of(a, a, spacing, definition).hausdorff());
				assertEquals(1, SurfaceDistances.of(a, a, spacing, definition).surfaceDice(0));
			}
		}
	}

	private static long[] grown(final long[] size, final int by) {
		return Arrays.stream(size).map(s -> by < 0 ? by : s - 1 + by).toArray();
	}

	@Test
	void aStackOfOneSliceIsAPicture() {
		final var a = blob(new Random(4), 30, 25);
		final var b = blob(new Random(5), 30, 25);
		for (final Definition definition : Definition.values()) {
			assertEquals(SurfaceDistances.of(a, b, new double[] { 0.7, 1.9 }, definition).hausdorff(95), SurfaceDistances.of(Views.addDimension(
				a, 0, 0), Views.addDimension(b, 0, 0), new double[] { 0.7, 1.9, 5 }, definition).hausdorff(95));
		}
	}

	@Test
	void refusesWhatCannotBeMeasured() {
		final var a = ArrayImgs.unsignedBytes(4, 4, 4);
		refused("4 x 4 x 4", () -> SurfaceDistances.of(a, ArrayImgs.unsignedBytes(4, 4, 5), new double[] { 1, 1, 1 }, Definition.MONAI));
		refused("spacing = [1.0, 1.0]", () -> SurfaceDistances.of(a, a, new double[] { 1, 1 }, Definition.MONAI));
		refused("spacing = [1.0, 0.0, 1.0]", () -> SurfaceDistances.of(a, a, new double[] { 1, 0, 1 }, Definition.MONAI));
		final var four = ArrayImgs.unsignedBytes(2, 2, 2, 2);
		refused("axes", () -> SurfaceDistances.of(four, four, new double[] { 1, 1, 1, 1 }, Definition.MONAI));
		refused("percentile = 0", () -> SurfaceDistances.of(a, a, new double[] { 1, 1, 1 }, Definition.MONAI).hausdorff(0));
		refused("definition = plastimatch", () -> Definition.parse("plastimatch"));
	}
}
