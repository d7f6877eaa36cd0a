package io.github.encoderj.em.watershed;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;

/**
 * Labels of the connected sets of voxels that are joined by directions, numbered in raster order of each set's first voxel. Slabs of
 * sections are labelled in parallel by one raster scan with a table of equal labels each; then the labels that meet at a cut are made
 * equal, and a second scan writes the final numbers. A label's number follows from its first voxel, so it does not depend on the cuts.
 */
final class Basins {

	private final Grid grid;
	private final byte[] directions;
	private final int[] labels;
	private final int slabs;
	private final int[] firstSection;

	private Basins(final Grid grid, final byte[] directions, final int[] labels) {
		this.grid = grid;
		this.directions = directions;
		this.labels = labels;
		slabs = Math.min(grid.depth(), Parallel.threads() == 1 ? 1 : Parallel.threads() * 2);
		firstSection = new int[slabs + 1];
		for (int s = 0; s <= slabs; s++) firstSection[s] = (int) ((long) grid.depth() * s / slabs);
	}

	/**
	 * Labels all sets.
	 *
	 * @param directions see {@link Drainage}; 0 is background
	 * @param labels receives 0 for background, else 1..n
	 * @return n
	 */
	static int label(final Grid grid, final byte[] directions, final int[] labels) {
		return new Basins(grid, directions, labels).label();
	}

	private int label() {
		final Equals[] equals = new Equals[slabs];
		Parallel.forEach(slabs, s -> {
			equals[s] = new Equals();
			for (int z = firstSection[s]; z < firstSection[s + 1]; z++) scan(z, z > firstSection[s], equals[s]);
		});
		final int[] offset = new int[slabs + 1];
		for (int s = 0; s < slabs; s++) offset[s + 1] = offset[s] + equals[s].count;
		final Equals all = new Equals(offset[slabs]);
		for (int s = 0; s < slabs; s++) all.append(equals[s], offset[s]);
		for (int s = 1; s < slabs; s++) {
			final int at = firstSection[s] * grid.plane();
			for (int i = at; i < at + grid.plane(); i++) {
				final int above = i - grid.plane();
				if (joined(directions[i], directions[above], 0)) all.join(offset[s] + labels[i], offset[s - 1] + labels[above]);
			}
		}
		final int count = all.number();
		Parallel.ranges(grid.depth(), 1, (from, to) -> {
			int s = 0;
			for (int z = (int) from; z < to; z++) {
				while (z >= firstSection[s + 1]) s++;
				for (int i = z * grid.plane(); i < (z + 1) * grid.plane(); i++) {
					if (labels[i] != 0) labels[i] = all.parents[offset[s] + labels[i]];
				}
			}
		});
		return count;
	}

	/** Whether a voxel and the one before it along an axis (0, 1, 2 for z, y, x) are joined by a direction of either. */
	static boolean joined(final int here, final int before, final int axis) {
		return ((here >> axis | before >> axis + 3) & 1) != 0;
	}

	private void scan(final int z, final boolean hasAbove, final Equals equals) {
		final int width = grid.width();
		final int plane = grid.plane();
		for (int y = 0; y < grid.height(); y++) {
			final int row = z * plane + y * width;
			int left = 0;
			int leftLabel = 0;
			// Labels that were found equal to the left voxel's label last; along a row they mostly come again
			int equalBehind = 0;
			int equalAbove = 0;
			for (int i = row; i < row + width; i++) {
				final int here = directions[i];
				if (here == 0) {
					labels[i] = 0;
					left = 0;
					continue;
				}
				int label = 0;
				if (joined(here, left, 2)) label = leftLabel;
				else equalBehind = equalAbove = 0;
				if (y > 0 && joined(here, directions[i - width], 1)) {
					final int behind = labels[i - width];
					if (label == 0 || behind != equalBehind) label = equals.either(label, behind);
					equalBehind = behind;
				}
				if (hasAbove && joined(here, directions[i - plane], 0)) {
					final int above = labels[i - plane];
					if (label == 0 || above != equalAbove) label = equals.either(label, above);
					equalAbove = above;
				}
				if (label == 0) label = equals.add();
				labels[i] = label;
				left = here;
				leftLabel = label;
			}
		}
	}

	/** Which provisional labels are equal: a forest whose roots are the smallest. */
	private static final class Equals {

		private int[] parents;
		private int count;

		private Equals() {
			this(1 << 12);
			count = 0;
		}

		private Equals(final int count) {
			parents = new int[count + 1];
			this.count = count;
		}

		private int add() {
			if (++count == parents.length) parents = Arrays.copyOf(parents, count + (count >> 1));
			parents[count] = count;
			return count;
		}

		private void append(final Equals other, final int offset) {
			for (int label = 1; label <= other.count; label++) parents[offset + label] = offset + other.parents[label];
			other.parents = null;
		}

		/** A label that both are equal to from now on; the first may be missing (0). */
		private int either(final int a, final int b) {
			return a == 0 || a == b ? b : join(a, b);
		}

		private int join(final int a, final int b) {
			final int i = root(a);
			final int j = root(b);
			if (i < j) parents[j] = i;
			else parents[i] = j;
			return Math.min(i, j);
		}

		private int root(final int label) {
			int i = label;
			while (parents[i] != i) {
				parents[i] = parents[parents[i]];
				i = parents[i];
			}
			return i;
		}

		/** Replaces each label by the number of its set, in ascending order; returns the number of sets. */
		private int number() {
			int n = 0;
			for (int label = 1; label <= count; label++) parents[label] = parents[label] == label ? ++n : parents[parents[label]];
			return n;
		}
	}
}
