package io.github.encoderj.em.agglomerate;

/** Edges waiting to be merged, the cheapest first. An edge is in a queue at most once. */
interface EdgeQueue {

	void push(int edge, float score);

	/** The next edge; the queue must not be empty. */
	int first();

	/** The score with which the next edge was pushed; the queue must not be empty. */
	float firstScore();

	void removeFirst();

	boolean isEmpty();

	/** An edge that is likely to be the first after 1, 2 or 3 more, -1 where none is known: a hint for early look-ups, no more. */
	default int soon(final int steps) {
		return -1;
	}

	/**
	 * A queue.
	 *
	 * @param bins 0 for exact order, else the number of bins of scores 0..1
	 * @param edges number of edges
	 */
	static EdgeQueue of(final int bins, final int edges) {
		return bins == 0 ? new ExactQueue(edges) : new BinQueue(bins, edges);
	}
}
