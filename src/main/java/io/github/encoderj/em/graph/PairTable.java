package io.github.encoderj.em.graph;

/**
 * Running mean and number of values of each pair of ids: open addressing, key and value side by side so that one look-up touches one
 * cache line.
 */
final class PairTable implements ContactScan.Part {

	private static final int BATCH = 32;

	/** Key at 2i (0 = empty: no pair has the smaller id 0), mean in the high and count in the low half at 2i + 1. */
	private long[] slots = new long[1 << 12];
	private int used;
	/** Keeps the compiler from leaving out the early look-ups. */
	private long touched;

	/** Look-ups of a batch are begun together, so that the memory answers them together. */
	@Override
	public void take(final long[] keys, final float[] values, final int count) {
		for (int batch = 0; batch < count; batch += BATCH) {
			final int end = Math.min(count, batch + BATCH);
			long seen = 0;
			for (int k = batch; k < end; k++) seen += slots[home(keys[k])];
			touched = seen;
			for (int k = batch; k < end; k++) add(keys[k], values[k]);
		}
	}

	/** A pair and what is known of it: the mean's bits in the high half, the count in the low half. */
	@FunctionalInterface
	interface Entry {

		void accept(long key, long value);
	}

	void forEach(final Entry entry) {
		for (int i = 0; i < slots.length; i += 2) if (slots[i] != 0) entry.accept(slots[i], slots[i + 1]);
	}

	int size() {
		return used;
	}

	/** Sets what is known of a pair that is not there. */
	void put(final long key, final long value) {
		final int i = find(key);
		slots[i] = key;
		slots[i + 1] = value;
		if (++used > slots.length / 10 * 3) grow();
	}

	private void add(final long key, final float affinity) {
		final int i = find(key);
		if (slots[i] == 0) {
			put(key, value(affinity, 1));
			return;
		}
		final long value = slots[i + 1];
		final int n = (int) value;
		final float mean = Float.intBitsToFloat((int) (value >>> 32));
		slots[i + 1] = value((affinity + mean * n) / (n + 1), n + 1);
	}

	private static long value(final float mean, final int count) {
		return (long) Float.floatToRawIntBits(mean) << 32 | count;
	}

	private int home(final long key) {
		return (int) (key * 0x9E3779B97F4A7C15L >>> 20) << 1 & slots.length - 1;
	}

	private int find(final long key) {
		final int mask = slots.length - 1;
		int i = home(key);
		while (slots[i] != key && slots[i] != 0) i = i + 2 & mask;
		return i;
	}

	private void grow() {
		final long[] old = slots;
		slots = new long[old.length * 2];
		for (int i = 0; i < old.length; i += 2) {
			if (old[i] == 0) continue;
			final int k = find(old[i]);
			slots[k] = old[i];
			slots[k + 1] = old[i + 1];
		}
	}
}
