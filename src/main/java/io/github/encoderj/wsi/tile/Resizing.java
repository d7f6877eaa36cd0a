package io.github.encoderj.wsi.tile;

import java.util.Arrays;

/** Square colour pictures in another size. */
public final class Resizing {

	private Resizing() {}

	/** The old pixels from {@code first} on that a new pixel covers, with the share of each. */
	private record Cover(int first, double[] shares, double sum) {

		static Cover[] of(final int from, final int to) {
			final double scale = (double) from / to;
			final Cover[] covers = new Cover[to];
			for (int k = 0; k < to; k++) {
				final double begin = k * scale;
				final double end = Math.min(from, begin + scale);
				final double[] shares = new double[(int) Math.ceil(end) - (int) begin];
				for (int i = 0; i < shares.length; i++) shares[i] = Math.min(end, (int) begin + i + 1) - Math.max(begin, (int) begin + i);
				covers[k] = new Cover((int) begin, shares, end - begin);
			}
			return covers;
		}
	}

	/**
	 * Means over the area that each new pixel covers; where the new size is larger, that is the pixel below with soft borders.
	 *
	 * @param rgb [from, from, 3]
	 * @return [to, to, 3]; the same array if the size stays
	 */
	public static byte[] square(final byte[] rgb, final int from, final int to) {
		if (from == to) return rgb;
		final Cover[] covers = Cover.of(from, to);
		final float[] wide = new float[3 * to * from]; // [from, to, 3]
		for (int y = 0; y < from; y++) {
			for (int k = 0; k < to; k++) across(rgb, 3 * y * from, covers[k], wide, 3 * (y * to + k));
		}
		final byte[] out = new byte[3 * to * to];
		final double[] sums = new double[3 * to];
		for (int k = 0; k < to; k++) down(wide, covers[k], sums, out, 3 * k * to);
		return out;
	}

	private static void across(final byte[] rgb, final int row, final Cover cover, final float[] out, final int at) {
		double red = 0;
		double green = 0;
		double blue = 0;
		int p = row + 3 * cover.first;
		for (final double share : cover.shares) {
			red += share * (rgb[p] & 255);
			green += share * (rgb[p + 1] & 255);
			blue += share * (rgb[p + 2] & 255);
			p += 3;
		}
		out[at] = (float) (red / cover.sum);
		out[at + 1] = (float) (green / cover.sum);
		out[at + 2] = (float) (blue / cover.sum);
	}

	private static void down(final float[] wide, final Cover cover, final double[] sums, final byte[] out, final int at) {
		final int n = sums.length;
		Arrays.fill(sums, 0);
		for (int i = 0; i < cover.shares.length; i++) {
			final double share = cover.shares[i];
			final int row = (cover.first + i) * n;
			for (int x = 0; x < n; x++) sums[x] += share * wide[row + x];
		}
		for (int x = 0; x < n; x++) out[at + x] = (byte) Math.round((float) Math.min(255, (float) (sums[x] / cover.sum)));
	}
}
