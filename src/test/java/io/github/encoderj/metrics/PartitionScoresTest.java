package io.github.encoderj.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.metrics.PartitionScores.Definition;
import io.github.encoderj.metrics.PartitionScores.Rules;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.cell.CellImgFactory;
import net.imglib2.type.numeric.integer.UnsignedLongType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;

class PartitionScoresTest {

	private static final Rules SKIMAGE_IGNORE_0 = new Rules(false, false, false, false, Double.NaN);
	private static final Rules SKIMAGE_IGNORE_NONE = new Rules(true, true, false, false, Double.NaN);

	static JsonObject json(final String resource) {
		return JsonParser.parseReader(new InputStreamReader(PartitionScoresTest.class.getResourceAsStream(resource),
			StandardCharsets.UTF_8)).getAsJsonObject();
	}

	/** A number of the reference: NaN and infinities are stored as texts. */
	static double number(final JsonElement value) {
		return switch (value.getAsString()) {
			case "nan", "undefined" -> Double.NaN;
			case "inf" -> Double.POSITIVE_INFINITY;
			default -> value.getAsDouble();
		};
	}

	static void assertClose(final double expected, final double actual, final double relative, final String what) {
		if (Double.isFinite(expected)) assertEquals(expected, actual, Math.max(1e-12, relative * Math.abs(expected)), what);
		else assertEquals(expected, actual, what);
	}

	private static void check(final ContingencyTable table, final JsonObject golden, final String where) {
		check(PartitionScores.of(table, Definition.FUNLIB), golden, "funlib", "voi_split", "voi_merge", "rand_split", "rand_merge", null,
			where);
		check(PartitionScores.of(table, Definition.FUNLIB), golden, "waterz", "voi_split", "voi_merge", "rand_split", "rand_merge", null,
			where);
		check(PartitionScores.of(table, Definition.FUNLIB), golden, "definition", "voi_split", "voi_merge", "rand_split", "rand_merge",
			"arand_no_correction", where);
		check(PartitionScores.of(table, Definition.CREMI), golden, "cremi", null, null, "recall", "precision", "arand", where);
		check(PartitionScores.of(table, Definition.SKIMAGE), golden, "skimage_voi_ignore_none", "split", "merge", null, null, null, where);
		check(PartitionScores.of(table, Definition.SKIMAGE), golden, "skimage_are_ignore0", null, null, "precision", "recall", "are", where);
		check(PartitionScores.of(table, SKIMAGE_IGNORE_0), golden, "skimage_voi_ignore0", "split", "merge", null, null, null, where);
		check(PartitionScores.of(table, SKIMAGE_IGNORE_NONE), golden, "skimage_are_ignore_none", null, null, "precision", "recall", "are",
			where);
	}

	private static void check(final PartitionScores scores, final JsonObject golden, final String tool, final String split,
		final String merge, final String randSplit, final String randMerge, final String arand, final String where)
	{
		if (!golden.has(tool) || golden.get(tool).isJsonNull()) return;
		final JsonObject values = golden.getAsJsonObject(tool);
		final String what = where + " " + tool + " ";
		if (split != null) assertClose(number(values.get(split)), scores.voiSplit(), 1e-9, what + split);
		if (merge != null) assertClose(number(values.get(merge)), scores.voiMerge(), 1e-9, what + merge);
		if (randSplit != null) assertClose(number(values.get(randSplit)), scores.randSplit(), 1e-9, what + randSplit);
		if (randMerge != null) assertClose(number(values.get(randMerge)), scores.randMerge(), 1e-9, what + randMerge);
		if (arand != null) assertClose(number(values.get(arand)), scores.arand(), 1e-9, what + arand);
	}

	@TestFactory
	Stream<DynamicTest> smallPartitionsEqualTheReferences() {
		return json("/metrics/metric_goldens.json").getAsJsonArray("partitions").asList().stream().map(JsonElement::getAsJsonObject).map(
			golden -> DynamicTest.dynamicTest(golden.get("name").getAsString(), () -> {
				final long[] truth = longs(golden.get("gt"));
				final long[] segmentation = longs(golden.get("seg"));
				check(ContingencyTable.of(truth, segmentation), golden, "");
			}));
	}

	private static long[] longs(final JsonElement array) {
		return array.getAsJsonArray().asList().stream().mapToLong(e -> e.getAsBigInteger().longValue()).toArray();
	}

	@TestFactory
	Stream<DynamicTest> fragmentsEqualTheReferences() {
		final JsonObject all = json("/em/manifest.json").getAsJsonObject("metrics_of_fragments");
		return all.keySet().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
			final JsonObject golden = all.getAsJsonObject(name);
			final NpyFile fragments = NpyFile.resource("/em/" + golden.get("fragments").getAsString() + ".npy");
			for (final String truthName : List.of("gt", "gt_dense")) {
				final NpyFile truth = NpyFile.resource("/em/" + truthName + ".npy");
				check(ContingencyTable.of(truth.longs(), fragments.longs()), golden.getAsJsonObject(truthName), "long " + truthName);
				check(ContingencyTable.of(truth.ints(), fragments.ints()), golden.getAsJsonObject(truthName), "int " + truthName);
			}
		}));
	}

	@Test
	void specialPairsEqualTheReferences() {
		final JsonObject golden = json("/em/manifest.json").getAsJsonObject("metrics_extra");
		final long[] truth = NpyFile.resource("/em/gt.npy").longs();
		final long[] dense = NpyFile.resource("/em/gt_dense.npy").longs();
		final long[] one = new long[dense.length];
		Arrays.fill(one, 1);
		final Map<String, long[][]> pairs = Map.of("gt_vs_gt", new long[][] { truth, truth }, "dense_vs_one_segment", new long[][] { dense,
			one }, "dense_vs_all_zero", new long[][] { dense, new long[dense.length] }, "gt_vs_dense", new long[][] { truth, dense },
			"dense_vs_gt", new long[][] { dense, truth });
		assertEquals(golden.keySet(), pairs.keySet());
		pairs.forEach((name, pair) -> check(ContingencyTable.of(pair[0], pair[1]), golden.getAsJsonObject(name), name));
	}

	/** One count of the fragments serves all thresholds of all agglomerations. */
	@TestFactory
	Stream<DynamicTest> agglomerationsEqualTheReferences() {
		final JsonObject all = json("/em/manifest.json").getAsJsonObject("agglomeration");
		return all.keySet().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
			final JsonObject golden = all.getAsJsonObject(name);
			final long[] fragments = NpyFile.resource("/em/" + golden.get("fragments").getAsString() + ".npy").longs();
			final NpyFile lut = NpyFile.resource("/em/agg_" + name + "_lut.npy");
			final int[] segmentOf = lut.ints();
			for (final String truthName : List.of("gt", "gt_cremi_border1")) {
				final ContingencyTable table = ContingencyTable.of(NpyFile.resource("/em/" + truthName + ".npy").longs(), fragments);
				int t = 0;
				for (final JsonElement threshold : golden.getAsJsonArray("thresholds")) {
					final int row = t++ * lut.shape()[1];
					final JsonObject expected = threshold.getAsJsonObject();
					final ContingencyTable merged = table.mapSegments(fragment -> segmentOf[row + (int) fragment]);
					check(merged, expected.getAsJsonObject(truthName), truthName + " " + expected.get("threshold"));
				}
			}
		}));
	}

	@Test
	void theBorderToleranceIsTheMaskOfCremi() {
		final NpyFile dense = NpyFile.resource("/em/gt_dense.npy");
		final int[] shape = dense.shape();
		final long[] masked = NpyFile.resource("/em/gt_cremi_border1.npy").longs();
		final long[] segmentation = NpyFile.resource("/em/ws_aff_0.1_0.99.npy").longs();
		final ContingencyTable off = ContingencyTable.of(ArrayImgs.unsignedLongs(dense.longs(), shape[2], shape[1], shape[0]), ArrayImgs
			.unsignedLongs(segmentation, shape[2], shape[1], shape[0]), 1);
		final PartitionScores expected = PartitionScores.of(ContingencyTable.of(masked, segmentation), Definition.CREMI);
		assertEquals(expected, PartitionScores.of(off, Definition.CREMI));
		assertEquals(expected, PartitionScores.of(off, Definition.CREMI_NEURON_IDS), "a dense truth has no 0 to differ in");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.5, 1, 1.5, 2.3, 6.25, 40 })
	void theBorderMaskEqualsItsDefinition(final double tolerance) {
		final int width = 23;
		final int height = 17;
		final Random random = new Random(7);
		final long[] labels = new long[width * height];
		for (int i = 0; i < labels.length; i++) labels[i] = i % width < 9 ? 1 : i / width < 5 ? 2 : 3;
		labels[200] = random.nextInt(100) + 10;
		final boolean[] near = new SectionBorders(width, height, tolerance).near(labels);
		for (int p = 0; p < labels.length; p++) {
			boolean expected = false;
			for (int q = 0; q < labels.length; q++) {
				final int x = q % width;
				final int y = q / width;
				final boolean border = x > 0 && labels[q - 1] != labels[q] || x + 1 < width && labels[q + 1] != labels[q] || y > 0 &&
					labels[q - width] != labels[q] || y + 1 < height && labels[q + width] != labels[q];
				expected |= border && Math.hypot(x - p % width, y - p / width) <= tolerance;
			}
			assertEquals(expected, near[p], "pixel " + p);
		}
	}

	@Test
	void relabellingOrderTilesThreadsAndImageKindsChangeNothing() {
		final Random random = new Random(3);
		final int n = 300_000;
		final long[] truth = random.longs(n, 0, 40).toArray();
		final long[] segmentation = new long[n];
		Arrays.setAll(segmentation, i -> random.nextInt(4) == 0 ? random.nextInt(60) : truth[i]);
		for (final Definition definition : Definition.values()) {
			final PartitionScores expected = PartitionScores.of(truth, segmentation, definition);
			assertEquals(expected, PartitionScores.of(relabelled(truth), relabelled(segmentation), definition));
			assertEquals(expected, PartitionScores.of(reversed(truth), reversed(segmentation), definition));
			for (final int threads : new int[] { 1, 2, 3, 7 }) {
				assertEquals(expected, Parallel.withThreads(threads, () -> PartitionScores.of(truth, segmentation, definition)));
			}
			final ContingencyTable head = ContingencyTable.of(Arrays.copyOf(truth, 1234), Arrays.copyOf(segmentation, 1234));
			final ContingencyTable tail = ContingencyTable.of(Arrays.copyOfRange(truth, 1234, n), Arrays.copyOfRange(segmentation, 1234, n));
			assertEquals(expected, PartitionScores.of(head.plus(tail), definition));
			final var cells = new CellImgFactory<>(new UnsignedLongType(), 7).create(100, 60, 50);
			ImgUtil.copy(truth, 0, new int[] { 1, 100, 6000 }, cells);
			assertEquals(expected, PartitionScores.of(cells, ArrayImgs.longs(segmentation, 100, 60, 50), definition, 0));
			final float[] floats = new float[n];
			for (int i = 0; i < n; i++) floats[i] = truth[i];
			assertEquals(expected, PartitionScores.of(ArrayImgs.floats(floats, 100, 60, 50), ArrayImgs.longs(segmentation, 100, 60, 50),
				definition, 0));
		}
	}

	@Test
	void sectionsOneByOneGiveTheSameAsTheVolumeOffBorders() {
		final NpyFile dense = NpyFile.resource("/em/gt_dense.npy");
		final int[] shape = dense.shape();
		final var truth = ArrayImgs.unsignedInts(dense.ints(), shape[2], shape[1], shape[0]);
		final var segmentation = ArrayImgs.unsignedInts(NpyFile.resource("/em/fragments_xy.npy").ints(), shape[2], shape[1], shape[0]);
		for (final double border : new double[] { 0, 1, 3.5 }) {
			ContingencyTable sum = ContingencyTable.of(new int[0], new int[0]);
			for (int z = 0; z < shape[0]; z++) {
				sum = sum.plus(ContingencyTable.of(Views.hyperSlice(truth, 2, z), Views.hyperSlice(segmentation, 2, z), border));
			}
			assertEquals(sum.voxels(), (long) shape[0] * shape[1] * shape[2]);
			for (final Definition definition : Definition.values()) {
				final PartitionScores expected = PartitionScores.of(sum, definition);
				for (final int threads : new int[] { 1, 5 }) {
					assertEquals(expected, Parallel.withThreads(threads, () -> PartitionScores.of(truth, segmentation, definition, border)));
				}
			}
		}
	}

	/** Other labels for the same partition, 0 kept, beyond 32 bits and, as signed numbers, below 0. */
	private static long[] relabelled(final long[] labels) {
		return Arrays.stream(labels).map(label -> label == 0 ? 0 : label * 0x9E3779B97F4A7C15L).toArray();
	}

	private static long[] reversed(final long[] labels) {
		final long[] result = new long[labels.length];
		Arrays.setAll(result, i -> labels[labels.length - 1 - i]);
		return result;
	}

	@Test
	void exchangingTruthAndSegmentationExchangesSplitAndMerge() {
		final Random random = new Random(5);
		for (int round = 0; round < 50; round++) {
			final long[] a = random.longs(500, 1, 2 + round).toArray();
			final long[] b = random.longs(500, 1, 2 + round / 2).toArray();
			for (final Definition definition : Definition.values()) {
				final PartitionScores ab = PartitionScores.of(a, b, definition);
				final PartitionScores ba = PartitionScores.of(b, a, definition);
				assertEquals(ab.voiSplit(), ba.voiMerge(), 1e-12);
				assertEquals(ab.randSplit(), ba.randMerge(), 1e-12);
				assertEquals(ab.arand(), ba.arand(), 1e-12);
				assertTrue(ab.voiSplit() >= 0 && ab.voiSplit() <= Math.log(500) / Math.log(2));
				assertTrue(ab.arand() >= 0 && ab.arand() <= 1);
				final PartitionScores same = PartitionScores.of(a, a, definition);
				assertArrayEquals(new double[3], new double[] { same.voiSum(), same.arand(), same.cremiScore() });
			}
		}
	}

	@Test
	void countsSegmentsAndZeros() {
		final PartitionScores scores = PartitionScores.of(new int[] { 0, 1, 1, 2, 2 }, new int[] { 9, 0, 5, 5, -1 }, Definition.FUNLIB);
		assertEquals(2, scores.segments());
		assertEquals(2, scores.truthSegments());
		assertEquals(0.25, scores.zeroShare());
		final PartitionScores all = PartitionScores.of(new int[] { 0, 1, 1, 2, 2 }, new int[] { 9, 0, 5, 5, -1 }, Definition.SKIMAGE);
		assertEquals(3, all.segments());
		assertEquals(2, all.truthSegments());
		assertEquals(0.2, all.zeroShare());
	}

	@Test
	void theTableHasTheColumnsOfTheCommand() {
		final Table table = PartitionScores.table();
		PartitionScores.compare(table, "a", ArrayImgs.unsignedBytes(new byte[] { 1, 1, 2, 2 }, 2, 2), ArrayImgs.unsignedShorts(new short[] { 1,
			1, 1, 2 }, 2, 2), Definition.parse("all"), 0);
		assertEquals("case,voi_split,voi_merge,voi_sum,arand,rand_split,rand_merge,cremi_score,segments,truth_segments,zero_share,definition",
			table.toCsv().lines().findFirst().orElseThrow());
		final List<Object> definitions = new ArrayList<>();
		for (int row = 0; row < table.size(); row++) definitions.add(table.get(row, "definition"));
		assertEquals(List.of("funlib", "skimage", "cremi"), definitions);
		assertEquals(Math.sqrt(table.number(0, "voi_sum") * table.number(0, "arand")), table.number(0, "cremi_score"));
	}

	@Test
	void refusesWhatCannotBeScored() {
		final var four = ArrayImgs.unsignedBytes(2, 2);
		refused("2 x 2", () -> ContingencyTable.of(four, ArrayImgs.unsignedBytes(4, 1)));
		refused("3", () -> ContingencyTable.of(new int[3], new int[4]));
		refused("border = -1", () -> ContingencyTable.of(four, four, -1));
		refused("border = NaN", () -> ContingencyTable.of(four, four, Double.NaN));
		refused("0.5", () -> ContingencyTable.of(four, ArrayImgs.floats(new float[] { 0, 1, 0.5f, 1 }, 2, 2)));
		refused("definition = gala", () -> Definition.parse("gala"));
	}

	static void refused(final String part, final org.junit.jupiter.api.function.Executable action) {
		final String message = assertThrows(Refusal.class, action).getMessage();
		assertTrue(message.contains(part), message);
	}
}
