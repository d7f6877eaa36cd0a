package io.github.encoderj.wsi.features;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.jhdf.checksum.JenkinsLookup3HashLittle;

/**
 * An HDF5 file of two data sets of known shape whose last bytes are the rows of {@code features}, so that these can be appended as they
 * are made and the file is whole with the last one; libraries write such files only from arrays in memory. By the HDF5 File Format
 * Specification 3.0: superblock of version 2, object headers of version 2 with compact links and attributes, contiguous data sets, texts
 * of variable length (as h5py's str) in one global heap collection.
 */
final class Hdf5Layout {

	private static final long NOWHERE = -1;
	private static final int SUPERBLOCK = 48;
	private static final byte[] REAL = { 0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0 };
	private static final byte[] DOUBLE = { 0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, (byte) 0xff, 3, 0, 0 };
	private static final byte[] LONG = { 0x10, 8, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0 };
	private static final byte[] TEXT = { 0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0 };

	private final Map<String, Object> ofFile;
	private final Map<String, Object> ofCoordinates;
	private final Map<String, Object> ofFeatures;
	private final int[] coordinates;
	private final int width;
	private final List<byte[]> texts = new ArrayList<>();

	/**
	 * Describes a file. Attributes are texts, longs, doubles, or arrays of the latter two.
	 *
	 * @param coordinates [row, 2], at least one row
	 * @param width columns of the features
	 */
	Hdf5Layout(final Map<String, Object> ofFile, final Map<String, Object> ofCoordinates, final Map<String, Object> ofFeatures,
		final int[] coordinates, final int width)
	{
		this.ofFile = ofFile;
		this.ofCoordinates = ofCoordinates;
		this.ofFeatures = ofFeatures;
		this.coordinates = coordinates;
		this.width = width;
	}

	/** Everything before the rows of features, which are float32 in little-endian order. */
	byte[] head() {
		final int rows = coordinates.length / 2;
		long heapSize = 0;
		byte[] heap = {};
		byte[][] headers = new byte[3][];
		final long[] at = new long[5]; // of the headers of coords, features and the file; of the values of coords and features
		for (int pass = 0; pass < 2; pass++) { // sizes do not depend on addresses
			texts.clear();
			headers = new byte[][] { header(dataset(LONG, new long[] { rows, 2 }, at[3], 16L * rows), ofCoordinates), header(dataset(REAL,
				new long[] { rows, width }, at[4], 4L * rows * width), ofFeatures), header(links(at[0], at[1]), ofFile) };
			heap = heap();
			heapSize = heap.length;
			at[0] = SUPERBLOCK + heapSize;
			at[1] = at[0] + headers[0].length;
			at[2] = at[1] + headers[1].length;
			at[3] = (at[2] + headers[2].length + 7) / 8 * 8;
			at[4] = at[3] + 16L * rows;
		}
		final ByteBuffer out = bytes((int) at[4]);
		out.put(superblock(at[2], at[4] + 4L * rows * width)).put(heap);
		for (final byte[] header : headers) out.put(header);
		out.position((int) at[3]);
		for (final int c : coordinates) out.putLong(c);
		return out.array();
	}

	private static ByteBuffer bytes(final int size) {
		return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
	}

	private static byte[] superblock(final long root, final long end) {
		final ByteBuffer out = bytes(SUPERBLOCK);
		out.putLong(0x0a1a0a0d46444889L).put((byte) 2).put((byte) 8).put((byte) 8).put((byte) 0);
		out.putLong(0).putLong(NOWHERE).putLong(end).putLong(root);
		return checked(out);
	}

	/** Fills in the checksum of all before it. */
	private static byte[] checked(final ByteBuffer out) {
		final byte[] all = out.array();
		return out.putInt(all.length - 4, JenkinsLookup3HashLittle.hash(java.util.Arrays.copyOf(all, all.length - 4))).array();
	}

	private byte[] header(final ByteBuffer messages, final Map<String, Object> attributes) {
		final List<byte[]> further = new ArrayList<>();
		attributes.forEach((name, value) -> further.add(attribute(name, value)));
		final int size = messages.position() + further.stream().mapToInt(m -> m.length).sum();
		final ByteBuffer out = bytes(10 + size + 4);
		out.put("OHDR".getBytes(StandardCharsets.US_ASCII)).put((byte) 2).put((byte) 2).putInt(size);
		out.put(messages.array(), 0, messages.position());
		further.forEach(out::put);
		return checked(out);
	}

	private static void message(final ByteBuffer out, final int type, final ByteBuffer body) {
		out.put((byte) type).putShort((short) body.position()).put((byte) 0).put(body.array(), 0, body.position());
	}

	/** Link info without dense storage, group info, and a hard link for each data set. */
	private static ByteBuffer links(final long coordinates, final long features) {
		final ByteBuffer out = bytes(256);
		message(out, 0x02, bytes(18).put((byte) 0).put((byte) 0).putLong(NOWHERE).putLong(NOWHERE));
		message(out, 0x0a, bytes(2).put((byte) 0).put((byte) 0));
		link(out, "coords", coordinates);
		link(out, "features", features);
		return out;
	}

	private static void link(final ByteBuffer out, final String name, final long address) {
		message(out, 0x06, bytes(64).put((byte) 1).put((byte) 0).put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII))
			.putLong(address));
	}

	/** Data space, data type, fill value 0 that is never needed, and contiguous layout. */
	private static ByteBuffer dataset(final byte[] type, final long[] shape, final long address, final long size) {
		final ByteBuffer out = bytes(256);
		message(out, 0x01, space(shape));
		message(out, 0x03, bytes(64).put(type));
		message(out, 0x05, bytes(2).put((byte) 3).put((byte) 0x0a));
		message(out, 0x08, bytes(18).put((byte) 3).put((byte) 1).putLong(address).putLong(size));
		return out;
	}

	/** A simple data space, or a single value where the shape is empty. */
	private static ByteBuffer space(final long... shape) {
		final ByteBuffer out = bytes(4 + 8 * shape.length).put((byte) 2).put((byte) shape.length).put((byte) 0).put((byte) (shape.length == 0
			? 0 : 1));
		for (final long length : shape) out.putLong(length);
		return out;
	}

	private byte[] attribute(final String name, final Object value) {
		final byte[] key = (name + '\0').getBytes(StandardCharsets.UTF_8);
		final byte[] type;
		final ByteBuffer space;
		final ByteBuffer data;
		if (value instanceof String text) {
			type = TEXT;
			space = space();
			texts.add(text.getBytes(StandardCharsets.UTF_8));
			data = bytes(16).putInt(texts.get(texts.size() - 1).length).putLong(SUPERBLOCK).putInt(texts.size());
		}
		else {
			final boolean whole = value instanceof Long || value instanceof long[];
			final double[] reals = value instanceof double[] d ? d : value instanceof Double d ? new double[] { d } : new double[0];
			final long[] longs = value instanceof long[] l ? l : value instanceof Long l ? new long[] { l } : new long[0];
			type = whole ? LONG : DOUBLE;
			space = value.getClass().isArray() ? space(longs.length + reals.length) : space();
			data = bytes(8 * (longs.length + reals.length));
			for (final long l : longs) data.putLong(l);
			for (final double d : reals) data.putDouble(d);
		}
		final ByteBuffer body = bytes(9 + key.length + type.length + space.position() + data.position());
		body.put((byte) 3).put((byte) 0).putShort((short) key.length).putShort((short) type.length).putShort((short) space.position());
		body.put((byte) 1).put(key).put(type).put(space.array(), 0, space.position()).put(data.array());
		final ByteBuffer out = bytes(4 + body.position());
		message(out, 0x0c, body);
		return out.array();
	}

	/** The texts, each padded to 8 bytes, and the free rest, which must hold its own head. */
	private byte[] heap() {
		int size = 16;
		for (final byte[] text : texts) size += 16 + padded(text.length);
		size = Math.max(4096, size + 16);
		final ByteBuffer out = bytes(size);
		out.put("GCOL".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put(new byte[3]).putLong(size);
		for (int i = 0; i < texts.size(); i++) {
			final byte[] text = texts.get(i);
			out.putShort((short) (i + 1)).putShort((short) 1).putInt(0).putLong(text.length).put(text);
			out.position(out.position() + padded(text.length) - text.length);
		}
		out.putShort((short) 0).putShort((short) 0).putInt(0).putLong(size - out.position() + 8);
		return out.array();
	}

	private static int padded(final int length) {
		return (length + 7) / 8 * 8;
	}
}
