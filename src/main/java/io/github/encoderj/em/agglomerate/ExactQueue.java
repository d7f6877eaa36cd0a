package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

/**
 * A binary heap that orders edges by score. Among equal scores the order is that of the C++ standard library's heap (the hole goes
 * down to a leaf first, a tie going to the right child, then the last entry climbs), so that merge histories equal those of waterz
 * even where scores tie. The root is entry 1, the children of entry j are 2j and 2j + 1. Scores and edges lie apart, so that the way down,
 * which only asks for scores, finds twice as many of them in a cache line.
 */
final class ExactQueue implements EdgeQueue {

	/** Entries after this one are too many for a core's own memory; the next levels below them are looked up ahead. */
	private static final int FAR = 1 << 12;

	/** Scores as ints that order like the floats. */
	private int[] keys;
	private int[] edges;
	private int size;

	/** The edges that the last removal brought one, two and three levels below the root. */
	private final int[] risen = { -1, -1, -1, -1 };
	/** Keeps the compiler from leaving out the early look-ups. */
	private int touched;

	ExactQueue(final int edges) {
		keys = new int[1 + Math.max(edges, 1)];
		this.edges = new int[keys.length];
	}

	@Override
	public void push(final int edge, final float score) {
		if (1 + size == keys.length) {
			keys = Arrays.copyOf(keys, keys.length + (keys.length >> 1));
			edges = Arrays.copyOf(edges, keys.length);
		}
		climb(++size, order(Float.floatToRawIntBits(score + 0f)), edge);
	}

	private static int order(final int bits) {
		return bits ^ bits >> 31 & 0x7fffffff;
	}

	@Override
	public int first() {
		return edges[1];
	}

	@Override
	public float firstScore() {
		return Float.intBitsToFloat(order(keys[1]));
	}

	@Override
	public int soon(final int steps) {
		return risen[steps];
	}

	@Override
	public void removeFirst() {
		final int[] k = keys;
		final int[] e = edges;
		final int lastKey = k[size];
		final int lastEdge = e[size];
		final int n = --size;
		int hole = 1;
		int seen = 0;
		// Two levels at a time: the grandchildren are fetched while the children are compared
		while (4 * hole + 3 <= n) {
			if (hole > FAR && 32 * hole + 31 <= n) {
				seen += k[16 * hole] + k[16 * hole + 15] + k[32 * hole] + k[32 * hole + 16] + k[32 * hole + 31];
			}
			final int left = k[2 * hole];
			final int right = k[2 * hole + 1];
			final int leftLeft = k[4 * hole];
			final int leftRight = k[4 * hole + 1];
			final int rightLeft = k[4 * hole + 2];
			final int rightRight = k[4 * hole + 3];
			final boolean toLeft = right > left;
			final int nextLeft = toLeft ? leftLeft : rightLeft;
			final int nextRight = toLeft ? leftRight : rightRight;
			final int child = toLeft ? 2 * hole : 2 * hole + 1;
			k[hole] = toLeft ? left : right;
			e[hole] = e[child];
			final boolean nextToLeft = nextRight > nextLeft;
			hole = nextToLeft ? 2 * child : 2 * child + 1;
			k[child] = nextToLeft ? nextLeft : nextRight;
			e[child] = e[hole];
			if (child < 4) {
				risen[1] = e[child];
			}
			else if (child < 16) {
				risen[2] = e[child >> 1];
				risen[3] = e[child];
			}
		}
		while (2 * hole + 1 <= n) {
			final int child = k[2 * hole + 1] > k[2 * hole] ? 2 * hole : 2 * hole + 1;
			k[hole] = k[child];
			e[hole] = e[child];
			hole = child;
		}
		if (2 * hole == n) {
			k[hole] = k[n];
			e[hole] = e[n];
			hole = n;
		}
		touched = seen;
		climb(hole, lastKey, lastEdge);
	}

	private void climb(final int from, final int key, final int edge) {
		int hole = from;
		while (hole > 1) {
			final int parent = hole >> 1;
			if (keys[parent] <= key) break;
			keys[hole] = keys[parent];
			edges[hole] = edges[parent];
			hole = parent;
		}
		keys[hole] = key;
		edges[hole] = edge;
	}

	@Override
	public boolean isEmpty() {
		return size == 0;
	}
}
