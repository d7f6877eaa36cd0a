package io.github.encoderj.volume.segmentation;

import java.util.Arrays;

/**
 * Connected components of each label but 0 of a volume, with 18 neighbours: runs along x that are joined with those of the rows before.
 * Memory grows with the number of runs only.
 */
final class Lesions {

	private final byte[][] sections;
	private final int rows;
	private final int columns;
	private final int[] firstOfRow;
	private int[] begin = new int[64];
	private int[] end = new int[64];
	private int[] row = new int[64];
	private final int[] parent;
	private int n;

	/**
	 * @param sections labels, order [z][y, x]; {@link #keep} changes them
	 */
	Lesions(final byte[][] sections, final int rows, final int columns) {
		this.sections = sections;
		this.rows = rows;
		this.columns = columns;
		firstOfRow = new int[sections.length * rows + 1];
		findRuns();
		parent = new int[n];
		Arrays.setAll(parent, i -> i);
		for (int z = 0; z < sections.length; z++) {
			for (int y = 0; y < rows; y++) {
				if (y > 0) join(z * rows + y, z * rows + y - 1, 1);
				if (z == 0) continue;
				join(z * rows + y, (z - 1) * rows + y, 1);
				if (y > 0) join(z * rows + y, (z - 1) * rows + y - 1, 0);
				if (y + 1 < rows) join(z * rows + y, (z - 1) * rows + y + 1, 0);
			}
		}
	}

	private void findRuns() {
		for (int r = 0; r < sections.length * rows; r++) {
			firstOfRow[r] = n;
			final byte[] section = sections[r / rows];
			final int offset = r % rows * columns;
			int x = 0;
			while (x < columns) {
				final byte label = section[offset + x];
				final int from = x;
				while (x < columns && section[offset + x] == label) x++;
				if (label != 0) addRun(r, from, x);
			}
		}
		firstOfRow[sections.length * rows] = n;
	}

	private void addRun(final int r, final int from, final int to) {
		if (n == begin.length) {
			begin = Arrays.copyOf(begin, 2 * n);
			end = Arrays.copyOf(end, 2 * n);
			row = Arrays.copyOf(row, 2 * n);
		}
		begin[n] = from;
		end[n] = to;
		row[n++] = r;
	}

	private byte label(final int run) {
		return sections[row[run] / rows][row[run] % rows * columns + begin[run]];
	}

	private void join(final int here, final int there, final int reach) {
		int a = firstOfRow[here];
		int b = firstOfRow[there];
		while (a < firstOfRow[here + 1] && b < firstOfRow[there + 1]) {
			joinIfTouching(a, b, reach);
			// a run of another label may follow at once, and touch the same run across the corner
			if (end[a] == end[b] && a + 1 < firstOfRow[here + 1]) joinIfTouching(a + 1, b, reach);
			if (end[a] < end[b]) a++;
			else b++;
		}
	}

	private void joinIfTouching(final int a, final int b, final int reach) {
		if (begin[a] >= end[b] + reach || begin[b] >= end[a] + reach || label(a) != label(b)) return;
		final int rootA = root(a);
		final int rootB = root(b);
		parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
	}

	private int root(final int run) {
		int r = run;
		while (parent[r] != r) {
			parent[r] = parent[parent[r]];
			r = parent[r];
		}
		return r;
	}

	/** Number of components. */
	int count() {
		int count = 0;
		for (int r = 0; r < n; r++) if (root(r) == r) count++;
		return count;
	}

	/**
	 * Clears components.
	 *
	 * @param smallest voxels that a component needs to stay
	 * @param share of the largest component of its label that a component needs to stay, 0..1; 1 leaves the largest only
	 */
	void keep(final long smallest, final double share) {
		final long[] sizes = new long[n];
		final int[] root = new int[n];
		final byte[] label = new byte[n];
		final long[] largest = new long[256];
		for (int r = 0; r < n; r++) {
			root[r] = root(r);
			label[r] = label(r);
			sizes[root[r]] += end[r] - begin[r];
		}
		for (int r = 0; r < n; r++) largest[label[r] & 0xff] = Math.max(largest[label[r] & 0xff], sizes[r]);
		for (int r = 0; r < n; r++) {
			final long size = sizes[root[r]];
			if (size < smallest || size < share * largest[label[r] & 0xff]) clear(r);
		}
	}

	private void clear(final int run) {
		final int offset = row[run] % rows * columns;
		Arrays.fill(sections[row[run] / rows], offset + begin[run], offset + end[run], (byte) 0);
	}
}
