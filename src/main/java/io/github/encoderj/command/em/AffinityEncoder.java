package io.github.encoderj.command.em;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.learn.Head;

/** Which encoder affinities are trained on and predicted with. */
final class AffinityEncoder {

	private AffinityEncoder() {}

	/** The encoder of a name, set up for training a head. */
	static Encoder toTrain(final String name) {
		return name.equals(FilterBank.NAME) ? AffinityTraining.encoder() : Encoders.open(name);
	}

	/**
	 * The encoder that a head was trained on.
	 *
	 * @param file of the head, for messages
	 * @param name "" for the head's own; another than that one is refused when the head is applied
	 */
	static Encoder of(final Head head, final String file, final String name) {
		if (!name.isBlank() && !name.equals(head.encoder())) return Encoders.open(name);
		try {
			return Encoders.open(head.encoder(), head.metadata().getOrDefault("preprocessing", ""));
		}
		catch (final Refusal e) {
			throw new Refusal(file + " was trained on an encoder that is not here: " + e.getMessage(), e);
		}
	}
}
