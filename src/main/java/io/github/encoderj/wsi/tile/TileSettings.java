package io.github.encoderj.wsi.tile;

import java.util.OptionalDouble;

import io.github.encoderj.base.Refusal;

/**
 * Which tiles lie on a slide.
 *
 * @param convention whose rules
 * @param side of a tile as the encoder sees it, in pixels
 * @param micrometres of a pixel as the encoder sees it; empty: pixels of level 0
 * @param overlap of neighbouring tiles, in pixels as the encoder sees them
 * @param minTissue smallest share of a tile's area that is tissue, 0..1; TRIDENT's rule: 0 keeps what touches tissue. CLAM's convention
 *          asks for it on top of its own test
 * @param test CLAM's: which points of a tile must lie in the tissue
 */
public record TileSettings(Convention convention, int side, OptionalDouble micrometres, int overlap, double minTissue, PointTest test) {

	/** Where the grid begins and what it keeps. */
	public enum Convention {

		/** A grid of its own for each region, from its bounding box; tiles are kept by test points. */
		CLAM,
		/** One grid from (0, 0); tiles are kept by the share of their area. */
		TRIDENT
	}

	/** CLAM's tests of a tile against a region's outline. */
	public enum PointTest {

		/** One of four points, half way from the centre to the corners, lies in it (CLAM's default, four_pt). */
		ANY_OF_FOUR,
		/** All four do (four_pt_hard). */
		ALL_OF_FOUR,
		/** The centre does (center). */
		CENTRE,
		/** The upper left corner does (basic). */
		CORNER
	}

	public TileSettings {
		Refusal.unless(side >= 1 && side <= 16384, "tile = %d: expected 1 to 16384 pixels.", side);
		Refusal.unless(overlap >= 0 && overlap < side, "overlap = %d: expected 0 to %d pixels, less than a tile.", overlap, side - 1);
		Refusal.unless(minTissue >= 0 && minTissue <= 1, "tissue = %s: expected a share from 0 to 1.", minTissue);
		if (micrometres.isPresent()) {
			Refusal.unless(micrometres.getAsDouble() > 0 && Double.isFinite(micrometres.getAsDouble()), "micrometres = %s: expected a number " +
				"above 0.", micrometres.getAsDouble());
		}
	}

	/** CLAM's usual tiles: pixels of level 0, side by side. */
	public static TileSettings clam(final int side) {
		return new TileSettings(Convention.CLAM, side, OptionalDouble.empty(), 0, 0, PointTest.ANY_OF_FOUR);
	}

	/** TRIDENT's usual tiles, side by side. */
	public static TileSettings trident(final int side, final double micrometres) {
		return new TileSettings(Convention.TRIDENT, side, OptionalDouble.of(micrometres), 0, 0, PointTest.ANY_OF_FOUR);
	}

	public TileSettings withOverlap(final int pixels) {
		return new TileSettings(convention, side, micrometres, pixels, minTissue, test);
	}

	public TileSettings withMinTissue(final double share) {
		return new TileSettings(convention, side, micrometres, overlap, share, test);
	}

	public TileSettings withTest(final PointTest other) {
		return new TileSettings(convention, side, micrometres, overlap, minTissue, other);
	}
}
