package io.github.encoderj.metrics;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Intervals;

/**
 * How many voxels carry each pair of a truth label and a segment: all that the partition scores need. Counted once, it serves
 * every definition; counted for fragments, {@link #mapSegments} gives the table of each agglomeration threshold without touching
 * the voxels again; counted for tiles, {@link #plus} gives the table of the whole. Labels have up to 64 bits.
 */
public final class ContingencyTable {

	private static final int BLOCK = 1 << 13;
	private static final long SMALLEST_PART = 1 << 16;

	private final PairCounts pairs;
	private final long voxels;

	private ContingencyTable(final PairCounts pairs, final long voxels) {
		this.pairs = pairs;
		this.voxels = voxels;
	}

	/**
	 * Counts unsigned 32-bit labels.
	 *
	 * @param truth labels of the truth, any axis order
	 * @param segmentation labels to be scored, in the same order
	 * @throws Refusal if the arrays differ in length
	 */
	public static ContingencyTable of(final int[] truth, final int[] segmentation) {
		checkLengths(truth.length, segmentation.length);
		return count(LabelReader.of(truth), LabelReader.of(segmentation), truth.length);
	}

	/**
	 * Counts 64-bit labels.
	 *
	 * @param truth labels of the truth, any axis order
	 * @param segmentation labels to be scored, in the same order
	 * @throws Refusal if the arrays differ in length
	 */
	public static ContingencyTable of(final long[] truth, final long[] segmentation) {
		checkLengths(truth.length, segmentation.length);
		return count(LabelReader.of(truth), LabelReader.of(segmentation), truth.length);
	}

	/**
	 * Counts the labels of two images of the same size.
	 *
	 * @throws Refusal if their sizes differ, or an image of floats holds something other than whole numbers
	 */
	public static ContingencyTable of(final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation)
	{
		return of(truth, segmentation, 0);
	}

	/**
	 * Counts the labels of two images, leaving out voxels near a border between truth labels.
	 *
	 * @param truth labels of the truth, axes x, y and more; each x-y plane is a section
	 * @param segmentation labels to be scored
	 * @param borderTolerance distance in pixels within the section; voxels at most this far from a pixel one of whose four
	 *          neighbours has another truth label are left out, as CREMI does; 0 leaves out none
	 * @throws Refusal if the sizes differ, the tolerance is negative, or an image of floats holds something other than whole numbers
	 */
	public static ContingencyTable of(final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation, final double borderTolerance)
	{
		checkSizes(truth, segmentation);
		Refusal.unless(borderTolerance >= 0 && Double.isFinite(borderTolerance),
			"border = %s: the border tolerance must be a number of pixels, 0 or more.", borderTolerance);
		final LabelReader truthReader = LabelReader.of(truth, "truth");
		final LabelReader segmentReader = LabelReader.of(segmentation, "segmentation");
		final long n = Intervals.numElements(truth);
		if (borderTolerance == 0) return count(truthReader, segmentReader, n);
		Refusal.unless(truth.numDimensions() >= 2, "A border tolerance needs an image of two or more axes; the truth has one.");
		return countOffBorders(truthReader, segmentReader, (int) truth.dimension(0), (int) truth.dimension(1), n, borderTolerance);
	}

	/** All voxels, those left out by a border tolerance included. */
	public long voxels() {
		return voxels;
	}

	/** Number of different pairs. */
	public int pairs() {
		return pairs.size();
	}

	/** The table of two parts of one volume; neither part is changed. */
	public ContingencyTable plus(final ContingencyTable other) {
		final PairCounts sum = new PairCounts();
		sum.addAll(pairs);
		sum.addAll(other.pairs);
		return new ContingencyTable(sum, voxels + other.voxels);
	}

	/**
	 * The table after each segment has got another label, for instance that of the agglomerated segment it belongs to.
	 *
	 * @param label gives the new label of a segment; 0 should stay 0
	 */
	public ContingencyTable mapSegments(final LongUnaryOperator label) {
		final PairCounts mapped = new PairCounts();
		pairs.forEach((truth, segment, count) -> mapped.add(truth, label.applyAsLong(segment), count));
		return new ContingencyTable(mapped, voxels);
	}

	/** Counts of the pairs, truths and segments among some of the voxels. */
	Marginals marginals(final boolean withTruthZero, final boolean withSegmentZero) {
		final long[] joint = new long[pairs.size()];
		final PairCounts truths = new PairCounts();
		final PairCounts segments = new PairCounts();
		final long[] total = new long[2];
		final int[] n = new int[1];
		pairs.forEach((truth, segment, count) -> {
			if (truth == 0 && !withTruthZero) return;
			total[0] += count;
			truths.add(truth, 0, count);
			if (segment == 0) total[1] += count;
			if (segment == 0 && !withSegmentZero) return;
			joint[n[0]++] = count;
			segments.add(segment, 0, count);
		});
		Arrays.parallelSort(joint, 0, n[0]);
		return new Marginals(Arrays.copyOf(joint, n[0]), truths.sortedCounts(), segments.sortedCounts(), total[0], total[1],
			truths.size() - (withTruthZero && contains(truths, 0) ? 1 : 0), segments.size() - (withSegmentZero && total[1] > 0 ? 1 : 0));
	}

	private static boolean contains(final PairCounts counts, final long label) {
		final boolean[] found = new boolean[1];
		counts.forEach((first, second, count) -> found[0] |= first == label);
		return found[0];
	}

	/**
	 * Counts, each ascending, so that sums over them do not depend on the order in which voxels were met.
	 *
	 * @param joint of the pairs
	 * @param truths of the truth labels
	 * @param segments of the segments
	 * @param voxels of the voxels looked at, those of segment 0 included
	 * @param zeros of the voxels looked at that have segment 0
	 * @param truthLabels number of truth labels other than 0
	 * @param segmentLabels number of segments other than 0
	 */
	record Marginals(long[] joint, long[] truths, long[] segments, long voxels, long zeros, int truthLabels, int segmentLabels) {}

	private static void checkLengths(final int truth, final int segmentation) {
		Refusal.unless(truth == segmentation,
			"The truth has %d voxels and the segmentation %d: the sizes must be equal. Crop or resample one of them.", truth, segmentation);
	}

	/** Refuses images of different sizes. */
	static void checkSizes(final RandomAccessibleInterval<?> truth, final RandomAccessibleInterval<?> segmentation) {
		Refusal.unless(Intervals.equalDimensions(truth, segmentation),
			"The truth has %s voxels and the segmentation %s: the sizes must be equal. Crop or resample one of them.", size(truth), size(
				segmentation));
	}

	/** "width x height x depth". */
	static String size(final RandomAccessibleInterval<?> image) {
		return Arrays.toString(Intervals.dimensionsAsLongArray(image)).replace(", ", " x ").replaceAll("[\\[\\]]", "");
	}

	private static ContingencyTable count(final LabelReader truth, final LabelReader segmentation, final long n) {
		final int parts = (int) Math.max(1, Math.min(Parallel.threads(), n / SMALLEST_PART));
		final PairCounts[] counts = new PairCounts[parts];
		Parallel.forEach(parts, part -> {
			counts[part] = new PairCounts();
			final long[] t = new long[BLOCK];
			final long[] s = new long[BLOCK];
			final long end = n * (part + 1) / parts;
			for (long from = n * part / parts; from < end; from += BLOCK) {
				final int length = (int) Math.min(BLOCK, end - from);
				truth.read(from, length, t);
				segmentation.read(from, length, s);
				addRuns(counts[part], t, s, 0, length);
			}
		});
		return new ContingencyTable(sum(counts), n);
	}

	private static ContingencyTable countOffBorders(final LabelReader truth, final LabelReader segmentation, final int width,
		final int height, final long n, final double tolerance)
	{
		Refusal.unless((long) width * height < Integer.MAX_VALUE, "A section of %d x %d pixels is too large for a border tolerance.",
			width, height);
		final int area = width * height;
		final int sections = (int) (n / area);
		final int parts = Math.max(1, Math.min(Parallel.threads(), sections));
		final PairCounts[] counts = new PairCounts[parts];
		Parallel.forEach(parts, part -> {
			counts[part] = new PairCounts();
			final SectionBorders borders = new SectionBorders(width, height, tolerance);
			final long[] t = new long[area];
			final long[] s = new long[area];
			final int end = (int) ((long) sections * (part + 1) / parts);
			for (int z = (int) ((long) sections * part / parts); z < end; z++) {
				truth.read((long) z * area, area, t);
				segmentation.read((long) z * area, area, s);
				final boolean[] near = borders.near(t);
				for (int i = 0; i < area; i++) {
					if (near[i]) continue;
					final int start = i;
					while (i < area && !near[i]) i++;
					addRuns(counts[part], t, s, start, i);
				}
			}
		});
		return new ContingencyTable(sum(counts), n);
	}

	/** Neighbouring voxels mostly carry the same pair: one look-up a run, not one a voxel. */
	private static void addRuns(final PairCounts counts, final long[] truth, final long[] segmentation, final int from, final int to) {
		int i = from;
		while (i < to) {
			final long t = truth[i];
			final long s = segmentation[i];
			final int start = i;
			do i++;
			while (i < to && truth[i] == t && segmentation[i] == s);
			counts.add(t, s, i - start);
		}
	}

	private static PairCounts sum(final PairCounts[] parts) {
		for (int i = 1; i < parts.length; i++) parts[0].addAll(parts[i]);
		return parts[0];
	}
}
