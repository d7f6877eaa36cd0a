package io.github.encoderj.wsi.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.pyramid.Pyramid;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tissue.Outline;
import io.github.encoderj.wsi.tissue.Region;
import io.github.encoderj.wsi.tissue.Tissue;

class AttentionMapTest {

	private static final Path SLIDE = Path.of("test-images/slide.ome.tif");

	@TempDir
	private Path folder;

	private static Tissue box(final double left, final double top, final double right, final double bottom) {
		return new Tissue(List.of(new Region(new Outline(new double[] { left, right, right, left }, new double[] { top, top, bottom, bottom }),
			List.of())), List.of());
	}

	private static Picture picture(final int width, final int height, final double downsample) {
		return new Picture(width, height, new byte[3 * width * height], downsample, downsample);
	}

	@Test
	void percentilesAreRanksWithTiesShared() {
		assertArrayEquals(new double[] { 25, 87.5, 87.5, 50 }, Percentiles.of(new float[] { -3, 9, 9, 0 }), 1e-12);
	}

	@Test
	void overlapsAreAveragedAndTheRestIsEmpty() {
		final AttentionMap map = AttentionMap.of(picture(12, 8, 4), new int[] { 0, 0, 8, 0, 40, 24 }, 16, new float[] { 1, 3, 2 }, box(0, 0, 48,
			32));
		final float[] values = map.values();
		final float third = 100 / 3f;
		assertEquals(third, values[0], 1e-4);
		assertEquals((third + 100) / 2, values[2], 1e-4, "where the first two overlap");
		assertEquals(100, values[5], 1e-4);
		assertTrue(Float.isNaN(values[6]) && Float.isNaN(values[4 * 12]), "where no tile lies");
		assertEquals(2 * third, values[7 * 12 + 11], 1e-4, "a tile that reaches beyond the slide is cut off");
		assertArrayEquals(new int[] { 1, 2 }, map.highest(2));
	}

	@Test
	void clippedToTissue() {
		final float[] values = AttentionMap.of(picture(8, 8, 2), new int[] { 0, 0 }, 16, new float[] { 5 }, box(0, 0, 8, 16)).values();
		for (int i = 0; i < values.length; i++) assertEquals(i % 8 >= 4, Float.isNaN(values[i]), "pixel " + i);
	}

	@Test
	void blendsOnlyWhereThereIsAValue() {
		final AttentionMap map = AttentionMap.of(picture(2, 1, 1), new int[] { 0, 0 }, 1, new float[] { 5 }, box(-1, -1, 3, 3));
		assertArrayEquals(new byte[] { 90, 2, 19, 0, 0, 0 }, map.blended(0.5).rgb());
		assertArrayEquals(new int[] { 59, 76, 192 }, AttentionMap.colour(0));
		assertArrayEquals(new int[] { 221, 221, 221 }, AttentionMap.colour(50));
	}

	@Test
	void tilesSmallerThanAPixelAreRefused() {
		final Refusal refusal = assertThrows(Refusal.class, () -> AttentionMap.of(picture(2, 2, 32), new int[2], 16, new float[1], box(0, 0, 64,
			64)));
		assertTrue(refusal.getMessage().contains("finer"), refusal.getMessage());
	}

	@Test
	void aWrittenMapLiesOnTheSlide() {
		try (Slide slide = Slide.open(SLIDE)) {
			final Picture picture = slide.picture(4);
			final AttentionMap map = AttentionMap.of(picture, new int[] { 256, 512 }, 256, new float[] { 1 }, box(0, 0, slide.width(), slide
				.height()));
			final Path file = folder.resolve("map.ome.tif");
			SlideMapFile.write(file, slide, map.blended(1), Progress.NONE);
			try (Pyramid written = Pyramid.open(file)) {
				assertEquals(slide.pixelSize().x() * slide.width(), written.pixelSize().orElseThrow().x() * written.level(0).width(), 1e-6 * slide
					.width(), "both are as wide in micrometres");
				final double scale = written.pixelSize().orElseThrow().x() / slide.pixelSize().x();
				final byte[] inside = written.read(0, Math.round(384 / scale), Math.round(640 / scale), 1, 1);
				assertEquals(180, inside[0] & 255, 12, "red in the middle of the tile");
				assertEquals(4, inside[1] & 255, 12);
				final byte[] beside = written.read(0, Math.round(128 / scale), Math.round(640 / scale), 1, 1);
				assertTrue((beside[1] & 255) > 60, "the slide itself beside it");
			}
		}
	}

	@Test
	void aMontageShowsTheTilesInTheirOrder() {
		try (Slide slide = Slide.open(SLIDE)) {
			final int[] places = { 256, 512, 512, 768, 0, 0 };
			final Picture montage = TileMontage.of(slide, places, TileMontage.SIDE, 2);
			assertEquals(TileMontage.at(2), montage.width());
			assertEquals(TileMontage.at(2), montage.height());
			final byte[] second = slide.read(0, 512, 768, 1, 1);
			for (int c = 0; c < 3; c++) {
				assertEquals(second[c], montage.rgb()[3 * (TileMontage.at(0) * montage.width() + TileMontage.at(1)) + c]);
			}
		}
	}
}
