package io.github.encoderj.wsi.tile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tile.TileGrid.Place;

/** Small pictures of tiles side by side: those that are kept, framed green, then those that are dropped, framed red. */
public final class ContactSheet {

	private static final int FRAME = 3;
	private static final byte[] KEPT = { 0, (byte) 170, 0 };
	private static final byte[] DROPPED = { (byte) 200, 0, 0 };

	private ContactSheet() {}

	/**
	 * Makes a sheet.
	 *
	 * @param columns tiles in a row
	 * @param rows of kept and at most as many of dropped tiles; where there are more tiles, they are taken at even distances
	 * @param side of a small picture in pixels, with its frame of {@value #FRAME} pixels
	 * @return a picture whose downsamples have no meaning and are 1
	 * @throws Refusal if a number is out of range, or a tile cannot be read
	 */
	public static Picture of(final Slide slide, final TileGrid grid, final int columns, final int rows, final int side) {
		Refusal.unless(columns >= 1 && rows >= 1 && side >= 16 && 6L * columns * side * rows * side < Integer.MAX_VALUE,
			"contact sheet of 2 x %d x %d tiles of %d pixels: expected at least one, of at least 16 pixels, and less than 2 GiB.", columns, rows,
			side);
		final List<Place> kept = spread(grid.kept(), columns * rows);
		final List<Place> dropped = spread(grid.dropped(), columns * rows);
		final int keptRows = (kept.size() + columns - 1) / columns;
		final int droppedRows = (dropped.size() + columns - 1) / columns;
		final int width = columns * side;
		final int height = Math.max(1, keptRows + droppedRows) * side;
		final byte[] rgb = new byte[3 * width * height];
		Arrays.fill(rgb, (byte) 255);
		Parallel.forEach(kept.size() + dropped.size(), i -> {
			final boolean keep = i < kept.size();
			final int k = keep ? i : i - kept.size();
			final byte[] tile = Resizing.square(grid.read(slide, keep ? kept.get(k) : dropped.get(k)), grid.settings().side(), side - 2 * FRAME);
			paint(tile, side, keep ? KEPT : DROPPED, rgb, width, k % columns * side, ((keep ? 0 : keptRows) + k / columns) * side);
		});
		return new Picture(width, height, rgb, 1, 1);
	}

	private static List<Place> spread(final List<Place> all, final int count) {
		if (all.size() <= count) return all;
		final List<Place> some = new ArrayList<>();
		for (int i = 0; i < count; i++) some.add(all.get((int) ((long) i * all.size() / count)));
		return some;
	}

	private static void paint(final byte[] tile, final int side, final byte[] colour, final byte[] rgb, final int width, final int left,
		final int top)
	{
		final int inner = side - 2 * FRAME;
		for (int y = 0; y < side; y++) {
			for (int x = 0; x < side; x++) {
				final int u = x - FRAME;
				final int v = y - FRAME;
				final boolean inside = u >= 0 && u < inner && v >= 0 && v < inner;
				final int to = 3 * ((top + y) * width + left + x);
				if (inside) System.arraycopy(tile, 3 * (v * inner + u), rgb, to, 3);
				else System.arraycopy(colour, 0, rgb, to, 3);
			}
		}
	}
}
