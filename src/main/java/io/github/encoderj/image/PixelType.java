package io.github.encoderj.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.NativeImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.ArrayDataAccess;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.img.basictypeaccess.array.DoubleArray;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.img.basictypeaccess.array.LongArray;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.type.NativeType;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.numeric.integer.ByteType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.LongType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.integer.UnsignedLongType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Fraction;

/** The kinds of number that files hold, each with its primitive array and its imglib2 type. */
public enum PixelType {

	UINT8(1), INT8(1), UINT16(2), INT16(2), UINT32(4), INT32(4), UINT64(8), INT64(8), FLOAT(4), DOUBLE(8);

	private final int bytes;

	PixelType(final int bytes) {
		this.bytes = bytes;
	}

	/** Bytes of one value. */
	public int bytes() {
		return bytes;
	}

	public boolean real() {
		return this == FLOAT || this == DOUBLE;
	}

	public boolean signed() {
		return this == INT8 || this == INT16 || this == INT32 || this == INT64 || real();
	}

	/** The integer type of a size and signedness. */
	public static PixelType integer(final int bytes, final boolean signed) {
		return switch (bytes) {
			case 1 -> signed ? INT8 : UINT8;
			case 2 -> signed ? INT16 : UINT16;
			case 4 -> signed ? INT32 : UINT32;
			case 8 -> signed ? INT64 : UINT64;
			default -> throw new IllegalArgumentException(bytes + " bytes");
		};
	}

	/** The smallest of these types that holds every value of an imglib2 type; {@link #FLOAT} for unknown real types. */
	public static PixelType of(final Object type) {
		if (type instanceof UnsignedByteType) return UINT8;
		if (type instanceof UnsignedShortType) return UINT16;
		if (type instanceof FloatType) return FLOAT;
		if (type instanceof DoubleType) return DOUBLE;
		if (type instanceof UnsignedLongType) return UINT64;
		if (type instanceof IntegerType<?> integer) {
			final double low = integer.getMinValue();
			final double high = integer.getMaxValue();
			for (final PixelType t : List.of(UINT8, INT8, UINT16, INT16, UINT32, INT32)) {
				final double bits = Math.pow(2, 8 * t.bytes - (t.signed() ? 1 : 0));
				if (low >= (t.signed() ? -bits : 0) && high <= bits - 1) return t;
			}
			return INT64;
		}
		return FLOAT;
	}

	/** A primitive array of this type. */
	public Object array(final int length) {
		return switch (this) {
			case UINT8, INT8 -> new byte[length];
			case UINT16, INT16 -> new short[length];
			case UINT32, INT32 -> new int[length];
			case UINT64, INT64 -> new long[length];
			case FLOAT -> new float[length];
			case DOUBLE -> new double[length];
		};
	}

	/** Reads {@code count} values at byte {@code at}, in the buffer's byte order, into an array of this type. */
	public void decode(final ByteBuffer from, final int at, final Object to, final int offset, final int count) {
		final ByteBuffer part = from.slice(at, count * bytes).order(from.order());
		switch (this) {
			case UINT8, INT8 -> part.get((byte[]) to, offset, count);
			case UINT16, INT16 -> part.asShortBuffer().get((short[]) to, offset, count);
			case UINT32, INT32 -> part.asIntBuffer().get((int[]) to, offset, count);
			case UINT64, INT64 -> part.asLongBuffer().get((long[]) to, offset, count);
			case FLOAT -> part.asFloatBuffer().get((float[]) to, offset, count);
			case DOUBLE -> part.asDoubleBuffer().get((double[]) to, offset, count);
		}
	}

	/** Writes {@code count} values of an array of this type at the start of the buffer, in its byte order. */
	public void encode(final Object from, final int offset, final int count, final ByteBuffer to) {
		switch (this) {
			case UINT8, INT8 -> to.duplicate().put((byte[]) from, offset, count);
			case UINT16, INT16 -> to.asShortBuffer().put((short[]) from, offset, count);
			case UINT32, INT32 -> to.asIntBuffer().put((int[]) from, offset, count);
			case UINT64, INT64 -> to.asLongBuffer().put((long[]) from, offset, count);
			case FLOAT -> to.asFloatBuffer().put((float[]) from, offset, count);
			case DOUBLE -> to.asDoubleBuffer().put((double[]) from, offset, count);
		}
	}

	/** An image over one array that holds all values, x fastest, without copying. */
	public RandomAccessibleInterval<?> image(final Object all, final long... size) {
		return switch (this) {
			case UINT8 -> ArrayImgs.unsignedBytes((byte[]) all, size);
			case INT8 -> ArrayImgs.bytes((byte[]) all, size);
			case UINT16 -> ArrayImgs.unsignedShorts((short[]) all, size);
			case INT16 -> ArrayImgs.shorts((short[]) all, size);
			case UINT32 -> ArrayImgs.unsignedInts((int[]) all, size);
			case INT32 -> ArrayImgs.ints((int[]) all, size);
			case UINT64 -> ArrayImgs.unsignedLongs((long[]) all, size);
			case INT64 -> ArrayImgs.longs((long[]) all, size);
			case FLOAT -> ArrayImgs.floats((float[]) all, size);
			case DOUBLE -> ArrayImgs.doubles((double[]) all, size);
		};
	}

	/** An image over one array a section, without copying; the order of the sections is that of the axes after x and y. */
	public RandomAccessibleInterval<?> image(final Object[] planes, final long... size) {
		return switch (this) {
			case UINT8 -> planar(planes, size, p -> new ByteArray((byte[]) p), UnsignedByteType::new);
			case INT8 -> planar(planes, size, p -> new ByteArray((byte[]) p), ByteType::new);
			case UINT16 -> planar(planes, size, p -> new ShortArray((short[]) p), UnsignedShortType::new);
			case INT16 -> planar(planes, size, p -> new ShortArray((short[]) p), ShortType::new);
			case UINT32 -> planar(planes, size, p -> new IntArray((int[]) p), UnsignedIntType::new);
			case INT32 -> planar(planes, size, p -> new IntArray((int[]) p), IntType::new);
			case UINT64 -> planar(planes, size, p -> new LongArray((long[]) p), UnsignedLongType::new);
			case INT64 -> planar(planes, size, p -> new LongArray((long[]) p), LongType::new);
			case FLOAT -> planar(planes, size, p -> new FloatArray((float[]) p), FloatType::new);
			case DOUBLE -> planar(planes, size, p -> new DoubleArray((double[]) p), DoubleType::new);
		};
	}

	private static <T extends NativeType<T>, A extends ArrayDataAccess<A>> PlanarImg<T, A> planar(final Object[] planes,
		final long[] size, final Function<Object, A> access, final Function<NativeImg<?, A>, T> type)
	{
		final PlanarImg<T, A> image = new PlanarImg<>(Arrays.stream(planes).map(access).toList(), size, new Fraction());
		image.setLinkedType(type.apply(image));
		return image;
	}
}
