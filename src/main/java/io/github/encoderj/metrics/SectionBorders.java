package io.github.encoderj.metrics;

/**
 * Finds the pixels of a section that lie near a border between labels, by CREMI's rule: a border pixel is one with a different
 * label among its four neighbours; near is everything whose Euclidean distance to a border pixel is at most the tolerance. Holds
 * the buffers for one thread.
 */
final class SectionBorders {

	private final int width;
	private final int height;
	private final double squaredTolerance;
	private final int reach;
	private final int[] across;
	private final boolean[] near;

	/** For sections of one size; the tolerance is in pixels, 0 or more. */
	SectionBorders(final int width, final int height, final double tolerance) {
		this.width = width;
		this.height = height;
		this.squaredTolerance = tolerance * tolerance;
		this.reach = (int) Math.min(tolerance, width + (double) height);
		this.across = new int[width * height];
		this.near = new boolean[width * height];
	}

	/**
	 * Marks the pixels near a border.
	 *
	 * @param labels a section in the order [y, x]
	 * @return true where near; overwritten by the next call
	 */
	boolean[] near(final long[] labels) {
		for (int y = 0; y < height; y++) distancesAlongRow(labels, y);
		for (int y = 0; y < height; y++) {
			final int row = y * width;
			java.util.Arrays.fill(near, row, row + width, false);
			for (int dy = -Math.min(reach, y); dy <= Math.min(reach, height - 1 - y); dy++) {
				final double left = squaredTolerance - (double) dy * dy;
				final int other = row + dy * width;
				for (int x = 0; x < width; x++) near[row + x] |= (double) across[other + x] * across[other + x] <= left;
			}
		}
		return near;
	}

	/** Distance of each pixel of a row to the next border pixel of that row. */
	private void distancesAlongRow(final long[] labels, final int y) {
		final int row = y * width;
		int distance = width + height;
		for (int x = 0; x < width; x++) {
			distance = border(labels, x, y) ? 0 : distance + 1;
			across[row + x] = distance;
		}
		for (int x = width - 2; x >= 0; x--) across[row + x] = Math.min(across[row + x], across[row + x + 1] + 1);
	}

	private boolean border(final long[] labels, final int x, final int y) {
		final int i = y * width + x;
		final long label = labels[i];
		return x > 0 && labels[i - 1] != label || x < width - 1 && labels[i + 1] != label || //
			y > 0 && labels[i - width] != label || y < height - 1 && labels[i + width] != label;
	}
}
