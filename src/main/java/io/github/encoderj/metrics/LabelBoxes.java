package io.github.encoderj.metrics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * Two label images of one size, read once: for each label its bounding box over both images and the voxels that carry it in the
 * truth, the segmentation and both. Axes of size 1 are dropped, so that a stack of one slice is a picture.
 */
final class LabelBoxes {

	private final LabelReader truth;
	private final LabelReader segmentation;
	private final int[] size;
	private final boolean flat;
	private final int[] axes;
	private final Map<Long, Box> boxes = new TreeMap<>(Long::compareUnsigned);

	private LabelBoxes(final LabelReader truth, final LabelReader segmentation, final int[] size, final int[] axes) {
		this.truth = truth;
		this.segmentation = segmentation;
		this.size = size;
		this.axes = axes;
		this.flat = axes.length < 3;
	}

	/** Bounds, both ends included, and voxel counts of a label. */
	static final class Box {

		final int[] min = { Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE };
		final int[] max = { -1, -1, -1 };
		long truthVoxels;
		long segmentVoxels;
		long commonVoxels;

		private void addRun(final int fromX, final int toX, final int y, final int z) {
			min[0] = Math.min(min[0], fromX);
			max[0] = Math.max(max[0], toX);
			min[1] = Math.min(min[1], y);
			max[1] = Math.max(max[1], y);
			min[2] = Math.min(min[2], z);
			max[2] = Math.max(max[2], z);
		}

		Box plus(final Box other) {
			for (int d = 0; d < 3; d++) {
				min[d] = Math.min(min[d], other.min[d]);
				max[d] = Math.max(max[d], other.max[d]);
			}
			truthVoxels += other.truthVoxels;
			segmentVoxels += other.segmentVoxels;
			commonVoxels += other.commonVoxels;
			return this;
		}

		boolean empty() {
			return max[0] < 0;
		}
	}

	/**
	 * Reads both images.
	 *
	 * @throws Refusal if their sizes differ or they have more than three axes longer than 1
	 */
	static LabelBoxes of(final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation)
	{
		ContingencyTable.checkSizes(truth, segmentation);
		final int[] axes = IntStream.range(0, truth.numDimensions()).filter(d -> truth.dimension(d) > 1).toArray();
		Refusal.unless(axes.length <= 3, "The masks have %s voxels: two or three axes are expected. Compare one channel or time point at a time.",
			ContingencyTable.size(truth));
		final int[] size = { 1, 1, 1 };
		for (int d = 0; d < axes.length; d++) {
			final long length = truth.dimension(axes[d]);
			Refusal.unless(length < 65_534, "The masks have %s voxels: an axis may have up to 65,533.", ContingencyTable.size(truth));
			size[d] = (int) length;
		}
		final LabelBoxes result = new LabelBoxes(LabelReader.of(truth, "truth"), LabelReader.of(segmentation, "segmentation"), size,
			axes);
		result.find();
		return result;
	}

	/** The labels other than 0 in one or both images, ascending. */
	long[] labels() {
		return boxes.keySet().stream().mapToLong(Long::longValue).toArray();
	}

	/** Whether each image has a single label other than 0, and not the same one. */
	boolean masksOfDifferentValues() {
		if (boxes.size() != 2) return false;
		final Box[] both = boxes.values().toArray(Box[]::new);
		return both[0].truthVoxels > 0 && both[0].segmentVoxels == 0 && both[1].truthVoxels == 0 || //
			both[0].segmentVoxels > 0 && both[0].truthVoxels == 0 && both[1].segmentVoxels == 0;
	}

	/** What is known of a label; an empty box if neither image has it. */
	Box box(final long label) {
		return boxes.getOrDefault(label, new Box());
	}

	/** Voxels of an image. */
	long voxels() {
		return (long) size[0] * size[1] * size[2];
	}

	/** Whether the images are pictures, not volumes. */
	boolean flat() {
		return flat;
	}

	/**
	 * The spacing along the axes that are longer than 1, filled up to three with 1.
	 *
	 * @param given distance of neighbouring voxels along each axis of the images
	 * @throws Refusal if it is missing for an axis or not above 0
	 */
	double[] spacing(final double... given) {
		final double[] spacing = { 1, 1, 1 };
		for (int d = 0; d < axes.length; d++) {
			Refusal.unless(axes[d] < given.length, "spacing = %s: a number for each axis of the images is expected.", Arrays.toString(given));
			spacing[d] = given[axes[d]];
			Refusal.unless(spacing[d] > 0 && Double.isFinite(spacing[d]), "spacing = %s: each number must be above 0.", Arrays.toString(given));
		}
		return spacing;
	}

	/** Reads a part of a row of both images. */
	void read(final int x, final int y, final int z, final int n, final long[] truths, final long[] segments) {
		final long from = ((long) z * size[1] + y) * size[0] + x;
		truth.read(from, n, truths);
		segmentation.read(from, n, segments);
	}

	private void find() {
		final int rows = size[1] * size[2];
		final int parts = Math.max(1, Math.min(4 * Parallel.threads(), rows / 64));
		@SuppressWarnings("unchecked")
		final Map<Long, Box>[] found = new Map[parts];
		Parallel.forEach(parts, part -> {
			found[part] = new HashMap<>();
			final long[] truths = new long[size[0]];
			final long[] segments = new long[size[0]];
			final int end = (int) ((long) rows * (part + 1) / parts);
			for (int row = (int) ((long) rows * part / parts); row < end; row++) {
				read(0, row % size[1], row / size[1], size[0], truths, segments);
				addRow(found[part], truths, segments, row % size[1], row / size[1]);
			}
		});
		for (final Map<Long, Box> part : found) part.forEach((label, box) -> boxes.merge(label, box, Box::plus));
	}

	private void addRow(final Map<Long, Box> into, final long[] truths, final long[] segments, final int y, final int z) {
		int x = 0;
		while (x < size[0]) {
			final long t = truths[x];
			final long s = segments[x];
			final int from = x;
			do x++;
			while (x < size[0] && truths[x] == t && segments[x] == s);
			if (t != 0) {
				final Box box = into.computeIfAbsent(t, key -> new Box());
				box.addRun(from, x - 1, y, z);
				box.truthVoxels += x - from;
				if (s == t) box.commonVoxels += x - from;
			}
			if (s != 0) {
				final Box box = into.computeIfAbsent(s, key -> new Box());
				box.addRun(from, x - 1, y, z);
				box.segmentVoxels += x - from;
			}
		}
	}
}
