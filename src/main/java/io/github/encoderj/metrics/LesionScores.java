package io.github.encoderj.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

import io.github.encoderj.base.Refusal;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * Scores by lesions instead of voxels. A lesion is a connected component.
 *
 * @param truthLesions lesions of the truth
 * @param found those of them that were found
 * @param predictedLesions lesions of the segmentation
 * @param correct those of them that are in the truth
 */
public record LesionScores(int truthLesions, int found, int predictedLesions, int correct) {

	/** When a lesion counts. */
	public enum Criterion {

		/** At least the given share of its voxels, and at least one, lies in the other mask. */
		COVERAGE,

		/** It is paired one to one with a lesion of the other mask; pairs are made by falling IoU, which must reach the given value. */
		IOU
	}

	/**
	 * Scores two masks; every value other than 0 is inside.
	 *
	 * @param truth two or three axes
	 * @param segmentation of the same size
	 * @param connectivity 6, 18 or 26 neighbours; in a picture 4, 8 and 8
	 * @param minimum share or IoU, 0..1, that the criterion asks for; with COVERAGE, 0 means any voxel
	 * @throws Refusal if the sizes differ or a parameter is out of range
	 */
	public static LesionScores of(final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation, final int connectivity, final Criterion criterion,
		final double minimum)
	{
		return of(truth, segmentation, List.of(), connectivity, criterion, minimum);
	}

	/** Scores the masks of some labels together, otherwise as the other door; no labels means every one other than 0. */
	public static LesionScores of(final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation, final List<Long> labels, final int connectivity,
		final Criterion criterion, final double minimum)
	{
		final LabelBoxes images = LabelBoxes.of(truth, segmentation);
		final LabelBoxes.Box box = new LabelBoxes.Box();
		final long[] chosen = labels.isEmpty() ? images.labels() : labels.stream().mapToLong(label -> label).sorted().toArray();
		for (final long label : chosen) box.plus(images.box(label));
		final LongPredicate inMask = labels.isEmpty() ? label -> true : label -> Arrays.binarySearch(chosen, label) >= 0;
		return of(MaskPair.of(images, box, inMask), connectivity, criterion, minimum);
	}

	static LesionScores of(final MaskPair masks, final int connectivity, final Criterion criterion, final double minimum) {
		Refusal.unless(minimum >= 0 && minimum <= 1, "overlap = %s: a share from 0 to 1 is expected.", minimum);
		final Components truths = Components.of(masks, MaskPair.TRUTH, connectivity);
		final Components predicted = Components.of(masks, MaskPair.SEGMENT, connectivity);
		if (criterion == Criterion.COVERAGE) {
			return new LesionScores(truths.count(), covered(truths, masks, MaskPair.SEGMENT, minimum), predicted.count(), covered(predicted,
				masks, MaskPair.TRUTH, minimum));
		}
		final int pairs = pairs(truths, predicted, masks, minimum);
		return new LesionScores(truths.count(), pairs, predicted.count(), pairs);
	}

	/** Share of the truth's lesions that were found; NaN if it has none. */
	public double sensitivity() {
		return (double) found / truthLesions;
	}

	/** Share of the predicted lesions that are in the truth; NaN if there are none. */
	public double precision() {
		return (double) correct / predictedLesions;
	}

	/** Harmonic mean of sensitivity and precision; 0 if only one mask has lesions, NaN if neither has. */
	public double f1() {
		if (truthLesions == 0 && predictedLesions == 0) return Double.NaN;
		if (found == 0 || correct == 0) return 0;
		return 2 * sensitivity() * precision() / (sensitivity() + precision());
	}

	/** An empty table for these scores. */
	public static Table table() {
		return new Table("case", "truth_lesions", "found", "predicted_lesions", "correct", "sensitivity", "precision", "f1");
	}

	/** Adds these scores as a row; the table has at least the columns of {@link #table}. */
	public Table.Row addTo(final Table table, final String name) {
		return table.add().set("case", name).set("truth_lesions", truthLesions).set("found", found).set("predicted_lesions",
			predictedLesions).set("correct", correct).set("sensitivity", sensitivity()).set("precision", precision()).set("f1", f1());
	}

	private static int covered(final Components lesions, final MaskPair masks, final int otherBit, final double minimum) {
		final long[] common = new long[lesions.count()];
		lesions.forEachRun((lesion, from, to) -> {
			for (int i = from; i < to; i++) if ((masks.bits[i] & otherBit) != 0) common[lesion]++;
		});
		final long[] sizes = lesions.sizes();
		return (int) IntStream.range(0, sizes.length).filter(l -> common[l] > 0 && common[l] >= minimum * sizes[l]).count();
	}

	private record Overlap(int truth, int predicted, double iou) {}

	private static int pairs(final Components truths, final Components predicted, final MaskPair masks, final double minimum) {
		final int[] truthAt = new int[masks.bits.length];
		truths.forEachRun((lesion, from, to) -> Arrays.fill(truthAt, from, to, lesion + 1));
		final PairCounts common = new PairCounts();
		predicted.forEachRun((lesion, from, to) -> {
			for (int i = from; i < to; i++) if (truthAt[i] != 0) common.add(truthAt[i] - 1, lesion, 1);
		});
		final long[] truthSizes = truths.sizes();
		final long[] predictedSizes = predicted.sizes();
		final Overlap[] overlaps = new Overlap[common.size()];
		final int[] n = new int[1];
		common.forEach((t, p, voxels) -> overlaps[n[0]++] = new Overlap((int) t, (int) p, (double) voxels / (truthSizes[(int) t] +
			predictedSizes[(int) p] - voxels)));
		Arrays.sort(overlaps, Comparator.comparingDouble(Overlap::iou).reversed().thenComparingInt(Overlap::truth).thenComparingInt(
			Overlap::predicted));
		final boolean[] truthTaken = new boolean[truthSizes.length];
		final boolean[] predictedTaken = new boolean[predictedSizes.length];
		int pairs = 0;
		for (final Overlap overlap : overlaps) {
			if (overlap.iou() < minimum || truthTaken[overlap.truth()] || predictedTaken[overlap.predicted()]) continue;
			truthTaken[overlap.truth()] = true;
			predictedTaken[overlap.predicted()] = true;
			pairs++;
		}
		return pairs;
	}
}
