package io.github.encoderj.volume.figure;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

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

	/** Labels that are outlined at most. */
	static final int MOST_LABELS = 1000;

	private static final int EXACT = 1 << 24; // whole numbers that float holds

	/**
	 * Projects a volume of one channel.
	 *
	 * @throws Refusal if it has several
	 */
	public static MaximumProjection of(final Volume<?> volume, final View view) {
		final Volume<?> cut = view.cut(volume);
		final float[] values = new float[size(cut)];
		final int width = (int) cut.width();
		eachRay(cut, (x, y, ray) -> {
			float largest = Float.NaN;
			for (final float v : ray) if (v > largest || Float.isNaN(largest)) largest = v;
			values[y * width + x] = largest;
		});
		return of(cut, values);
	}

	private static MaximumProjection of(final Volume<?> cut, final float[] values) {
		return new MaximumProjection(values, Math.toIntExact(cut.width()), Math.toIntExact(cut.height()), cut.geometry().x(), cut.geometry()
			.y());
	}

	/**
	 * Where each label is met, in one pass.
	 *
	 * @return by label, 0 left out: 1 where a ray meets it, else 0
	 * @throws Refusal if there are several channels, more than {@value #MOST_LABELS} labels, or values that are none
	 */
	public static SortedMap<Integer, MaximumProjection> ofLabels(final Volume<?> labels, final View view) {
		final Volume<?> cut = view.cut(labels);
		final int size = size(cut);
		final int width = (int) cut.width();
		final Map<Integer, float[]> masks = new ConcurrentHashMap<>();
		eachRay(cut, (x, y, rayValues) -> {
			float last = 0;
			for (final float v : rayValues) {
				if (v == last) continue;
				last = v;
				if (v == 0) continue;
				Refusal.unless(v > 0 && v <= EXACT && v == Math.rint(v), "%s holds the value %s; labels must be whole numbers from 0 to %d. Is it a " +
					"grey-value image?", labels.name(), v, EXACT);
				masks.computeIfAbsent((int) v, l -> new float[size])[y * width + x] = 1;
				Refusal.unless(masks.size() <= MOST_LABELS, "%s has more than %d labels, too many to outline. Is it an image of grey values?", labels
					.name(), MOST_LABELS);
			}
		});
		final SortedMap<Integer, MaximumProjection> projections = new TreeMap<>();
		masks.forEach((label, mask) -> projections.put(label, of(cut, mask)));
		return projections;
	}

	private static int size(final Volume<?> cut) {
		Refusal.unless(cut.channels() == 1, "%s has %d channels; a projection is made of one. Split it first.", cut.name(), cut.channels());
		return Math.toIntExact(cut.width() * cut.height());
	}

	private interface RayBody {

		void accept(int x, int y, float[] values);
	}

	/** Reads sections row by row, which is near to how they lie in memory, and hands each ray on. */
	private static void eachRay(final Volume<?> cut, final RayBody body) {
		final int width = (int) cut.width();
		final int depth = Math.toIntExact(cut.depth());
		Parallel.forEach((int) cut.height(), y -> {
			final RandomAccess<? extends RealType<?>> access = cut.pixels().randomAccess();
			final float[][] rays = new float[width][depth];
			access.setPosition(y, 1);
			for (int z = 0; z < depth; z++) {
				access.setPosition(z, 2);
				for (int x = 0; x < width; x++) {
					access.setPosition(x, 0);
					rays[x][z] = access.get().getRealFloat();
				}
			}
			for (int x = 0; x < width; x++) body.accept(x, y, rays[x]);
		});
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
