package io.github.encoderj.wsi.tissue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;

/**
 * Finds the tissue of a slide by the rules of CLAM (Lu et al., Data-efficient and weakly supervised computational pathology on
 * whole-slide images, 2021): saturation, median filter, threshold, closing, outlines with one level of holes, and areas.
 */
public final class TissueFinding {

	/** Side of the square that areas are counted in, in pixels of level 0. */
	private static final double REFERENCE = 512;
	/** CLAM's downsample for segmentation. */
	private static final double DOWNSAMPLE = 64;
	/** Above this share of the picture, everything counts as tissue. */
	private static final double EVERYTHING = 0.95;

	private TissueFinding() {}

	/**
	 * Finds tissue.
	 *
	 * @throws Refusal if there is no such level, or the slide cannot be read
	 */
	public static Tissue find(final Slide slide, final TissueSettings settings, final Progress progress) {
		progress.report("Reading a coarse picture", 0);
		final Picture picture = picture(slide, settings);
		progress.check();
		progress.report("Finding tissue", 0.5);
		return find(picture, settings);
	}

	/** The picture of a slide that tissue is found on. */
	public static Picture picture(final Slide slide, final TissueSettings settings) {
		return settings.level().isPresent() ? slide.level(settings.level().get()) : slide.picture(DOWNSAMPLE);
	}

	/** Finds tissue on a coarse picture of a slide: as fast as a preview needs it. */
	public static Tissue find(final Picture picture, final TissueSettings settings) {
		final int width = picture.width();
		final int height = picture.height();
		final byte[] saturation = TissueMask.saturation(picture.rgb());
		if (settings.withoutPen()) TissueMask.removePen(picture.rgb(), saturation);
		final byte[] blurred = TissueMask.median(saturation, width, height, settings.median());
		final int threshold = settings.otsu() ? TissueMask.otsu(blurred) : settings.saturation();
		final byte[] mask = TissueMask.close(TissueMask.above(blurred, threshold), width, height, settings.closing());
		final int unit = (int) (REFERENCE * REFERENCE / (picture.downsampleX() * picture.downsampleY()));
		final List<Region> regions = regions(Contours.of(mask, width, height), settings, unit, picture);
		return new Tissue(regions, warnings(regions, mask, blurred, threshold, settings));
	}

	/** Keeps what is large enough: areas are those of polygons through pixel centres, a region's less those of all its holes. */
	private static List<Region> regions(final List<Contours.Contour> contours, final TissueSettings settings, final int unit,
		final Picture picture)
	{
		final List<List<Outline>> holes = new ArrayList<>();
		for (int i = 0; i < contours.size(); i++) holes.add(new ArrayList<>());
		contours.stream().filter(c -> c.parent() >= 0).forEach(c -> holes.get(c.parent()).add(c.outline()));
		final List<Region> regions = new ArrayList<>();
		for (int i = 0; i < contours.size(); i++) {
			if (contours.get(i).parent() >= 0) continue;
			final Outline outline = contours.get(i).outline();
			final double area = outline.area() - holes.get(i).stream().mapToDouble(Outline::area).sum();
			if (area == 0 || area <= settings.minArea() * unit) continue;
			final List<Outline> kept = holes.get(i).stream().sorted(Comparator.comparingDouble(Outline::area).reversed()).limit(settings
				.maxHoles()).filter(h -> h.area() > settings.minHole() * unit).map(h -> h.scaled(picture.downsampleX(), picture.downsampleY()))
				.toList();
			regions.add(new Region(outline.scaled(picture.downsampleX(), picture.downsampleY()), kept));
		}
		return regions;
	}

	private static List<String> warnings(final List<Region> regions, final byte[] mask, final byte[] blurred, final int threshold,
		final TissueSettings settings)
	{
		long above = 0;
		for (final byte m : mask) above += m;
		int most = 0;
		for (final byte b : blurred) most = Math.max(most, b & 255);
		final double share = (double) above / mask.length;
		if (regions.isEmpty() && above == 0) {
			return List.of(String.format(Locale.ROOT, "No tissue was found: the highest saturation is %d, the threshold %d. Lower saturation, " +
				"take Otsu's threshold, or check that the slide is stained and in colour.", most, threshold));
		}
		if (regions.isEmpty()) {
			return List.of(String.format(Locale.ROOT, "No tissue was found: %.1f %% of the pixels are saturated, but no piece is larger than " +
				"minArea = %s (in squares of 512 x 512 pixels). Lower minArea; 0 keeps all.", 100 * share, settings
					.minArea()));
		}
		if (share > EVERYTHING) {
			return List.of(String.format(Locale.ROOT, "Nearly everything (%.0f %%) was taken for tissue, with the threshold %d. Raise " +
				"saturation or take Otsu's threshold; the glass may be tinted.", 100 * share, threshold));
		}
		return List.of();
	}
}
