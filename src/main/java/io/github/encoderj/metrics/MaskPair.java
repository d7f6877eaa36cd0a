package io.github.encoderj.metrics;

import java.util.function.LongPredicate;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;

/**
 * Two masks, cut to the box that holds both and surrounded by one voxel of background (in the plane only, for pictures). A byte a
 * voxel, [z, y, x]: {@link #TRUTH} and {@link #SEGMENT} are its bits.
 */
final class MaskPair {

	static final int TRUTH = 1;
	static final int SEGMENT = 2;

	final byte[] bits;
	final int width;
	final int height;
	final int depth;
	final boolean flat;

	private MaskPair(final int[] inner, final boolean flat) {
		width = inner[0] + 2;
		height = inner[1] + 2;
		depth = flat ? 1 : inner[2] + 2;
		this.flat = flat;
		final long voxels = (long) width * height * depth;
		Refusal.unless(voxels < Integer.MAX_VALUE - 8,
			"The box around both masks has %d x %d x %d voxels, more than 2^31. Crop the images or resample them.", width, height, depth);
		bits = new byte[(int) voxels];
	}

	/** Masks of the voxels whose label fulfils a condition, which must be false for 0; {@code box} must hold all of them. */
	static MaskPair of(final LabelBoxes images, final LabelBoxes.Box box, final LongPredicate inMask) {
		final int[] inner = new int[3];
		for (int d = 0; d < 3; d++) inner[d] = box.empty() ? 1 : box.max[d] - box.min[d] + 1;
		final MaskPair pair = new MaskPair(inner, images.flat());
		if (box.empty()) return pair;
		Parallel.ranges((long) inner[1] * inner[2], 64, (from, to) -> {
			final long[] truths = new long[inner[0]];
			final long[] segments = new long[inner[0]];
			for (long row = from; row < to; row++) {
				final int y = (int) (row % inner[1]);
				final int z = (int) (row / inner[1]);
				images.read(box.min[0], box.min[1] + y, box.min[2] + z, inner[0], truths, segments);
				int i = ((pair.flat ? 0 : z + 1) * pair.height + y + 1) * pair.width + 1;
				for (int x = 0; x < inner[0]; x++, i++) {
					final long t = truths[x];
					final long s = segments[x];
					if (t != 0 && inMask.test(t)) pair.bits[i] |= TRUTH;
					if (s != 0 && inMask.test(s)) pair.bits[i] |= SEGMENT;
				}
			}
		});
		return pair;
	}

	/** Voxels of a plane. */
	int area() {
		return width * height;
	}

	/** Border voxels of both masks: those with one of the six (four in a picture) neighbours outside the mask. */
	byte[] borderVoxels() {
		final byte[] border = new byte[bits.length];
		final int area = area();
		forInnerRows((from, to) -> {
			if (flat) {
				for (int i = from; i < to; i++) {
					border[i] = (byte) (bits[i] & ~(bits[i - 1] & bits[i + 1] & bits[i - width] & bits[i + width]));
				}
			}
			else {
				for (int i = from; i < to; i++) {
					border[i] = (byte) (bits[i] & ~(bits[i - 1] & bits[i + 1] & bits[i - width] & bits[i + width] & bits[i - area] & bits[i +
						area]));
				}
			}
		});
		return border;
	}

	/**
	 * Points of both surfaces between the voxels: the corner at index i touches the voxels i, i - 1 and so on along each axis, and
	 * belongs to a mask's surface if it touches voxels inside and outside.
	 */
	byte[] borderCorners() {
		final byte[] border = new byte[bits.length];
		final int area = area();
		final byte[] b = bits;
		Parallel.forEach(flat ? 1 : depth - 1, plane -> {
			for (int y = 1; y < height; y++) {
				final int from = ((flat ? 0 : plane + 1) * height + y) * width + 1;
				final int to = from + width - 1;
				if (flat) {
					for (int i = from; i < to; i++) {
						final int all = b[i] & b[i - 1] & b[i - width] & b[i - width - 1];
						final int any = b[i] | b[i - 1] | b[i - width] | b[i - width - 1];
						border[i] = (byte) (any & ~all);
					}
				}
				else {
					for (int i = from, j = from - area; i < to; i++, j++) {
						final int all = b[i] & b[i - 1] & b[i - width] & b[i - width - 1] & b[j] & b[j - 1] & b[j - width] & b[j - width - 1];
						final int any = b[i] | b[i - 1] | b[i - width] | b[i - width - 1] | b[j] | b[j - 1] | b[j - width] | b[j - width - 1];
						border[i] = (byte) (any & ~all);
					}
				}
			}
		});
		return border;
	}

	/** The voxels of one mask around a corner as a number: bit 0 the voxel itself, bit 1 that before it in x, 2 in y, 4 in z. */
	int neighbourCode(final int corner, final int bit) {
		int code = planeCode(corner, bit);
		if (!flat) code |= planeCode(corner - area(), bit) << 4;
		return code;
	}

	private int planeCode(final int i, final int bit) {
		final int code = bits[i] & bit | (bits[i - 1] & bit) << 1 | (bits[i - width] & bit) << 2 | (bits[i - width - 1] & bit) << 3;
		return bit == SEGMENT ? code >> 1 : code;
	}

	private interface RowBody {

		void accept(int from, int to);
	}

	private void forInnerRows(final RowBody body) {
		Parallel.forEach(flat ? 1 : depth - 2, plane -> {
			for (int y = 1; y < height - 1; y++) {
				final int from = ((flat ? 0 : plane + 1) * height + y) * width + 1;
				body.accept(from, from + width - 2);
			}
		});
	}
}
