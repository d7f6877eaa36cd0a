package io.github.encoderj.wsi.classify;

import java.util.Locale;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.Bag;

/** How the features of a slide's tiles become one vector. The baselines pool the features as they are, before the projection. */
public enum SlidePooling {

	/** Gated attention. */
	ATTENTION,
	/** Mean of the tiles' features. */
	MEAN,
	/** Largest value of each feature. */
	MAX;

	/**
	 * The pooling of a name.
	 *
	 * @throws Refusal if there is none of that name
	 */
	public static SlidePooling of(final String name) {
		for (final SlidePooling each : values()) if (each.toString().equals(name)) return each;
		throw new Refusal("pooling = " + name + ": expected attention, mean or max.");
	}

	/** The bag that the network sees. */
	Bag of(final Bag bag) {
		return this == ATTENTION ? bag : Bag.pooled(bag, this == MAX);
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}
}
