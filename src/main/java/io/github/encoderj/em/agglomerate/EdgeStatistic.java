package io.github.encoderj.em.agglomerate;

/** What is known of the affinities of each edge. */
interface EdgeStatistic {

	/**
	 * Adds what is known of one edge to another.
	 *
	 * @return whether the other one's value may have changed
	 */
	boolean merge(int from, int to);

	/** The value of an edge. */
	double value(int edge);
}
