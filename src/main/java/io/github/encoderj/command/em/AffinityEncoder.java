package io.github.encoderj.command.em;

import java.nio.file.Path;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.FineGrid;
import io.github.encoderj.encoder.RawIntensity;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.learn.Head;

/** Which encoder affinities are trained on and predicted with. */
final class AffinityEncoder {

	private AffinityEncoder() {}

	/** The encoder of a name, set up for training a head, on the CPU; one of coarse patches on a grid of the default fineness. */
	static Encoder toTrain(final String name) {
		return toTrain(name, FineGrid.Settings.DEFAULT, Optional.empty(), "cpu", 0);
	}

	/**
	 * The encoder of a name, set up for training a head.
	 *
	 * @param grid how the grid of an encoder of coarse patches is made finer
	 * @param cache folder that keeps such features
	 */
	static Encoder toTrain(final String name, final FineGrid.Settings grid, final Optional<Path> cache, final String device,
		final int threads)
	{
		if (name.equals(FilterBank.NAME)) return AffinityTraining.encoder();
		if (name.equals(RawIntensity.NAME)) return new RawIntensity();
		return AffinityTraining.encoder(Encoders.openPictures(name, ComputeDevice.of(device), threads), grid, cache);
	}

	/**
	 * The encoder that a head was trained on.
	 *
	 * @param file of the head, for messages
	 * @param name "" for the head's own; another than that one is refused when the head is applied
	 */
	static Encoder of(final Head head, final String file, final String name, final String device, final int threads) {
		final String preprocessing = head.metadata().getOrDefault("preprocessing", "");
		final boolean own = name.isBlank() || name.equals(head.encoder());
		try {
			if (FineGrid.Settings.in(preprocessing).isPresent()) {
				return Encoders.openPictures(own ? head.encoder() : name, ComputeDevice.of(device), threads);
			}
			return own ? Encoders.open(head.encoder(), preprocessing) : Encoders.open(name);
		}
		catch (final Refusal e) {
			if (!own) throw e;
			throw new Refusal(file + " was trained on an encoder that is not here: " + e.getMessage(), e);
		}
	}
}
