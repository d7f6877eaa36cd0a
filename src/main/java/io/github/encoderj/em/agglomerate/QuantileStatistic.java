package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.em.graph.RegionGraph;

/** Exact quantile of the affinities, which are kept in ascending order: in one array at first, in one of its own for a merged edge. */
final class QuantileStatistic implements ContactStatistics {

	private final int percent;
	private final boolean one;
	private final Slices slices;
	private final float[] values;
	private final float[][] merged;

	QuantileStatistic(final RegionGraph graph, final int percent, final boolean startWithMaximum) {
		this.percent = percent;
		one = startWithMaximum;
		slices = new Slices(graph, one);
		values = new float[slices.total()];
		merged = new float[graph.edges()][];
	}

	@Override
	public void add(final int edge, final float affinity) {
		if (!one || slices.isEmpty(edge)) values[slices.next(edge)] = affinity;
		else if (affinity > values[slices.from(edge)]) values[slices.from(edge)] = affinity;
	}

	@Override
	public void complete() {
		Parallel.ranges(merged.length, 1 << 12, (from, to) -> {
			for (int e = (int) from; e < to; e++) Arrays.sort(values, slices.from(e), slices.to(e));
		});
	}

	@Override
	public boolean merge(final int from, final int to) {
		final float[] a = merged[to] == null ? values : merged[to];
		final float[] b = merged[from] == null ? values : merged[from];
		int i = merged[to] == null ? slices.from(to) : 0;
		int j = merged[from] == null ? slices.from(from) : 0;
		final int iEnd = merged[to] == null ? slices.to(to) : a.length;
		final int jEnd = merged[from] == null ? slices.to(from) : b.length;
		final float[] both = new float[iEnd - i + jEnd - j];
		for (int n = 0; n < both.length; n++) both[n] = j == jEnd || i < iEnd && a[i] <= b[j] ? a[i++] : b[j++];
		merged[to] = both;
		merged[from] = null;
		return true;
	}

	@Override
	public double value(final int edge) {
		final float[] own = merged[edge];
		final int n = own == null ? slices.to(edge) - slices.from(edge) : own.length;
		final int index = (int) Math.min((long) percent * n / 100, n - 1);
		return own == null ? values[slices.from(edge) + index] : own[index];
	}
}
