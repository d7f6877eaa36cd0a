package io.github.encoderj.image.dicom;

import io.github.encoderj.base.Refusal;

/** Run lengths (PS3.5, annex G): a segment for each byte of a sample, the highest byte first. */
final class RunLength {

	private static final int HEADER = 64;
	private static final int MOST_SEGMENTS = 15;

	private RunLength() {}

	/**
	 * Decodes one frame.
	 *
	 * @return bits of each sample, interleaved
	 * @throws Refusal if it is truncated or does not fit the layout
	 */
	static int[] decode(final byte[] frame, final PixelLayout layout, final Object file) {
		final int bytes = layout.allocated() / 8;
		final int segments = frame.length < HEADER ? 0 : word(frame, 0);
		Refusal.unless(layout.allocated() % 8 == 0 && segments == bytes * layout.samples() && segments <= MOST_SEGMENTS,
			"%s is damaged: a frame has %d run-length segments, expected %d. Copy it again.", file, segments, bytes * layout.samples());
		final int pixels = layout.rows() * layout.columns();
		Refusal.unless(pixels <= 64L * frame.length, "%s is truncated: %d bytes cannot hold %d run-length coded pixels. Copy it again.", file,
			frame.length, pixels);
		final int[] values = new int[layout.frameSamples()];
		for (int segment = 0; segment < segments; segment++) {
			final long from = word(frame, 4 + 4 * segment) & 0xffffffffL;
			final long to = segment + 1 < segments ? word(frame, 8 + 4 * segment) & 0xffffffffL : frame.length;
			Refusal.unless(from >= HEADER && from <= to && to <= frame.length, "%s is damaged: run-length segment %d lies at bytes %d to %d of %d. " +
				"Copy it again.", file, segment, from, to, frame.length);
			final int shift = 8 * (bytes - 1 - segment % bytes);
			segment(frame, (int) from, (int) to, values, segment / bytes, layout.samples(), shift, file);
		}
		return values;
	}

	private static void segment(final byte[] in, final int from, final int to, final int[] out, final int first, final int step,
		final int shift, final Object file)
	{
		int i = from;
		int o = first;
		while (o < out.length) {
			if (i + 1 >= to) throw truncated(file);
			final int count = in[i++];
			if (count >= 0) {
				if (i + count >= to) throw truncated(file);
				for (int k = 0; k <= count && o < out.length; k++, o += step) out[o] |= (in[i + k] & 0xff) << shift;
				i += count + 1;
			}
			else if (count != -128) {
				final int value = (in[i++] & 0xff) << shift;
				for (int k = 0; k <= -count && o < out.length; k++, o += step) out[o] |= value;
			}
		}
	}

	private static Refusal truncated(final Object file) {
		return new Refusal(file + " is truncated: a run-length segment ends before its frame is full. Copy it again.");
	}

	private static int word(final byte[] bytes, final int at) {
		return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | (bytes[at + 3] & 0xff) << 24;
	}
}
