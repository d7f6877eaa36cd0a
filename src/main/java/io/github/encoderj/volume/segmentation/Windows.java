package io.github.encoderj.volume.segmentation;

/**
 * Windows along one axis: evenly spread, overlapping by at least half, weighted with a Gaussian of an eighth of their side. An axis of at
 * most half a window lies in the middle of one whole window, as it does in the crops of training: a decoder that finds a window's edge
 * right beside a thin scan would see what it never saw.
 *
 * @param starts first voxel of each window
 * @param side voxels of a window; more than the axis has where that is short
 * @param before voxels of a window that lie before its start, outside the scan
 */
record Windows(int[] starts, int side, int before) {

	private static final double OVERLAP = 0.5;
	private static final double SMALLEST_WEIGHT = 1e-3;

	/**
	 * @param size voxels of the axis
	 * @param wanted side of a window, a multiple too
	 * @param multiple that the side must be a multiple of
	 */
	static Windows of(final int size, final int wanted, final int multiple) {
		if (2 * size <= wanted) return new Windows(new int[1], wanted, (wanted - size) / 2);
		final int side = Math.min(wanted, (size + multiple - 1) / multiple * multiple);
		if (size <= side) return new Windows(new int[1], side, 0);
		final int n = (int) Math.ceil((size - side) / (OVERLAP * side)) + 1;
		final int[] starts = new int[n];
		for (int i = 0; i < n; i++) starts[i] = (int) Math.round((double) i * (size - side) / (n - 1));
		return new Windows(starts, side, 0);
	}

	/** Weight of each voxel of a window. */
	float[] weights() {
		final float[] weights = new float[side];
		for (int i = 0; i < side; i++) {
			final double distance = (i - (side - 1) / 2.0) / (side / 8.0);
			weights[i] = (float) Math.max(SMALLEST_WEIGHT, Math.exp(-0.5 * distance * distance));
		}
		return weights;
	}
}
