package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.em.graph.RegionGraph;

/**
 * Quantile of a histogram of the affinities. Only bins that hold something are kept: at first the bin of each affinity in one array,
 * for a merged edge pairs of bin and count in ascending order.
 */
final class HistogramStatistic implements ContactStatistics {

	private final int percent;
	private final int bins;
	private final boolean one;
	private final Slices slices;
	private final char[] values;
	private final int[][] merged;

	HistogramStatistic(final RegionGraph graph, final int percent, final int bins, final boolean startWithMaximum) {
		this.percent = percent;
		this.bins = bins;
		one = startWithMaximum;
		slices = new Slices(graph, one);
		values = new char[slices.total()];
		merged = new int[graph.edges()][];
	}

	@Override
	public void add(final int edge, final float affinity) {
		final char bin = (char) BinQueue.bin(affinity, bins);
		if (!one || slices.isEmpty(edge)) values[slices.next(edge)] = bin;
		else if (bin > values[slices.from(edge)]) values[slices.from(edge)] = bin;
	}

	@Override
	public void complete() {
		Parallel.ranges(merged.length, 1 << 12, (from, to) -> {
			for (int e = (int) from; e < to; e++) Arrays.sort(values, slices.from(e), slices.to(e));
		});
	}

	@Override
	public boolean merge(final int from, final int to) {
		final int[] a = histogram(to);
		final int[] b = histogram(from);
		final int[] both = new int[a.length + b.length];
		int n = 0;
		int i = 0;
		int j = 0;
		while (i < a.length || j < b.length) {
			final int binA = i < a.length ? a[i] : Integer.MAX_VALUE;
			final int binB = j < b.length ? b[j] : Integer.MAX_VALUE;
			both[n] = Math.min(binA, binB);
			if (binA <= binB) {
				both[n + 1] = a[i + 1];
				i += 2;
			}
			if (binB <= binA) {
				both[n + 1] += b[j + 1];
				j += 2;
			}
			n += 2;
		}
		merged[to] = n == both.length ? both : Arrays.copyOf(both, n);
		merged[from] = null;
		return true;
	}

	private int[] histogram(final int edge) {
		if (merged[edge] != null) return merged[edge];
		final int from = slices.from(edge);
		final int to = slices.to(edge);
		final int[] histogram = new int[2 * (to - from)];
		int n = 0;
		for (int k = from; k < to; k++) {
			if (n > 0 && histogram[n - 2] == values[k]) {
				histogram[n - 1]++;
			}
			else {
				histogram[n] = values[k];
				histogram[n + 1] = 1;
				n += 2;
			}
		}
		return n == histogram.length ? histogram : Arrays.copyOf(histogram, n);
	}

	@Override
	public double value(final int edge) {
		return (float) ((bin(edge) + 0.5) / bins);
	}

	private int bin(final int edge) {
		final int[] histogram = merged[edge];
		if (histogram == null) {
			final int n = slices.to(edge) - slices.from(edge);
			return values[slices.from(edge) + (int) Math.min((long) percent * n / 100, n - 1)];
		}
		long sum = 0;
		for (int i = 1; i < histogram.length; i += 2) sum += histogram[i];
		final long pivot = Math.min(percent * sum / 100 + 1, sum);
		int i = 0;
		for (long below = histogram[1]; below < pivot; below += histogram[i + 1]) i += 2;
		return histogram[i];
	}
}
