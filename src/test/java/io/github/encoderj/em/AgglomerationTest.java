package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import net.imglib2.converter.Converters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;

class AgglomerationTest {

	private static final Geometry NM = Geometry.spacing(4, 4, 40, "nm");
	private static final AgglomerationSettings GAPFREE = AgglomerationSettings.DEFAULT.withThresholds(0.1f, 0.5f, 0.9f);

	@Test
	void equalsWaterzWithItsFragments() {
		final AgglomerationResult result = Agglomeration.run(affinities("aff"), AgglomerationSettings.DEFAULT.withFragments(
			FragmentMethod.WATERZ).withThresholds(0.1f, 0.25f, 0.4f, 0.5f, 0.6f, 0.8f), Progress.NONE);
		final int[] tables = NpyFile.resource("/em/agg_ws_mean_q0_lut.npy").ints();
		final int ids = tables.length / 6;
		for (int t = 0; t < 6; t++) assertArrayEquals(Arrays.copyOfRange(tables, t * ids, (t + 1) * ids), result.table(t));
		assertEquals(634, result.segments(3));
		assertEquals(NpyFile.resource("/em/agg_ws_mean_q0_hist_score.npy").size(), result.history().size());
		final int[] segmentation = Pixels.labels(result.segmentation(3));
		assertEquals(634, Arrays.stream(segmentation).max().getAsInt());
		for (int i = 0; i < segmentation.length; i++) {
			for (int j = i + 1; j < Math.min(segmentation.length, i + 3); j++) {
				assertEquals(segmentation[i] == segmentation[j], result.table(3)[result.fragments().labels()[i]] == result.table(3)[result
					.fragments().labels()[j]]);
			}
		}
	}

	@Test
	void gapFreeFragmentsLeaveNoVoxelAndDoNotDependOnThreads() {
		final AgglomerationResult one = Parallel.withThreads(1, () -> Agglomeration.run(affinities("aff_q"), GAPFREE, Progress.NONE));
		assertEquals(0, one.fragments().zeros());
		assertEquals(0, one.zeroShare(1));
		assertTrue(one.fragments().count() > 50, "fragments " + one.fragments().count());
		for (final int threads : new int[] { 2, 3, 7 }) {
			final AgglomerationResult many = Parallel.withThreads(threads, () -> Agglomeration.run(affinities("aff_q"), GAPFREE,
				Progress.NONE));
			assertArrayEquals(one.fragments().labels(), many.fragments().labels());
			for (int t = 0; t < 3; t++) assertArrayEquals(one.table(t), many.table(t));
		}
	}

	@Test
	void filledFragmentsKeepWhatWaterzLabelsAndLeaveNoVoxel() {
		final AgglomerationSettings settings = GAPFREE.withLimits(0.1f, 0.99f);
		final Fragments waterz = Agglomeration.run(affinities("aff"), settings.withFragments(FragmentMethod.WATERZ), Progress.NONE)
			.fragments();
		final Fragments filled = Agglomeration.run(affinities("aff"), settings.withFragments(FragmentMethod.FILLED), Progress.NONE)
			.fragments();
		assertTrue(waterz.zeros() > 3000);
		assertEquals(0, filled.zeros());
		assertEquals(waterz.count(), filled.count());
		for (int i = 0; i < waterz.labels().length; i++) {
			if (waterz.labels()[i] != 0) assertEquals(waterz.labels()[i], filled.labels()[i]);
		}
	}

	@Test
	void bytesGiveWhatTheSameFloatsGive() {
		final float[] values = NpyFile.resource("/em/aff.npy").floats();
		final byte[] bytes = new byte[values.length];
		final float[] rounded = new float[values.length];
		for (int i = 0; i < values.length; i++) {
			bytes[i] = (byte) Math.round(values[i] * 255);
			rounded[i] = (bytes[i] & 0xff) / 255f;
		}
		for (final FragmentMethod method : FragmentMethod.values()) {
			final AgglomerationSettings settings = GAPFREE.withFragments(method);
			final AgglomerationResult expected = Agglomeration.run(Volume.of(rounded, 64, 64, 16, 3, NM, "floats"), settings, Progress.NONE);
			final var ofBytes = new Volume<>(ArrayImgs.unsignedBytes(bytes, 64, 64, 16, 3), NM, "bytes");
			final AgglomerationResult found = Agglomeration.run(ofBytes, settings, Progress.NONE);
			assertArrayEquals(expected.fragments().labels(), found.fragments().labels());
			assertArrayEquals(expected.table(1), found.table(1));
		}
	}

	@Test
	void imagesThatAreReadPieceByPieceGiveTheSame() {
		final Volume<FloatType> array = affinities("aff");
		final Volume<FloatType> lazy = new Volume<>(Converters.convert(array.pixels(), (in, out) -> out.set(in), new FloatType()), NM,
			"lazy");
		for (final FragmentMethod method : FragmentMethod.values()) {
			final AgglomerationSettings settings = GAPFREE.withFragments(method).withScore("1 - quantile(75)");
			final AgglomerationResult expected = Agglomeration.run(array, settings, Progress.NONE);
			final AgglomerationResult found = Agglomeration.run(lazy, settings, Progress.NONE);
			assertArrayEquals(expected.fragments().labels(), found.fragments().labels());
			assertArrayEquals(expected.table(1), found.table(1));
		}
	}

	@Test
	void maskedVoxelsStayBackground() {
		final byte[] mask = new byte[64 * 64 * 16];
		for (int i = 0; i < mask.length; i++) mask[i] = (byte) (i % 64 < 40 ? 1 : 0);
		for (final FragmentMethod method : FragmentMethod.values()) {
			final AgglomerationResult result = Agglomeration.with(GAPFREE.withFragments(method)).mask(mask).segment(affinities("aff"),
				Progress.NONE);
			final int[] labels = Pixels.labels(result.segmentation(1));
			for (int i = 0; i < labels.length; i++) if (mask[i] == 0) assertEquals(0, labels[i]);
			assertTrue(Arrays.stream(labels).filter(label -> label != 0).count() > mask.length / 2);
		}
	}

	@Test
	void plateausBelongToTheBasinTheyLeadTo() {
		final Grid grid = new Grid(9, 1, 1);
		final float[] affinities = new float[27];
		Arrays.fill(affinities, 1);
		affinities[18 + 4] = 0;
		final int[] labels = Agglomeration.run(Volume.of(affinities, 9, 1, 1, 3, Geometry.PIXELS, "line"), GAPFREE.withSigma(0),
			Progress.NONE).fragments().labels();
		assertArrayEquals(new int[] { 1, 1, 1, 1, 2, 2, 2, 2, 2 }, labels);
		assertEquals(9, grid.voxels());
	}

	@Test
	void smallSegmentsGoToTheirBestNeighbourOrAway() {
		final AgglomerationSettings settings = AgglomerationSettings.DEFAULT;
		final AgglomerationResult plain = Agglomeration.run(affinities("aff"), settings, Progress.NONE);
		final AgglomerationResult merged = Agglomeration.run(affinities("aff"), settings.withMinSize(200, 0), Progress.NONE);
		final AgglomerationResult removed = Agglomeration.run(affinities("aff"), settings.withMinSize(200, 0.95f), Progress.NONE);
		assertTrue(smallest(plain) < 200);
		assertTrue(smallest(merged) >= 200);
		assertTrue(smallest(removed) >= 200);
		assertEquals(0, merged.zeroShare(0));
		assertTrue(removed.zeroShare(0) > 0);
		assertTrue(merged.segments(0) < plain.segments(0));
	}

	private static long smallest(final AgglomerationResult result) {
		final int[] labels = Pixels.labels(result.segmentation(0));
		final long[] sizes = new long[result.segments(0) + 1];
		for (final int label : labels) sizes[label]++;
		return Arrays.stream(sizes).skip(1).min().getAsLong();
	}

	@Test
	void refusesWhatAreNoAffinities() {
		final float[] values = new float[3 * 8];
		refused("1 channel", () -> run(Volume.of(new float[8], 2, 2, 2, NM, "one")));
		values[5] = Float.NaN;
		refused("holds the value NaN", () -> run(Volume.of(values, 2, 2, 2, 3, NM, "nan")));
		values[5] = 255;
		refused("Divide by the highest value", () -> run(Volume.of(values, 2, 2, 2, 3, NM, "scaled")));
		values[5] = -1;
		refused("holds the value -1.0", () -> run(Volume.of(values, 2, 2, 2, 3, NM, "negative")));
		refused("UnsignedShortType", () -> run(new Volume<>(ArrayImgs.unsignedShorts(2, 2, 2, 3), NM, "shorts")));
		refused("same size", () -> Agglomeration.with(GAPFREE).segment(affinities("aff"), Fragments.of(new Grid(2, 2, 2), new int[8]),
			Progress.NONE));
		refused("same size", () -> Agglomeration.with(GAPFREE).mask(new byte[3]).segment(affinities("aff"), Progress.NONE));
	}

	@Test
	void refusesSettingsThatMeanNothing() {
		refused("low must be below high", () -> GAPFREE.withLimits(0.9f, 0.1f));
		refused("at least one", GAPFREE::withThresholds);
		refused("ascending", () -> GAPFREE.withThresholds(0.5f, 0.3f));
		refused("is not a number", () -> GAPFREE.withThresholds(Float.NaN));
		refused("queue = -1", () -> GAPFREE.withQueue(-1));
		refused("sigma = -1.0", () -> GAPFREE.withSigma(-1));
		refused("minSize = -2", () -> GAPFREE.withMinSize(-2, 0));
		refused("minAffinity = 2.0", () -> GAPFREE.withMinSize(2, 2));
		refused("gapfree, waterz", () -> FragmentMethod.of("best"));
		refused("thresholds = \"a\"", () -> AgglomerationSettings.thresholds("a"));
		refused("thresholds = \"0:1\"", () -> AgglomerationSettings.thresholds("0:1"));
		assertArrayEquals(new float[] { 0.3f, 0.5f }, AgglomerationSettings.thresholds("0.5, 0.3"));
		assertArrayEquals(new float[] { 0.1f, 0.15f, 0.2f }, AgglomerationSettings.thresholds("0.1:0.2:0.05"));
	}

	@Test
	void stopsWhenCancelled() {
		final Progress cancelled = new Progress() {

			@Override
			public void report(final String stage, final double done) {}

			@Override
			public boolean cancelled() {
				return true;
			}
		};
		assertThrows(CancellationException.class, () -> Agglomeration.run(affinities("aff"), GAPFREE, cancelled));
	}

	private static void run(final Volume<?> volume) {
		Agglomeration.run(volume, GAPFREE, Progress.NONE);
	}

	static void refused(final String part, final org.junit.jupiter.api.function.Executable action) {
		final String message = assertThrows(Refusal.class, action).getMessage();
		assertTrue(message.contains(part), message);
	}

	private static Volume<FloatType> affinities(final String name) {
		return Volume.of(NpyFile.resource("/em/" + name + ".npy").floats(), 64, 64, 16, 3, NM, name);
	}
}
