package io.github.encoderj.image.dicom;

import io.github.encoderj.base.Refusal;

/**
 * Lossless JPEG (ITU-T T.81, annex H): Huffman-coded differences from one of seven predictions, 2 to 16 bits, with restarts and point
 * transform.
 */
final class LosslessJpeg {

	private static final int SOF3 = 0xc3;
	private static final int DHT = 0xc4;
	private static final int SOI = 0xd8;
	private static final int EOI = 0xd9;
	private static final int SOS = 0xda;
	private static final int DRI = 0xdd;

	/** A Huffman table: for each length the first code, the end of its codes and the index of its first value. */
	private record Codes(int[] first, int[] end, int[] index, int[] values) {}

	private final byte[] in;
	private final PixelLayout layout;
	private final Object file;
	private final Codes[] tables = new Codes[4];
	private int at;
	private int precision;
	private int restartInterval;
	private int[] components = {};
	private int bits; // up to 32 bits that were read ahead, the next one highest
	private int held;
	private int beyond; // bits made up after the end of the data

	private LosslessJpeg(final byte[] frame, final PixelLayout layout, final Object file) {
		this.in = frame;
		this.layout = layout;
		this.file = file;
	}

	/**
	 * Decodes one frame.
	 *
	 * @return bits of each sample, interleaved
	 * @throws Refusal if it is truncated, damaged, not lossless JPEG or does not fit the layout
	 */
	static int[] decode(final byte[] frame, final PixelLayout layout, final Object file) {
		try {
			return new LosslessJpeg(frame, layout, file).decode();
		}
		catch (final ArrayIndexOutOfBoundsException e) {
			throw new Refusal(file + " is truncated or damaged: its lossless JPEG data ends too early. Copy it again.", e);
		}
	}

	private int[] decode() {
		if (u16() != (0xff00 | SOI)) throw damaged("it does not begin as JPEG");
		while (true) {
			int marker = u16();
			while (marker == 0xffff) marker = 0xff00 | in[at++] & 0xff;
			if (marker >>> 8 != 0xff) throw damaged("a marker was expected at byte " + (at - 2));
			final int code = marker & 0xff;
			final int next = at + u16();
			if (next < at || next > in.length) throw damaged("a segment is longer than the data");
			if (code == SOF3) frame();
			else if (code == DHT) huffman(next);
			else if (code == DRI) restartInterval = u16();
			else if (code == SOS) return scan(next);
			else if (code == EOI || code >= 0xc0 && code <= 0xcf) throw damaged("it is not lossless JPEG with Huffman codes");
			at = next;
		}
	}

	private void frame() {
		precision = in[at++] & 0xff;
		final int height = u16();
		final int width = u16();
		components = new int[in[at++] & 0xff];
		final boolean fits = height == layout.rows() && width == layout.columns() && components.length == layout.samples() && precision >= 2 &&
			precision <= 16 && precision <= layout.allocated();
		if (!fits) {
			throw damaged(String.format("it holds %d x %d pixels of %d x %d bits, but the header says %d x %d of %d x %d", width, height,
				components.length, precision, layout.columns(), layout.rows(), layout.samples(), layout.stored()));
		}
		for (int c = 0; c < components.length; c++) {
			components[c] = in[at] & 0xff;
			if (in[at + 1] != 0x11) throw damaged("its colours are subsampled");
			at += 3;
		}
	}

	private void huffman(final int end) {
		while (at < end) {
			final int id = in[at++] & 0xff;
			if (id > 3) throw damaged("it has a Huffman table for lossy data");
			final int[] first = new int[17];
			final int[] last = new int[17];
			final int[] index = new int[17];
			int code = 0;
			int count = 0;
			for (int length = 1; length <= 16; length++) {
				code <<= 1;
				final int n = in[at++] & 0xff;
				first[length] = code;
				index[length] = count;
				code += n;
				last[length] = code;
				count += n;
				if (code > 1 << length) throw damaged("a Huffman table has too many codes");
			}
			final int[] values = new int[count];
			for (int i = 0; i < count; i++) {
				values[i] = in[at++] & 0xff;
				if (values[i] > 16) throw damaged("a Huffman table holds the value " + values[i]);
			}
			tables[id] = new Codes(first, last, index, values);
		}
	}

	private int[] scan(final int data) {
		final int count = in[at++] & 0xff;
		if (components.length == 0 || count != components.length) throw damaged("its colours lie in several scans");
		final Codes[] codes = new Codes[count];
		for (int c = 0; c < count; c++) {
			if ((in[at++] & 0xff) != components[c]) throw damaged("its scan has the colours in another order");
			codes[c] = tables[in[at++] >> 4 & 3];
			if (codes[c] == null) throw damaged("a Huffman table is missing");
		}
		final int prediction = in[at++] & 0xff;
		at++;
		final int transform = in[at] & 0xf;
		if (prediction < 1 || prediction > 7 || transform >= precision) throw damaged("it has the predictor " + prediction);
		// Each sample takes a bit at least, so that the array is no larger than the data allows
		if (layout.frameSamples() > 8L * in.length) throw damaged("its data ends too early");
		at = data;
		return samples(codes, prediction, transform);
	}

	private int[] samples(final Codes[] codes, final int prediction, final int transform) {
		final int count = codes.length;
		final int line = layout.columns() * count;
		final int[] out = new int[layout.frameSamples()];
		int left = restartInterval;
		int firstRow = 0; // after a restart, prediction begins as at the top
		boolean start = true;
		for (int y = 0; y < layout.rows(); y++) {
			for (int x = 0; x < layout.columns(); x++) {
				if (restartInterval > 0 && left-- == 0) {
					restart();
					left = restartInterval - 1;
					firstRow = y;
					start = true;
				}
				for (int c = 0; c < count; c++) {
					final int i = y * line + x * count + c;
					final int predicted;
					if (start) predicted = 1 << precision - transform - 1;
					else if (y == firstRow) predicted = x == 0 ? 1 << precision - transform - 1 : out[i - count];
					else if (x == 0) predicted = out[i - line];
					else predicted = predicted(prediction, out[i - count], out[i - line], out[i - line - count]);
					out[i] = predicted + difference(codes[c]) & 0xffff;
				}
				start = false;
			}
		}
		if (beyond > 32) throw damaged("its data ends too early");
		if (transform > 0) for (int i = 0; i < out.length; i++) out[i] = out[i] << transform & 0xffff;
		return out;
	}

	private static int predicted(final int prediction, final int a, final int b, final int c) {
		return switch (prediction) {
			case 1 -> a;
			case 2 -> b;
			case 3 -> c;
			case 4 -> a + b - c;
			case 5 -> a + (b - c >> 1);
			case 6 -> b + (a - c >> 1);
			default -> a + b >> 1;
		};
	}

	private int difference(final Codes codes) {
		int code = 0;
		for (int length = 1; length <= 16; length++) {
			code = code << 1 | bits(1);
			if (code < codes.end[length] && code >= codes.first[length]) {
				final int size = codes.values[codes.index[length] + code - codes.first[length]];
				if (size == 0) return 0;
				if (size == 16) return 32768;
				final int value = bits(size);
				return value < 1 << size - 1 ? value - (1 << size) + 1 : value;
			}
		}
		throw damaged("a code is in no Huffman table");
	}

	private int bits(final int count) {
		while (held < count) {
			int next = 0;
			if (at < in.length && !(in[at] == (byte) 0xff && (at + 1 >= in.length || in[at + 1] != 0))) {
				next = in[at] & 0xff;
				at += next == 0xff ? 2 : 1;
			}
			else {
				beyond += 8;
				if (beyond > 64) throw damaged("its data ends too early");
			}
			bits |= next << 24 - held;
			held += 8;
		}
		final int value = bits >>> 32 - count;
		bits <<= count;
		held -= count;
		return value;
	}

	private void restart() {
		bits = 0;
		held = 0;
		beyond = 0;
		while (in[at] == (byte) 0xff && in[at + 1] == (byte) 0xff) at++;
		final int marker = u16();
		if (marker < 0xffd0 || marker > 0xffd7) throw damaged("a restart marker is missing");
	}

	private int u16() {
		at += 2;
		return (in[at - 2] & 0xff) << 8 | in[at - 1] & 0xff;
	}

	private Refusal damaged(final String what) {
		return new Refusal(file + " cannot be decoded: of its lossless JPEG data, " + what + ". Copy it again, or convert it.");
	}
}
