package io.github.encoderj.encoder;

/**
 * Features of some sections.
 *
 * @param data float32 in the order [feature, section, row, column]
 * @param width number of features
 * @param sections number of sections
 * @param rows cells along y
 * @param columns cells along x
 * @param stride side of a cell in pixels
 */
public record FeatureGrid(float[] data, int width, int sections, int rows, int columns, int stride) {

	public FeatureGrid {
		if ((long) width * sections * rows * columns != data.length) {
			throw new IllegalArgumentException("features have " + data.length + " values, expected " + width + " x " + sections + " x " + rows +
				" x " + columns);
		}
	}
}
