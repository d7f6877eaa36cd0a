package io.github.encoderj.metrics;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;

/** Connected components of one mask of a pair: runs along x, joined with those of the rows before by union-find. */
final class Components {

	private static final int RUN = 3;

	private final int count;
	private final int[] runs;
	private final int[] component;

	private Components(final int count, final int[] runs, final int[] component) {
		this.count = count;
		this.runs = runs;
		this.component = component;
	}

	/**
	 * Finds the components.
	 *
	 * @param bit which mask
	 * @param connectivity 6, 18 or 26 neighbours; in a picture these mean 4, 8 and 8
	 * @throws Refusal for another connectivity
	 */
	static Components of(final MaskPair masks, final int bit, final int connectivity) {
		Refusal.unless(connectivity == 6 || connectivity == 18 || connectivity == 26,
			"connectivity = %d: choose 6, 18 or 26 neighbours.", connectivity);
		return new Builder(masks, bit).build(connectivity);
	}

	/** Number of components. */
	int count() {
		return count;
	}

	/** Voxels of each component. */
	long[] sizes() {
		final long[] sizes = new long[count];
		for (int r = 0; r < component.length; r++) sizes[component[r]] += runs[RUN * r + 2] - runs[RUN * r + 1];
		return sizes;
	}

	/** Voxels of the components none of whose voxels lies in the other mask of the pair. */
	long voxelsWithout(final MaskPair masks, final int otherBit) {
		final boolean[] touched = new boolean[count];
		forEachRun((number, from, to) -> {
			for (int i = from; i < to && !touched[number]; i++) touched[number] = (masks.bits[i] & otherBit) != 0;
		});
		final long[] sizes = sizes();
		long voxels = 0;
		for (int c = 0; c < count; c++) if (!touched[c]) voxels += sizes[c];
		return voxels;
	}

	/** Receives the voxels of a run. */
	interface RunBody {

		void accept(int component, int from, int to);
	}

	/** Calls {@code body} with the flat index range of every run and its component, 0 and up in raster order. */
	void forEachRun(final RunBody body) {
		for (int r = 0; r < component.length; r++) body.accept(component[r], runs[RUN * r + 1], runs[RUN * r + 2]);
	}

	/** Flat runs as triples: first index of the row, first index, end index. */
	private static final class Builder {

		private final MaskPair masks;
		private final int bit;
		private final int[] firstOfRow;
		private int[] runs = new int[RUN * 64];
		private int n;
		private int[] parent;

		private Builder(final MaskPair masks, final int bit) {
			this.masks = masks;
			this.bit = bit;
			firstOfRow = new int[masks.height * masks.depth + 1];
		}

		private Components build(final int connectivity) {
			findRuns();
			parent = new int[n];
			Arrays.setAll(parent, r -> r);
			final int diagonal = connectivity == 6 ? 0 : 1;
			final int corner = connectivity == 26 ? 1 : 0;
			for (int z = 0; z < masks.depth; z++) {
				for (int y = 0; y < masks.height; y++) {
					if (y > 0) join(y, z, y - 1, z, diagonal);
					if (z == 0) continue;
					join(y, z, y, z - 1, diagonal);
					if (diagonal == 0) continue;
					if (y > 0) join(y, z, y - 1, z - 1, corner);
					if (y + 1 < masks.height) join(y, z, y + 1, z - 1, corner);
				}
			}
			final int[] component = new int[n];
			int count = 0;
			for (int r = 0; r < n; r++) component[r] = parent[r] == r ? count++ : component[root(r)];
			return new Components(count, runs, component);
		}

		private void findRuns() {
			final byte[] bits = masks.bits;
			for (int row = 0; row < masks.height * masks.depth; row++) {
				firstOfRow[row] = n;
				final int start = row * masks.width;
				final int end = start + masks.width;
				int i = start;
				while (i < end) {
					if ((bits[i] & bit) == 0) {
						i++;
						continue;
					}
					final int from = i;
					while (i < end && (bits[i] & bit) != 0) i++;
					if (RUN * (n + 1) > runs.length) runs = Arrays.copyOf(runs, 2 * runs.length);
					runs[RUN * n] = start;
					runs[RUN * n + 1] = from;
					runs[RUN * n + 2] = i;
					n++;
				}
			}
			firstOfRow[masks.height * masks.depth] = n;
		}

		/** Joins runs of two rows that overlap, or touch within {@code reach} voxels along x. */
		private void join(final int y, final int z, final int otherY, final int otherZ, final int reach) {
			final int row = z * masks.height + y;
			final int other = otherZ * masks.height + otherY;
			int a = firstOfRow[row];
			int b = firstOfRow[other];
			while (a < firstOfRow[row + 1] && b < firstOfRow[other + 1]) {
				final int fromA = runs[RUN * a + 1] - runs[RUN * a];
				final int toA = runs[RUN * a + 2] - runs[RUN * a];
				final int fromB = runs[RUN * b + 1] - runs[RUN * b];
				final int toB = runs[RUN * b + 2] - runs[RUN * b];
				if (fromA < toB + reach && fromB < toA + reach) union(a, b);
				if (toA < toB) a++;
				else b++;
			}
		}

		private int root(final int run) {
			int r = run;
			while (parent[r] != r) {
				parent[r] = parent[parent[r]];
				r = parent[r];
			}
			return r;
		}

		/** The smaller number becomes the root, so that components are numbered in raster order. */
		private void union(final int a, final int b) {
			final int rootA = root(a);
			final int rootB = root(b);
			parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
		}
	}
}
