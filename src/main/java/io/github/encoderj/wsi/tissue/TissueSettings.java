package io.github.encoderj.wsi.tissue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.encoderj.base.Refusal;

/**
 * How tissue is found, in CLAM's terms. Areas are in units of 512 x 512 pixels of level 0.
 *
 * @param saturation a pixel is tissue if its saturation, 0..255, lies above; not used with {@code otsu}
 * @param otsu whether Otsu's method chooses the threshold
 * @param median side of the square of the median filter, odd
 * @param closing side of the square of the closing; 0 leaves it out
 * @param minArea a region is kept if its area without holes lies above (CLAM's a_t)
 * @param minHole a hole is kept if its area lies above (a_h)
 * @param maxHoles of a region, the largest (max_n_holes)
 * @param level where tissue is looked for; empty: the coarsest that is not coarser than downsample 64
 * @param withoutPen whether black, blue and green ink is taken out first; CLAM does not
 */
public record TissueSettings(int saturation, boolean otsu, int median, int closing, double minArea, double minHole, int maxHoles,
	Optional<Integer> level, boolean withoutPen)
{

	/** CLAM's presets by name. */
	public static final List<String> PRESETS = List.of("default", "biopsy", "resection", "TCGA");

	public TissueSettings {
		Refusal.unless(saturation >= 0 && saturation < 255, "saturation = %d: expected 0 to 254.", saturation);
		Refusal.unless(median >= 1 && median % 2 == 1 && median <= 255, "median = %d: the side of the median filter must be odd, from 1 to " +
			"255.", median);
		Refusal.unless(closing >= 0 && closing <= 1000, "closing = %d: expected 0 to 1000 pixels.", closing);
		Refusal.unless(minArea >= 0, "minarea = %s: expected 0 or more.", minArea);
		Refusal.unless(minHole >= 0, "minhole = %s: expected 0 or more.", minHole);
		Refusal.unless(maxHoles >= 0, "maxholes = %d: expected 0 or more.", maxHoles);
	}

	/**
	 * A preset of CLAM.
	 *
	 * @throws Refusal if there is none of that name
	 */
	public static TissueSettings preset(final String name) {
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "default" -> of(8, 7, 4, 100, 16, 8);
			case "biopsy" -> of(15, 11, 2, 1, 1, 2);
			case "resection" -> of(15, 11, 4, 100, 16, 8);
			case "tcga" -> of(8, 7, 4, 16, 4, 8);
			default -> throw new Refusal("preset = " + name + ": expected one of " + String.join(", ", PRESETS) + ".");
		};
	}

	private static TissueSettings of(final int saturation, final int median, final int closing, final double minArea, final double minHole,
		final int maxHoles)
	{
		return new TissueSettings(saturation, false, median, closing, minArea, minHole, maxHoles, Optional.empty(), false);
	}

	public TissueSettings withSaturation(final int other) {
		return new TissueSettings(other, otsu, median, closing, minArea, minHole, maxHoles, level, withoutPen);
	}

	public TissueSettings withOtsu(final boolean other) {
		return new TissueSettings(saturation, other, median, closing, minArea, minHole, maxHoles, level, withoutPen);
	}

	public TissueSettings withMedian(final int other) {
		return new TissueSettings(saturation, otsu, other, closing, minArea, minHole, maxHoles, level, withoutPen);
	}

	public TissueSettings withClosing(final int other) {
		return new TissueSettings(saturation, otsu, median, other, minArea, minHole, maxHoles, level, withoutPen);
	}

	public TissueSettings withAreas(final double area, final double hole) {
		return new TissueSettings(saturation, otsu, median, closing, area, hole, maxHoles, level, withoutPen);
	}

	public TissueSettings atLevel(final int other) {
		return new TissueSettings(saturation, otsu, median, closing, minArea, minHole, maxHoles, Optional.of(other), withoutPen);
	}

	public TissueSettings withoutPen(final boolean other) {
		return new TissueSettings(saturation, otsu, median, closing, minArea, minHole, maxHoles, level, other);
	}
}
