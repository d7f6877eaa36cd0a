package io.github.encoderj.volume.segmentation;

/**
 * Features of a coarse encoder, section by section, stacked to a volume.
 *
 * @param data order [feature, section, row, column]
 * @param width number of features
 * @param cell side of a cell in voxels of the working grid; along z a cell is one section
 */
record CoarseGrid(float[] data, int width, int sections, int rows, int columns, double cell) {

	/**
	 * Features at a position by linear interpolation, those of the border outside.
	 *
	 * @param z position in voxels of the working grid, counted from the first section
	 * @param to gets one value every {@code step}
	 */
	void at(final double z, final double y, final double x, final float[] to, final int offset, final int step) {
		final double w = clamp(z, sections);
		final double v = clamp((y + 0.5) / cell - 0.5, rows);
		final double u = clamp((x + 0.5) / cell - 0.5, columns);
		final int k = (int) w;
		final int j = (int) v;
		final int i = (int) u;
		final int nextZ = k + 1 < sections ? rows * columns : 0;
		final int nextY = j + 1 < rows ? columns : 0;
		final int nextX = i + 1 < columns ? 1 : 0;
		final float tz = (float) (w - k);
		final float ty = (float) (v - j);
		final float tx = (float) (u - i);
		final int cells = sections * rows * columns;
		int from = (k * rows + j) * columns + i;
		for (int f = 0; f < width; f++, from += cells) {
			final float low = plane(from, nextY, nextX, ty, tx);
			to[offset + f * step] = low + tz * (plane(from + nextZ, nextY, nextX, ty, tx) - low);
		}
	}

	private float plane(final int from, final int nextY, final int nextX, final float ty, final float tx) {
		final float low = data[from] + tx * (data[from + nextX] - data[from]);
		final float high = data[from + nextY] + tx * (data[from + nextY + nextX] - data[from + nextY]);
		return low + ty * (high - low);
	}

	private static double clamp(final double position, final int size) {
		return Math.max(0, Math.min(size - 1, position));
	}
}
