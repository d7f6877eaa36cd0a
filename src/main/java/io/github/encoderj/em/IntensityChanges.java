package io.github.encoderj.em;

import java.util.SplittableRandom;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.em.AffinityPatches.Section3D;

/**
 * What differs from one recording to the next, drawn at random: contrast, brightness and noise of a block and, less, of each of its sections;
 * now and then a section is missing or faint. Sharper and grainier recordings are not imitated but {@link Grain smoothed} when they come:
 * changes of sharpness and coarse noise in training gained nothing beside that.
 *
 * @param contrast factor
 * @param brightness in spreads of a section's intensities, as the noise
 * @param noise standard deviation
 * @param losses whether one section of a hundred is missing, and one faint
 */
record IntensityChanges(float contrast, float brightness, float noise, boolean losses) {

	/** Share of the blocks with strong noise, and how strong it and that of the others is at most. */
	private static final double NOISY = 0.5;
	private static final float STRONG_NOISE = 0.5f;
	private static final float WEAK_NOISE = 0.12f;
	/** Of the sum of two numbers that are evenly distributed in -1..1. */
	private static final float DEVIATION = (float) Math.sqrt(2.0 / 3);

	static IntensityChanges random(final SplittableRandom random) {
		return new IntensityChanges(between(random, 0.85f, 1.15f), between(random, -0.15f, 0.15f), between(random, 0, random.nextDouble() < NOISY
			? STRONG_NOISE : WEAK_NOISE), true);
	}

	/** Changes sections in place, each by a little more or less than the others. */
	void apply(final Section3D block, final SplittableRandom random) {
		final SplittableRandom[] randoms = new SplittableRandom[block.depth()];
		for (int z = 0; z < randoms.length; z++) randoms[z] = random.split();
		final int plane = block.height() * block.width();
		Parallel.forEach(block.depth(), z -> apply(block.data(), z * plane, (z + 1) * plane, randoms[z]));
	}

	private void apply(final float[] data, final int from, final int to, final SplittableRandom random) {
		final float gain = contrast * between(random, 0.95f, 1.05f);
		final float offset = brightness + between(random, -0.05f, 0.05f);
		final float deviation = noise * between(random, 0.7f, 1.3f) / DEVIATION;
		final double fate = random.nextDouble();
		final float kept = !losses || fate >= 0.02 ? 1 : fate < 0.01 ? 0 : 0.4f;
		for (int i = from; i < to; i++) {
			data[i] = kept * (gain * data[i] + offset + deviation * (random.nextInt() + (float) random.nextInt()) * 0x1p-31f);
		}
	}

	private static float between(final SplittableRandom random, final float low, final float high) {
		return low + (high - low) * (float) random.nextDouble();
	}
}
