package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.image.Geometry;

/** Image and labels are deformed alike, smoothly, and each section as the next. */
class DeformationTest {

	private static final int ROWS = 90;
	private static final int COLUMNS = 130;
	private static final int PLANE = ROWS * COLUMNS;

	private final Deformation deformation = Deformation.random(new SplittableRandom(3), ROWS, COLUMNS);

	private static Section3D sections(final float[] values) {
		return new Section3D(values, values.length / PLANE, ROWS, COLUMNS, Geometry.spacing(4, 4, 40, "nm"));
	}

	@Test
	void labelsGoWhereTheirIntensitiesGo() {
		final int[] labels = new int[2 * PLANE];
		Arrays.setAll(labels, i -> 1 + i % COLUMNS / 20 + 10 * (i / COLUMNS % ROWS / 20));
		final float[] image = new float[labels.length];
		for (int i = 0; i < image.length; i++) image[i] = labels[i] % 2;
		final int[] deformed = deformation.of(labels);
		final float[] intensities = deformation.of(sections(image)).data();
		int same = 0;
		for (int i = 0; i < deformed.length; i++) if (deformed[i] % 2 == Math.round(intensities[i])) same++;
		assertTrue(same > 0.97 * deformed.length, "share of voxels that agree " + (double) same / deformed.length);
		assertArrayEquals(Arrays.copyOf(deformed, PLANE), Arrays.copyOfRange(deformed, PLANE, 2 * PLANE));
	}

	@Test
	void linearIntensitiesShowTheSourceOfEachPixelWhereItLiesInside() {
		final float[] columns = new float[PLANE];
		for (int i = 0; i < PLANE; i++) columns[i] = i % COLUMNS;
		final float[] out = deformation.of(sections(columns)).data();
		int inside = 0;
		for (int i = 0; i < PLANE; i++) {
			final boolean in = deformation.sourceX()[i] > 0 && deformation.sourceX()[i] < COLUMNS - 1;
			if (in) assertEquals(deformation.sourceX()[i], out[i], 1e-3f);
			if (in) inside++;
			assertTrue(out[i] >= 0 && out[i] <= COLUMNS - 1);
		}
		assertTrue(inside > PLANE / 2);
	}

	@Test
	void positionsComeFromWhereTheirPixelsComeFrom() {
		final double[][] positions = { new double[PLANE], new double[PLANE] };
		for (int i = 0; i < PLANE; i++) {
			positions[0][i] = i / COLUMNS + 0.5;
			positions[1][i] = i % COLUMNS + 0.5;
		}
		final double[][] sources = deformation.of(positions);
		for (int i = 0; i < PLANE; i++) {
			final boolean inside = deformation.sourceX()[i] > 0 && deformation.sourceX()[i] < COLUMNS - 1;
			if (inside) assertEquals(deformation.sourceX()[i] + 0.5, sources[1][i], 1e-4);
			assertTrue(sources[0][i] >= 0 && sources[0][i] <= ROWS && sources[1][i] >= 0 && sources[1][i] <= COLUMNS);
		}
	}

	@Test
	void itIsSmoothAndAnotherSeedGivesAnother() {
		for (int y = 0; y < ROWS; y++) {
			for (int x = 1; x < COLUMNS; x++) {
				final int i = y * COLUMNS + x;
				final double step = Math.hypot(deformation.sourceY()[i] - deformation.sourceY()[i - 1], deformation.sourceX()[i] - deformation
					.sourceX()[i - 1]);
				assertTrue(step > 0.3 && step < 1.9, "distance of the sources of neighbouring pixels " + step);
			}
		}
		assertNotEquals(deformation.sourceX()[0], Deformation.random(new SplittableRandom(4), ROWS, COLUMNS).sourceX()[0]);
	}
}
