package io.github.encoderj.sample;

import java.util.Random;

/**
 * How the patient stands before the detector: shift and turn between the chest's own millimetres (x from the middle) and those of the
 * picture (x from its left border).
 */
record RadiographPose(double shiftX, double shiftY, double cos, double sin) {

	static RadiographPose random(final Random random) {
		final double angle = 0.022 * ChestAnatomy.gaussian(random);
		return new RadiographPose(5 * ChestAnatomy.gaussian(random), 6 * ChestAnatomy.gaussian(random), StrictMath.cos(angle), StrictMath.sin(
			angle));
	}

	/** From the chest to the picture. */
	double[] toPicture(final double x, final double y) {
		final double v = y - ChestAnatomy.FIELD / 2;
		return new double[] { ChestAnatomy.FIELD / 2 + shiftX + x * cos - v * sin, ChestAnatomy.FIELD / 2 + shiftY + x * sin + v * cos };
	}

	/** Chest's x from the picture. */
	double chestX(final double x, final double y) {
		return (x - ChestAnatomy.FIELD / 2 - shiftX) * cos + (y - ChestAnatomy.FIELD / 2 - shiftY) * sin;
	}

	/** Chest's y from the picture. */
	double chestY(final double x, final double y) {
		return ChestAnatomy.FIELD / 2 + (y - ChestAnatomy.FIELD / 2 - shiftY) * cos - (x - ChestAnatomy.FIELD / 2 - shiftX) * sin;
	}
}
