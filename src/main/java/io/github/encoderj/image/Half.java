package io.github.encoderj.image;

import java.nio.ByteBuffer;

/** IEEE 754 numbers of 16 bits. */
public final class Half {

	private Half() {}

	/** The same numbers as big-endian float32. */
	public static ByteBuffer toFloats(final ByteBuffer halves) {
		final ByteBuffer floats = ByteBuffer.allocate(halves.remaining() * 2);
		while (halves.remaining() >= 2) floats.putFloat(toFloat(halves.getShort()));
		return floats.flip();
	}

	/** The number whose 16 bits are given. */
	public static float toFloat(final short half) {
		final int sign = (half & 0x8000) << 16;
		final int exponent = half >> 10 & 0x1f;
		final int fraction = half & 0x3ff;
		if (exponent == 0) return (sign == 0 ? 1 : -1) * fraction * 0x1p-24f;
		if (exponent == 31) return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
		return Float.intBitsToFloat(sign | exponent + 112 << 23 | fraction << 13);
	}
}
