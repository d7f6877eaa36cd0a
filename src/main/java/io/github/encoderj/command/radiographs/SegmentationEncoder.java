package io.github.encoderj.command.radiographs;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.learn.Head;

/** Which encoder structures are learned on and segmented with. */
final class SegmentationEncoder {

	private SegmentationEncoder() {}

	/** The encoder of a name or path, on a device. */
	static Encoder open(final String name, final String device, final int threads) {
		if (name.trim().equals(FilterBank.NAME)) return Encoders.open(FilterBank.NAME);
		return Encoders.openPictures(name.trim(), ComputeDevice.of(device), threads);
	}

	/**
	 * The encoder that a head was trained on.
	 *
	 * @param file of the head, for messages
	 * @param name "" for the head's own, by the name it had then; another one is refused when the head is applied
	 */
	static Encoder of(final Head head, final String file, final String name, final String device, final int threads) {
		if (!name.isBlank()) return open(name, device, threads);
		try {
			return open(head.encoder(), device, threads);
		}
		catch (final Refusal e) {
			throw new Refusal(file + " was trained on the encoder " + head.encoder() + ", which is not known by that name here. Name its folder " +
				"as encoder, or add it in Manage Encoders.", e);
		}
	}
}
