package io.github.encoderj.image;

import java.nio.ByteBuffer;

import io.github.encoderj.base.Refusal;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.array.ArrayDataAccess;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * Sections on their way from a file into a volume and back. A volume that fits one array is kept in one; a larger one has an array
 * a section. Different sections, and different parts of one, may be filled by different threads.
 */
public final class Raster {

	private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

	private final PixelType type;
	private final long[] size;
	private final boolean hasChannels;
	private final int planeSize;
	private final Object all;
	private final Object[] planes;

	/**
	 * Room for a volume.
	 *
	 * @param channels 0 for a volume without a channel axis
	 * @throws Refusal if a size is 0, one section is larger than an array, or memory is short
	 */
	public Raster(final PixelType type, final long width, final long height, final long depth, final long channels, final String name) {
		this.type = type;
		this.size = new long[] { width, height, depth, Math.max(1, channels) };
		this.hasChannels = channels > 0;
		Refusal.unless(width > 0 && height > 0 && depth > 0, "%s is empty: %d x %d x %d voxels.", name, width, height, depth);
		Refusal.unless(width <= LARGEST_ARRAY / height, "%s has sections of %d x %d pixels, more than one array holds (2147483639). Crop " +
			"it.", name, width, height);
		this.planeSize = (int) (width * height);
		final long count = depth * size[3];
		Refusal.unless(count <= LARGEST_ARRAY, "%s has %d sections, more than can be held.", name, count);
		try {
			if (count <= LARGEST_ARRAY / planeSize) {
				all = type.array((int) (planeSize * count));
				planes = null;
			}
			else {
				all = null;
				planes = new Object[(int) count];
				for (int i = 0; i < count; i++) planes[i] = type.array(planeSize);
			}
		}
		catch (final OutOfMemoryError e) {
			throw new Refusal(String.format("%s needs %d MB of memory, and there is not enough. Give Java more memory or crop the image.",
				name, count * planeSize * type.bytes() >> 20), e);
		}
	}

	public PixelType type() {
		return type;
	}

	/** The array that holds a section, to be filled from {@link #offset} on. */
	public Object array(final long z, final long channel) {
		return all != null ? all : planes[(int) (z + size[2] * channel)];
	}

	/** Where a section starts in its array. */
	public int offset(final long z, final long channel) {
		return all != null ? (int) (planeSize * (z + size[2] * channel)) : 0;
	}

	/** Puts a run of pixels, in the order x then y, starting at column x of row y; the bytes are in the buffer's order. */
	public void put(final ByteBuffer bytes, final int at, final long x, final long y, final long z, final long channel, final int count) {
		type.decode(bytes, at, array(z, channel), offset(z, channel) + (int) (x + size[0] * y), count);
	}

	/** What was filled, without copying. */
	public Volume<?> volume(final Geometry geometry, final String name) {
		final long[] axes = hasChannels ? size : new long[] { size[0], size[1], size[2] };
		return volume(all != null ? type.image(all, axes) : type.image(planes, axes), geometry, name);
	}

	/** A volume of an image whose type the compiler does not know. */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	public static Volume<?> volume(final RandomAccessibleInterval<?> pixels, final Geometry geometry, final String name) {
		return new Volume(pixels, geometry, name);
	}

	/** Copies a channel of a volume of one section, of the same size and type, into section z. */
	public void putSection(final Volume<?> section, final long channel, final long z) {
		section(section, type, 0, channel, array(z, channel), offset(z, channel));
	}

	/**
	 * Copies one section of a volume into an array of the given type. The values must fit the type: no rounding or clipping is done.
	 */
	public static void section(final Volume<?> volume, final PixelType type, final long z, final long channel, final Object to,
		final int offset)
	{
		final int count = (int) (volume.width() * volume.height());
		if (PixelType.of(volume.pixels().getType()) == type && copied(volume, z, channel, to, offset, count)) return;
		convert(plane(volume.pixels(), z, channel), type, to, offset);
	}

	private static boolean copied(final Volume<?> volume, final long z, final long channel, final Object to, final int offset,
		final int count)
	{
		final long index = z + volume.depth() * channel;
		if (volume.pixels() instanceof ArrayImg<?, ?> image && image.update(null) instanceof ArrayDataAccess<?> a) {
			System.arraycopy(a.getCurrentStorageArray(), (int) (index * count), to, offset, count);
			return true;
		}
		if (volume.pixels() instanceof PlanarImg<?, ?> image) {
			System.arraycopy(image.getPlane((int) index).getCurrentStorageArray(), 0, to, offset, count);
			return true;
		}
		return false;
	}

	private static <T> RandomAccessibleInterval<T> plane(final RandomAccessibleInterval<T> pixels, final long z, final long channel) {
		return Views.hyperSlice(pixels.numDimensions() == 4 ? Views.hyperSlice(pixels, 3, channel) : pixels, 2, z);
	}

	private static <T extends RealType<?>> void convert(final RandomAccessibleInterval<T> plane, final PixelType type, final Object to,
		final int offset)
	{
		final Cursor<T> cursor = Views.flatIterable(plane).cursor();
		final boolean integer = plane.getType() instanceof IntegerType;
		for (int i = offset; cursor.hasNext(); i++) {
			final T value = cursor.next();
			if (to instanceof float[] a) a[i] = value.getRealFloat();
			else if (to instanceof double[] a) a[i] = value.getRealDouble();
			else {
				final long v = integer ? ((IntegerType<?>) value).getIntegerLong() : (long) value.getRealDouble();
				if (to instanceof byte[] a) a[i] = (byte) v;
				else if (to instanceof short[] a) a[i] = (short) v;
				else if (to instanceof int[] a) a[i] = (int) v;
				else ((long[]) to)[i] = v;
			}
		}
	}

	/**
	 * The type in which files keep a volume: 32 and 64-bit integers without negative values become the smaller of 16 and 32 bits
	 * that holds them (labels; 16-bit ones open in everything), all else stays.
	 *
	 * @throws Refusal if a value is above 2^32 - 1, or a negative one below -2^31
	 */
	public static PixelType narrowed(final Volume<?> volume, final String hint) {
		final PixelType type = PixelType.of(volume.pixels().getType());
		if (type.real() || type.bytes() < 4) return type;
		long low = 0;
		long high = 0;
		final Object plane = PixelType.INT64.array((int) (volume.width() * volume.height()));
		for (long c = 0; c < volume.channels(); c++) {
			for (long z = 0; z < volume.depth(); z++) {
				section(volume, PixelType.INT64, z, c, plane, 0);
				for (final long v : (long[]) plane) {
					Refusal.unless(type != PixelType.UINT64 || v >= 0, "%s holds the value %s, above 4294967295. %s", volume.name(), Long
						.toUnsignedString(v), hint);
					low = Math.min(low, v);
					high = Math.max(high, v);
				}
			}
		}
		if (low >= 0 && high <= 0xffffL) return PixelType.UINT16;
		if (low >= 0 && high <= 0xffffffffL) return PixelType.UINT32;
		Refusal.unless(low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE, "%s holds values from %d to %d, which 32 bits do not hold. %s",
			volume.name(), low, high, hint);
		return PixelType.INT32;
	}
}
