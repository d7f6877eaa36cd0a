package io.github.encoderj.encoder;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.encoder.preprocess.Planes;

/**
 * The square tiles of a section for a {@link FineGrid}: for each of the shifted origins, tiles that overlap by half. Cell i along an axis is
 * the patch whose middle is the cell's own, so it begins half a patch less half a cell before the cell.
 */
final class FineTiles {

	private final Planes section;
	private final int patch;
	private final int tile;
	private final int shifts;
	private final int origin;
	private final int rows;
	private final int columns;

	/** A tile: the shift it belongs to along y and x, and the patch of that shift at which it begins. */
	record Tile(int shiftY, int shiftX, int row, int column) {}

	/**
	 * @param section magnified
	 * @param patch pixels of a patch
	 * @param tile patches along a side of a tile
	 * @param shifts origins along each axis
	 * @param origin patches by which the first tile begins before the section
	 * @param rows cells along y
	 * @param columns cells along x
	 */
	FineTiles(final Planes section, final int patch, final int tile, final int shifts, final int origin, final int rows, final int columns) {
		this.section = section;
		this.patch = patch;
		this.tile = tile;
		this.shifts = shifts;
		this.origin = origin;
		this.rows = rows;
		this.columns = columns;
	}

	int rows() {
		return rows;
	}

	int columns() {
		return columns;
	}

	List<Tile> all() {
		final List<Tile> tiles = new ArrayList<>();
		for (int a = 0; a < shifts; a++)
			for (int b = 0; b < shifts; b++)
				for (final int row : begins(patches(rows, a)))
					for (final int column : begins(patches(columns, b))) tiles.add(new Tile(a, b, row, column));
		return tiles;
	}

	/** Patches of a shift along an axis of so many cells. */
	private int patches(final int cells, final int shift) {
		return (cells - shift + shifts - 1) / shifts;
	}

	private List<Integer> begins(final int patches) {
		final List<Integer> begins = new ArrayList<>();
		final int step = Math.max(1, tile / 2);
		int begin = -origin;
		for (; begin + tile < patches; begin += step) begins.add(begin);
		if (patches > 0) begins.add(origin == 0 ? Math.max(0, patches - tile) : begin);
		return begins;
	}

	/** The pixels of a tile. */
	Planes read(final Tile t) {
		final int side = tile * patch;
		final float[] data = new float[side * side];
		final int top = begin(t.row, t.shiftY);
		final int left = begin(t.column, t.shiftX);
		for (int y = 0; y < side; y++) {
			final int from = mirrored(top + y, section.height()) * section.width();
			for (int x = 0; x < side; x++) data[y * side + x] = section.data()[from + mirrored(left + x, section.width())];
		}
		return new Planes(data, 1, side, side);
	}

	/** First pixel of a patch: its middle is that of cell {@code number * shifts + shift}. */
	private int begin(final int number, final int shift) {
		return number * patch + (2 * shift + 1 - shifts) * patch / shifts / 2;
	}

	private static int mirrored(final int position, final int size) {
		final int p = Math.floorMod(position, 2 * size);
		return p < size ? p : 2 * size - 1 - p;
	}

	/**
	 * Adds a tile's tokens to the cells, weighted by how far inside the tile they lie.
	 *
	 * @param tokens order [row, column, feature]
	 * @param sums order [row, column, feature], changed
	 * @param weights order [row, column], changed
	 */
	void add(final Tile t, final float[] tokens, final int width, final float[] sums, final float[] weights) {
		for (int r = 0; r < tile; r++) {
			final int row = (t.row + r) * shifts + t.shiftY;
			if (row < 0 || row >= rows) continue;
			for (int c = 0; c < tile; c++) {
				final int column = (t.column + c) * shifts + t.shiftX;
				if (column < 0 || column >= columns) continue;
				final float weight = Math.min(r + 1, tile - r) * Math.min(c + 1, tile - c);
				final int cell = row * columns + column;
				weights[cell] += weight;
				for (int f = 0; f < width; f++) sums[cell * width + f] += weight * tokens[(r * tile + c) * width + f];
			}
		}
	}
}
