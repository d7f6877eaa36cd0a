package io.github.encoderj.metrics;

import java.util.Arrays;

/**
 * Finds the pixels of a section that lie near a border between labels, by CREMI's rule: a border pixel is one with a different
 * label among its four neighbours; near is everything whose Euclidean distance to a border pixel is at most the tolerance. Holds
 * the buffers for one thread.
 */
final class SectionBorders {

	private final int width;
	private final int height;

	/** For each distance between rows the largest distance along the row that is still near. */
	private final int[] reachAcross;
	private final int[] across;
	private final int[] excess;
	private final boolean[] near;

	/** For sections of one size; the tolerance is in pixels, 0 or more. */
	SectionBorders(final int width, final int height, final double tolerance) {
		this.width = width;
		this.height = height;
		this.across = new int[width * height];
		this.excess = new int[width];
		this.near = new boolean[width * height];
		final int reach = (int) Math.min(tolerance, width + (double) height);
		reachAcross = new int[reach + 1];
		for (int dy = 0; dy <= reach; dy++) {
			final double left = tolerance * tolerance - (double) dy * dy;
			int dx = (int) Math.min(Math.sqrt(left), width + (double) height);
			while ((double) dx * dx > left) dx--;
			while (dx < width && (double) (dx + 1) * (dx + 1) <= left) dx++;
			reachAcross[dy] = dx;
		}
	}

	/**
	 * Marks the pixels near a border.
	 *
	 * @param labels a section in the order [y, x]
	 * @return true where near; overwritten by the next call
	 */
	boolean[] near(final long[] labels) {
		for (int y = 0; y < height; y++) distancesAlongRow(labels, y);
		final int reach = reachAcross.length - 1;
		for (int y = 0; y < height; y++) {
			Arrays.fill(excess, 1);
			for (int dy = -Math.min(reach, y); dy <= Math.min(reach, height - 1 - y); dy++) {
				lower(excess, across, (y + dy) * width, reachAcross[Math.abs(dy)]);
			}
			final int row = y * width;
			for (int x = 0; x < width; x++) near[row + x] = excess[x] <= 0;
		}
		return near;
	}

	/** How far a row's distances are beyond the reach, where that is less than known. */
	private static void lower(final int[] excess, final int[] across, final int from, final int reach) {
		for (int x = 0; x < excess.length; x++) excess[x] = Math.min(excess[x], across[from + x] - reach);
	}

	/** Distance of each pixel of a row to the next border pixel of that row. */
	private void distancesAlongRow(final long[] labels, final int y) {
		final int row = y * width;
		final int above = y > 0 ? -width : 0;
		final int below = y < height - 1 ? width : 0;
		int distance = 2 * (width + height);
		for (int x = 0; x < width; x++) {
			final int i = row + x;
			final long label = labels[i];
			final boolean border = labels[i + above] != label || labels[i + below] != label || x > 0 && labels[i - 1] != label ||
				x < width - 1 && labels[i + 1] != label;
			distance = border ? 0 : distance + 1;
			across[i] = distance;
		}
		for (int i = row + width - 2; i >= row; i--) across[i] = Math.min(across[i], across[i + 1] + 1);
	}
}
