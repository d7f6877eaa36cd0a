package io.github.encoderj;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Arrays of numpy among the test resources: NAME.npy or, compressed, NAME.npy.gz; little endian, C order. */
public final class NpyFile {

	private final String type;
	private final int[] shape;
	private final ByteBuffer data;

	private NpyFile(final String type, final int[] shape, final ByteBuffer data) {
		this.type = type;
		this.shape = shape;
		this.data = data;
	}

	/** Reads a resource, for instance "/em/gt.npy"; the compressed file is taken where only that is there. */
	public static NpyFile resource(final String name) {
		final InputStream plain = NpyFile.class.getResourceAsStream(name);
		final InputStream stream = plain != null ? plain : NpyFile.class.getResourceAsStream(name + ".gz");
		if (stream == null) throw new IllegalArgumentException("no test resource " + name);
		try (InputStream in = plain != null ? plain : new GZIPInputStream(new BufferedInputStream(stream))) {
			return parse(in.readAllBytes());
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private static NpyFile parse(final byte[] bytes) {
		final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		final boolean first = bytes[6] == 1;
		final int length = first ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
		final int start = first ? 10 : 12;
		final String header = new String(bytes, start, length, StandardCharsets.US_ASCII);
		final int[] shape = Arrays.stream(group(header, "'shape': *\\(([^)]*)\\)").split(",")).map(String::trim).filter(s -> !s.isEmpty())
			.mapToInt(Integer::parseInt).toArray();
		return new NpyFile(group(header, "'descr': *'([^']*)'"), shape, buffer.position(start + length).slice().order(
			ByteOrder.LITTLE_ENDIAN));
	}

	private static String group(final String text, final String pattern) {
		final Matcher matcher = Pattern.compile(pattern).matcher(text);
		if (!matcher.find()) throw new IllegalArgumentException(text);
		return matcher.group(1);
	}

	public int[] shape() {
		return shape.clone();
	}

	/** Number of values. */
	public int size() {
		return Arrays.stream(shape).reduce(1, Math::multiplyExact);
	}

	public long[] longs() {
		final long[] values = new long[size()];
		Arrays.setAll(values, i -> (long) value(i));
		if (type.endsWith("8") && !type.contains("f")) Arrays.setAll(values, i -> data.getLong(8 * i));
		return values;
	}

	public int[] ints() {
		final long[] values = longs();
		final int[] result = new int[values.length];
		Arrays.setAll(result, i -> (int) values[i]);
		return result;
	}

	public float[] floats() {
		final float[] values = new float[size()];
		for (int i = 0; i < values.length; i++) values[i] = (float) value(i);
		return values;
	}

	public double[] doubles() {
		final double[] values = new double[size()];
		Arrays.setAll(values, this::value);
		return values;
	}

	private double value(final int i) {
		return switch (type) {
			case "<f4" -> data.getFloat(4 * i);
			case "<f8" -> data.getDouble(8 * i);
			case "<i4" -> data.getInt(4 * i);
			case "<u4" -> data.getInt(4 * i) & 0xffffffffL;
			case "<i8", "<u8" -> data.getLong(8 * i);
			case "<i2" -> data.getShort(2 * i);
			case "<u2" -> data.getShort(2 * i) & 0xffff;
			case "|u1" -> data.get(i) & 0xff;
			case "|i1", "|b1" -> data.get(i);
			default -> throw new IllegalArgumentException("numpy type " + type);
		};
	}
}
