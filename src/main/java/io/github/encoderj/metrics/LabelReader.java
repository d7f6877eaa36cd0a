package io.github.encoderj.metrics;

import io.github.encoderj.base.Refusal;
import net.imglib2.Interval;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.img.basictypeaccess.array.LongArray;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.ByteType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.LongType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.integer.UnsignedLongType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.util.Util;
import net.imglib2.view.Views;

/**
 * Reads labels in flat order (first axis fastest) into a buffer of longs, so that a hot loop is written once for every kind of
 * image. Safe to call from several threads. Unsigned labels above 2^63 come as negative longs and stay different labels.
 */
@FunctionalInterface
interface LabelReader {

	/**
	 * Copies labels.
	 *
	 * @param from flat index of the first
	 * @param n how many
	 * @param buffer filled from 0 to n
	 */
	void read(long from, int n, long[] buffer);

	/** Labels of an array, unsigned 32 bit. */
	static LabelReader of(final int[] labels) {
		return (from, n, buffer) -> {
			for (int i = 0, j = (int) from; i < n; i++, j++) buffer[i] = labels[j] & 0xffffffffL;
		};
	}

	/** Labels of an array, 64 bit. */
	static LabelReader of(final long[] labels) {
		return (from, n, buffer) -> System.arraycopy(labels, (int) from, buffer, 0, n);
	}

	/**
	 * Labels of an image; arrays of integers are read without per-pixel calls.
	 *
	 * @param name "truth" or "segmentation", for messages
	 * @throws Refusal later, while reading, if an image of floats holds a value that is not a whole number of 0 or more
	 */
	static LabelReader of(final RandomAccessibleInterval<? extends RealType<?>> labels, final String name) {
		if (labels instanceof ArrayImg<?, ?> array) {
			final LabelReader direct = ofArray(array);
			if (direct != null) return direct;
		}
		return ofPixels(labels, name);
	}

	private static LabelReader ofArray(final ArrayImg<?, ?> image) {
		final Object type = Util.getTypeFromInterval(image);
		final Object access = image.update(null);
		if (access instanceof IntArray a && (type instanceof UnsignedIntType || type instanceof IntType)) {
			return type instanceof UnsignedIntType ? of(a.getCurrentStorageArray()) : ofSigned(a.getCurrentStorageArray());
		}
		if (access instanceof LongArray a && (type instanceof UnsignedLongType || type instanceof LongType)) {
			return of(a.getCurrentStorageArray());
		}
		if (access instanceof ShortArray a && (type instanceof UnsignedShortType || type instanceof ShortType)) {
			final short[] data = a.getCurrentStorageArray();
			final long mask = type instanceof UnsignedShortType ? 0xffffL : -1L;
			return (from, n, buffer) -> {
				for (int i = 0, j = (int) from; i < n; i++, j++) buffer[i] = data[j] & mask;
			};
		}
		if (access instanceof ByteArray a && (type instanceof UnsignedByteType || type instanceof ByteType)) {
			final byte[] data = a.getCurrentStorageArray();
			final long mask = type instanceof UnsignedByteType ? 0xffL : -1L;
			return (from, n, buffer) -> {
				for (int i = 0, j = (int) from; i < n; i++, j++) buffer[i] = data[j] & mask;
			};
		}
		return null;
	}

	private static LabelReader ofSigned(final int[] labels) {
		return (from, n, buffer) -> {
			for (int i = 0, j = (int) from; i < n; i++, j++) buffer[i] = labels[j];
		};
	}

	private static LabelReader ofPixels(final RandomAccessibleInterval<? extends RealType<?>> image, final String name) {
		final RandomAccessibleInterval<? extends RealType<?>> labels = Views.zeroMin(image);
		final long width = labels.dimension(0);
		return (from, n, buffer) -> {
			final RandomAccess<? extends RealType<?>> access = labels.randomAccess();
			final long[] position = new long[labels.numDimensions()];
			int i = 0;
			while (i < n) {
				position(from + i, labels, position);
				access.setPosition(position);
				final int run = (int) Math.min(n - i, width - position[0]);
				for (int k = 0; k < run; k++) {
					buffer[i++] = label(access.get(), name);
					access.fwd(0);
				}
			}
		};
	}

	private static void position(final long index, final Interval interval, final long[] position) {
		long rest = index;
		for (int d = 0; d < position.length; d++) {
			position[d] = rest % interval.dimension(d);
			rest /= interval.dimension(d);
		}
	}

	private static long label(final RealType<?> value, final String name) {
		if (value instanceof IntegerType<?> integer) return integer.getIntegerLong();
		final double real = value.getRealDouble();
		Refusal.unless(real >= 0 && real == Math.rint(real) && real < 0x1p53,
			"The %s holds the value %s, which is not a label: labels are whole numbers of 0 or more. Give an image of labels.", name, real);
		return (long) real;
	}
}
