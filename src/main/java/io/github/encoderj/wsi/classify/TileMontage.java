package io.github.encoderj.wsi.classify;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tile.Resizing;

/** Chosen tiles of a slide side by side, in their order, row by row. */
public final class TileMontage {

	/** Side of a tile in the montage, pixels. */
	public static final int SIDE = 224;

	private static final int GAP = 4;

	private TileMontage() {}

	/** Left column (or upper row) of the k-th column (or row) of the montage. */
	public static int at(final int k) {
		return GAP + k * (SIDE + GAP);
	}

	/**
	 * Reads tiles.
	 *
	 * @param places left column and upper row of each tile in pixels of level 0, [tile, 2]
	 * @param side of a tile in pixels of level 0
	 * @param columns tiles in a row
	 * @return a picture whose downsamples have no meaning and are 1
	 */
	public static Picture of(final Slide slide, final int[] places, final int side, final int columns) {
		final int count = places.length / 2;
		final int width = at(Math.min(columns, Math.max(1, count)));
		final int height = at((count + columns - 1) / columns);
		final byte[] rgb = new byte[3 * width * height];
		Arrays.fill(rgb, (byte) 255);
		final int level = slide.levelFor((double) side / SIDE);
		final int levelSide = (int) Math.max(1, Math.rint(side / slide.pyramid().level(level).downsample()));
		Parallel.forEach(count, t -> {
			final byte[] tile = Resizing.square(slide.read(level, places[2 * t], places[2 * t + 1], levelSide, levelSide), levelSide, SIDE);
			for (int y = 0; y < SIDE; y++) {
				System.arraycopy(tile, 3 * y * SIDE, rgb, 3 * ((at(t / columns) + y) * width + at(t % columns)), 3 * SIDE);
			}
		});
		return new Picture(width, height, rgb, 1, 1);
	}
}
