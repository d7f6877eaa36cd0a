package io.github.encoderj.image;

import java.util.Arrays;
import java.util.Locale;

import io.github.encoderj.base.Refusal;

/** The names that files and ImageJ give to units of length, brought to the three of {@link Geometry}. */
final class Units {

	private Units() {}

	/** A unit of {@link Geometry} and how many of it the named one is. */
	private record Unit(String name, double factor) {}

	/**
	 * A geometry in nm, µm, mm or "pixel".
	 *
	 * @param spacing voxel size along x, y, z in {@code unit}
	 * @param origin centre of the first voxel in {@code unit}
	 * @param unit any usual name; nm, µm and mm stay, Å becomes nm, cm, m and inch become mm; "" and pixel mean unknown
	 * @param name of the image, for the message
	 * @throws Refusal if the unit is not one of length, or a size is not above 0
	 */
	static Geometry geometry(final double[] spacing, final double[] origin, final String unit, final String name) {
		final Unit to = unit(unit, name);
		for (final double s : spacing) {
			Refusal.unless(s > 0 && Double.isFinite(s), "%s has voxels of %s %s: each size must be a number above 0. Correct its voxel size.",
				name, Arrays.toString(spacing), unit);
		}
		return new Geometry(times(spacing, to.factor), times(origin, to.factor), new double[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, to.name);
	}

	private static double[] times(final double[] values, final double factor) {
		return Arrays.stream(values).map(v -> factor == 1 ? v : v * factor).toArray();
	}

	private static Unit unit(final String unit, final String name) {
		return switch (unit.trim().toLowerCase(Locale.ROOT)) {
			case "", "pixel", "pixels", "px", "voxel", "voxels" -> new Unit("pixel", 1);
			case "nm", "nanometer", "nanometers", "nanometre", "nanometres" -> new Unit("nm", 1);
			// micro sign (U+00B5) and Greek mu (U+03BC)
			case "\u00b5m", "\u03bcm", "um", "micron", "microns", "micrometer", "micrometers", "micrometre", "micrometres" -> new Unit(
				"\u00b5m", 1);
			case "mm", "millimeter", "millimeters", "millimetre", "millimetres" -> new Unit("mm", 1);
			case "\u00e5", "\u212b", "angstrom", "angstroms" -> new Unit("nm", 0.1);
			case "cm", "centimeter", "centimeters", "centimetre", "centimetres" -> new Unit("mm", 10);
			case "m", "meter", "meters", "metre", "metres" -> new Unit("mm", 1000);
			case "in", "inch", "inches" -> new Unit("mm", 25.4);
			default -> throw new Refusal(name + " has the unit \"" + unit + "\"; expected nm, \u00b5m, mm or pixel. Correct its voxel size " +
				"(in Fiji: Image > Properties).");
		};
	}

	/** The unit as ImageJ files spell it, in plain ASCII. */
	static String ascii(final String unit) {
		return unit.equals("\u00b5m") ? "micron" : unit;
	}

	/** The unit as OME-Zarr spells it; empty for pixels. */
	static String full(final String unit) {
		return switch (unit) {
			case "nm" -> "nanometer";
			case "\u00b5m" -> "micrometer";
			case "mm" -> "millimeter";
			default -> "";
		};
	}
}
