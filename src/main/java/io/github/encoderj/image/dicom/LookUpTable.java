package io.github.encoderj.image.dicom;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;

/**
 * A table of values (PS3.3, C.11.1.1.1).
 *
 * @param first value that the first entry stands for; below it, the first entry holds, above the last, the last
 * @param entries the values
 * @param bits of an entry, 8 or 16
 */
record LookUpTable(int first, int[] entries, int bits) {

	/**
	 * The table of an item.
	 *
	 * @param signed whether the values that are looked up may be negative
	 * @throws Refusal if descriptor and data do not fit each other
	 */
	static LookUpTable of(final DataSet item, final boolean signed, final Object file) {
		final int[] descriptor = item.words(Tag.LUT_DESCRIPTOR);
		final int[] words = item.words(Tag.LUT_DATA);
		Refusal.unless(descriptor.length == 3 && descriptor[2] >= 1 && descriptor[2] <= 16, "%s has a damaged look-up table: its descriptor " +
			"(0028,3002) must be three numbers, the last from 1 to 16. Export it again.", file);
		final int count = descriptor[0] == 0 ? 65536 : descriptor[0];
		final int first = signed ? (short) descriptor[1] : descriptor[1];
		final int[] entries = new int[count];
		final boolean bytes = words.length < count && words.length == (count + 1) / 2;
		Refusal.unless(bytes || words.length >= count, "%s has a look-up table of %d entries, but %d values. Export it again.", file, count,
			words.length);
		for (int i = 0; i < count; i++) entries[i] = bytes ? words[i / 2] >> 8 * (i % 2) & 0xff : words[i];
		return new LookUpTable(first, entries, descriptor[2]);
	}

	double at(final double value) {
		return entries[(int) Math.max(0, Math.min(entries.length - 1, Math.floor(value - first)))];
	}

	/** Largest value that comes out. */
	double largest() {
		return Arrays.stream(entries).max().orElse(0);
	}

	/** Largest value that an entry of these bits can be. */
	double top() {
		return (1 << bits) - 1;
	}
}
