package io.github.encoderj.image;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * A volume on the grid of another, by positions in space: origin, spacing and direction of both count, oblique or sheared ones too. What
 * lies within half a voxel around the outermost centres is inside; values there are those of the border (nearest, linear) or mirrored
 * (cubic).
 */
public final class Resampling {

	private static final double ROUNDING = 1e-12; // of a step: on the same grid, or one turned or flipped, positions are whole numbers
	private static final double SNAP = 1e-9; // voxels, of the first position

	private final Interpolation interpolation;
	private final double fill;
	private final int[] size = new int[3];
	private final double[] matrix; // 3 x 4, row-major: from the index in the result to that in the volume

	private Resampling(final Volume<?> moving, final Geometry grid, final Interpolation interpolation, final double fill) {
		this.interpolation = interpolation;
		this.fill = fill;
		for (int d = 0; d < 3; d++) size[d] = (int) moving.pixels().dimension(d);
		this.matrix = matrix(moving.geometry(), grid);
	}

	/**
	 * Resamples a volume to the grid of a reference.
	 *
	 * @param moving what is resampled; channels stay
	 * @param reference only its size and geometry are used
	 * @param fill value of voxels outside the volume
	 * @return of the volume's own type for nearest, else float
	 * @throws Refusal if the voxel size of one is unknown or in another unit, or the fill value does not fit the type
	 */
	public static Volume<?> toReference(final Volume<?> moving, final Volume<?> reference, final Interpolation interpolation,
		final double fill, final Progress progress)
	{
		final Geometry from = moving.geometry();
		final Geometry to = reference.geometry();
		Refusal.unless(from.calibrated() && to.calibrated(), "%s has voxels of unknown size, so it has no place in space. Set its voxel size first.",
			from.calibrated() ? reference.name() : moving.name());
		Refusal.unless(from.unit().equals(to.unit()), "%s is measured in %s, but %s in %s. Bring both to the same unit first.", moving.name(), from
			.unit(), reference.name(), to.unit());
		return new Resampling(moving, to, interpolation, fill).run(moving, reference, progress);
	}

	private Volume<?> run(final Volume<?> moving, final Volume<?> reference, final Progress progress) {
		final boolean nearest = interpolation == Interpolation.NEAREST;
		final PixelType type = nearest ? PixelType.of(moving.pixels().getType()) : PixelType.FLOAT;
		Refusal.unless(type.real() || fits(fill, type), "fill = %s: %s holds whole numbers of the type %s; expected one of them.", fill, moving
			.name(), type.name().toLowerCase(Locale.ROOT));
		final boolean channels = moving.pixels().numDimensions() == 4;
		final Raster to = new Raster(type, reference.width(), reference.height(), reference.depth(), channels ? moving.channels() : 0, moving
			.name());
		final AtomicInteger done = new AtomicInteger();
		final double all = (double) reference.depth() * moving.channels();
		for (int c = 0; c < moving.channels(); c++) {
			final int channel = c;
			final Object[] from = sections(moving, c, type);
			if (interpolation == Interpolation.CUBIC) CubicSpline.coefficients((float[][]) from, size[0], size[1]);
			Parallel.forEach((int) reference.depth(), z -> {
				progress.check();
				final Row row = new Row(from);
				for (int y = 0; y < reference.height(); y++) {
					final int offset = to.offset(z, channel) + (int) (y * reference.width());
					row.fill(y, z, to.array(z, channel), offset, (int) reference.width());
				}
				progress.report("Resampling", done.incrementAndGet() / all);
			});
		}
		return to.volume(reference.geometry(), moving.name());
	}

	private static boolean fits(final double value, final PixelType type) {
		final double bits = 8.0 * type.bytes();
		final double low = type.signed() ? -Math.pow(2, bits - 1) : 0;
		final double high = Math.pow(2, type.signed() ? bits - 1 : bits) - 1;
		return value == Math.rint(value) && value >= low && value <= high;
	}

	/** A copy of each section of a channel; as float unless it stays in the volume's own type. */
	private Object[] sections(final Volume<?> moving, final int channel, final PixelType type) {
		final PixelType stored = PixelType.of(moving.pixels().getType());
		final Object[] sections = type == PixelType.FLOAT ? new float[size[2]][] : new Object[size[2]];
		Parallel.forEach(size[2], z -> {
			final Object own = stored.array(size[0] * size[1]);
			Raster.section(moving, stored, z, channel, own, 0);
			sections[z] = type == stored ? own : floats(own, stored);
		});
		return sections;
	}

	private static float[] floats(final Object values, final PixelType type) {
		final float[] to = new float[Array.getLength(values)];
		switch (type) {
			case UINT8 -> { for (int i = 0; i < to.length; i++) to[i] = ((byte[]) values)[i] & 0xff; }
			case INT8 -> { for (int i = 0; i < to.length; i++) to[i] = ((byte[]) values)[i]; }
			case UINT16 -> { for (int i = 0; i < to.length; i++) to[i] = ((short[]) values)[i] & 0xffff; }
			case INT16 -> { for (int i = 0; i < to.length; i++) to[i] = ((short[]) values)[i]; }
			case UINT32 -> { for (int i = 0; i < to.length; i++) to[i] = ((int[]) values)[i] & 0xffffffffL; }
			case INT32 -> { for (int i = 0; i < to.length; i++) to[i] = ((int[]) values)[i]; }
			case INT64, UINT64 -> { for (int i = 0; i < to.length; i++) to[i] = ((long[]) values)[i]; }
			case DOUBLE -> { for (int i = 0; i < to.length; i++) to[i] = (float) ((double[]) values)[i]; }
			case FLOAT -> System.arraycopy(values, 0, to, 0, to.length);
		}
		return to;
	}

	/** One thread's rows of the result. */
	private final class Row {

		private final Object[] from;
		private final int nx = size[0];
		private final int ny = size[1];
		private final int nz = size[2];
		private final double[] wx = new double[4];
		private final double[] wy = new double[4];
		private final double[] wz = new double[4];

		Row(final Object[] from) {
			this.from = from;
		}

		void fill(final int y, final int z, final Object to, final int offset, final int width) {
			final double bx = matrix[1] * y + matrix[2] * z + matrix[3];
			final double by = matrix[5] * y + matrix[6] * z + matrix[7];
			final double bz = matrix[9] * y + matrix[10] * z + matrix[11];
			for (int x = 0; x < width; x++) {
				final double u = matrix[0] * x + bx;
				final double v = matrix[4] * x + by;
				final double w = matrix[8] * x + bz;
				final boolean inside = u >= -0.5 && u < nx - 0.5 && v >= -0.5 && v < ny - 0.5 && w >= -0.5 && w < nz - 0.5;
				if (interpolation == Interpolation.NEAREST) {
					// all three are 0 or more here, so that a cast rounds down
					final int i = inside ? (int) (u + 0.5) + nx * (int) (v + 0.5) : 0;
					nearest(inside ? from[(int) (w + 0.5)] : null, i, to, offset + x);
				}
				else {
					((float[]) to)[offset + x] = (float) (!inside ? fill : interpolation == Interpolation.LINEAR ? linear(u, v, w) : cubic(u, v, w));
				}
			}
		}

		/** From a section, or the fill value where there is none. */
		private void nearest(final Object section, final int i, final Object to, final int index) {
			final boolean inside = section != null;
			if (to instanceof byte[] a) a[index] = inside ? ((byte[]) section)[i] : (byte) (long) fill;
			else if (to instanceof short[] a) a[index] = inside ? ((short[]) section)[i] : (short) (long) fill;
			else if (to instanceof int[] a) a[index] = inside ? ((int[]) section)[i] : (int) (long) fill;
			else if (to instanceof long[] a) a[index] = inside ? ((long[]) section)[i] : (long) fill;
			else if (to instanceof float[] a) a[index] = inside ? ((float[]) section)[i] : (float) fill;
			else ((double[]) to)[index] = inside ? ((double[]) section)[i] : fill;
		}

		private double linear(final double u, final double v, final double w) {
			final int x = (int) (u + 1) - 1; // rounds down, as u is above -1
			final int y = (int) (v + 1) - 1;
			final int z = (int) (w + 1) - 1;
			final double tx = u - x;
			final double ty = v - y;
			final double tz = w - z;
			final int x0 = Math.max(0, x);
			final int x1 = Math.min(nx - 1, x + 1);
			final int y0 = Math.max(0, y) * nx;
			final int y1 = Math.min(ny - 1, y + 1) * nx;
			final double low = bilinear((float[]) from[Math.max(0, z)], x0, x1, y0, y1, tx, ty);
			return tz == 0 ? low : low + tz * (bilinear((float[]) from[Math.min(nz - 1, z + 1)], x0, x1, y0, y1, tx, ty) - low);
		}

		/** What has no weight does not count, so that a value that is no number does not spread. */
		private static double bilinear(final float[] a, final int x0, final int x1, final int y0, final int y1, final double tx,
			final double ty)
		{
			final double low = tx == 0 ? a[y0 + x0] : a[y0 + x0] + tx * (a[y0 + x1] - (double) a[y0 + x0]);
			if (ty == 0) return low;
			final double high = tx == 0 ? a[y1 + x0] : a[y1 + x0] + tx * (a[y1 + x1] - (double) a[y1 + x0]);
			return low + ty * (high - low);
		}

		private double cubic(final double u, final double v, final double w) {
			final int x = (int) (u + 1) - 2;
			final int y = (int) (v + 1) - 2;
			final int z = (int) (w + 1) - 2;
			CubicSpline.weights(u - x - 1, wx);
			CubicSpline.weights(v - y - 1, wy);
			CubicSpline.weights(w - z - 1, wz);
			final int a = CubicSpline.mirrored(x, nx);
			final int b = CubicSpline.mirrored(x + 1, nx);
			final int c = CubicSpline.mirrored(x + 2, nx);
			final int d = CubicSpline.mirrored(x + 3, nx);
			final int e = CubicSpline.mirrored(y, ny) * nx;
			final int f = CubicSpline.mirrored(y + 1, ny) * nx;
			final int g = CubicSpline.mirrored(y + 2, ny) * nx;
			final int h = CubicSpline.mirrored(y + 3, ny) * nx;
			double sum = 0;
			for (int k = 0; k < 4; k++) {
				final float[] section = (float[]) from[CubicSpline.mirrored(z + k, nz)];
				sum += wz[k] * (wy[0] * line(section, e, a, b, c, d) + wy[1] * line(section, f, a, b, c, d) + wy[2] * line(section, g, a, b, c, d) +
					wy[3] * line(section, h, a, b, c, d));
			}
			return sum;
		}

		private double line(final float[] section, final int row, final int a, final int b, final int c, final int d) {
			return wx[0] * section[row + a] + wx[1] * section[row + b] + wx[2] * section[row + c] + wx[3] * section[row + d];
		}
	}

	/** From an index on the grid to the index in a volume, 3 x 4. */
	private static double[] matrix(final Geometry moving, final Geometry grid) {
		final double[] inverse = inverse(moving.direction());
		final double[] direction = grid.direction();
		final double[] m = new double[12];
		for (int r = 0; r < 3; r++) {
			for (int k = 0; k < 3; k++) {
				final double scale = inverse[3 * r + k] / moving.spacing()[r];
				for (int c = 0; c < 3; c++) m[4 * r + c] += scale * direction[3 * k + c] * grid.spacing()[c];
				m[4 * r + 3] += scale * (grid.origin()[k] - moving.origin()[k]);
			}
		}
		for (int i = 0; i < 12; i++) {
			final double whole = Math.rint(m[i]);
			if (Math.abs(m[i] - whole) < (i % 4 == 3 ? SNAP : ROUNDING)) m[i] = whole;
		}
		return m;
	}

	private static double[] inverse(final double[] m) {
		final double[] cofactors = { m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4], //
			m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5], //
			m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3] };
		final double determinant = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6];
		Refusal.unless(Math.abs(determinant) > 1e-9, "The directions of the axes, %s, span no volume. Correct them.", Arrays.toString(
			m));
		for (int i = 0; i < 9; i++) cofactors[i] /= determinant;
		return cofactors;
	}
}
