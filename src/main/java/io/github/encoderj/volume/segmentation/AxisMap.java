package io.github.encoderj.volume.segmentation;

/**
 * Linear interpolation along one axis, from samples at one distance to samples at another around the same centre; outside of the first
 * samples their border is repeated. Where the new distance is larger, the triangle is as wide as it, so that nothing is skipped.
 */
final class AxisMap {

	private final int[] first;
	private final float[][] weights;

	/**
	 * @param from number of samples that there are
	 * @param to number of samples that are wanted
	 * @param step distance of the wanted ones in units of the distance of those there are
	 */
	AxisMap(final int from, final int to, final double step) {
		first = new int[to];
		weights = new float[to][];
		final double reach = Math.max(1, step);
		for (int i = 0; i < to; i++) {
			final double at = (i - (to - 1) / 2.0) * step + (from - 1) / 2.0;
			final int low = (int) Math.ceil(at - reach + 1e-9);
			final int high = (int) Math.floor(at + reach - 1e-9);
			first[i] = clamp(low, from);
			weights[i] = new float[clamp(high, from) - first[i] + 1];
			double sum = 0;
			for (int j = low; j <= high; j++) sum += 1 - Math.abs(j - at) / reach;
			for (int j = low; j <= high; j++) weights[i][clamp(j, from) - first[i]] += (float) ((1 - Math.abs(j - at) / reach) / sum);
		}
	}

	private static int clamp(final int index, final int size) {
		return Math.max(0, Math.min(size - 1, index));
	}

	/** Number of wanted samples. */
	int size() {
		return first.length;
	}

	/** First sample that a wanted one is made of. */
	int first(final int i) {
		return first[i];
	}

	/** Last sample that a wanted one is made of. */
	int last(final int i) {
		return first[i] + weights[i].length - 1;
	}

	/** Weights of the samples from {@link #first} to {@link #last}; their sum is 1. */
	float[] weights(final int i) {
		return weights[i];
	}

	/** A row of samples. */
	void row(final float[] from, final int fromOffset, final float[] to, final int toOffset) {
		for (int i = 0; i < first.length; i++) {
			final float[] w = weights[i];
			final int offset = fromOffset + first[i];
			float sum = 0;
			for (int j = 0; j < w.length; j++) sum += w[j] * from[offset + j];
			to[toOffset + i] = sum;
		}
	}
}
