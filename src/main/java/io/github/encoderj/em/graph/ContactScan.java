package io.github.encoderj.em.graph;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Fragments;

/**
 * All pairs of neighbouring voxels that lie in two fragments, in raster order and then by channel z, y, x. The pairs are dealt to
 * parts by the smaller id; each part sees its pairs in that order, so what it computes does not depend on the number of threads:
 * sections are searched in parallel, a few at a time, then the parts take them in parallel.
 */
public final class ContactScan implements Contacts {

	private static final int ROUND = 8;

	private final AffinityField affinities;
	private final Fragments fragments;

	/** The pairs of these fragments. */
	public ContactScan(final AffinityField affinities, final Fragments fragments) {
		this.affinities = affinities;
		this.fragments = fragments;
	}

	/** Takes the pairs of one part. */
	@FunctionalInterface
	public interface Part {

		/**
		 * Takes pairs in order.
		 *
		 * @param keys smaller id in the high half, larger id in the low half
		 * @param values affinities
		 * @param count number of pairs
		 */
		void take(long[] keys, float[] values, int count);
	}

	private static final class Pairs {

		private long[] keys = new long[1 << 10];
		private float[] values = new float[1 << 10];
		private int count;

		private void add(final long key, final float value) {
			if (count == keys.length) {
				keys = Arrays.copyOf(keys, count + (count >> 1));
				values = Arrays.copyOf(values, keys.length);
			}
			keys[count] = key;
			values[count++] = value;
		}
	}

	/** The part that holds the pairs of a smaller id. */
	public static int part(final int smaller, final int parts) {
		return (int) ((smaller * 0x9E3779B1L & 0xffffffffL) * parts >>> 32);
	}

	@Override
	public void run(final Part[] takers, final Progress progress) {
		run(takers, 0, progress);
	}

	/**
	 * Hands out the pairs of some sections.
	 *
	 * @param first the first section whose voxels are looked at; they still pair with those of the section before
	 */
	public void run(final Part[] takers, final int first, final Progress progress) {
		final int parts = takers.length;
		final int depth = fragments.grid().depth();
		final int round = Math.min(depth, Math.max(ROUND, Parallel.threads()));
		final Pairs[][] pairs = new Pairs[round][parts];
		final float[][][] buffers = new float[round][3][];
		for (int k = 0; k < round; k++) {
			for (int p = 0; p < parts; p++) pairs[k][p] = new Pairs();
			for (int c = 0; c < 3; c++) buffers[k][c] = affinities.buffer();
		}
		for (int z = first; z < depth; z += round) {
			progress.check();
			progress.report("Region graph", (double) z / depth);
			final int from = z;
			final int n = Math.min(round, depth - z);
			Parallel.forEach(n, k -> search(from + k, pairs[k], buffers[k]));
			Parallel.forEach(parts, p -> {
				for (int k = 0; k < n; k++) {
					takers[p].take(pairs[k][p].keys, pairs[k][p].values, pairs[k][p].count);
					pairs[k][p].count = 0;
				}
			});
		}
	}

	private void search(final int z, final Pairs[] found, final float[][] buffers) {
		final int width = fragments.grid().width();
		final int plane = fragments.grid().plane();
		final int[] labels = fragments.labels();
		final int base = z * plane;
		final float[][] values = new float[3][];
		final int[] at = new int[3];
		for (int c = 0; c < 3; c++) {
			values[c] = affinities.plane(c, z, buffers[c]);
			at[c] = affinities.offset(c, z);
		}
		int x = 0;
		for (int i = 0; i < plane; i++, x++) {
			if (x == width) x = 0;
			final int id = labels[base + i];
			if (id == 0) continue;
			if (z > 0) add(found, id, labels[base + i - plane], values[0], at[0] + i);
			if (i >= width) add(found, id, labels[base + i - width], values[1], at[1] + i);
			if (x > 0) add(found, id, labels[base + i - 1], values[2], at[2] + i);
		}
	}

	private void add(final Pairs[] found, final int id, final int other, final float[] values, final int at) {
		if (id == other || other == 0) return;
		final int smaller = Math.min(id, other);
		found[part(smaller, found.length)].add((long) smaller << 32 | Math.max(id, other), values[at]);
	}
}
