package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.image.Geometry;

class IntensityChangesTest {

	private static final int WIDTH = 200;
	private static final int DEPTH = 3;

	private static Section3D section(final float[] values) {
		return new Section3D(values, values.length / WIDTH / WIDTH, WIDTH, WIDTH, Geometry.PIXELS);
	}

	private static float[] changed(final float[] values, final IntensityChanges changes, final int seed) {
		final Section3D sections = section(values.clone());
		changes.apply(sections, new SplittableRandom(seed));
		return sections.data();
	}

	private static double deviation(final float[] values) {
		double sum = 0;
		double squares = 0;
		for (final float v : values) {
			sum += v;
			squares += (double) v * v;
		}
		return Math.sqrt(squares / values.length - sum / values.length * (sum / values.length));
	}

	/** Each section gets 0.7 to 1.3 of it. */
	@Test
	void noiseHasTheDeviationThatWasAskedFor() {
		for (int seed = 0; seed < 10; seed++) {
			final double found = deviation(changed(new float[WIDTH * WIDTH], new IntensityChanges(1, 0, 0.2f, false), seed));
			assertTrue(found > 0.13 && found < 0.27, "deviation " + found);
		}
	}

	@Test
	void contrastAndBrightnessChangeALittleFromSectionToSection() {
		final float[] values = new float[DEPTH * WIDTH * WIDTH];
		for (int i = 0; i < values.length; i++) values[i] = i % 2;
		final float[] out = changed(values, new IntensityChanges(1.1f, 0.3f, 0, false), 3);
		for (int z = 0; z < DEPTH; z++) {
			final int at = z * WIDTH * WIDTH;
			assertEquals(0.3, out[at], 0.051);
			assertEquals(1.1, out[at + 1] - out[at], 1.1 * 0.051);
		}
	}

	@Test
	void theSameSeedGivesTheSameAndSectionsAreLostOnlyWhereAllowed() {
		final float[] values = new float[DEPTH * WIDTH * WIDTH];
		Arrays.fill(values, 1);
		final IntensityChanges changes = IntensityChanges.random(new SplittableRandom(9));
		assertArrayEquals(changed(values, changes, 7), changed(values, changes, 7));
		int lost = 0;
		for (int seed = 0; seed < 100; seed++) {
			for (final boolean losses : new boolean[] { false, true }) {
				final float[] out = changed(new float[] { 5 }, seed, losses);
				if (losses && Math.abs(out[0]) < 3) lost++;
				if (!losses) assertTrue(out[0] > 4);
			}
		}
		assertTrue(lost > 0 && lost < 12, lost + " of 100 sections are lost or faint");
	}

	private static float[] changed(final float[] values, final int seed, final boolean losses) {
		final Section3D sections = new Section3D(values, 1, 1, 1, Geometry.PIXELS);
		new IntensityChanges(1, 0, 0, losses).apply(sections, new SplittableRandom(seed));
		return values;
	}
}
