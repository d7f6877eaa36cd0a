package io.github.encoderj.encoder;

import java.util.List;

import io.github.encoderj.base.Refusal;

/** The catalogue: encoders by name. */
public final class Encoders {

	private Encoders() {}

	/** The names that {@link #open} knows. */
	public static List<String> names() {
		return List.of(FilterBank.NAME);
	}

	/**
	 * Opens an encoder with its own preprocessing.
	 *
	 * @param name one of {@link #names}
	 * @throws Refusal if there is no such encoder
	 */
	public static Encoder open(final String name) {
		return open(name, "");
	}

	/**
	 * Opens an encoder with the preprocessing that a head was trained with.
	 *
	 * @param name one of {@link #names}
	 * @param preprocessing as {@link Encoder#preprocessing} gave it; "" means the encoder's own
	 * @throws Refusal if there is no such encoder, or it has no such preprocessing
	 */
	public static Encoder open(final String name, final String preprocessing) {
		if (name.equals(FilterBank.NAME)) {
			return preprocessing.isEmpty() ? new FilterBank() : new FilterBank(Normalisation.parse(preprocessing));
		}
		throw new Refusal("encoder \"" + name + "\" is not known; expected one of " + String.join(", ", names()) + ".");
	}
}
