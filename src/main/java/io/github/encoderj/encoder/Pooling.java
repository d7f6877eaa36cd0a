package io.github.encoderj.encoder;

import java.util.Locale;

import io.github.encoderj.base.Refusal;

/** How the features of a picture become one vector. */
public enum Pooling {
	/** As the encoder's authors do it. */
	MODEL,
	/** The class token. */
	CLS,
	/** The mean of the patches. */
	MEAN,
	/** The class token and, behind it, the mean of the patches. */
	CLS_MEAN;

	/**
	 * The pooling of a name: model, cls, mean, cls+mean.
	 *
	 * @throws Refusal if it is another
	 */
	public static Pooling named(final String name) {
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "model", "" -> MODEL;
			case "cls" -> CLS;
			case "mean" -> MEAN;
			case "cls+mean" -> CLS_MEAN;
			default -> throw new Refusal("pooling = " + name + ": expected model, cls, mean or cls+mean.");
		};
	}
}
