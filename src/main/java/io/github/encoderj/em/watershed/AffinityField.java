package io.github.encoderj.em.watershed;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * Affinities, read section by section: {@code affinity[c, p]}, 0..1, belongs to the edge from voxel p to p - e_c, c = z, y, x. Edges
 * that leave the volume have values too, which nobody uses. Reading from several threads at once is safe.
 */
public interface AffinityField {

	Grid grid();

	/**
	 * The affinities of one channel in one section, in raster order, beginning at {@link #offset}.
	 *
	 * @param channel 0, 1, 2 for z, y, x
	 * @param buffer room for a section, see {@link #buffer}; may be filled and returned
	 */
	float[] plane(int channel, int z, float[] buffer);

	/** Where a section begins in the array that {@link #plane} returns. */
	int offset(int channel, int z);

	/** An array to give to {@link #plane}; empty when no copy is needed. */
	float[] buffer();

	/** Affinities in one array in the order [channel, z, y, x], without copying and without a look at the values. */
	static AffinityField of(final float[] values, final Grid grid) {
		Refusal.unless(values.length >= 3L * grid.voxels(), "affinities: %d values do not fill 3 channels of %s voxels.", values.length,
			grid);
		return new AffinityField() {

			@Override
			public Grid grid() {
				return grid;
			}

			@Override
			public float[] plane(final int channel, final int z, final float[] buffer) {
				return values;
			}

			@Override
			public int offset(final int channel, final int z) {
				return (channel * grid.depth() + z) * grid.plane();
			}

			@Override
			public float[] buffer() {
				return new float[0];
			}
		};
	}

	/** Affinities as unsigned bytes in the order [channel, z, y, x], 255 meaning 1. */
	static AffinityField of(final byte[] values, final Grid grid) {
		Refusal.unless(values.length >= 3L * grid.voxels(), "affinities: %d values do not fill 3 channels of %s voxels.", values.length,
			grid);
		return sections(grid, (channel, z, out) -> {
			final int from = (channel * grid.depth() + z) * grid.plane();
			for (int i = 0; i < out.length; i++) out[i] = (values[from + i] & 0xff) / 255f;
		});
	}

	/** Writes a section into an array of its size. */
	@FunctionalInterface
	interface SectionReader {

		void read(int channel, int z, float[] out);
	}

	/** Affinities that are read section by section each time they are needed, so that they need not fit in memory. */
	static AffinityField sections(final Grid grid, final SectionReader reader) {
		return new AffinityField() {

			@Override
			public Grid grid() {
				return grid;
			}

			@Override
			public float[] plane(final int channel, final int z, final float[] buffer) {
				reader.read(channel, z, buffer);
				return buffer;
			}

			@Override
			public int offset(final int channel, final int z) {
				return 0;
			}

			@Override
			public float[] buffer() {
				return new float[grid.plane()];
			}
		};
	}

	/**
	 * Affinities of an image. Arrays are used as they are; anything else is read section by section.
	 *
	 * @param affinities axes x, y, z, channel with at least the channels z, y, x in this order; floating point 0..1 or 8 bit 0..255
	 * @throws Refusal if the type, the channels or a value is not as stated; of lazily read images, values are checked as they come
	 */
	static AffinityField of(final Volume<?> affinities) {
		Refusal.unless(affinities.channels() >= 3, "%s has %d channel(s); affinities have 3, in the order z, y, x. Predict them first, or " +
			"open all channels.", affinities.name(), affinities.channels());
		final Grid grid = Grid.of(affinities);
		final Object type = affinities.pixels().getType();
		if (type instanceof UnsignedByteType) {
			if (affinities.pixels() instanceof ArrayImg<?, ?> image && image.update(null) instanceof ByteArray bytes) {
				return of(bytes.getCurrentStorageArray(), grid);
			}
			return sections(grid, (channel, z, out) -> copy(affinities, channel, z, out, 255f));
		}
		Refusal.unless(type instanceof FloatType || type instanceof DoubleType,
			"%s is of type %s; affinities are 32-bit values 0..1 or 8-bit values 0..255. Convert it.", affinities.name(), type.getClass()
				.getSimpleName());
		if (type instanceof FloatType && affinities.pixels() instanceof ArrayImg) {
			final float[] values = Pixels.floats(affinities);
			Parallel.ranges(3L * grid.voxels(), 1 << 20, (from, to) -> check(affinities.name(), values, (int) from, (int) to));
			return of(values, grid);
		}
		return sections(grid, (channel, z, out) -> {
			copy(affinities, channel, z, out, 1f);
			check(affinities.name(), out, 0, out.length);
		});
	}

	/**
	 * Affinities of which only edges between voxels of a mask are left; the others are 0.
	 *
	 * @param mask order [z, y, x]; not 0 for what counts
	 */
	static AffinityField masked(final AffinityField affinities, final byte[] mask) {
		final Grid grid = affinities.grid();
		final int[] step = { grid.plane(), grid.width(), 1 };
		return sections(grid, (channel, z, out) -> {
			final float[] values = affinities.plane(channel, z, out);
			final int at = affinities.offset(channel, z);
			for (int i = 0; i < out.length; i++) {
				final int voxel = z * grid.plane() + i;
				final int other = voxel - step[channel];
				out[i] = mask[voxel] != 0 && other >= 0 && mask[other] != 0 ? values[at + i] : 0;
			}
		});
	}

	private static void check(final String name, final float[] values, final int from, final int to) {
		for (int i = from; i < to; i++) {
			if (!(values[i] >= 0 && values[i] <= 1)) {
				throw new Refusal(name + " holds the value " + values[i] + "; affinities lie in 0..1" + (values[i] > 1
					? ". Divide by the highest value (255 for values of 8 bit), or save them as 8 bit." : "."));
			}
		}
	}

	private static <T extends RealType<T>> void copy(final Volume<T> volume, final int channel, final int z, final float[] out,
		final float highest)
	{
		final RandomAccessibleInterval<T> section = Views.hyperSlice(Views.hyperSlice(volume.pixels(), 3, channel), 2, z);
		final Cursor<T> cursor = Views.flatIterable(section).cursor();
		for (int i = 0; i < out.length; i++) out[i] = cursor.next().getRealFloat() / highest;
	}
}
