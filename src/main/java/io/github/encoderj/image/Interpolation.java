package io.github.encoderj.image;

import java.util.Locale;

import io.github.encoderj.base.Refusal;

/** How values between voxels are found. */
public enum Interpolation {

	/** The value of the voxel that the position lies in: for labels. */
	NEAREST,
	/** Weighted mean of the eight voxels around. */
	LINEAR,
	/** Interpolating cubic B-spline, mirrored at the borders (Unser 1999, Splines: a perfect fit for signal and image processing). */
	CUBIC;

	/**
	 * From the text of a key.
	 *
	 * @throws Refusal if it is none of nearest, linear and cubic
	 */
	public static Interpolation parse(final String text) {
		for (final Interpolation i : values()) if (i.key().equals(text.trim().toLowerCase(Locale.ROOT))) return i;
		throw new Refusal("interpolation = " + text + ": expected nearest (for labels), linear or cubic.");
	}

	/** The text of it. */
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}
}
