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
		final float[][] values = new float[3][];
		final int[] at = new int[3];
		for (int c = 0; c < 3; c++) {
			values[c] = affinities.plane(c, z, buffers[c]);
			at[c] = affinities.offset(c, z);
		}
		final long[] keys = new long[3 * width + 1];
		final float[] row = new float[3 * width + 1];
		for (int y = 0; y < fragments.grid().height(); y++) {
			final int count = search(z * plane + y * width, z > 0 ? plane : 0, y > 0 ? width : 0, values, at, keys, row);
			for (int k = 0; k < count; k++) found[part((int) (keys[k] >>> 32), found.length)].add(keys[k], row[k]);
		}
	}

	/**
	 * Finds the pairs of a row. Every pair of voxels is written down, and the next one over it if it is none: without branches, as they
	 * cannot be foreseen.
	 *
	 * @param from the row's first voxel
	 * @param up how far the voxel above is; 0 for none, as a voxel and itself are no pair
	 * @param back how far the voxel in the row before is, or 0
	 * @param values of each channel, the section beginning at {@code at}
	 * @param keys receives the pairs, {@code row} their affinities
	 * @return number of pairs
	 */
	private int search(final int from, final int up, final int back, final float[][] values, final int[] at, final long[] keys,
		final float[] row)
	{
		final int width = fragments.grid().width();
		final int[] labels = fragments.labels();
		final float[] upValues = values[0];
		final float[] backValues = values[1];
		final float[] leftValues = values[2];
		final int inSection = from % fragments.grid().plane();
		final int upAt = at[0] + inSection;
		final int backAt = at[1] + inSection;
		final int leftAt = at[2] + inSection;
		int left = labels[from];
		int n = 0;
		for (int x = 0; x < width; x++) {
			final int id = labels[from + x];
			final int above = labels[from + x - up];
			keys[n] = key(id, above);
			row[n] = upValues[upAt + x];
			n += pair(id, above);
			final int behind = labels[from + x - back];
			keys[n] = key(id, behind);
			row[n] = backValues[backAt + x];
			n += pair(id, behind);
			keys[n] = key(id, left);
			row[n] = leftValues[leftAt + x];
			n += pair(id, left);
			left = id;
		}
		return n;
	}

	private static long key(final int a, final int b) {
		return (long) Math.min(a, b) << 32 | Math.max(a, b);
	}

	/** 1 if two labels differ and neither is 0, else 0: the sign of -a is set where a is above 0. */
	private static int pair(final int a, final int b) {
		final int difference = a ^ b;
		return ((difference | -difference) & -a & -b) >>> 31;
	}
}
