package io.github.encoderj.image;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;

/** Explicit scaling of grey values: nothing here looks at the image unless told to. */
public final class Intensity {

	private static final int GRAIN = 1 << 16;

	private Intensity() {}

	/**
	 * Grey values that are shown as black and white.
	 *
	 * @param low value that becomes 0
	 * @param high value that becomes 1, or 255; above {@code low}
	 */
	public record Window(double low, double high) {

		public Window {
			Refusal.unless(Double.isFinite(low) && Double.isFinite(high) && low < high, "The intensity window %s..%s is empty: the lower " +
				"limit must lie below the upper one. Is the image all of one value?", low, high);
		}
	}

	/** All values of an unsigned 8 or 16-bit type; 0..1 for other types. */
	public static Window full(final Volume<?> volume) {
		return switch (PixelType.of(volume.pixels().getType())) {
			case UINT8 -> new Window(0, 255);
			case UINT16 -> new Window(0, 65535);
			default -> new Window(0, 1);
		};
	}

	/** The window between two percentiles, such as 1 and 99, over all sections and channels. */
	public static Window between(final Volume<?> volume, final double lowPercent, final double highPercent) {
		final double[] limits = percentiles(volume, lowPercent, highPercent);
		return new Window(limits[0], limits[1]);
	}

	/** The values as float 0..1: linear in the window, cut off outside of it; NaN stays. */
	public static Volume<FloatType> toUnit(final Volume<?> volume, final Window window) {
		final float[] from = Pixels.floats(volume);
		final float[] to = new float[from.length];
		final double factor = 1 / (window.high - window.low);
		Parallel.ranges(from.length, GRAIN, (start, end) -> {
			for (int i = (int) start; i < end; i++) to[i] = (float) Math.max(0, Math.min(1, (from[i] - window.low) * factor));
		});
		return volume.pixels().numDimensions() == 4 ? Volume.of(to, volume.width(), volume.height(), volume.depth(), volume.channels(), volume.geometry(),
			volume.name()) : Volume.of(to, volume.width(), volume.height(), volume.depth(), volume.geometry(), volume.name());
	}

	/** The values as bytes 0..255: linear in the window, rounded to the nearest, cut off outside of it; NaN becomes 0. */
	@SuppressWarnings("unchecked")
	public static Volume<UnsignedByteType> toBytes(final Volume<?> volume, final Window window) {
		final float[] from = Pixels.floats(volume);
		final Raster raster = new Raster(PixelType.UINT8, volume.width(), volume.height(), volume.depth(), volume.pixels()
			.numDimensions() == 4 ? volume.channels() : 0, volume.name());
		final byte[] to = (byte[]) raster.array(0, 0);
		final double factor = 255 / (window.high - window.low);
		Parallel.ranges(from.length, GRAIN, (start, end) -> {
			for (int i = (int) start; i < end; i++) {
				to[i] = (byte) (int) Math.max(0, Math.min(255, Math.rint((from[i] - window.low) * factor)));
			}
		});
		return (Volume<UnsignedByteType>) raster.volume(volume.geometry(), volume.name());
	}

	/**
	 * Percentiles over all sections and channels, with linear interpolation between neighbouring ranks: of n sorted values, percentile p
	 * lies at rank p / 100 (n - 1) (Hyndman and Fan 1996, type 7; numpy's default).
	 *
	 * @param percents each in 0..100
	 * @throws Refusal if a percentile lies outside 0..100, or a value is NaN
	 */
	public static double[] percentiles(final Volume<?> volume, final double... percents) {
		final float[] sorted = Pixels.floats(volume).clone();
		for (final float v : sorted) {
			Refusal.unless(!Float.isNaN(v), "%s holds NaN, of which there are no percentiles. Replace it first.", volume.name());
		}
		Arrays.sort(sorted);
		return Arrays.stream(percents).map(p -> {
			Refusal.unless(p >= 0 && p <= 100, "percentile %s: it must lie in 0..100.", p);
			final double rank = p / 100 * (sorted.length - 1);
			final int below = (int) rank;
			final int above = Math.min(below + 1, sorted.length - 1);
			return sorted[below] + (rank - below) * ((double) sorted[above] - sorted[below]);
		}).toArray();
	}
}
