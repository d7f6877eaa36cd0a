package io.github.encoderj.em.agglomerate;

/** A statistic that is built from single affinities. */
interface ContactStatistics extends EdgeStatistic {

	/** Adds an affinity to an edge. Calls for one edge come one after the other, for several edges from several threads at once. */
	void add(int edge, float affinity);

	/** Called once, when all affinities are in. */
	default void complete() {}
}
