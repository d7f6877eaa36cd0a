package io.github.encoderj.encoder;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.image.Volume;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.RealType;

/**
 * The sections of a volume cut into tiles that a network can take: mirrored up to a whole number of patches, and, where a section is
 * large, in tiles that overlap, of which only the inner part is kept.
 */
final class SectionTiles {

	/** Longest side of a tile in pixels; attention grows with the square of the number of patches. */
	private static final int LONGEST = 1024;
	/** Patches of a tile beside an inner border that are thrown away. */
	private static final int MARGIN = 4;

	private final Volume<?> volume;
	private final int patch;
	private final long from;
	private final int sections;
	private final int rows;
	private final int columns;

	/** A tile: its section, counted from the first wanted one, and the patches it reads and those it keeps. */
	record Tile(int section, Span rows, Span columns) {}

	/** Patches read, {@code begin..end}, and kept, {@code keepBegin..keepEnd}; ends excluded. */
	record Span(int begin, int end, int keepBegin, int keepEnd) {}

	/**
	 * Tiles of some sections.
	 *
	 * @throws Refusal if there are no such sections or the volume has several channels
	 */
	SectionTiles(final Volume<?> volume, final int patch, final long from, final long to) {
		Refusal.unless(from >= 0 && from < to && to <= volume.depth(), "%s has the sections 0..%d; %d..%d were asked for.", volume.name(), volume
			.depth() - 1, from, to - 1);
		Refusal.unless(volume.channels() == 1, "%s has %d channels; features of sections are taken from one. Choose a channel.", volume.name(),
			volume.channels());
		this.volume = volume;
		this.patch = patch;
		this.from = from;
		sections = Math.toIntExact(to - from);
		rows = Math.toIntExact((volume.height() + patch - 1) / patch);
		columns = Math.toIntExact((volume.width() + patch - 1) / patch);
	}

	int sections() {
		return sections;
	}

	int rows() {
		return rows;
	}

	int columns() {
		return columns;
	}

	/** All tiles, section by section. */
	List<Tile> tiles() {
		final List<Tile> tiles = new ArrayList<>();
		for (int s = 0; s < sections; s++) {
			for (final Span r : spans(rows)) {
				for (final Span c : spans(columns)) tiles.add(new Tile(s, r, c));
			}
		}
		return tiles;
	}

	private List<Span> spans(final int patches) {
		final int longest = Math.max(3 * MARGIN, LONGEST / patch);
		if (patches <= longest) return List.of(new Span(0, patches, 0, patches));
		final int step = longest - 2 * MARGIN;
		final int count = (patches - 2 * MARGIN + step - 1) / step;
		final List<Span> spans = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			final int begin = Math.min(i * step, patches - longest);
			final int keepBegin = i == 0 ? 0 : spans.get(i - 1).keepEnd;
			spans.add(new Span(begin, begin + longest, keepBegin, i == count - 1 ? patches : begin + longest - MARGIN));
		}
		return spans;
	}

	/**
	 * The pixels of a tile.
	 *
	 * @param slices channels, 1 or 3: the section, or the one before it, itself and the one after it; at its ends the volume is mirrored
	 */
	Planes read(final Tile tile, final int slices) {
		final int height = (tile.rows.end - tile.rows.begin) * patch;
		final int width = (tile.columns.end - tile.columns.begin) * patch;
		final float[] data = new float[slices * height * width];
		final RandomAccess<? extends RealType<?>> access = volume.pixels().randomAccess();
		if (volume.pixels().numDimensions() == 4) access.setPosition(0, 3);
		for (int i = 0, s = 0; s < slices; s++) {
			access.setPosition(Math.max(0, Math.min(volume.depth() - 1, from + tile.section + s - slices / 2)), 2);
			for (int y = 0; y < height; y++) {
				access.setPosition(mirrored((long) tile.rows.begin * patch + y, volume.height()), 1);
				for (int x = 0; x < width; x++, i++) {
					access.setPosition(mirrored((long) tile.columns.begin * patch + x, volume.width()), 0);
					data[i] = access.get().getRealFloat();
				}
			}
		}
		return new Planes(data, slices, height, width);
	}

	private static long mirrored(final long position, final long size) {
		final long p = position % (2 * size);
		return p < size ? p : 2 * size - 1 - p;
	}

	/**
	 * Puts the kept patches of a tile into the whole grid.
	 *
	 * @param grid [feature, section, row, column]
	 */
	void put(final Tile tile, final ImageFeatures features, final float[] grid) {
		final int width = features.width();
		for (int r = tile.rows.keepBegin; r < tile.rows.keepEnd; r++) {
			for (int c = tile.columns.keepBegin; c < tile.columns.keepEnd; c++) {
				final int in = ((r - tile.rows.begin) * features.columns() + c - tile.columns.begin) * width;
				for (int f = 0; f < width; f++) {
					grid[((f * sections + tile.section) * rows + r) * columns + c] = features.patches()[in + f];
				}
			}
		}
	}
}
