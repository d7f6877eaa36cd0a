package io.github.encoderj.volume.classification;

import java.util.Arrays;
import java.util.Locale;

import io.github.encoderj.base.Refusal;

/** How the vectors of a scan's slices become one vector. */
public enum SlicePooling {

	/** Their mean. */
	MEAN,
	/** Feature by feature the largest value. */
	MAX,
	/**
	 * Between both: feature by feature a mean in which slices count more the higher the feature is in them, with softmax of the feature,
	 * standardised over the scan's slices, as weights. Nothing is trained.
	 */
	ATTENTION;

	/**
	 * The pooling of a name: mean, max, attention.
	 *
	 * @throws Refusal if it is another
	 */
	public static SlicePooling named(final String name) {
		for (final SlicePooling pooling : values()) if (pooling.toString().equals(name.trim().toLowerCase(Locale.ROOT))) return pooling;
		throw new Refusal("slices = " + name + ": expected mean, max or attention.");
	}

	/**
	 * Pools slices; their order does not matter but for rounding.
	 *
	 * @param slices [slice][feature], at least one
	 * @return [feature]
	 */
	public float[] pool(final float[][] slices) {
		final float[] pooled = new float[slices[0].length];
		for (int f = 0; f < pooled.length; f++) {
			final double[] values = new double[slices.length];
			for (int s = 0; s < values.length; s++) values[s] = slices[s][f];
			pooled[f] = (float) switch (this) {
				case MEAN -> Arrays.stream(values).sum() / values.length;
				case MAX -> Arrays.stream(values).max().orElseThrow();
				case ATTENTION -> attended(values);
			};
		}
		return pooled;
	}

	/** Mean of values weighted by the exponential of their standard scores. */
	private static double attended(final double[] values) {
		final double mean = Arrays.stream(values).sum() / values.length;
		final double deviation = Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length);
		if (deviation <= 1e-12 * Math.abs(mean)) return mean;
		double sum = 0;
		double weights = 0;
		for (final double v : values) {
			final double weight = StrictMath.exp((v - mean) / deviation);
			sum += weight * v;
			weights += weight;
		}
		return sum / weights;
	}

	/** As {@link #named} takes it. */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}
}
