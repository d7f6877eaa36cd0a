package io.github.encoderj.volume.figure;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Volume;
import io.github.encoderj.volume.View;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.RealType;

/**
 * The largest value along each ray through a scan.
 *
 * @param values [row, column]; NaN where a ray meets no number
 * @param spacingX distance of columns in the volume's unit
 * @param spacingY distance of rows
 */
public record MaximumProjection(float[] values, int width, int height, double spacingX, double spacingY) {

	/**
	 * Projects a volume of one channel.
	 *
	 * @throws Refusal if it has several
	 */
	public static MaximumProjection of(final Volume<?> volume, final View view) {
		return of(view.cut(volume), Float.NaN);
	}

	/** Where a label is met: 1, else 0. */
	public static MaximumProjection ofLabel(final Volume<?> labels, final View view, final int label) {
		return of(view.cut(labels), label);
	}

	/** @param label what counts as 1, all else as 0; NaN for the values themselves */
	private static MaximumProjection of(final Volume<?> cut, final float label) {
		Refusal.unless(cut.channels() == 1, "%s has %d channels; a projection is made of one. Split it first.", cut.name(), cut.channels());
		final int width = Math.toIntExact(cut.width());
		final int height = Math.toIntExact(cut.height());
		final long depth = cut.depth();
		final boolean ofLabel = !Float.isNaN(label);
		final float[] values = new float[width * height];
		Arrays.fill(values, ofLabel ? 0 : Float.NaN);
		Parallel.forEach(height, y -> {
			final RandomAccess<? extends RealType<?>> access = cut.pixels().randomAccess();
			access.setPosition(y, 1);
			for (long z = 0; z < depth; z++) {
				access.setPosition(z, 2);
				for (int x = 0, i = y * width; x < width; x++, i++) {
					access.setPosition(x, 0);
					final float v = access.get().getRealFloat();
					if (ofLabel) values[i] = v == label ? 1 : values[i];
					else if (v > values[i] || Float.isNaN(values[i])) values[i] = v;
				}
			}
		});
		return new MaximumProjection(values, width, height, cut.geometry().x(), cut.geometry().y());
	}

	/**
	 * The projection with square pixels, linear between the middles of the old ones.
	 *
	 * @param pixel side of the new pixels in the volume's unit
	 */
	public MaximumProjection enlarged(final double pixel) {
		final int w = Math.max(1, (int) Math.round(width * spacingX / pixel));
		final int h = Math.max(1, (int) Math.round(height * spacingY / pixel));
		return new MaximumProjection(stretched(values, height, width, h, w), w, h, pixel, pixel);
	}

	/** A grid of values on another grid over the same area, linear between the middles of cells, the border repeated. */
	static float[] stretched(final float[] from, final int rows, final int columns, final int newRows, final int newColumns) {
		final float[] to = new float[newRows * newColumns];
		for (int y = 0; y < newRows; y++) {
			final double v = Math.max(0, Math.min(rows - 1, (y + 0.5) * rows / newRows - 0.5));
			final int top = (int) v;
			final int bottom = Math.min(rows - 1, top + 1);
			for (int x = 0; x < newColumns; x++) {
				final double u = Math.max(0, Math.min(columns - 1, (x + 0.5) * columns / newColumns - 0.5));
				final int left = (int) u;
				final int right = Math.min(columns - 1, left + 1);
				final double upper = mix(from[top * columns + left], from[top * columns + right], u - left);
				final double lower = mix(from[bottom * columns + left], from[bottom * columns + right], u - left);
				to[y * newColumns + x] = (float) mix(upper, lower, v - top);
			}
		}
		return to;
	}

	/** NaN on one side does not spread further than the middle. */
	private static double mix(final double a, final double b, final double share) {
		if (Double.isNaN(a) || Double.isNaN(b)) return share < 0.5 ? a : b;
		return a + share * (b - a);
	}
}
