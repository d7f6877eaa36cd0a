package io.github.encoderj.em;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.learn.Head;

/**
 * How grainy sections are: the mean magnitude of the discrete Laplacian (four neighbours) in spreads of a section's intensities. It grows with
 * noise and with sharpness. A head that was trained on smooth sections (turned or scaled, which interpolates, or of a slow scan) finds far
 * fewer membranes in grainier ones; so these are smoothed until they are as grainy as the sections that the head was trained on.
 */
final class Grain {

	/** Metadata of the head: the median grain of the sections that it was trained on. */
	static final String GRAIN = "setting.grain";

	/** Sections are smoothed if they are grainier than those of the training by this factor. */
	private static final double TOLERANCE = 1.15;
	/** The kernel {share, 1 - 2 share, share} with the strongest smoothing. */
	private static final float STRONGEST = 0.25f;
	private static final int MOST_PASSES = 16;
	private static final int HALVINGS = 7;

	private static final Logger LOG = LoggerFactory.getLogger(Grain.class);

	private Grain() {}

	/** The median of the sections' grain. */
	static double median(final Section3D volume) {
		final double[] grain = new double[volume.depth()];
		Parallel.forEach(volume.depth(), z -> grain[z] = of(section(volume, z), volume.height(), volume.width()));
		Arrays.sort(grain);
		return grain[grain.length / 2];
	}

	/** The grain of a normalised section. */
	static double of(final float[] section, final int rows, final int columns) {
		double sum = 0;
		for (int y = 1; y < rows - 1; y++) {
			for (int x = 1; x < columns - 1; x++) {
				final int i = y * columns + x;
				sum += Math.abs(section[i - columns] + section[i + columns] + section[i - 1] + section[i + 1] - 4 * section[i]);
			}
		}
		return sum / Math.max(1, (long) (rows - 2) * (columns - 2));
	}

	/** The metadata's text of a volume's grain. */
	static String text(final Section3D training) {
		return String.format(Locale.ROOT, "%.4f", median(training));
	}

	/**
	 * Normalised sections as grainy as those that a head was trained on: grainier ones are smoothed in the plane and normalised again, the others
	 * left as they are. Heads that do not say how grainy those were change nothing.
	 */
	static Section3D matched(final Section3D volume, final Head head, final String name) {
		final String target = head.metadata().get(GRAIN);
		if (target == null) return volume;
		final double wanted = Double.parseDouble(target);
		final int plane = volume.height() * volume.width();
		final double[] before = new double[volume.depth()];
		Parallel.forEach(volume.depth(), z -> before[z] = of(section(volume, z), volume.height(), volume.width()) / wanted);
		final int[] grainy = IntStream.range(0, before.length).filter(z -> before[z] > TOLERANCE).toArray();
		if (grainy.length == 0) return volume;
		final float[] data = volume.data().clone();
		Parallel.forEach(grainy.length, i -> System.arraycopy(matched(section(volume, grainy[i]), volume.height(), volume.width(), wanted), 0, data,
			grainy[i] * plane, plane));
		LOG.info("{}: {} of {} section(s) are grainier than those that the head was trained on, up to {} times; they are smoothed to match.", name,
			grainy.length, before.length, String.format(Locale.ROOT, "%.1f", Arrays.stream(before).max().orElseThrow()));
		return new Section3D(data, volume.depth(), volume.height(), volume.width(), volume.geometry());
	}

	private static float[] section(final Section3D volume, final int z) {
		final int plane = volume.height() * volume.width();
		return Arrays.copyOfRange(volume.data(), z * plane, (z + 1) * plane);
	}

	private static float[] matched(final float[] section, final int rows, final int columns, final double target) {
		float[] grainier = section;
		for (int pass = 0; pass < MOST_PASSES; pass++) {
			final float[] next = smoothed(grainier, rows, columns, STRONGEST);
			if (of(next, rows, columns) <= target) break;
			grainier = next;
		}
		float low = 0;
		float high = STRONGEST;
		for (int i = 0; i < HALVINGS; i++) {
			final float middle = (low + high) / 2;
			if (of(smoothed(grainier, rows, columns, middle), rows, columns) > target) low = middle;
			else high = middle;
		}
		return smoothed(grainier, rows, columns, high);
	}

	private static float[] smoothed(final float[] section, final int rows, final int columns, final float share) {
		final float[] out = section.clone();
		smooth(out, rows, columns, share);
		Normalisation.SECTION.apply(out);
		return out;
	}

	/** Smooths a section with {share, 1 - 2 share, share} along rows and columns, the outermost values continued. */
	static void smooth(final float[] data, final int rows, final int columns, final float share) {
		final float centre = 1 - 2 * share;
		for (int y = 0; y < rows; y++) {
			final int row = y * columns;
			float before = data[row];
			for (int x = 0; x < columns; x++) {
				final float here = data[row + x];
				data[row + x] = share * (before + data[row + Math.min(x + 1, columns - 1)]) + centre * here;
				before = here;
			}
		}
		final float[] before = Arrays.copyOf(data, columns);
		for (int y = 0; y < rows; y++) {
			final int row = y * columns;
			final int next = Math.min(y + 1, rows - 1) * columns;
			for (int x = 0; x < columns; x++) {
				final float here = data[row + x];
				data[row + x] = share * (before[x] + data[next + x]) + centre * here;
				before[x] = here;
			}
		}
	}
}
