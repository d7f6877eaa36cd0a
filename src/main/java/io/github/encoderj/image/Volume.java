package io.github.encoderj.image;

import io.github.encoderj.base.Refusal;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * Pixels with geometry.
 *
 * @param pixels axes x, y, z, or x, y, z, channel; minimum at 0. A single picture has depth 1. Its array order, x fastest, is
 *          [z, y, x] or [channel, z, y, x] in the papers' notation.
 * @param geometry voxel size and position
 * @param name what a person calls it: file or window name
 */
public record Volume<T extends RealType<T>>(RandomAccessibleInterval<T> pixels, Geometry geometry, String name) {

	public Volume {
		final int n = pixels.numDimensions();
		Refusal.unless(n == 3 || n == 4, "%s has %d axes; a volume has x, y, z and perhaps channels.", name, n);
		for (int d = 0; d < n; d++) {
			Refusal.unless(pixels.min(d) == 0, "%s does not start at 0 along axis %d.", name, d);
			Refusal.unless(pixels.dimension(d) > 0, "%s is empty: its size along axis %d is 0.", name, d);
		}
	}

	/** A volume over an array in the order [z, y, x], without copying. */
	public static Volume<FloatType> of(final float[] data, final long width, final long height, final long depth,
		final Geometry geometry, final String name)
	{
		return new Volume<>(ArrayImgs.floats(data, width, height, depth), geometry, name);
	}

	/** A volume over an array in the order [channel, z, y, x], without copying. */
	public static Volume<FloatType> of(final float[] data, final long width, final long height, final long depth,
		final long channels, final Geometry geometry, final String name)
	{
		return new Volume<>(ArrayImgs.floats(data, width, height, depth, channels), geometry, name);
	}

	/** A volume over an array of unsigned bytes in the order [z, y, x], without copying. */
	public static Volume<UnsignedByteType> of(final byte[] data, final long width, final long height, final long depth,
		final Geometry geometry, final String name)
	{
		return new Volume<>(ArrayImgs.unsignedBytes(data, width, height, depth), geometry, name);
	}

	/** A volume over an array of unsigned labels in the order [z, y, x], without copying. */
	public static Volume<UnsignedIntType> ofLabels(final int[] data, final long width, final long height, final long depth,
		final Geometry geometry, final String name)
	{
		return new Volume<>(ArrayImgs.unsignedInts(data, width, height, depth), geometry, name);
	}

	public long width() {
		return pixels.dimension(0);
	}

	public long height() {
		return pixels.dimension(1);
	}

	public long depth() {
		return pixels.dimension(2);
	}

	public long channels() {
		return pixels.numDimensions() == 4 ? pixels.dimension(3) : 1;
	}

	/** Voxels of one channel. */
	public long voxels() {
		return width() * height() * depth();
	}

	/** Whether another volume has the same width, height and depth. */
	public boolean sameSize(final Volume<?> other) {
		return width() == other.width() && height() == other.height() && depth() == other.depth();
	}

	/** "width x height x depth", as messages show it. */
	public String size() {
		return width() + " x " + height() + " x " + depth();
	}

	/** The same pixels under another name. */
	public Volume<T> named(final String newName) {
		return new Volume<>(pixels, geometry, newName);
	}
}
