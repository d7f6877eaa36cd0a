package io.github.encoderj.command.metrics;

import java.util.stream.IntStream;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/**
 * In what distances and volumes of an image are given: millilitres where the voxel size is known, square millimetres for a single
 * picture, voxels where it is not known.
 *
 * @param distance unit of the voxel size
 * @param volume ml, mm2 or voxels
 * @param factor volumes in the voxel size's unit times this are in {@code volume}
 */
record MaskUnits(String distance, String volume, double factor) {

	private static final double CUBIC_MILLIMETRE = 0.001; // in ml
	private static final double SAME = 1e-3; // files keep sizes with a few digits

	static MaskUnits of(final Volume<?> image) {
		final Geometry geometry = image.geometry();
		final int[] axes = IntStream.range(0, 3).filter(d -> image.pixels().dimension(d) > 1).toArray(); // a single section is a picture
		if (!geometry.calibrated() || axes.length < 2) {
			double voxel = 1;
			for (final int d : axes) voxel *= geometry.spacing()[d];
			return new MaskUnits(geometry.unit(), "voxels", 1 / voxel);
		}
		final double unit = millimetres(geometry);
		return axes.length == 3 ? new MaskUnits(geometry.unit(), "ml", unit * unit * unit * CUBIC_MILLIMETRE) : new MaskUnits(geometry.unit(),
			"mm2", unit * unit);
	}

	/**
	 * Makes sure that two images have voxels of one size, so that distances mean something.
	 *
	 * @throws Refusal naming both sizes if they differ by more than a thousandth
	 */
	static void checkSame(final Volume<?> truth, final Volume<?> segmentation) {
		final Geometry a = truth.geometry();
		final Geometry b = segmentation.geometry();
		boolean same = a.calibrated() == b.calibrated();
		for (int d = 0; d < 3; d++) {
			if (truth.pixels().dimension(d) == 1) continue; // the distance of sections means nothing where there is one
			final double first = a.spacing()[d] * millimetres(a);
			same &= Math.abs(first - b.spacing()[d] * millimetres(b)) <= SAME * first;
		}
		Refusal.unless(same, "segmentation: %s has voxels of %s, but the truth %s has %s. Resample one of them, or correct its voxel size (in " +
			"Fiji: Image > Properties).", segmentation.name(), b, truth.name(), a);
	}

	/** How many millimetres the unit is; 1 where it is unknown. */
	private static double millimetres(final Geometry geometry) {
		return switch (geometry.unit()) {
			case "\u00b5m" -> 1e-3;
			case "nm" -> 1e-6;
			default -> 1;
		};
	}
}
