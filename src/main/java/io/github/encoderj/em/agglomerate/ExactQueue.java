package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

/**
 * A binary heap that orders edges by score. Among equal scores the order is that of the C++ standard library's heap (the hole goes
 * down to a leaf first, a tie going to the right child, then the last entry climbs), so that merge histories equal those of waterz
 * even where scores tie.
 */
final class ExactQueue implements EdgeQueue {

	/** Score in the high half, as an int that orders like the float; edge in the low half. */
	private long[] heap;
	private int size;

	ExactQueue(final int edges) {
		heap = new long[Math.max(edges, 1)];
	}

	@Override
	public void push(final int edge, final float score) {
		if (size == heap.length) heap = Arrays.copyOf(heap, size + (size >> 1) + 1);
		final int bits = Float.floatToRawIntBits(score + 0f);
		climb(size++, (long) (bits ^ bits >> 31 & 0x7fffffff) << 32 | edge);
	}

	@Override
	public int first() {
		return (int) heap[0];
	}

	@Override
	public void removeFirst() {
		final int n = --size;
		final long last = heap[n];
		final long[] entries = heap;
		int hole = 0;
		int child = 2;
		while (child < n) {
			final long right = entries[child];
			final long left = entries[child - 1];
			final boolean toLeft = right >> 32 > left >> 32;
			entries[hole] = toLeft ? left : right;
			hole = toLeft ? child - 1 : child;
			child = 2 * hole + 2;
		}
		if (child == n) {
			entries[hole] = entries[child - 1];
			hole = child - 1;
		}
		climb(hole, last);
	}

	private void climb(final int from, final long entry) {
		int hole = from;
		while (hole > 0) {
			final int parent = hole - 1 >> 1;
			if (heap[parent] >> 32 <= entry >> 32) break;
			heap[hole] = heap[parent];
			hole = parent;
		}
		heap[hole] = entry;
	}

	@Override
	public boolean isEmpty() {
		return size == 0;
	}
}
