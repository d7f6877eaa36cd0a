package io.github.encoderj.image;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/** Primitive arrays for hot loops, in the order [z, y, x] or [channel, z, y, x]; no copy where the volume already is one. */
public final class Pixels {

	private Pixels() {}

	/**
	 * The values as float32.
	 *
	 * @return the volume's own array when it is a float array image (do not change it), else a copy
	 * @throws Refusal if the volume has more than 2^31 - 9 values
	 */
	public static float[] floats(final Volume<?> volume) {
		if (array(volume.pixels(), FloatType.class) instanceof FloatArray a) return a.getCurrentStorageArray();
		final float[] out = new float[count(volume)];
		copy(volume.pixels(), (t, i) -> out[i] = t.getRealFloat());
		return out;
	}

	/**
	 * The values as labels.
	 *
	 * @return the volume's own array when it is an unsigned int array image (do not change it), else a copy; read as unsigned
	 * @throws Refusal if a value is negative, not a whole number, NaN, or above 2^32 - 1
	 */
	public static int[] labels(final Volume<?> volume) {
		if (array(volume.pixels(), UnsignedIntType.class) instanceof IntArray a) return a.getCurrentStorageArray();
		final int[] out = new int[count(volume)];
		final String name = volume.name();
		if (volume.pixels().getType() instanceof IntegerType) {
			copy(volume.pixels(), (t, i) -> {
				final long v = ((IntegerType<?>) t).getIntegerLong();
				Refusal.unless(v >= 0 && v <= 0xffffffffL, "%s holds the label %d; labels must lie in 0..4294967295. Relabel it first.",
					name, v);
				out[i] = (int) v;
			});
		}
		else {
			copy(volume.pixels(), (t, i) -> {
				final double v = t.getRealDouble();
				Refusal.unless(v >= 0 && v <= 0xffffffffL && v == Math.rint(v),
					"%s holds the value %s; labels must be whole numbers from 0. Is it a grey-value or probability image?", name, v);
				out[i] = (int) (long) v;
			});
		}
		return out;
	}

	/**
	 * The values as 64-bit labels, read as unsigned.
	 *
	 * @throws Refusal if a value is negative (of a signed type), not a whole number or NaN
	 */
	public static long[] longLabels(final Volume<?> volume) {
		final long[] out = new long[count(volume)];
		if (volume.pixels().getType() instanceof IntegerType<?> type) {
			final boolean signed = type.getMinValue() < 0;
			copy(volume.pixels(), (t, i) -> {
				final long v = ((IntegerType<?>) t).getIntegerLong();
				Refusal.unless(!signed || v >= 0, "%s holds the label %d; labels must be 0 or more.", volume.name(), v);
				out[i] = v;
			});
			return out;
		}
		final int[] labels = labels(volume);
		for (int i = 0; i < out.length; i++) out[i] = labels[i] & 0xffffffffL;
		return out;
	}

	/** Number of values over all channels, as an array length. */
	public static int count(final Volume<?> volume) {
		final long n = volume.voxels() * volume.channels();
		Refusal.unless(n <= Integer.MAX_VALUE - 8, "%s has %d values, more than one array holds (2147483639). Work on it in blocks, or " +
			"crop it.", volume.name(), n);
		return (int) n;
	}

	private interface Setter<T> {

		void set(T value, int index);
	}

	private static <T extends RealType<T>> void copy(final RandomAccessibleInterval<T> pixels, final Setter<RealType<?>> setter) {
		final int last = pixels.numDimensions() - 1;
		final RandomAccessibleInterval<T> whole = pixels;
		final long planes = last == 3 ? pixels.dimension(2) * pixels.dimension(3) : pixels.dimension(2);
		final int plane = (int) (pixels.dimension(0) * pixels.dimension(1));
		Parallel.forEach((int) planes, p -> {
			final RandomAccessibleInterval<T> slice = last == 3 ? Views.hyperSlice(Views.hyperSlice(whole, 3, p / whole.dimension(2)), 2, p %
				whole.dimension(2)) : Views.hyperSlice(whole, 2, p);
			final Cursor<T> cursor = Views.flatIterable(slice).cursor();
			for (int i = p * plane; cursor.hasNext(); i++) setter.set(cursor.next(), i);
		});
	}

	private static Object array(final RandomAccessibleInterval<?> pixels, final Class<?> type) {
		return pixels instanceof ArrayImg<?, ?> image && type.isInstance(image.getType()) ? image.update(null) : null;
	}
}
