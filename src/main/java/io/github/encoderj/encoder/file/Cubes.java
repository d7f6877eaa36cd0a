package io.github.encoderj.encoder.file;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/** Volumes brought to a cube. */
final class Cubes {

	private Cubes() {}

	/** A volume of one channel as [z, y, x] of equal sides, by trilinear interpolation between voxel centres. */
	static float[] resized(final Volume<?> volume, final int side) {
		Refusal.unless(volume.channels() == 1, "%s has %d channels; one is expected.", volume.name(), volume.channels());
		final float[] in = Pixels.floats(volume);
		final int width = (int) volume.width();
		final int height = (int) volume.height();
		final int depth = (int) volume.depth();
		final float[] out = new float[side * side * side];
		for (int i = 0; i < out.length; i++) {
			final double z = centre(i / (side * side), side, depth);
			final double y = centre(i / side % side, side, height);
			final double x = centre(i % side, side, width);
			double sum = 0;
			for (int corner = 0; corner < 8; corner++) {
				final int cz = Math.min(depth - 1, (int) z + (corner >> 2));
				final int cy = Math.min(height - 1, (int) y + (corner >> 1 & 1));
				final int cx = Math.min(width - 1, (int) x + (corner & 1));
				sum += part(z, corner >> 2) * part(y, corner >> 1 & 1) * part(x, corner & 1) * in[(cz * height + cy) * width + cx];
			}
			out[i] = (float) sum;
		}
		return out;
	}

	private static double centre(final int i, final int out, final int in) {
		return Math.max(0, Math.min(in - 1, (i + 0.5) * in / out - 0.5));
	}

	private static double part(final double position, final int upper) {
		final double share = position - (int) position;
		return upper == 1 ? share : 1 - share;
	}
}
