package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

/** All merges in the order in which they were done. */
public final class MergeHistory {

	private int[] absorbing = new int[1 << 10];
	private int[] absorbed = new int[1 << 10];
	private float[] scores = new float[1 << 10];
	private int size;

	void add(final int a, final int b, final float score) {
		if (size == absorbing.length) {
			absorbing = Arrays.copyOf(absorbing, size * 2);
			absorbed = Arrays.copyOf(absorbed, size * 2);
			scores = Arrays.copyOf(scores, size * 2);
		}
		absorbing[size] = a;
		absorbed[size] = b;
		scores[size++] = score;
	}

	/** Adds all merges of another history, whose ids become larger by an offset. */
	public void append(final MergeHistory other, final int offset) {
		for (int i = 0; i < other.size; i++) add(other.absorbing[i] + offset, other.absorbed[i] + offset, other.scores[i]);
	}

	/** Number of merges. */
	public int size() {
		return size;
	}

	/** The id that survives merge i. */
	public int absorbing(final int i) {
		return absorbing[i];
	}

	/** The id that merge i does away with. */
	public int absorbed(final int i) {
		return absorbed[i];
	}

	/** The score at which merge i was done. */
	public float score(final int i) {
		return scores[i];
	}
}
