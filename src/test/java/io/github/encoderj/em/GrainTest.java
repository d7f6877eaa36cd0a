package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;

/** Grainy sections become as grainy as those of the training, others stay as they are. */
class GrainTest {

	private static final int WIDTH = 96;
	private static final int PLANE = WIDTH * WIDTH;

	private static final Head HEAD = new Head(AffinityTraining.TYPE, Head.of(AffinityTraining.encoder(), "test"), List.of(),
		new ImageStatistics(new double[] { 4, 4, 40 }, "nm", 0, 1, new float[1], new float[] { 1 }));

	/** Waves with noise of some deviation in each section, normalised. */
	private static Section3D sections(final double... noise) {
		final Random random = new Random(1);
		final float[] data = new float[noise.length * PLANE];
		for (int z = 0; z < noise.length; z++) {
			final float[] section = new float[PLANE];
			for (int i = 0; i < PLANE; i++) {
				section[i] = (float) (Math.sin(i % WIDTH / 5.0) + Math.cos(i / WIDTH / 7.0) + noise[z] * random.nextGaussian());
			}
			Normalisation.SECTION.apply(section);
			System.arraycopy(section, 0, data, z * PLANE, PLANE);
		}
		return new Section3D(data, noise.length, WIDTH, WIDTH, Geometry.spacing(4, 4, 40, "nm"));
	}

	private static double grain(final Section3D volume, final int z) {
		return Grain.of(Arrays.copyOfRange(volume.data(), z * PLANE, (z + 1) * PLANE), WIDTH, WIDTH);
	}

	@Test
	void onlyGrainySectionsAreSmoothedUntilTheyMatch() {
		final Section3D training = sections(0.1, 0.1, 0.1);
		final Head head = HEAD.with(Grain.GRAIN, Grain.text(training));
		final Section3D volume = sections(0.1, 0.3, 1.0, 0.02);
		final Section3D matched = Grain.matched(volume, head, "test");
		final double target = Double.parseDouble(Grain.text(training));
		assertEquals(target, grain(matched, 1), 0.02 * target);
		assertEquals(target, grain(matched, 2), 0.02 * target);
		for (final int same : new int[] { 0, 3 }) {
			assertArrayEquals(Arrays.copyOfRange(volume.data(), same * PLANE, (same + 1) * PLANE), Arrays.copyOfRange(matched.data(), same * PLANE,
				(same + 1) * PLANE));
		}
		assertTrue(grain(volume, 1) > 1.5 * target, "what goes in stays as it is");
	}

	@Test
	void likeTheTrainingOrWithAnOldHeadNothingChanges() {
		final Section3D volume = sections(0.1, 0.1);
		assertSame(volume, Grain.matched(volume, HEAD.with(Grain.GRAIN, Grain.text(volume)), "test"));
		assertSame(volume, Grain.matched(volume, HEAD, "test"));
	}

	@Test
	void grainIsTheMeanMagnitudeOfTheLaplacian() {
		final float[] point = new float[25];
		point[12] = 1;
		assertEquals((4 + 4 * 1) / 9.0, Grain.of(point, 5, 5), 1e-6);
	}

	@Test
	void smoothingKeepsWhatIsEvenAndSpreadsAPoint() {
		final float[] even = new float[5 * 7];
		Arrays.fill(even, 3);
		Grain.smooth(even, 5, 7, 0.2f);
		for (final float v : even) assertEquals(3, v, 1e-6);
		final float[] point = new float[5 * 7];
		point[2 * 7 + 3] = 16;
		Grain.smooth(point, 5, 7, 0.25f);
		assertArrayEquals(new float[] { 0, 0, 1, 2, 1, 0, 0 }, Arrays.copyOfRange(point, 7, 14));
		assertArrayEquals(new float[] { 0, 0, 2, 4, 2, 0, 0 }, Arrays.copyOfRange(point, 14, 21));
		assertEquals(0, point[3]);
	}
}
