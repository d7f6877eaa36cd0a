package io.github.encoderj.encoder.preprocess;

/**
 * Channels of a picture, float32 in the order [channel, row, column].
 *
 * @param data the values
 */
public record Planes(float[] data, int channels, int height, int width) {

	public Planes {
		if ((long) channels * height * width != data.length) {
			throw new IllegalArgumentException(data.length + " values are not " + channels + " x " + height + " x " + width);
		}
	}
}
