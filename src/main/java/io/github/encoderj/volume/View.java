package io.github.encoderj.volume;

import java.util.Locale;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * From where a scan is looked at, as radiologists do: the patient's right on the left of the picture, head or front on top. Axes of the
 * body that a volume's axes point to most nearly are taken; an oblique volume is not resampled.
 */
public enum View {

	/** From the feet: left, back; sections towards the head. */
	AXIAL(new int[] { 0, 1, 2 }, false),
	/** From the front: left, feet; sections towards the back. */
	CORONAL(new int[] { 0, 2, 1 }, true),
	/** From the left: back, feet; sections towards the left. */
	SAGITTAL(new int[] { 1, 2, 0 }, true);

	/** Body axes (0 left, 1 back, 2 head) of the picture's columns, its rows, and its sections. */
	private final int[] axes;
	/** Whether rows run from the head to the feet. */
	private final boolean downwards;

	View(final int[] axes, final boolean downwards) {
		this.axes = axes;
		this.downwards = downwards;
	}

	/**
	 * The view of a name: axial, coronal, sagittal.
	 *
	 * @param key macro key, for messages
	 * @throws Refusal if it is another
	 */
	public static View named(final String key, final String name) {
		for (final View view : values()) if (view.toString().equals(name.trim().toLowerCase(Locale.ROOT))) return view;
		throw new Refusal(key + " = " + name + ": expected axial, coronal or sagittal.");
	}

	/**
	 * The volume with its axes in this order: sections are what this view shows. Nothing is copied.
	 *
	 * @return axes x, y, z (and channel) with their own voxel sizes; positions in space stay what they are
	 */
	public <T extends RealType<T>> Volume<T> cut(final Volume<T> volume) {
		final Geometry g = volume.geometry();
		final int[] stored = nearest(g.direction());
		final int[] order = { stored[axes[0]], stored[axes[1]], stored[axes[2]] };
		final boolean[] flipped = new boolean[3];
		for (int d = 0; d < 3; d++) flipped[d] = g.direction()[3 * axes[d] + order[d]] < 0 ^ (downwards && d == 1);
		return new Volume<>(pixels(volume.pixels(), order, flipped), geometry(volume, order, flipped), volume.name());
	}

	private static <T extends RealType<T>> RandomAccessibleInterval<T> pixels(final RandomAccessibleInterval<T> pixels, final int[] order,
		final boolean[] flipped)
	{
		RandomAccessibleInterval<T> view = pixels;
		final int[] now = { 0, 1, 2 };
		for (int d = 0; d < 2; d++) {
			int at = d;
			while (now[at] != order[d]) at++;
			view = at == d ? view : Views.permute(view, d, at);
			now[at] = now[d];
			now[d] = order[d];
		}
		for (int d = 0; d < 3; d++) if (flipped[d]) view = Views.zeroMin(Views.invertAxis(view, d));
		return view;
	}

	private static Geometry geometry(final Volume<?> volume, final int[] order, final boolean[] flipped) {
		final Geometry g = volume.geometry();
		final double[] spacing = new double[3];
		final double[] origin = g.origin();
		final double[] direction = new double[9];
		for (int d = 0; d < 3; d++) {
			final int from = order[d];
			spacing[d] = g.spacing()[from];
			for (int r = 0; r < 3; r++) {
				final double toward = g.direction()[3 * r + from];
				direction[3 * r + d] = flipped[d] ? 0.0 - toward : toward;
				if (flipped[d]) origin[r] += toward * spacing[d] * (volume.pixels().dimension(from) - 1);
			}
		}
		return new Geometry(spacing, origin, direction, g.unit());
	}

	/** For each axis of the body the axis of the volume that points along it, such that all together are nearest. */
	private static int[] nearest(final double[] direction) {
		final int[][] orders = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
		int[] best = orders[0];
		double most = -1;
		for (final int[] order : orders) {
			double sum = 0;
			for (int r = 0; r < 3; r++) sum += Math.abs(direction[3 * r + order[r]]);
			if (sum > most + 1e-9) {
				most = sum;
				best = order;
			}
		}
		return best;
	}

	/** As {@link #named} takes it. */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}
}
