package io.github.encoderj.em.watershed;

import io.github.encoderj.base.Parallel;

/**
 * Labels of the connected sets of a forest over voxels: union-find whose roots are the first voxels in raster order, section by
 * section in parallel, then across the cuts. Labels are numbered in raster order of each set's first voxel.
 */
final class Basins {

	private final Grid grid;
	private final int[] parent;

	/** @param parent scratch of one entry a voxel, which becomes the labels */
	Basins(final Grid grid, final int[] parent) {
		this.grid = grid;
		this.parent = parent;
	}

	/** The links of one voxel, each to be joined with {@link Basins#join}. */
	@FunctionalInterface
	interface Links {

		/**
		 * Joins a range of voxels with those that they are linked to.
		 *
		 * @param from first voxel
		 * @param to last voxel, excluded
		 * @param first links to voxels before this one are left out
		 * @param last links to this voxel and later ones are left out
		 */
		void join(int from, int to, int first, int last);
	}

	/** Whether a voxel belongs to the background. */
	@FunctionalInterface
	interface Background {

		boolean at(int voxel);
	}

	/**
	 * Labels all sets.
	 *
	 * @param links joins the voxels of a range
	 * @param background voxels that get 0
	 * @return number of sets
	 */
	int label(final Links links, final Background background) {
		final int slabs = Math.min(grid.depth(), Math.max(1, Parallel.threads() * 4));
		final int[] starts = new int[slabs + 1];
		for (int s = 0; s <= slabs; s++) starts[s] = (int) ((long) grid.depth() * s / slabs) * grid.plane();
		Parallel.forEach(slabs, s -> {
			for (int i = starts[s]; i < starts[s + 1]; i++) parent[i] = i;
			links.join(starts[s], starts[s + 1], starts[s], starts[s + 1]);
		});
		for (int s = 1; s < slabs; s++) {
			links.join(starts[s], starts[s] + grid.plane(), starts[s] - grid.plane(), starts[s]);
			links.join(starts[s] - grid.plane(), starts[s], starts[s], starts[s] + grid.plane());
		}
		return number(slabs, starts, background);
	}

	private int number(final int slabs, final int[] starts, final Background background) {
		final int[] roots = new int[slabs + 1];
		// Own entries only are written, and always with an ancestor, so that the other slabs may walk through them
		Parallel.forEach(slabs, s -> {
			int n = 0;
			for (int i = starts[s]; i < starts[s + 1]; i++) {
				int root = parent[i];
				while (parent[root] != root) root = parent[root];
				parent[i] = root;
				if (root == i && !background.at(i)) n++;
			}
			roots[s + 1] = n;
		});
		for (int s = 0; s < slabs; s++) roots[s + 1] += roots[s];
		Parallel.forEach(slabs, s -> {
			int id = roots[s];
			for (int i = starts[s]; i < starts[s + 1]; i++) if (parent[i] == i) parent[i] = background.at(i) ? ~0 : ~++id;
		});
		Parallel.forEach(slabs, s -> {
			for (int i = starts[s]; i < starts[s + 1]; i++) if (parent[i] >= 0) parent[i] = ~parent[parent[i]];
		});
		Parallel.forEach(slabs, s -> {
			for (int i = starts[s]; i < starts[s + 1]; i++) if (parent[i] < 0) parent[i] = ~parent[i];
		});
		return roots[slabs];
	}

	/** Joins the sets of two voxels. */
	void join(final int a, final int b) {
		int i = root(a);
		int j = root(b);
		if (i == j) return;
		if (i > j) {
			final int k = i;
			i = j;
			j = k;
		}
		parent[j] = i;
	}

	private int root(final int voxel) {
		int i = voxel;
		while (parent[i] != i) {
			parent[i] = parent[parent[i]];
			i = parent[i];
		}
		return i;
	}
}
