package io.github.encoderj.metrics;

import static io.github.encoderj.metrics.PartitionScoresTest.assertClose;
import static io.github.encoderj.metrics.PartitionScoresTest.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import io.github.encoderj.metrics.LesionScores.Criterion;
import io.github.encoderj.metrics.MaskScores.Options;
import io.github.encoderj.metrics.SurfaceDistances.Definition;
import io.github.encoderj.metrics.SurfaceDistancesTest.Pair;
import net.imglib2.img.array.ArrayImgs;

class MaskScoresTest {

	@TestFactory
	Stream<DynamicTest> overlapEqualsTheReferences() {
		return Pair.all().map(pair -> DynamicTest.dynamicTest(pair.name(), () -> {
			final Options options = new Options(pair.spacing(), Definition.parse("all"));
			for (final MaskScores scores : MaskScores.of(pair.truth(), pair.segmentation(), options)) {
				final OverlapScores overlap = scores.overlap();
				assertEquals(pair.value("definition", "tp"), overlap.truePositive());
				assertEquals(pair.value("definition", "fp"), overlap.falsePositive());
				assertEquals(pair.value("definition", "fn"), overlap.falseNegative());
				assertEquals(pair.value("definition", "tn"), overlap.trueNegative());
				assertClose(pair.value("definition", "dice"), overlap.dice(), 1e-9, "dice");
				assertClose(pair.value("definition", "iou"), overlap.iou(), 1e-9, "iou");
				assertClose(pair.value("definition", "precision"), overlap.precision(), 1e-9, "precision");
				assertClose(pair.value("definition", "recall"), overlap.recall(), 1e-9, "recall");
				assertClose(pair.value("medpy", "dc"), overlap.dice(), 1e-9, "medpy dc");
				assertEquals(overlap.truePositive() + overlap.falsePositive() == 0 || overlap.truePositive() + overlap.falseNegative() == 0,
					!scores.note().isEmpty(), scores.note());
				final String tool = scores.definition() == Definition.DEEPMIND ? "deepmind_surface_distance" : scores.definition().key();
				final String hd95 = scores.definition() == Definition.MEDPY ? "hd95_pooled" : "hd95";
				if (pair.has(tool, hd95)) assertClose(pair.value(tool, hd95), scores.hd95(), 1e-6, tool);
			}
		}));
	}

	@Test
	void labelsAreScoredOneByOneTogetherAndInTheMean() {
		final byte[] truth = { 1, 1, 0, 0, 2, 2, 2, 0, 0, 9 };
		final byte[] segmentation = { 1, 1, 1, 0, 0, 2, 2, 0, 0, 0 };
		final Table table = MaskScores.table();
		MaskScores.compare(table, "a", ArrayImgs.unsignedBytes(truth, 5, 2), ArrayImgs.unsignedBytes(segmentation, 5, 2), new Options(
			new double[] { 2, 3 }, List.of(Definition.MEDPY)));
		assertEquals(List.of("1", "2", "9", "all", "mean"), java.util.stream.IntStream.range(0, 5).mapToObj(r -> table.get(r, "label"))
			.toList());
		assertEquals(4 / 5., table.number(0, "dice"), 1e-12);
		assertEquals(4 / 5., table.number(1, "dice"), 1e-12);
		assertEquals(0, table.number(2, "dice"));
		assertEquals("the segmentation is empty: precision is undefined, medpy gives no distance", table.get(2, "note"));
		assertEquals(8 / 11., table.number(3, "dice"), 1e-12);
		assertEquals(1.6 / 3, table.number(4, "dice"), 1e-12);
		assertTrue(table.get(4, "note").toString().contains("precision of 2"), table.get(4, "note").toString());
		assertEquals(6, table.number(0, "volume_difference"), 1e-12);
		assertEquals(-6, table.number(1, "volume_difference"), 1e-12);
		assertEquals(6, table.number(2, "false_negative_volume"), 1e-12);
		assertEquals("case,label,dice,iou,precision,recall,specificity,volume_difference,false_positive_volume,false_negative_volume,hd,hd95," +
			"assd,nsd,note,definition", table.toCsv().lines().findFirst().orElseThrow());
	}

	@Test
	void chosenLabelsOnlyAndThoseThatNobodyHas() {
		final var image = ArrayImgs.unsignedBytes(new byte[] { 1, 2, 2, 3 }, 2, 2);
		final List<MaskScores> scores = MaskScores.of(image, image, new Options(new double[] { 1, 1 }, List.of(Definition.MONAI)).withLabels(
			List.of(2L, 5L)));
		assertEquals(List.of("2", "5", "all"), scores.stream().map(MaskScores::label).toList());
		assertEquals(1, scores.get(0).overlap().dice());
		assertTrue(Double.isNaN(scores.get(1).overlap().dice()));
		assertFalse(scores.get(1).note().isEmpty());
		assertEquals(List.of(2L, 5L), Options.parseLabels(" 2, 5"));
		refused("labels = 1, x", () -> Options.parseLabels("1, x"));
	}

	@Test
	void masksMayHaveDifferentValues() {
		final var truth = ArrayImgs.unsignedBytes(new byte[] { -1, -1, 0, 0 }, 2, 2);
		final var segmentation = ArrayImgs.unsignedBytes(new byte[] { 1, 0, 0, 0 }, 2, 2);
		final Options options = new Options(new double[] { 1, 1 }, List.of(Definition.MONAI));
		final List<MaskScores> scores = MaskScores.of(truth, segmentation, options);
		assertEquals(List.of("mask"), scores.stream().map(MaskScores::label).toList());
		assertEquals(2 / 3., scores.get(0).overlap().dice(), 1e-12);
		assertEquals(0, MaskScores.of(truth, segmentation, options.withLabels(List.of(255L))).get(0).overlap().dice());
	}

	@Test
	void exchangingAndRelabellingBehaveAsTheyMust() {
		final Random random = new Random(6);
		for (int round = 0; round < 20; round++) {
			final byte[] a = new byte[9 * 8 * 7];
			final byte[] b = new byte[9 * 8 * 7];
			for (int i = 0; i < a.length; i++) {
				a[i] = (byte) (i / 90 % 3);
				b[i] = random.nextInt(6) == 0 ? (byte) random.nextInt(3) : a[i];
			}
			final Options options = new Options(new double[] { 1, 1.5, 3 }, Definition.parse("all"));
			final List<MaskScores> ab = MaskScores.of(ArrayImgs.unsignedBytes(a, 9, 8, 7), ArrayImgs.unsignedBytes(b, 9, 8, 7), options);
			final List<MaskScores> ba = MaskScores.of(ArrayImgs.unsignedBytes(b, 9, 8, 7), ArrayImgs.unsignedBytes(a, 9, 8, 7), options);
			assertEquals(9, ab.size());
			for (int k = 0; k < 9; k++) {
				assertEquals(ab.get(k).overlap().dice(), ba.get(k).overlap().dice());
				assertEquals(ab.get(k).overlap().precision(), ba.get(k).overlap().recall());
				assertEquals(ab.get(k).falsePositiveVolume(), ba.get(k).falseNegativeVolume());
				assertEquals(ab.get(k).volumeDifference(), -ba.get(k).volumeDifference(), 1e-12);
				assertEquals(ab.get(k).hd95(), ba.get(k).hd95(), 1e-12);
				assertTrue(ab.get(k).overlap().iou() <= ab.get(k).overlap().dice() && ab.get(k).overlap().dice() <= 1);
			}
			for (final byte[] labels : List.of(a, b)) for (int i = 0; i < labels.length; i++) labels[i] = (byte) (labels[i] == 0 ? 0 : 40 - labels[
				i]);
			final List<MaskScores> renamed = MaskScores.of(ArrayImgs.unsignedBytes(a, 9, 8, 7), ArrayImgs.unsignedBytes(b, 9, 8, 7), options);
			assertEquals(ab.get(0).assd(), renamed.get(3).assd());
			assertEquals(ab.get(6).nsd(), renamed.get(6).nsd());
		}
	}

	@Test
	void falseVolumesCountComponentsThatTouchNothing() {
		final byte[] truth = new byte[6 * 6 * 6];
		final byte[] segmentation = new byte[6 * 6 * 6];
		truth[0] = 1;
		segmentation[0] = segmentation[1] = segmentation[6 + 2] = 1; // one lesion with 18 or 26 neighbours, two with 6
		segmentation[36 + 12 + 3] = 1; // touches [6 + 2] at a corner: the same lesion with 26 neighbours only
		truth[215] = truth[214] = 1;
		final int[] expected = { 2, 1, 0 };
		final int[] connectivities = { 6, 18, 26 };
		for (int k = 0; k < 3; k++) {
			final Options options = new Options(new double[] { 1, 2, 5 }, List.of(Definition.MONAI), List.of(), 1, 95, connectivities[k], 0.1);
			final MaskScores scores = MaskScores.of(ArrayImgs.unsignedBytes(truth, 6, 6, 6), ArrayImgs.unsignedBytes(segmentation, 6, 6, 6),
				options).get(0);
			assertEquals(expected[k], scores.falsePositiveVolume(), 1e-12, "connectivity " + connectivities[k]);
			assertEquals(2, scores.falseNegativeVolume(), 1e-12);
			assertEquals(1, scores.volumeDifference(), 1e-12);
		}
	}

	@Test
	void componentsAreThoseOfFloodFilling() {
		final Random random = new Random(8);
		for (int round = 0; round < 40; round++) {
			final int[] size = { 1 + random.nextInt(8), 1 + random.nextInt(8), 1 + random.nextInt(8) };
			final byte[] mask = new byte[size[0] * size[1] * size[2]];
			for (int i = 0; i < mask.length; i++) mask[i] = (byte) (random.nextInt(5) < 2 ? 1 : 0);
			final var image = ArrayImgs.unsignedBytes(mask, size[0], size[1], size[2]);
			if (java.util.Arrays.stream(size).filter(s -> s > 1).count() < 3) continue;
			for (final int connectivity : new int[] { 6, 18, 26 }) {
				final LesionScores scores = LesionScores.of(image, image, connectivity, Criterion.COVERAGE, 0);
				assertEquals(flood(mask, size, connectivity == 6 ? 1 : connectivity == 18 ? 2 : 3), scores.truthLesions());
				assertEquals(scores, new LesionScores(scores.truthLesions(), scores.truthLesions(), scores.truthLesions(), scores
					.truthLesions()));
				assertEquals(scores, LesionScores.of(image, image, connectivity, Criterion.IOU, 1));
			}
		}
	}

	private static int flood(final byte[] original, final int[] size, final int steps) {
		final byte[] mask = original.clone();
		int count = 0;
		for (int i = 0; i < mask.length; i++) {
			if (mask[i] == 0) continue;
			count++;
			final java.util.ArrayDeque<Integer> queue = new java.util.ArrayDeque<>(List.of(i));
			mask[i] = 0;
			while (!queue.isEmpty()) {
				final int p = queue.pop();
				for (int q = 0; q < mask.length; q++) {
					final int x = Math.abs(p % size[0] - q % size[0]);
					final int y = Math.abs(p / size[0] % size[1] - q / size[0] % size[1]);
					final int z = Math.abs(p / size[0] / size[1] - q / size[0] / size[1]);
					if (mask[q] == 0 || Math.max(x, Math.max(y, z)) > 1 || x + y + z > steps) continue;
					mask[q] = 0;
					queue.add(q);
				}
			}
		}
		return count;
	}

	@Test
	void lesionsOfChosenLabelsAreThoseOfTheirMasks() {
		final byte[] truth = { 1, 2, 2, 0, 3, 0, 1, 0, 2, 0 };
		final byte[] segmentation = { 1, 1, 2, 0, 3, 0, 0, 0, 3, 0 };
		final var t = ArrayImgs.unsignedBytes(truth, 10, 1);
		final var s = ArrayImgs.unsignedBytes(segmentation, 10, 1);
		assertEquals(new LesionScores(2, 1, 1, 1), LesionScores.of(t, s, List.of(1L), 6, Criterion.COVERAGE, 0));
		assertEquals(new LesionScores(2, 1, 1, 1), LesionScores.of(t, s, List.of(2L), 6, Criterion.COVERAGE, 0));
		assertEquals(new LesionScores(3, 1, 1, 1), LesionScores.of(t, s, List.of(2L, 1L), 6, Criterion.COVERAGE, 0));
		assertEquals(LesionScores.of(t, s, 6, Criterion.COVERAGE, 0), LesionScores.of(t, s, List.of(), 6, Criterion.COVERAGE, 0));
		assertEquals(new LesionScores(0, 0, 0, 0), LesionScores.of(t, s, List.of(9L), 6, Criterion.COVERAGE, 0));
	}

	@Test
	void lesionsAreFoundByCoverageOrPairedByIou() {
		final byte[] truth = { 1, 1, 1, 1, 0, 1, 1, 0, 0, 1 };
		final byte[] segmentation = { 1, 0, 0, 1, 0, 1, 1, 0, 0, 0 };
		final var t = ArrayImgs.unsignedBytes(truth, 10, 1);
		final var s = ArrayImgs.unsignedBytes(segmentation, 10, 1);
		assertEquals(new LesionScores(3, 2, 3, 3), LesionScores.of(t, s, 6, Criterion.COVERAGE, 0));
		assertEquals(new LesionScores(3, 1, 3, 3), LesionScores.of(t, s, 6, Criterion.COVERAGE, 0.6));
		assertEquals(new LesionScores(3, 2, 3, 2), LesionScores.of(t, s, 6, Criterion.IOU, 0.25));
		assertEquals(new LesionScores(3, 1, 3, 1), LesionScores.of(t, s, 6, Criterion.IOU, 0.5));
		final LesionScores scores = LesionScores.of(t, s, 6, Criterion.COVERAGE, 0);
		assertEquals(2 / 3., scores.sensitivity());
		assertEquals(1, scores.precision());
		assertEquals(0.8, scores.f1(), 1e-12);
		final Table table = LesionScores.table();
		scores.addTo(table, "a");
		assertEquals("case,truth_lesions,found,predicted_lesions,correct,sensitivity,precision,f1\na,3,2,3,3,0.6666666666666666,1.0,0.8\n", table
			.toCsv());
		final var none = ArrayImgs.unsignedBytes(10, 1);
		assertEquals(0, LesionScores.of(t, none, 6, Criterion.IOU, 0.5).f1());
		assertTrue(Double.isNaN(LesionScores.of(t, none, 6, Criterion.IOU, 0.5).precision()));
		assertTrue(Double.isNaN(LesionScores.of(none, none, 6, Criterion.IOU, 0.5).f1()));
		refused("connectivity = 8", () -> LesionScores.of(t, s, 8, Criterion.IOU, 0.5));
		refused("overlap = 2", () -> LesionScores.of(t, s, 6, Criterion.IOU, 2));
	}
}
