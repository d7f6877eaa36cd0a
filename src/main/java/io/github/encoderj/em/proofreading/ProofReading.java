package io.github.encoderj.em.proofreading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.watershed.EuclideanDistances;
import io.github.encoderj.em.watershed.Grid;
import io.github.encoderj.image.Geometry;

/**
 * Merges and splits labels at points. Labels are in the order [z, y, x]; 0 is background and is never merged or split.
 */
public final class ProofReading {

	private final int[] labels;
	private final Grid grid;
	private final Geometry geometry;
	private final String name;

	/**
	 * Corrections of one label stack.
	 *
	 * @param labels order [z, y, x]; are changed
	 * @param geometry voxel size: distances are physical
	 * @param name for messages
	 */
	public ProofReading(final int[] labels, final Grid grid, final Geometry geometry, final String name) {
		this.labels = labels;
		this.grid = grid;
		this.geometry = geometry;
		this.name = name;
	}

	/**
	 * Gives all labels under some points the label of the first point.
	 *
	 * @throws Refusal if there are fewer than two points, one lies outside or on background, or all lie on one label
	 */
	public Correction merge(final List<Point> points) {
		final List<Integer> before = labelsAt(points, "merge");
		final int kept = before.get(0);
		Refusal.unless(before.stream().anyMatch(label -> label != kept), "points: all %d lie on label %d of %s. Set them on the labels to be " +
			"merged.", points.size(), kept, name);
		final List<Integer> absorbed = before.stream().filter(label -> label != kept).distinct().toList();
		final long[] gained = new long[points.size()];
		for (int i = 0; i < labels.length; i++) {
			final int at = labels[i] == kept || labels[i] == 0 ? -1 : absorbed.indexOf(labels[i]);
			if (at < 0) continue;
			gained[before.indexOf(labels[i])]++;
			labels[i] = kept;
		}
		return new Correction("merge", points, before, before.stream().map(label -> kept).toList(), Arrays.stream(gained).boxed().toList());
	}

	/**
	 * Splits a label into one part a point: each voxel belongs to the point that it is reached from first by a front that runs within the
	 * label, the faster the farther it is from the label's border, so that the cut runs where the label is narrow between the points
	 * (minimal paths, Cohen and Kimmel 1997, "Global minimum for active contour models"). The part of the first point keeps the label; the
	 * others get new ones. Pieces of the label that are connected with no point stay with the first.
	 *
	 * @throws Refusal if there are fewer than two points, one lies outside, on background or on another label than the first, or two on one
	 *           voxel
	 */
	public Correction split(final List<Point> points) {
		final List<Integer> before = labelsAt(points, "split");
		final int label = before.get(0);
		for (int i = 1; i < points.size(); i++) {
			Refusal.unless(before.get(i) == label, "points: %s lies on label %d of %s, the first one on %d. To split a label, set all points on it.",
				points.get(i), before.get(i), name, label);
			Refusal.unless(points.indexOf(points.get(i)) == i, "points: %s is given twice. Set the points on different voxels.", points.get(i));
		}
		final Box box = Box.of(labels, grid, label);
		final int[] parts = reached(box.depths(labels, label, geometry), box, points);
		int next = 0;
		for (final int other : labels) next = Math.max(next, other);
		Refusal.unless(next <= Integer.MAX_VALUE - points.size(), "%s holds the label %d: there is no room for new ones. Renumber the labels.",
			name, next);
		final List<Integer> after = new ArrayList<>();
		for (int i = 0; i < points.size(); i++) after.add(i == 0 ? label : ++next);
		final Long[] gained = new Long[points.size()];
		Arrays.fill(gained, 0L);
		for (int i = 0; i < parts.length; i++) {
			if (parts[i] < 2) continue;
			labels[box.inVolume(i)] = after.get(parts[i] - 1);
			gained[parts[i] - 1]++;
		}
		return new Correction("split", points, before, after, List.of(gained));
	}

	/** For each voxel of the box the number of the point that reaches it first, from 1; 0 outside the label and where none does. */
	private int[] reached(final double[] depths, final Box box, final List<Point> points) {
		/** The front at a voxel: the earliest first, of equal ones the one that came first. */
		record Front(int voxel, int part, double time, int arrival) {}
		final PriorityQueue<Front> queue = new PriorityQueue<>((a, b) -> a.time() != b.time() ? Double.compare(a.time(), b.time()) : Integer
			.compare(a.arrival(), b.arrival()));
		final double[] steps = { geometry.x(), geometry.x(), geometry.y(), geometry.y(), geometry.z(), geometry.z() };
		final int[] parts = new int[depths.length];
		int arrived = 0;
		for (int p = 0; p < points.size(); p++) queue.add(new Front(box.index(points.get(p)), p + 1, 0, arrived++));
		while (!queue.isEmpty()) {
			final Front front = queue.poll();
			if (parts[front.voxel()] != 0) continue;
			parts[front.voxel()] = front.part();
			final int[] neighbours = box.neighbours(front.voxel());
			for (int n = 0; n < neighbours.length; n++) {
				final int next = neighbours[n];
				if (next < 0 || parts[next] != 0 || depths[next] <= 0) continue;
				final double time = front.time() + steps[n] * 0.5 * (1 / depths[front.voxel()] + 1 / depths[next]);
				queue.add(new Front(next, front.part(), time, arrived++));
			}
		}
		return parts;
	}

	private List<Integer> labelsAt(final List<Point> points, final String action) {
		Refusal.unless(points.size() >= 2, "points: %d given; to %s labels set two or more, with the multi-point tool or as x,y,z;x,y,z.", points
			.size(), action);
		final List<Integer> found = new ArrayList<>();
		for (final Point p : points) {
			Refusal.unless(p.x() < grid.width() && p.y() < grid.height() && p.z() < grid.depth() && p.x() >= 0 && p.y() >= 0 && p.z() >= 0,
				"points: %s lies outside of %s with %s voxels. Give pixels and sections from 0.", p, name, grid);
			final int label = labels[(p.z() * grid.height() + p.y()) * grid.width() + p.x()];
			Refusal.unless(label != 0, "points: %s lies on background (0) of %s. Set it on a label.", p, name);
			found.add(label);
		}
		return found;
	}

	/** The smallest box around a label, and its voxels in the order [z, y, x]. */
	private record Box(int x, int y, int z, int width, int height, int depth, Grid grid) {

		private static Box of(final int[] labels, final Grid grid, final int label) {
			final int[] min = { Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE };
			final int[] max = new int[3];
			for (int i = 0; i < labels.length; i++) {
				if (labels[i] != label) continue;
				final int[] at = { i % grid.width(), i / grid.width() % grid.height(), i / grid.plane() };
				for (int d = 0; d < 3; d++) {
					min[d] = Math.min(min[d], at[d]);
					max[d] = Math.max(max[d], at[d]);
				}
			}
			return new Box(min[0], min[1], min[2], max[0] - min[0] + 1, max[1] - min[1] + 1, max[2] - min[2] + 1, grid);
		}

		/** Physical distance of each voxel of the label to the nearest voxel outside of it; 0 outside; all 1 if the label fills the volume. */
		private double[] depths(final int[] labels, final int label, final Geometry geometry) {
			// One voxel of margin: beyond the box lie other labels, except where the volume ends, which is no border of the label
			final Grid margined = new Grid(width + 2, height + 2, depth + 2);
			final boolean[] foreground = new boolean[margined.voxels()];
			for (int i = 0; i < foreground.length; i++) {
				final int px = x - 1 + i % margined.width();
				final int py = y - 1 + i / margined.width() % margined.height();
				final int pz = z - 1 + i / margined.plane();
				foreground[i] = px < 0 || py < 0 || pz < 0 || px >= grid.width() || py >= grid.height() || pz >= grid.depth();
			}
			for (int i = 0; i < width * height * depth; i++) foreground[margined(i)] = labels[inVolume(i)] == label;
			final double[] distances = EuclideanDistances.of(foreground, margined, geometry.x(), geometry.y(), geometry.z());
			final double[] inside = new double[width * height * depth];
			for (int i = 0; i < inside.length; i++) inside[i] = Double.isInfinite(distances[margined(i)]) ? 1 : distances[margined(i)];
			return inside;
		}

		private int margined(final int i) {
			return ((i / (width * height) + 1) * (height + 2) + i / width % height + 1) * (width + 2) + i % width + 1;
		}

		private int index(final Point p) {
			return ((p.z() - z) * height + p.y() - y) * width + p.x() - x;
		}

		private int inVolume(final int i) {
			return ((i / (width * height) + z) * grid.height() + i / width % height + y) * grid.width() + i % width + x;
		}

		/** The six neighbours of a voxel; -1 for one outside of the box. */
		private int[] neighbours(final int i) {
			final int px = i % width;
			final int py = i / width % height;
			final int pz = i / (width * height);
			return new int[] { px > 0 ? i - 1 : -1, px < width - 1 ? i + 1 : -1, py > 0 ? i - width : -1, py < height - 1 ? i + width : -1, pz > 0
				? i - width * height : -1, pz < depth - 1 ? i + width * height : -1 };
		}
	}
}
