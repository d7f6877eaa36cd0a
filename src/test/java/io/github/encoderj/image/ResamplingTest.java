package io.github.encoderj.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/** Against SimpleITK (src/test/python/make_medical_goldens.py). */
class ResamplingTest {

	private static final double FILL = 77;

	private static Geometry geometry(final double[] g, final int from) {
		return new Geometry(Arrays.copyOfRange(g, from, from + 3), Arrays.copyOfRange(g, from + 3, from + 6), Arrays.copyOfRange(g, from + 6,
			from + 15), "mm");
	}

	private static Volume<?> reference(final double[] g) {
		return Volume.of(new byte[13 * 15 * 8], 13, 15, 8, geometry(g, 15), "reference");
	}

	private static Volume<?> values(final Geometry g) {
		return Volume.of(NpyFile.resource("/resampling/values.npy").floats(), 14, 11, 9, g, "values");
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "oblique", "flipped", "tilted" })
	void asSimpleItk(final String name) {
		final double[] g = NpyFile.resource("/resampling/" + name + "-geometry.npy").doubles();
		for (final Interpolation method : new Interpolation[] { Interpolation.LINEAR, Interpolation.CUBIC }) {
			final Volume<?> found = Resampling.toReference(values(geometry(g, 0)), reference(g), method, FILL, Progress.NONE);
			final float[] expected = NpyFile.resource("/resampling/" + name + "-" + method.key() + ".npy").floats();
			assertArrayEquals(expected, Pixels.floats(found), 2e-5f, method.key());
			assertEquals(geometry(g, 15), found.geometry());
			int inside = 0;
			for (final float v : expected) if (v != FILL) inside++;
			assertTrue(inside > 300 && inside < expected.length, "the golden has values inside and outside");
		}
		final Volume<?> labels = Volume.ofLabels(NpyFile.resource("/resampling/labels.npy").ints(), 14, 11, 9, geometry(g, 0), "labels");
		final Volume<?> found = Resampling.toReference(labels, reference(g), Interpolation.NEAREST, FILL, Progress.NONE);
		assertArrayEquals(NpyFile.resource("/resampling/" + name + "-nearest.npy").ints(), Pixels.labels(found));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nearest", "linear" })
	void onItsOwnGridNothingChanges(final String method) {
		final double[] g = NpyFile.resource("/resampling/oblique-geometry.npy").doubles();
		final Volume<?> volume = values(geometry(g, 0));
		assertArrayEquals(Pixels.floats(volume), Pixels.floats(Resampling.toReference(volume, volume, Interpolation.parse(method), FILL,
			Progress.NONE)));
	}

	@Test
	void cubicGoesThroughTheValues() {
		final double[] g = NpyFile.resource("/resampling/oblique-geometry.npy").doubles();
		final Volume<?> volume = values(geometry(g, 0));
		assertArrayEquals(Pixels.floats(volume), Pixels.floats(Resampling.toReference(volume, volume, Interpolation.CUBIC, FILL, Progress.NONE)),
			1e-5f);
	}

	@Test
	void aSingleSliceIsHalfAVoxelThickOnEachSide() {
		final Volume<?> slice = Volume.of(new float[] { 1, 2, 3, 4 }, 2, 2, 1, Geometry.spacing(1, 1, 3, "mm"), "slice");
		final Geometry up = new Geometry(new double[] { 1, 1, 1 }, new double[] { 0, 0, 0.7 }, new double[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, "mm");
		for (final Interpolation method : Interpolation.values()) {
			final Volume<?> found = Resampling.toReference(slice, Volume.of(new byte[8], 2, 2, 2, up, "two"), method, -1, Progress.NONE);
			assertArrayEquals(new float[] { 1, 2, 3, 4, -1, -1, -1, -1 }, Pixels.floats(found), 1e-6f);
		}
	}

	@Test
	void threadsChangeNothing() {
		final double[] g = NpyFile.resource("/resampling/tilted-geometry.npy").doubles();
		final float[][] found = new float[2][];
		for (int t = 0; t < 2; t++) {
			found[t] = Parallel.withThreads(1 + 3 * t, () -> Pixels.floats(Resampling.toReference(values(geometry(g, 0)), reference(g),
				Interpolation.CUBIC, FILL, Progress.NONE)));
		}
		assertArrayEquals(found[0], found[1]);
	}

	@Test
	void channelsStay() {
		final float[] two = new float[16];
		for (int i = 0; i < 16; i++) two[i] = i;
		final Volume<?> volume = Volume.of(two, 2, 2, 2, 2, Geometry.spacing(1, 1, 1, "mm"), "two");
		assertArrayEquals(two, Pixels.floats(Resampling.toReference(volume, volume, Interpolation.LINEAR, 0, Progress.NONE)));
	}

	@Test
	void whatHasNoPlaceInSpaceIsRefused() {
		final Volume<?> pixels = Volume.of(new byte[8], 2, 2, 2, Geometry.PIXELS, "pixels");
		final Volume<?> mm = Volume.of(new byte[8], 2, 2, 2, Geometry.spacing(1, 1, 1, "mm"), "mm");
		final Volume<?> nm = Volume.of(new byte[8], 2, 2, 2, Geometry.spacing(1, 1, 1, "nm"), "nm");
		assertThrows(Refusal.class, () -> Resampling.toReference(pixels, mm, Interpolation.LINEAR, 0, Progress.NONE));
		assertThrows(Refusal.class, () -> Resampling.toReference(mm, pixels, Interpolation.LINEAR, 0, Progress.NONE));
		assertThrows(Refusal.class, () -> Resampling.toReference(mm, nm, Interpolation.LINEAR, 0, Progress.NONE));
		assertThrows(Refusal.class, () -> Resampling.toReference(mm, mm, Interpolation.NEAREST, -1, Progress.NONE));
		assertThrows(Refusal.class, () -> Interpolation.parse("best"));
	}
}
