package io.github.encoderj.encoder.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.base.Refusal;

/** One tensor of a weights file: row-major, little endian, its bytes usually a window of the mapped file. */
public final class Tensor {

	private final String name;
	private final TensorType type;
	private final long[] shape;
	private final ByteBuffer bytes;
	private final String file;
	private ByteBuffer aligned;

	Tensor(final String name, final TensorType type, final long[] shape, final ByteBuffer bytes, final String file) {
		this.name = name;
		this.type = type;
		this.shape = shape;
		this.bytes = bytes;
		this.file = file;
	}

	/** A float32 tensor of values in row-major order, to be written. */
	public static Tensor of(final String name, final float[] values, final long... shape) {
		final ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(values);
		return of(name, TensorType.F32, bytes, shape);
	}

	/** A copy of a float32 array, to be written. */
	public static Tensor of(final String name, final NDArray array) {
		return of(name, array.toFloatArray(), array.getShape().getShape());
	}

	/** An int64 tensor of values in row-major order, to be written. */
	public static Tensor of(final String name, final long[] values, final long... shape) {
		final ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asLongBuffer().put(values);
		return of(name, TensorType.I64, bytes, shape);
	}

	/**
	 * A tensor over bytes, to be written.
	 *
	 * @param bytes little-endian elements in row-major order
	 * @throws IllegalArgumentException if shape and type do not make up the number of bytes
	 */
	public static Tensor of(final String name, final TensorType type, final ByteBuffer bytes, final long... shape) {
		if (SafetensorsHeader.byteCount(type, shape) != bytes.remaining()) {
			throw new IllegalArgumentException(name + ": " + type + " " + Arrays.toString(shape) + " does not fill " + bytes.remaining() +
				" bytes");
		}
		return new Tensor(name, type, shape.clone(), bytes, "");
	}

	public String name() {
		return name;
	}

	public TensorType type() {
		return type;
	}

	/** Sizes of the axes, slowest first; empty for a single number. */
	public long[] shape() {
		return shape.clone();
	}

	/** Number of elements. */
	public long size() {
		return LongStream.of(shape).reduce(1, (a, b) -> a * b);
	}

	/** The shape as "[2, 3]". */
	public String shapeText() {
		return LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
	}

	/** Name of the file that holds it. */
	public String file() {
		return file;
	}

	/** The elements as a read-only little-endian buffer; no copy. */
	public ByteBuffer bytes() {
		return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
	}

	/**
	 * The elements as float32, in a new array.
	 *
	 * @throws Refusal if the type is not F64, F32, F16, BF16 or an integer
	 */
	public float[] floats() {
		final int n = Math.toIntExact(size());
		final float[] out = new float[n];
		final ByteBuffer in = bytes();
		switch (type) {
			case F32 -> in.asFloatBuffer().get(out);
			case F64 -> fill(out, i -> (float) in.getDouble(i * 8));
			case F16 -> fill(out, i -> halfToFloat(in.getShort(i * 2)));
			case BF16 -> fill(out, i -> Float.intBitsToFloat(in.getShort(i * 2) << 16));
			case I64 -> fill(out, i -> in.getLong(i * 8));
			case I32 -> fill(out, i -> in.getInt(i * 4));
			case I16 -> fill(out, i -> in.getShort(i * 2));
			case I8 -> fill(out, in::get);
			case U8, BOOL -> fill(out, i -> in.get(i) & 0xff);
			default -> throw unreadable();
		}
		return out;
	}

	/**
	 * The tensor as an engine array: float32 without a copy where the file is aligned; F16, BF16 and F64 are widened or
	 * narrowed to float32; I64 and I32 stay what they are.
	 *
	 * <p>
	 * Keep this tensor (or its {@link Safetensors}) for as long as the array or anything made of it without a copy is used: their
	 * memory is the mapped file, which goes with the last reference to it.
	 *
	 * @param manager owner of the array; it must not outlive the tensor's file on disk
	 * @throws Refusal if the type has no such array
	 */
	public NDArray array(final NDManager manager) {
		final Shape djlShape = new Shape(shape);
		return switch (type) {
			case F32 -> manager.create(direct(4), djlShape, DataType.FLOAT32);
			case F16 -> converted(manager, DataType.FLOAT16, djlShape, 2);
			case F64 -> converted(manager, DataType.FLOAT64, djlShape, 8);
			case BF16 -> manager.create(floats(), djlShape); // the engine's Java side knows no bfloat16
			case I64 -> manager.create(direct(8), djlShape, DataType.INT64);
			case I32 -> manager.create(direct(4), djlShape, DataType.INT32);
			default -> throw unreadable();
		};
	}

	private NDArray converted(final NDManager manager, final DataType from, final Shape djlShape, final int alignment) {
		try (NDArray stored = manager.create(direct(alignment), djlShape, from)) {
			return stored.toType(DataType.FLOAT32, true);
		}
	}

	/** The bytes outside the Java heap and at an aligned address; mapped ones usually are both. */
	private synchronized ByteBuffer direct(final int alignment) {
		final ByteBuffer view = bytes();
		if (view.isDirect() && view.alignmentOffset(0, alignment) == 0) return view;
		if (aligned == null) {
			aligned = ByteBuffer.allocateDirect(view.remaining());
			aligned.put(view).flip();
		}
		return aligned.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
	}

	private interface At {

		float get(int index);
	}

	private static void fill(final float[] out, final At at) {
		for (int i = 0; i < out.length; i++) out[i] = at.get(i);
	}

	/** IEEE 754 binary16 to binary32, subnormals, infinities and NaN included. */
	static float halfToFloat(final short half) {
		final int sign = (half & 0x8000) << 16;
		final int exponent = half >> 10 & 0x1f;
		final int mantissa = half & 0x3ff;
		if (exponent == 0) return Math.copySign(mantissa * 0x1p-24f, sign == 0 ? 1f : -1f);
		final int wide = exponent == 31 ? 255 : exponent + 112;
		return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
	}

	private Refusal unreadable() {
		return new Refusal(file + ": the tensor " + name + " has the type " + type +
			", which cannot be used as numbers here (F32, F16, BF16, F64 and integers can). Convert the file to one of them.");
	}
}
