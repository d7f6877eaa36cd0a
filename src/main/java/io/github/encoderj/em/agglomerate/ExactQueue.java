package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

/**
 * A binary heap that orders edges by score. Among equal scores the order is that of the C++ standard library's heap (the hole goes
 * down to a leaf first, a tie going to the right child, then the last entry climbs), so that merge histories equal those of waterz
 * even where scores tie.
 */
final class ExactQueue implements EdgeQueue {

	/** The root's place in the array: so the four grandchildren of an entry share a cache line. */
	private static final int ROOT = 3;

	/** Entries after this one are too many for a core's own memory; the next two levels below them are looked up ahead. */
	private static final int NEAR = 1 << 12;

	/** Score in the high half, as an int that orders like the float; edge in the low half. */
	private long[] heap;
	private int size;
	/** Keeps the compiler from leaving out the early look-ups. */
	private long touched;

	ExactQueue(final int edges) {
		heap = new long[ROOT + Math.max(edges, 1)];
	}

	@Override
	public void push(final int edge, final float score) {
		if (ROOT + size == heap.length) heap = Arrays.copyOf(heap, heap.length + (heap.length >> 1));
		final int bits = Float.floatToRawIntBits(score + 0f);
		climb(size++, (long) order(bits) << 32 | edge);
	}

	private static int order(final int bits) {
		return bits ^ bits >> 31 & 0x7fffffff;
	}

	@Override
	public int first() {
		return (int) heap[ROOT];
	}

	@Override
	public float firstScore() {
		return Float.intBitsToFloat(order((int) (heap[ROOT] >> 32)));
	}

	@Override
	public void removeFirst() {
		final int n = --size;
		final long last = heap[ROOT + n];
		final long[] entries = heap;
		int hole = 0;
		long seen = 0;
		// Two levels at a time: the grandchildren are fetched while the children are compared
		while (4 * hole + 6 < n) {
			if (hole > NEAR && 16 * hole + 30 < n) {
				seen += entries[ROOT + 8 * hole + 7] + entries[ROOT + 8 * hole + 14] + entries[ROOT + 16 * hole + 15] + entries[ROOT + 16 *
					hole + 22] + entries[ROOT + 16 * hole + 30];
			}
			final int child = ROOT + 2 * hole + 1;
			final int grandchild = ROOT + 4 * hole + 3;
			final long left = entries[child];
			final long right = entries[child + 1];
			final long leftLeft = entries[grandchild];
			final long leftRight = entries[grandchild + 1];
			final long rightLeft = entries[grandchild + 2];
			final long rightRight = entries[grandchild + 3];
			final boolean toLeft = right >> 32 > left >> 32;
			final long nextLeft = toLeft ? leftLeft : rightLeft;
			final long nextRight = toLeft ? leftRight : rightRight;
			entries[ROOT + hole] = toLeft ? left : right;
			hole = 2 * hole + (toLeft ? 1 : 2);
			final boolean nextToLeft = nextRight >> 32 > nextLeft >> 32;
			entries[ROOT + hole] = nextToLeft ? nextLeft : nextRight;
			hole = 2 * hole + (nextToLeft ? 1 : 2);
		}
		while (2 * hole + 2 < n) {
			final long left = entries[ROOT + 2 * hole + 1];
			final long right = entries[ROOT + 2 * hole + 2];
			final boolean toLeft = right >> 32 > left >> 32;
			entries[ROOT + hole] = toLeft ? left : right;
			hole = 2 * hole + (toLeft ? 1 : 2);
		}
		if (2 * hole + 2 == n) {
			entries[ROOT + hole] = entries[ROOT + n - 1];
			hole = n - 1;
		}
		touched = seen;
		climb(hole, last);
	}

	private void climb(final int from, final long entry) {
		int hole = from;
		while (hole > 0) {
			final int parent = hole - 1 >> 1;
			if (heap[ROOT + parent] >> 32 <= entry >> 32) break;
			heap[ROOT + hole] = heap[ROOT + parent];
			hole = parent;
		}
		heap[ROOT + hole] = entry;
	}

	@Override
	public boolean isEmpty() {
		return size == 0;
	}
}
