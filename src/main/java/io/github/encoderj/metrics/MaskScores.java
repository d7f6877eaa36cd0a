package io.github.encoderj.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.metrics.SurfaceDistances.Definition;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * How well the masks of a segmentation agree with the truth's, for one label.
 *
 * @param label the label, "all" for the union of the labels, or "mask" for masks of different values
 * @param definition of the distances
 * @param overlap counts of voxels and the scores from them
 * @param volumeDifference volume of the segmentation minus that of the truth
 * @param falsePositiveVolume volume of the predicted components that touch no voxel of the truth
 * @param falseNegativeVolume volume of the truth's components that touch no voxel of the segmentation
 * @param hd Hausdorff distance, in the unit of the spacing
 * @param hd95 robust Hausdorff distance at the chosen percentile, 95 by default
 * @param assd average symmetric surface distance
 * @param nsd normalised surface Dice
 * @param note what is undefined and why; empty if all is defined
 */
public record MaskScores(String label, Definition definition, OverlapScores overlap, double volumeDifference, double falsePositiveVolume,
	double falseNegativeVolume, double hd, double hd95, double assd, double nsd, String note)
{

	private static final List<String> MEASURES = List.of("dice", "iou", "precision", "recall", "specificity", "volume_difference",
		"false_positive_volume", "false_negative_volume", "hd", "hd95", "assd", "nsd");

	/**
	 * What is measured and how.
	 *
	 * @param spacing distance of neighbouring voxels along each axis of the images, x first
	 * @param definitions of the distances, one row each
	 * @param labels to compare; none means every label other than 0 in either image. With several labels two more rows follow: "all",
	 *          their union, and "mean", the mean of the labels' defined values
	 * @param tolerance of the normalised surface Dice, in the unit of the spacing
	 * @param percentile of the robust Hausdorff distance
	 * @param connectivity of the components behind the false positive and negative volumes: 6, 18 or 26
	 * @param volumeUnit volumes are given in the cube of the spacing's unit times this: 0.001 for millilitres from millimetres
	 */
	public record Options(double[] spacing, List<Definition> definitions, List<Long> labels, double tolerance, double percentile,
		int connectivity, double volumeUnit)
	{

		/** All labels, surface Dice at 1 unit, HD95, components of 18 neighbours, volumes in the cube of the unit. */
		public Options(final double[] spacing, final List<Definition> definitions) {
			this(spacing, definitions, List.of(), 1, 95, 18, 1);
		}

		/** The same for some labels only. */
		public Options withLabels(final List<Long> some) {
			return new Options(spacing, definitions, List.copyOf(some), tolerance, percentile, connectivity, volumeUnit);
		}

		/** The same with volumes in another unit. */
		public Options withVolumeUnit(final double unit) {
			return new Options(spacing, definitions, labels, tolerance, percentile, connectivity, unit);
		}

		/**
		 * The labels that a macro's text asks for.
		 *
		 * @param text whole numbers above 0 with commas or blanks between; empty for every label
		 * @throws Refusal if it is something else
		 */
		public static List<Long> parseLabels(final String text) {
			final List<Long> labels = new ArrayList<>();
			for (final String part : text.trim().split("[,\\s]+")) {
				if (part.isEmpty()) continue;
				Refusal.unless(part.matches("[1-9][0-9]{0,17}"), "labels = %s: whole numbers above 0 with commas between are expected.", text);
				labels.add(Long.valueOf(part));
			}
			return labels;
		}
	}

	/**
	 * Compares masks or label images of the same size. If no labels are chosen and each image holds a single one, but not the same
	 * (0 and 255 against 0 and 1), they are compared as masks and the label is "mask".
	 *
	 * @param truth two or three axes; axes of size 1 are dropped
	 * @return for each label a score in each definition; of two empty images without a choice of labels, scores of label "all"
	 * @throws Refusal if sizes or options do not fit
	 */
	public static List<MaskScores> of(final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation, final Options options)
	{
		final LabelBoxes images = LabelBoxes.of(truth, segmentation);
		final long[] labels = options.labels().isEmpty() ? images.labels() : options.labels().stream().mapToLong(l -> l).sorted().distinct()
			.toArray();
		final List<MaskScores> scores = new ArrayList<>();
		if (options.labels().isEmpty() && images.masksOfDifferentValues()) {
			return score(images, images.box(labels[0]).plus(images.box(labels[1])), "mask", l -> true, options);
		}
		for (final long label : labels) scores.addAll(score(images, images.box(label), Long.toUnsignedString(label), l -> l == label,
			options));
		if (labels.length == 1) return scores;
		final LabelBoxes.Box union = new LabelBoxes.Box();
		for (final long label : labels) union.plus(images.box(label));
		scores.addAll(score(images, union, "all", options.labels().isEmpty() ? l -> true : l -> Arrays.binarySearch(labels, l) >= 0,
			options));
		return scores;
	}

	private static List<MaskScores> score(final LabelBoxes images, final LabelBoxes.Box box, final String label,
		final LongPredicate inMask, final Options options)
	{
		final double[] spacing = images.spacing(options.spacing());
		final double voxel = spacing[0] * spacing[1] * spacing[2] * options.volumeUnit();
		final MaskPair masks = MaskPair.of(images, box, inMask);
		final OverlapScores overlap = count(masks, images.voxels());
		final double falsePositive = voxel * Components.of(masks, MaskPair.SEGMENT, options.connectivity()).voxelsWithout(masks,
			MaskPair.TRUTH);
		final double falseNegative = voxel * Components.of(masks, MaskPair.TRUTH, options.connectivity()).voxelsWithout(masks,
			MaskPair.SEGMENT);
		final List<MaskScores> scores = new ArrayList<>();
		SurfaceDistances ofVoxels = null;
		for (final Definition definition : options.definitions()) {
			final SurfaceDistances distances;
			if (definition == Definition.DEEPMIND || ofVoxels == null) distances = SurfaceDistances.of(masks, spacing, definition);
			else distances = ofVoxels.as(definition);
			if (definition != Definition.DEEPMIND) ofVoxels = distances;
			scores.add(new MaskScores(label, definition, overlap, voxel * overlap.difference(), falsePositive, falseNegative, distances
				.hausdorff(), distances.hausdorff(options.percentile()), distances.averageSymmetric(), distances.surfaceDice(options
					.tolerance()), note(overlap, definition)));
		}
		return scores;
	}

	private static OverlapScores count(final MaskPair masks, final long voxels) {
		final long[] counts = new long[4];
		for (final byte bits : masks.bits) counts[bits]++;
		final long truth = counts[MaskPair.TRUTH];
		final long segment = counts[MaskPair.SEGMENT];
		final long both = counts[MaskPair.TRUTH | MaskPair.SEGMENT];
		return new OverlapScores(both, segment, truth, voxels - truth - segment - both);
	}

	private static String note(final OverlapScores overlap, final Definition definition) {
		final boolean noTruth = overlap.truePositive() + overlap.falseNegative() == 0;
		final boolean noSegment = overlap.truePositive() + overlap.falsePositive() == 0;
		if (!noTruth && !noSegment) return "";
		final String distances = definition == Definition.MEDPY ? "medpy gives no distance" : "distances as " + definition.key() +
			" gives them";
		if (noTruth && noSegment) return "both masks are empty: overlap is undefined, " + distances;
		return noTruth ? "the truth is empty: recall is undefined, " + distances : "the segmentation is empty: precision is undefined, " +
			distances;
	}

	/** An empty table with the columns of Compare Masks. */
	public static Table table() {
		final List<String> columns = new ArrayList<>(List.of("case", "label"));
		columns.addAll(MEASURES);
		columns.addAll(List.of("note", "definition"));
		return new Table(columns.toArray(String[]::new));
	}

	/** Adds these scores as a row; the table has at least the columns of {@link #table}. */
	public Table.Row addTo(final Table table, final String name) {
		final Table.Row row = table.add().set("case", name).set("label", label).set("note", note).set("definition", definition.key());
		for (final String measure : MEASURES) row.set(measure, value(measure));
		return row;
	}

	/**
	 * Compares one segmentation with its truth and adds its rows: each label in each definition, then, with several labels, their
	 * union and their mean.
	 *
	 * @param table as made by {@link #table}
	 * @param name of the case
	 * @throws Refusal if sizes or options do not fit
	 */
	public static void compare(final Table table, final String name, final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation, final Options options)
	{
		final List<MaskScores> scores = of(truth, segmentation, options);
		for (final MaskScores score : scores) score.addTo(table, name);
		for (final Definition definition : options.definitions()) {
			final List<MaskScores> labels = scores.stream().filter(s -> s.definition == definition && !s.label.equals("all")).toList();
			if (labels.size() > 1) addMean(table, name, definition, labels);
		}
	}

	private static void addMean(final Table table, final String name, final Definition definition, final List<MaskScores> labels) {
		final List<String> undefined = new ArrayList<>();
		final Table.Row row = table.add().set("case", name).set("label", "mean").set("definition", definition.key());
		for (final String measure : MEASURES) {
			final double[] values = labels.stream().mapToDouble(s -> s.value(measure)).filter(Double::isFinite).toArray();
			row.set(measure, Arrays.stream(values).average().orElse(Double.NaN));
			if (values.length < labels.size()) undefined.add(measure + " of " + values.length);
		}
		row.set("note", undefined.isEmpty() ? "" : "mean of fewer than " + labels.size() + " labels: " + String.join(", ", undefined));
	}

	private double value(final String measure) {
		return switch (measure) {
			case "dice" -> overlap.dice();
			case "iou" -> overlap.iou();
			case "precision" -> overlap.precision();
			case "recall" -> overlap.recall();
			case "specificity" -> overlap.specificity();
			case "volume_difference" -> volumeDifference;
			case "false_positive_volume" -> falsePositiveVolume;
			case "false_negative_volume" -> falseNegativeVolume;
			case "hd" -> hd;
			case "hd95" -> hd95;
			case "assd" -> assd;
			case "nsd" -> nsd;
			default -> throw new IllegalArgumentException(measure);
		};
	}
}
