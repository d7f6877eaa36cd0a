package io.github.encoderj.command.encoders;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;

/** Whole numbers in a text, separated by commas or spaces. */
final class Numbers {

	private Numbers() {}

	/**
	 * The numbers of a key.
	 *
	 * @throws Refusal if there are none, or something else is among them
	 */
	static int[] parse(final String key, final String text) {
		final String[] parts = text.trim().split("[,;\\s]+");
		for (final String part : parts) {
			Refusal.unless(part.matches("\\d{1,7}"), "%s = \"%s\": expected whole numbers separated by commas.", key, text);
		}
		return Arrays.stream(parts).mapToInt(Integer::parseInt).toArray();
	}
}
