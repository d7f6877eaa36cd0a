package io.github.encoderj.metrics;

import java.util.Arrays;

/**
 * How often each pair of 64-bit labels was seen: a hash table with open addressing and linear probing. The three longs of an
 * entry (first label, second label, count) lie side by side, so that a look-up touches one cache line.
 */
final class PairCounts {

	private static final int ENTRY = 3;
	private static final int SMALLEST = 1 << 8;

	private long[] slots = new long[ENTRY * SMALLEST];
	private int mask = SMALLEST - 1;
	private int size;

	/** Receives an entry. */
	@FunctionalInterface
	interface EntryBody {

		void accept(long first, long second, long count);
	}

	/** Adds to the count of a pair; {@code count} must be above 0. */
	void add(final long first, final long second, final long count) {
		final long[] table = slots;
		int i = hash(first, second) & mask;
		while (true) {
			final int at = ENTRY * i;
			if (table[at + 2] == 0) {
				table[at] = first;
				table[at + 1] = second;
				table[at + 2] = count;
				if (++size * 3L > mask * 2L) grow();
				return;
			}
			if (table[at] == first && table[at + 1] == second) {
				table[at + 2] += count;
				return;
			}
			i = i + 1 & mask;
		}
	}

	/** Adds all counts of another table. */
	void addAll(final PairCounts other) {
		other.forEach(this::add);
	}

	/** Calls {@code body} with every pair, in no particular order. */
	void forEach(final EntryBody body) {
		for (int at = 0; at < slots.length; at += ENTRY) {
			if (slots[at + 2] != 0) body.accept(slots[at], slots[at + 1], slots[at + 2]);
		}
	}

	/** Number of different pairs. */
	int size() {
		return size;
	}

	/** All counts, ascending. */
	long[] sortedCounts() {
		final long[] counts = new long[size];
		int n = 0;
		for (int at = 2; at < slots.length; at += ENTRY) {
			if (slots[at] != 0) counts[n++] = slots[at];
		}
		Arrays.parallelSort(counts);
		return counts;
	}

	private void grow() {
		final long[] old = slots;
		if (old.length > Integer.MAX_VALUE / 2) throw new OutOfMemoryError("more than " + size + " pairs of labels");
		slots = new long[2 * old.length];
		mask = 2 * mask + 1;
		for (int from = 0; from < old.length; from += ENTRY) {
			if (old[from + 2] == 0) continue;
			int i = hash(old[from], old[from + 1]) & mask;
			while (slots[ENTRY * i + 2] != 0) i = i + 1 & mask;
			System.arraycopy(old, from, slots, ENTRY * i, ENTRY);
		}
	}

	private static int hash(final long first, final long second) {
		final long mixed = (first * 0x9E3779B97F4A7C15L ^ Long.rotateLeft(second, 32)) * 0xD6E8FEB86659FD93L;
		return (int) (mixed >>> 32);
	}
}
