package io.github.encoderj.em;

import java.util.SplittableRandom;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.em.AffinityPatches.Section3D;

/**
 * What differs from one recording to the next, drawn at random: contrast, brightness, sharpness and noise of a block and, less, of each of its
 * sections; now and then a section is missing or faint. Noise is fine or coarse: recordings that were turned or scaled have it smoothed.
 *
 * @param contrast factor
 * @param brightness in spreads of a section's intensities, as all that is added
 * @param sharpness share of the difference to the smoothed section that is added; below 0 it smooths
 * @param noise standard deviation
 * @param coarse whether the noise is smoothed
 * @param losses whether one section of a hundred is missing, and one faint
 */
record IntensityChanges(float contrast, float brightness, float sharpness, float noise, boolean coarse, boolean losses) {

	/** Share of the blocks with strong noise, and how strong it and that of the others is at most. */
	private static final double NOISY = 0.5;
	private static final float STRONG_NOISE = 0.5f;
	private static final float WEAK_NOISE = 0.12f;
	/** Standard deviation that white noise of deviation 1 keeps when it is smoothed with {1, 2, 1} / 4 along both axes. */
	private static final float SMOOTHED = 0.375f;
	/** Of the sum of two numbers that are evenly distributed in -1..1. */
	private static final float DEVIATION = (float) Math.sqrt(2.0 / 3);

	static IntensityChanges random(final SplittableRandom random) {
		return new IntensityChanges(between(random, 0.85f, 1.15f), between(random, -0.15f, 0.15f), random.nextBoolean() ? 0 : between(random, -0.5f,
			1.5f), between(random, 0, random.nextDouble() < NOISY ? STRONG_NOISE : WEAK_NOISE), random.nextBoolean(), true);
	}

	/** A sharper and noisier recording, to see what a head makes of it. */
	static IntensityChanges worse() {
		return new IntensityChanges(1, 0, 0.75f, 0.5f * STRONG_NOISE, true, false);
	}

	/** Changes sections in place, each by a little more or less than the others. */
	void apply(final Section3D block, final SplittableRandom random) {
		final SplittableRandom[] randoms = new SplittableRandom[block.depth()];
		for (int z = 0; z < randoms.length; z++) randoms[z] = random.split();
		Parallel.forEach(block.depth(), z -> apply(block.data(), z * block.height() * block.width(), block.height(), block.width(), randoms[z]));
	}

	private void apply(final float[] data, final int from, final int rows, final int columns, final SplittableRandom random) {
		final int plane = rows * columns;
		final float gain = contrast * between(random, 0.95f, 1.05f);
		final float offset = brightness + between(random, -0.05f, 0.05f);
		final float deviation = noise * between(random, 0.7f, 1.3f) / (coarse ? SMOOTHED : 1);
		final double fate = random.nextDouble();
		final float kept = !losses || fate >= 0.02 ? 1 : fate < 0.01 ? 0 : 0.4f;
		final float[] grain = new float[plane];
		for (int i = 0; i < plane; i++) grain[i] = (random.nextInt() + (float) random.nextInt()) * 0x1p-31f / DEVIATION;
		if (coarse) Grain.smooth(grain, rows, columns, Grain.STRONGEST);
		if (sharpness != 0) {
			final float[] smooth = new float[plane];
			System.arraycopy(data, from, smooth, 0, plane);
			Grain.smooth(smooth, rows, columns, Grain.STRONGEST);
			for (int i = 0; i < plane; i++) data[from + i] += sharpness * (data[from + i] - smooth[i]);
		}
		for (int i = 0; i < plane; i++) data[from + i] = kept * (gain * data[from + i] + offset + deviation * grain[i]);
	}

	private static float between(final SplittableRandom random, final float low, final float high) {
		return low + (high - low) * (float) random.nextDouble();
	}
}
