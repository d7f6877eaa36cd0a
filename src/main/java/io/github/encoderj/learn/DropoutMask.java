package io.github.encoderj.learn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Which values a dropout of one quarter keeps: two random bits decide each, so that a mask costs far less than drawing uniform numbers
 * for it. The memory is used again for the next mask.
 */
final class DropoutMask {

	/** Share of the values that become 0. */
	static final double RATE = 0.25;

	private static final long LOWEST_BITS = 0x0101010101010101L;

	private ByteBuffer memory = ByteBuffer.allocateDirect(0);

	/**
	 * Draws a mask; the last one becomes invalid.
	 *
	 * @param owner of the array
	 * @return booleans, true for values that are kept
	 */
	NDArray draw(final NDManager owner, final long rows, final long columns, final SplittableRandom random) {
		final int count = Math.toIntExact(rows * columns);
		final int longs = (count + 31) / 32 * 4;
		if (memory.capacity() < 8 * longs) memory = ByteBuffer.allocateDirect(8 * longs).order(ByteOrder.nativeOrder());
		final LongBuffer out = memory.clear().asLongBuffer();
		for (int i = 0; i < longs; i += 4) {
			final long bits = random.nextLong();
			final long kept = bits | bits >>> 1;
			out.put(kept & LOWEST_BITS).put(kept >>> 2 & LOWEST_BITS).put(kept >>> 4 & LOWEST_BITS).put(kept >>> 6 & LOWEST_BITS);
		}
		return owner.create(memory.clear().limit(count), new Shape(rows, columns), DataType.BOOLEAN);
	}
}
