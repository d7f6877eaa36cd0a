package io.github.encoderj.learn;

import java.util.Arrays;

/** A set of vectors with one label, such as the features of the tiles of a slide. It may be larger than memory: parts of it are read. */
public interface Bag {

	/** Number of vectors, at least 1. */
	int size();

	/** Length of a vector. */
	int width();

	/**
	 * Reads some vectors that follow each other.
	 *
	 * @param from first one
	 * @param to last one, excluded
	 * @return order [vector, feature], a new array
	 */
	float[] read(int from, int to);

	/**
	 * Reads chosen vectors.
	 *
	 * @param rows ascending
	 * @return order [vector, feature], a new array
	 */
	default float[] read(final int[] rows) {
		final float[] all = new float[Math.multiplyExact(rows.length, width())];
		for (int i = 0; i < rows.length; i++) System.arraycopy(read(rows[i], rows[i] + 1), 0, all, i * width(), width());
		return all;
	}

	/** The bag of one vector: the mean of all of this one, or the largest value of each feature. For baselines without attention. */
	static Bag pooled(final Bag bag, final boolean largest) {
		final int step = 4096;
		final double[] pooled = new double[bag.width()];
		if (largest) Arrays.fill(pooled, Double.NEGATIVE_INFINITY);
		for (int from = 0; from < bag.size(); from += step) {
			final float[] rows = bag.read(from, Math.min(bag.size(), from + step));
			for (int i = 0, f = 0; i < rows.length; i++, f = f + 1 == pooled.length ? 0 : f + 1) {
				if (largest) pooled[f] = Math.max(pooled[f], rows[i]);
				else pooled[f] += rows[i];
			}
		}
		final float[] row = new float[pooled.length];
		for (int f = 0; f < row.length; f++) row[f] = (float) (largest ? pooled[f] : pooled[f] / bag.size());
		return new Bag() {

			@Override
			public int size() {
				return 1;
			}

			@Override
			public int width() {
				return row.length;
			}

			@Override
			public float[] read(final int from, final int to) {
				return row.clone();
			}
		};
	}
}
