package io.github.encoderj.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.github.encoderj.base.Refusal;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * Distances between the surfaces of two masks, in the unit of the spacing, and what papers compute of them. The tools differ in
 * what a surface is and in how its distances are summed up, so that one pair of masks has a different HD95 in each:
 * {@link Definition} says how. Without a surface in one or both masks each definition gives what its tool gives: MONAI and
 * DeepMind an infinite distance, MONAI NaN for percentiles, medpy, which stops with an error, NaN.
 */
public final class SurfaceDistances {

	/** What a surface is and how its distances become one number. */
	public enum Definition {

		/** MONAI: border voxels; the larger one of the two directed percentiles. */
		MONAI("monai"),

		/** medpy: border voxels; the percentile of the distances of both directions together. */
		MEDPY("medpy"),

		/** DeepMind's surface-distance: surface elements between voxels, weighted by area; the larger directed percentile. */
		DEEPMIND("deepmind");

		private final String key;

		Definition(final String key) {
			this.key = key;
		}

		/** The name in tables and macros. */
		public String key() {
			return key;
		}

		/**
		 * The definitions that a macro's text asks for.
		 *
		 * @param text a key, or "all"
		 * @throws Refusal if there is no such definition
		 */
		public static List<Definition> parse(final String text) {
			final List<Definition> found = Arrays.stream(values()).filter(d -> text.equals("all") || d.key.equals(text)).collect(Collectors
				.toList());
			Refusal.unless(!found.isEmpty(), "definition = %s: choose one of monai, medpy, deepmind, all.", text);
			return found;
		}
	}

	private final Definition definition;
	private final WeightedDistances fromTruth;
	private final WeightedDistances fromSegmentation;

	private SurfaceDistances(final Definition definition, final WeightedDistances fromTruth, final WeightedDistances fromSegmentation) {
		this.definition = definition;
		this.fromTruth = fromTruth;
		this.fromSegmentation = fromSegmentation;
	}

	/**
	 * Measures two masks; every value other than 0 is inside.
	 *
	 * @param truth two or three axes; axes of size 1 are dropped
	 * @param segmentation of the same size
	 * @param spacing distance of neighbouring voxels along each axis, x first
	 * @throws Refusal if sizes or spacing do not fit
	 */
	public static SurfaceDistances of(final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation, final double[] spacing, final Definition definition)
	{
		final LabelBoxes images = LabelBoxes.of(truth, segmentation);
		final LabelBoxes.Box box = new LabelBoxes.Box();
		for (final long label : images.labels()) box.plus(images.box(label));
		return of(MaskPair.of(images, box, label -> true), images.spacing(spacing), definition);
	}

	static SurfaceDistances of(final MaskPair masks, final double[] spacing, final Definition definition) {
		final boolean elements = definition == Definition.DEEPMIND;
		final byte[] surface = elements ? masks.borderCorners() : masks.borderVoxels();
		return new SurfaceDistances(definition, directed(masks, surface, MaskPair.TRUTH, MaskPair.SEGMENT, spacing, elements), directed(
			masks, surface, MaskPair.SEGMENT, MaskPair.TRUTH, spacing, elements));
	}

	private static WeightedDistances directed(final MaskPair masks, final byte[] surface, final int from, final int to,
		final double[] spacing, final boolean elements)
	{
		final double[] distances = new NearestSurface(surface, to, masks.width, masks.height, masks.depth, spacing).distancesFrom(surface,
			from);
		return elements ? WeightedDistances.of(distances, SurfaceElements.sizes(masks, surface, from, spacing)) : WeightedDistances.of(
			distances);
	}

	/** The same distances summed up by another definition with the same surface: MONAI and medpy share theirs. */
	SurfaceDistances as(final Definition other) {
		if (other == Definition.DEEPMIND != (definition == Definition.DEEPMIND)) throw new IllegalArgumentException(definition + " as " +
			other);
		return new SurfaceDistances(other, fromTruth, fromSegmentation);
	}

	/** Hausdorff distance: the largest distance of a point of one surface from the other surface. */
	public double hausdorff() {
		return hausdorff(100);
	}

	/**
	 * Robust Hausdorff distance.
	 *
	 * @param percent above 0 to 100; 95 for HD95
	 */
	public double hausdorff(final double percent) {
		Refusal.unless(percent > 0 && percent <= 100, "percentile = %s: a number above 0 and up to 100 is expected.", percent);
		if (oneIsEmpty()) {
			return switch (definition) {
				case MONAI -> percent == 100 && !bothAreEmpty() ? Double.POSITIVE_INFINITY : Double.NaN;
				case MEDPY -> Double.NaN;
				case DEEPMIND -> Double.POSITIVE_INFINITY;
			};
		}
		return switch (definition) {
			case MONAI -> Math.max(fromTruth.singlePrecisionPercentile(percent), fromSegmentation.singlePrecisionPercentile(percent));
			case MEDPY -> fromTruth.and(fromSegmentation).percentile(percent);
			case DEEPMIND -> Math.max(fromTruth.weightedPercentile(percent), fromSegmentation.weightedPercentile(percent));
		};
	}

	/** Larger one of the two directed percentiles with linear interpolation between ranks in double precision. */
	double maximumOfDirected(final double percent) {
		return Math.max(fromTruth.percentile(percent), fromSegmentation.percentile(percent));
	}

	/** Average symmetric surface distance: the mean over the points (for DeepMind, over the area) of both surfaces together. */
	public double averageSymmetric() {
		if (bothAreEmpty()) return Double.NaN;
		if (oneIsEmpty()) return definition == Definition.MEDPY ? Double.NaN : Double.POSITIVE_INFINITY;
		return (fromTruth.sum() + fromSegmentation.sum()) / (fromTruth.weight() + fromSegmentation.weight());
	}

	/** Average distance of the truth's surface from the segmentation's; infinite without the latter, NaN without the former. */
	public double averageFromTruth() {
		return fromTruth.sum() / fromTruth.weight();
	}

	/** Average distance of the segmentation's surface from the truth's; infinite without the latter, NaN without the former. */
	public double averageFromSegmentation() {
		return fromSegmentation.sum() / fromSegmentation.weight();
	}

	/**
	 * Normalised surface Dice: the share of both surfaces that lies within a tolerance of the other one.
	 *
	 * @param tolerance in the unit of the spacing, 0 or more; a distance equal to it is within
	 * @return 0..1; 0 if one mask is empty, NaN if both are
	 */
	public double surfaceDice(final double tolerance) {
		Refusal.unless(tolerance >= 0, "tolerance = %s: a distance of 0 or more is expected.", tolerance);
		return (fromTruth.weightWithin(tolerance) + fromSegmentation.weightWithin(tolerance)) / (fromTruth.weight() + fromSegmentation
			.weight());
	}

	private boolean oneIsEmpty() {
		return fromTruth.isEmpty() || fromSegmentation.isEmpty();
	}

	private boolean bothAreEmpty() {
		return fromTruth.isEmpty() && fromSegmentation.isEmpty();
	}
}
