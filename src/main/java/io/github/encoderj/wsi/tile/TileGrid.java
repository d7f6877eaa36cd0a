package io.github.encoderj.wsi.tile;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.pyramid.PixelSize;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tissue.Region;
import io.github.encoderj.wsi.tissue.Tissue;

/**
 * The tiles of a slide. Tiles that the convention looks at and does not keep are listed too, for the contact sheet.
 *
 * @param settings they were made with
 * @param side of a tile in pixels of level 0
 * @param level from which tiles are read
 * @param levelSide side of a tile in pixels of that level
 * @param kept left column and upper row of each tile, in pixels of level 0, row by row (CLAM: region by region)
 * @param dropped the same for those that are not kept
 */
public record TileGrid(TileSettings settings, int side, int level, int levelSide, List<Place> kept, List<Place> dropped) {

	/** Levels that come this close to the wanted downsample are taken as they are, as in TRIDENT. */
	private static final double TOLERANCE = 0.1;

	/**
	 * Upper left corner of a tile.
	 *
	 * @param x column of level 0
	 * @param y row of level 0
	 */
	public record Place(int x, int y) {}

	public TileGrid {
		kept = List.copyOf(kept);
		dropped = List.copyOf(dropped);
	}

	/**
	 * Lays a grid on the tissue of a slide.
	 *
	 * @throws Refusal if micrometres are asked for and the slide's pixels have no size, or are larger than asked for by more than half
	 */
	public static TileGrid of(final Slide slide, final Tissue tissue, final TileSettings settings) {
		final double downsample = downsample(slide, settings);
		final int side = (int) Math.max(1, Math.rint(settings.side() * downsample));
		final int overlap = (int) Math.min(side - 1, Math.rint(settings.overlap() * downsample));
		final int level = level(slide, downsample);
		final int levelSide = (int) Math.max(1, Math.rint(side / slide.pyramid().level(level).downsample()));
		final List<Place> kept = new ArrayList<>();
		final List<Place> dropped = new ArrayList<>();
		if (settings.convention() == TileSettings.Convention.TRIDENT) trident(slide, tissue, settings, side, overlap, kept, dropped);
		else clam(tissue, settings, side, overlap, kept, dropped);
		return new TileGrid(settings, side, level, levelSide, kept, dropped);
	}

	private static double downsample(final Slide slide, final TileSettings settings) {
		final OptionalDouble wanted = settings.micrometres();
		if (wanted.isEmpty()) return 1;
		final PixelSize pixel = slide.pixelSize();
		final double downsample = wanted.getAsDouble() / pixel.mean();
		Refusal.unless(downsample >= 0.66, "micrometres = %s: the pixels of %s are larger, %s micrometres. Choose at least that.", wanted
			.getAsDouble(), slide.name(), pixel.mean());
		return downsample;
	}

	private static int level(final Slide slide, final double downsample) {
		for (int level = 0; level < slide.pyramid().levels().size(); level++) {
			if (Math.abs(slide.pyramid().level(level).downsample() - downsample) <= TOLERANCE) return level;
		}
		return slide.levelFor(downsample);
	}

	/** CLAM: each region has a grid of its own, which begins at its bounding box and may reach beyond it and the slide. */
	private static void clam(final Tissue tissue, final TileSettings settings, final int side, final int overlap, final List<Place> kept,
		final List<Place> dropped)
	{
		for (final Region region : tissue.regions()) {
			final List<Integer> columns = new ArrayList<>();
			final List<Integer> rows = new ArrayList<>();
			// OpenCV's boundingRect counts the last pixel in
			for (int x = (int) region.outline().left(); x <= region.outline().right(); x += side - overlap) columns.add(x);
			for (int y = (int) region.outline().top(); y <= region.outline().bottom(); y += side - overlap) rows.add(y);
			sort(columns, rows, side, List.of(region), settings.minTissue() > 0, settings.minTissue(), place -> clam(place, region, side, settings.test()), kept, dropped);
		}
	}

	private static boolean clam(final Place place, final Region region, final int side, final TileSettings.PointTest test) {
		final int x = place.x + side / 2;
		final int y = place.y + side / 2;
		final int shift = (int) (side / 2 * 0.5);
		final boolean inside = switch (test) {
			case ANY_OF_FOUR -> in(region, x - shift, y - shift) || in(region, x + shift, y + shift) || in(region, x + shift, y - shift) || in(
				region, x - shift, y + shift);
			case ALL_OF_FOUR -> in(region, x - shift, y - shift) && in(region, x + shift, y + shift) && in(region, x + shift, y - shift) && in(
				region, x - shift, y + shift);
			case CENTRE -> in(region, x, y);
			case CORNER -> in(region, place.x, place.y);
		};
		return inside && region.holes().stream().noneMatch(hole -> hole.side(place.x + side / 2.0, place.y + side / 2.0) > 0);
	}

	private static boolean in(final Region region, final int x, final int y) {
		return region.outline().side(x, y) >= 0;
	}

	/**
	 * TRIDENT: one grid from (0, 0); the overlap is taken off from the second column on, as {@code x(c) = c * side - overlap * max(c - 1,
	 * 0)} says; tiles that only touch tissue count as 0 of their area.
	 */
	private static void trident(final Slide slide, final Tissue tissue, final TileSettings settings, final int side, final int overlap,
		final List<Place> kept, final List<Place> dropped)
	{
		sort(steps(slide.width(), side, overlap), steps(slide.height(), side, overlap), side, tissue.regions(), true, settings
			.minTissue(), place -> true, kept, dropped);
	}

	private static List<Integer> steps(final int length, final int side, final int overlap) {
		final List<Integer> steps = new ArrayList<>();
		for (long c = 0, at = 0; at < length; c++, at = c * side - overlap * Math.max(c - 1, 0)) steps.add((int) at);
		return steps;
	}

	/**
	 * Reads a tile as the encoder sees it; means of the level's pixels where that is finer.
	 *
	 * @return red, green, blue of each pixel, [side, side, 3] with the side of the settings
	 */
	public byte[] read(final Slide slide, final Place place) {
		return Resizing.square(slide.read(level, place.x, place.y, levelSide, levelSide), levelSide, settings.side());
	}

	/** Row by row: what passes the test and holds enough tissue is kept. */
	private static void sort(final List<Integer> columns, final List<Integer> rows, final int side, final List<Region> regions,
		final boolean byArea, final double minTissue, final Predicate<Place> test, final List<Place> kept, final List<Place> dropped)
	{
		final boolean[][] keep = new boolean[rows.size()][columns.size()];
		Parallel.forEach(rows.size(), r -> {
			final int y = rows.get(r);
			final TissueShare share = new TissueShare(byArea ? regions : List.of(), y, y + side);
			for (int c = 0; c < columns.size(); c++) {
				final int x = columns.get(c);
				if (!test.test(new Place(x, y))) continue;
				final double area = share.area(x, x + side);
				keep[r][c] = !byArea || area > 0 && area >= minTissue * side * side;
			}
		});
		for (int r = 0; r < rows.size(); r++) {
			for (int c = 0; c < columns.size(); c++) (keep[r][c] ? kept : dropped).add(new Place(columns.get(c), rows.get(r)));
		}
	}
}
