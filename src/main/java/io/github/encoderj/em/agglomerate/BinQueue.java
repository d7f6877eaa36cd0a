package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

/** Edges in bins of equal width of the scores 0..1, first in first out within a bin; scores outside go to the first or last bin. */
final class BinQueue implements EdgeQueue {

	private final int[] heads;
	private final int[] tails;
	private final int[] next;
	private final float[] scores;
	private int lowest;

	BinQueue(final int bins, final int edges) {
		scores = new float[edges];
		heads = new int[bins];
		tails = new int[bins];
		next = new int[edges];
		Arrays.fill(heads, -1);
		lowest = bins;
	}

	/** The bin of a value: {@code min((int) (value * bins), bins - 1)}, and the first for values of 0, below, or NaN. */
	static int bin(final float value, final int bins) {
		if (!(value > 0)) return 0;
		return value >= 1 ? bins - 1 : Math.min((int) (value * bins), bins - 1);
	}

	@Override
	public void push(final int edge, final float score) {
		final int bin = bin(score, heads.length);
		if (heads[bin] < 0) heads[bin] = edge;
		else next[tails[bin]] = edge;
		tails[bin] = edge;
		next[edge] = -1;
		scores[edge] = score;
		lowest = Math.min(lowest, bin);
	}

	@Override
	public int first() {
		return heads[lowest];
	}

	@Override
	public float firstScore() {
		return scores[heads[lowest]];
	}

	@Override
	public void removeFirst() {
		heads[lowest] = next[heads[lowest]];
		while (lowest < heads.length && heads[lowest] < 0) lowest++;
	}

	@Override
	public boolean isEmpty() {
		return lowest == heads.length;
	}
}
