package io.github.encoderj.image.dicom;

/** Brightness and colour differences (YBR_FULL) turned into red, green and blue (PS3.3, C.7.6.3.1.2). */
final class Colours {

	private Colours() {}

	/** In place; order [channel, pixel], values 0..2^bits - 1. */
	static void toRgb(final double[] values, final int pixels, final int bits) {
		final double middle = Math.pow(2, bits - 1);
		final double top = Math.pow(2, bits) - 1;
		for (int i = 0; i < pixels; i++) {
			final double brightness = values[i];
			final double blue = values[pixels + i] - middle;
			final double red = values[2 * pixels + i] - middle;
			values[i] = clipped(brightness + 1.402 * red, top);
			values[pixels + i] = clipped(brightness - 0.114 * 1.772 / 0.587 * blue - 0.299 * 1.402 / 0.587 * red, top);
			values[2 * pixels + i] = clipped(brightness + 1.772 * blue, top);
		}
	}

	private static double clipped(final double value, final double top) {
		return Math.max(0, Math.min(top, Math.floor(value + 0.5)));
	}
}
