package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

/** Highest or lowest affinity. */
final class ExtremeStatistic implements ContactStatistics {

	private final float[] extremes;
	private final boolean highest;

	ExtremeStatistic(final int edges, final boolean highest) {
		this.highest = highest;
		extremes = new float[edges];
		Arrays.fill(extremes, highest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
	}

	@Override
	public void add(final int edge, final float affinity) {
		if (highest ? affinity > extremes[edge] : affinity < extremes[edge]) extremes[edge] = affinity;
	}

	@Override
	public boolean merge(final int from, final int to) {
		if (highest ? extremes[to] >= extremes[from] : extremes[to] <= extremes[from]) return false;
		extremes[to] = extremes[from];
		return true;
	}

	@Override
	public double value(final int edge) {
		return extremes[edge];
	}
}
