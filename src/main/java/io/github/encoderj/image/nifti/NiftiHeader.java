package io.github.encoderj.image.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import io.github.encoderj.base.Refusal;

/**
 * The header of a NIfTI file, of version 1 (348 bytes) or 2 (540 bytes), in the file's own terms.
 *
 * @param order byte order of header and voxels
 * @param size number of axes, then the size along each of seven
 * @param datatype code of the stored type
 * @param pixdim qfac, then voxel size along each axis
 * @param offset byte at which the voxels begin
 * @param slope factor of stored values; without meaning when 0 or not finite
 * @param intercept what is added
 * @param units of space in the lowest three bits
 * @param qform code; above 0 when the quaternion holds
 * @param sform code; above 0 when the affine holds
 * @param quaternion b, c, d
 * @param shift position of the first voxel for the quaternion
 * @param affine rows x, y, z of four, row-major
 */
record NiftiHeader(int version, ByteOrder order, long[] size, int datatype, double[] pixdim, double offset, double slope,
	double intercept, int units, int qform, int sform, double[] quaternion, double[] shift, double[] affine)
{

	static final int SIZE_1 = 348;
	static final int SIZE_2 = 540;
	private static final int AXES = 7;

	/** Bytes of the header that begins with these four bytes; 0 if they begin none. */
	static int length(final byte[] start) {
		for (final ByteOrder order : new ByteOrder[] { ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN }) {
			final int length = ByteBuffer.wrap(start).order(order).getInt(0);
			if (length == SIZE_1 || length == SIZE_2) return length;
		}
		return 0;
	}

	/**
	 * Decodes a header.
	 *
	 * @throws Refusal if it is not that of a single file (.nii), or its sizes are nonsense
	 */
	static NiftiHeader decode(final byte[] bytes, final Object file) {
		final boolean little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == bytes.length;
		final ByteBuffer in = ByteBuffer.wrap(bytes).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
		final int version = bytes.length == SIZE_1 ? 1 : 2;
		final String magic = new String(bytes, version == 1 ? 344 : 4, 3, StandardCharsets.ISO_8859_1);
		Refusal.unless(!magic.equals("ni" + version), "%s is the header of a pair of files (.hdr and .img); expected a single .nii. Convert it " +
			"first.", file);
		Refusal.unless(magic.equals("n+" + version), "%s is not NIfTI: its magic is \"%s\", expected n+1 or n+2. Export it again.", file, magic
			.replaceAll("[^\\x20-\\x7e]", "?"));
		final NiftiHeader header = version == 1 ? decode1(in) : decode2(in);
		final long axes = header.size[0];
		Refusal.unless(axes >= 1 && axes <= AXES, "%s is damaged: it has %d axes, expected 1 to 7. Export it again.", file, axes);
		for (int d = 1; d <= AXES; d++) {
			if (d > axes) header.size[d] = 1;
			Refusal.unless(header.size[d] >= 1, "%s is damaged: its size along axis %d is %d. Export it again.", file, d, header.size[d]);
		}
		Refusal.unless(header.offset >= bytes.length && header.offset <= Long.MAX_VALUE / 2 && header.offset == Math.rint(header.offset),
			"%s is damaged: its voxels begin at byte %s. Export it again.", file, header.offset);
		return header;
	}

	private static NiftiHeader decode1(final ByteBuffer in) {
		final long[] size = new long[AXES + 1];
		for (int d = 0; d <= AXES; d++) size[d] = in.getShort(40 + 2 * d);
		return new NiftiHeader(1, in.order(), size, in.getShort(70), floats(in, 76, 8), in.getFloat(108), in.getFloat(112), in.getFloat(116), in
			.get(123), in.getShort(252), in.getShort(254), floats(in, 256, 3), floats(in, 268, 3), floats(in, 280, 12));
	}

	private static NiftiHeader decode2(final ByteBuffer in) {
		final long[] size = new long[AXES + 1];
		for (int d = 0; d <= AXES; d++) size[d] = in.getLong(16 + 8 * d);
		return new NiftiHeader(2, in.order(), size, in.getShort(12), doubles(in, 104, 8), in.getLong(168), in.getDouble(176), in.getDouble(184),
			in.getInt(500), in.getInt(344), in.getInt(348), doubles(in, 352, 3), doubles(in, 376, 3), doubles(in, 400, 12));
	}

	/** The bytes of the header. */
	byte[] encode() {
		final ByteBuffer out = ByteBuffer.allocate(version == 1 ? SIZE_1 : SIZE_2).order(order);
		final int bits = 8 * NiftiType.of(datatype).orElseThrow().pixels().bytes();
		out.putInt(0, out.capacity());
		if (version == 1) {
			for (int d = 0; d <= AXES; d++) out.putShort(40 + 2 * d, (short) size[d]);
			out.putShort(70, (short) datatype).putShort(72, (short) bits);
			put(out, 76, pixdim);
			out.putFloat(108, (float) offset).putFloat(112, (float) slope).putFloat(116, (float) intercept).put(123, (byte) units);
			out.putShort(252, (short) qform).putShort(254, (short) sform);
			put(out, 256, quaternion);
			put(out, 268, shift);
			put(out, 280, affine);
			out.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
			return out.array();
		}
		out.put(4, new byte[] { 'n', '+', '2', 0, '\r', '\n', 0x1a, '\n' }).putShort(12, (short) datatype).putShort(14, (short) bits);
		for (int d = 0; d <= AXES; d++) out.putLong(16 + 8 * d, size[d]);
		for (int d = 0; d <= AXES; d++) out.putDouble(104 + 8 * d, pixdim[d]);
		out.putLong(168, (long) offset).putDouble(176, slope).putDouble(184, intercept).putInt(344, qform).putInt(348, sform);
		for (int d = 0; d < 3; d++) out.putDouble(352 + 8 * d, quaternion[d]).putDouble(376 + 8 * d, shift[d]);
		for (int i = 0; i < 12; i++) out.putDouble(400 + 8 * i, affine[i]);
		return out.putInt(500, units).array();
	}

	private static void put(final ByteBuffer out, final int at, final double[] values) {
		for (int i = 0; i < values.length; i++) out.putFloat(at + 4 * i, (float) values[i]);
	}

	private static double[] floats(final ByteBuffer in, final int at, final int count) {
		final double[] values = new double[count];
		for (int i = 0; i < count; i++) values[i] = in.getFloat(at + 4 * i);
		return values;
	}

	private static double[] doubles(final ByteBuffer in, final int at, final int count) {
		final double[] values = new double[count];
		for (int i = 0; i < count; i++) values[i] = in.getDouble(at + 8 * i);
		return values;
	}
}
