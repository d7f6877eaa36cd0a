package io.github.encoderj.em.agglomerate;

import io.github.encoderj.em.graph.RegionGraph;

/** Mean affinity in float32, weighted by the number of voxel pairs on merging. */
final class MeanStatistic implements EdgeStatistic {

	/** Mean in the high half, number of values in the low half: one look-up for both. */
	private final long[] values;

	MeanStatistic(final RegionGraph graph) {
		values = new long[graph.edges()];
		for (int e = 0; e < values.length; e++) values[e] = pack(graph.mean()[e], graph.contacts()[e]);
	}

	@Override
	public boolean merge(final int from, final int to) {
		final int fromCount = (int) values[from];
		final int toCount = (int) values[to];
		final float mean = (mean(from) * fromCount + mean(to) * toCount) / (fromCount + toCount);
		values[to] = pack(mean, fromCount + toCount);
		return true;
	}

	@Override
	public double value(final int edge) {
		return mean(edge);
	}

	private float mean(final int edge) {
		return Float.intBitsToFloat((int) (values[edge] >>> 32));
	}

	private static long pack(final float mean, final int count) {
		return (long) Float.floatToRawIntBits(mean) << 32 | count;
	}
}
