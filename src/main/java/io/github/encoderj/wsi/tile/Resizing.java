package io.github.encoderj.wsi.tile;

/** Square colour pictures in another size. */
public final class Resizing {

	private Resizing() {}

	/**
	 * Means over the area that each new pixel covers; where the new size is larger, that is the pixel below with soft borders.
	 *
	 * @param rgb [from, from, 3]
	 * @return [to, to, 3]; the same array if the size stays
	 */
	public static byte[] square(final byte[] rgb, final int from, final int to) {
		if (from == to) return rgb;
		final double scale = (double) from / to;
		final float[] wide = new float[3 * to * from]; // [from, to, 3]
		for (int y = 0; y < from; y++) line(i -> rgb[i] & 255, 3 * y * from, 3, from, to, scale, wide, 3 * y * to, 3);
		final float[] sums = new float[3 * to * to];
		for (int x = 0; x < to; x++) line(i -> wide[i], 3 * x, 3 * to, from, to, scale, sums, 3 * x, 3 * to);
		final byte[] out = new byte[sums.length];
		for (int i = 0; i < out.length; i++) out[i] = (byte) Math.round(Math.min(255, sums[i]));
		return out;
	}

	private interface Values {

		float at(int index);
	}

	private static void line(final Values in, final int start, final int step, final int from, final int to, final double scale,
		final float[] out, final int outStart, final int outStep)
	{
		for (int k = 0; k < to; k++) {
			final double begin = k * scale;
			final double end = Math.min(from, begin + scale);
			for (int c = 0; c < 3; c++) {
				double sum = 0;
				for (int i = (int) begin; i < end; i++) sum += (Math.min(end, i + 1) - Math.max(begin, i)) * in.at(start + i * step + c);
				out[outStart + k * outStep + c] = (float) (sum / (end - begin));
			}
		}
	}
}
