package io.github.encoderj.encoder.file;

import java.util.Arrays;

/**
 * What goes into and comes out of a model: float32 in row-major order.
 *
 * @param data the numbers
 * @param shape sizes of the axes, slowest first
 */
record Values(float[] data, long[] shape) {

	/** The shape as text, for messages. */
	String shapeText() {
		return Arrays.toString(shape);
	}
}
