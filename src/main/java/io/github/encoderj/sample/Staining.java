package io.github.encoderj.sample;

import java.util.Random;

/** What preparation and camera do to a section: grain, blur, noise, contrast of its own, and damage. */
final class Staining {

	private Staining() {}

	/**
	 * Changes a section in place.
	 *
	 * @param section row by row
	 * @param damaged whether the section has a fold and lost most of its contrast
	 */
	static void apply(final float[] section, final int width, final int height, final Random random, final boolean damaged) {
		final float[] grain = new float[section.length];
		for (int i = 0; i < grain.length; i++) grain[i] = (float) random.nextGaussian();
		blur(grain, width, height);
		for (int i = 0; i < section.length; i++) section[i] += 42 * grain[i];
		blur(section, width, height);
		final double gain = damaged ? 0.6 : 0.85 + 0.4 * random.nextDouble();
		final double offset = 24 * random.nextDouble() - 12 + (damaged ? 30 : 0);
		final double slope = 0.08 * (random.nextDouble() - 0.5);
		final double angle = StrictMath.PI * random.nextDouble();
		final double c = StrictMath.cos(angle);
		final double s = StrictMath.sin(angle);
		final double fold = c * width / 2 + s * height / 2;
		for (int i = 0; i < section.length; i++) {
			final double x = i % width;
			final double y = (double) (i / width);
			double v = 140 + gain * (section[i] - 140) + offset + slope * (c * x + s * y - fold) + 8 * random.nextGaussian();
			if (damaged) {
				final double distance = (c * x + s * y - fold + 4 * StrictMath.sin(0.06 * (c * y - s * x))) / 6;
				v -= 95 * StrictMath.exp(-distance * distance * distance * distance);
			}
			section[i] = (float) v;
		}
	}

	/** Averages with weights 1, 2, 1 along both axes; the border repeats. */
	private static void blur(final float[] section, final int width, final int height) {
		final float[] rows = section.clone();
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				rows[y * width + x] = 0.25f * (section[y * width + Math.max(0, x - 1)] + 2 * section[y * width + x] + section[y * width + Math.min(
					width - 1, x + 1)]);
			}
		}
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				section[y * width + x] = 0.25f * (rows[Math.max(0, y - 1) * width + x] + 2 * rows[y * width + x] + rows[Math.min(height - 1, y +
					1) * width + x]);
			}
		}
	}
}
