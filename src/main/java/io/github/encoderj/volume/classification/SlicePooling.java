package io.github.encoderj.volume.classification;

import java.util.Locale;

import io.github.encoderj.base.Refusal;

/** How the vectors of a scan's slices become one vector. */
public enum SlicePooling {

	/** Their mean. */
	MEAN,
	/** Feature by feature the largest value. */
	MAX,
	/**
	 * Their mean, in which slices count more the more they differ from the mean slice: with the cosine distance of each slice from the
	 * mean, standardised over the scan, softmax gives the weights. Nothing is trained.
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
		return switch (this) {
			case MEAN -> weighted(slices, null);
			case MAX -> max(slices);
			case ATTENTION -> weighted(slices, weights(slices));
		};
	}

	private static float[] max(final float[][] slices) {
		final float[] max = slices[0].clone();
		for (final float[] slice : slices) for (int f = 0; f < max.length; f++) max[f] = Math.max(max[f], slice[f]);
		return max;
	}

	private static float[] weighted(final float[][] slices, final double[] weights) {
		final double[] sums = new double[slices[0].length];
		for (int s = 0; s < slices.length; s++) {
			final double weight = weights == null ? 1.0 / slices.length : weights[s];
			for (int f = 0; f < sums.length; f++) sums[f] += weight * slices[s][f];
		}
		final float[] pooled = new float[sums.length];
		for (int f = 0; f < sums.length; f++) pooled[f] = (float) sums[f];
		return pooled;
	}

	/** The weight of each slice; together 1. */
	static double[] weights(final float[][] slices) {
		final int n = slices.length;
		final float[] mean = weighted(slices, null);
		final double[] distance = new double[n];
		double sum = 0;
		double squares = 0;
		for (int s = 0; s < n; s++) {
			distance[s] = 1 - cosine(slices[s], mean);
			sum += distance[s];
			squares += distance[s] * distance[s];
		}
		final double deviation = Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
		double total = 0;
		for (int s = 0; s < n; s++) {
			distance[s] = StrictMath.exp(deviation < 1e-9 ? 0 : (distance[s] - sum / n) / deviation);
			total += distance[s];
		}
		for (int s = 0; s < n; s++) distance[s] /= total;
		return distance;
	}

	private static double cosine(final float[] a, final float[] b) {
		double both = 0;
		double first = 0;
		double second = 0;
		for (int f = 0; f < a.length; f++) {
			both += (double) a[f] * b[f];
			first += (double) a[f] * a[f];
			second += (double) b[f] * b[f];
		}
		return first > 0 && second > 0 ? both / Math.sqrt(first * second) : 0;
	}

	/** As {@link #named} takes it. */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}
}
