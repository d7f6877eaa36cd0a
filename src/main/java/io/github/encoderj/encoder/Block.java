package io.github.encoderj.encoder;

/**
 * A part of a volume, its core, with margins of voxels around it that filters use up.
 *
 * @param data float32 in the order [z, y, x], margins included
 * @param depth sections of the core
 * @param height rows of the core
 * @param width columns of the core
 * @param marginZ further sections above and below the core
 * @param margin further rows and columns on each side of the core
 */
record Block(float[] data, int depth, int height, int width, int marginZ, int margin) {

	/** An empty block over the same core with other margins. */
	Block sibling(final int newMarginZ, final int newMargin) {
		return new Block(new float[(depth + 2 * newMarginZ) * (height + 2 * newMargin) * (width + 2 * newMargin)], depth, height, width,
			newMarginZ, newMargin);
	}

	int rowStride() {
		return width + 2 * margin;
	}

	int sectionStride() {
		return (height + 2 * margin) * rowStride();
	}

	/** Index of a voxel in core coordinates; those of the margins are negative or beyond the core. */
	int index(final int z, final int y, final int x) {
		return (z + marginZ) * sectionStride() + (y + margin) * rowStride() + x + margin;
	}
}
