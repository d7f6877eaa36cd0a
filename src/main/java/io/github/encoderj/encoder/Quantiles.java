package io.github.encoderj.encoder;

/** Order statistics of finite floats in time that grows with their number, by counting on the two halves of their bits. */
final class Quantiles {

	private Quantiles() {}

	/**
	 * For each share q the value at index floor(q (n - 1)) of the sorted values.
	 *
	 * @param values one or more finite values; left as they are
	 * @param shares each 0..1
	 */
	static float[] of(final float[] values, final double... shares) {
		final int[] high = new int[1 << 16];
		for (final float v : values) high[ordered(v) >>> 16]++;
		final float[] out = new float[shares.length];
		for (int s = 0; s < shares.length; s++) {
			long rank = (long) Math.floor(shares[s] * (values.length - 1));
			int bin = 0;
			while (rank >= high[bin]) rank -= high[bin++];
			final int[] low = new int[1 << 16];
			for (final float v : values) {
				final int key = ordered(v);
				if (key >>> 16 == bin) low[key & 0xffff]++;
			}
			int rest = 0;
			while (rank >= low[rest]) rank -= low[rest++];
			out[s] = value(bin << 16 | rest);
		}
		return out;
	}

	/** The bits of a float such that unsigned order of the results is the order of the floats. */
	private static int ordered(final float value) {
		final int bits = Float.floatToRawIntBits(value);
		return bits < 0 ? ~bits : bits ^ 0x80000000;
	}

	private static float value(final int ordered) {
		return Float.intBitsToFloat(ordered < 0 ? ordered ^ 0x80000000 : ~ordered);
	}
}
