package io.github.encoderj.image;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;

/**
 * Where the voxels of a volume lie in space. A voxel with index (i, j, k) along the axes x, y, z has its centre at
 * {@code origin + direction * (spacing * index)}.
 *
 * @param spacing distance of neighbouring voxels along x, y, z, in {@code unit}; all above 0
 * @param origin position of the centre of voxel (0, 0, 0), in {@code unit}
 * @param direction 3 x 3 matrix, row-major; column c is the unit vector of axis c in space (LPS for medical images)
 * @param unit "nm", "µm", "mm" or "pixel" when the size is unknown
 */
public record Geometry(double[] spacing, double[] origin, double[] direction, String unit) {

	/** Voxels of unknown size. */
	public static final Geometry PIXELS = spacing(1, 1, 1, "pixel");

	public Geometry {
		spacing = spacing.clone();
		origin = origin.clone();
		direction = direction.clone();
		Refusal.unless(spacing.length == 3 && origin.length == 3 && direction.length == 9,
			"A geometry has 3 spacings, 3 origins and 9 directions; found %d, %d, %d.", spacing.length, origin.length, direction.length);
		for (final double s : spacing) {
			Refusal.unless(s > 0 && Double.isFinite(s), "voxel size %s: each size must be a number above 0.", Arrays.toString(spacing));
		}
	}

	/** Axis-aligned voxels of a given size with the origin at 0. */
	public static Geometry spacing(final double x, final double y, final double z, final String unit) {
		return new Geometry(new double[] { x, y, z }, new double[3], new double[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, unit);
	}

	public double x() {
		return spacing[0];
	}

	public double y() {
		return spacing[1];
	}

	public double z() {
		return spacing[2];
	}

	/** Whether the voxel size is known. */
	public boolean calibrated() {
		return !unit.equals("pixel");
	}

	@Override
	public double[] spacing() {
		return spacing.clone();
	}

	@Override
	public double[] origin() {
		return origin.clone();
	}

	@Override
	public double[] direction() {
		return direction.clone();
	}

	@Override
	public boolean equals(final Object other) {
		return other instanceof Geometry g && Arrays.equals(spacing, g.spacing) && Arrays.equals(origin, g.origin) &&
			Arrays.equals(direction, g.direction) && unit.equals(g.unit);
	}

	@Override
	public int hashCode() {
		return 31 * (31 * Arrays.hashCode(spacing) + Arrays.hashCode(origin)) + Arrays.hashCode(direction) + unit.hashCode();
	}

	@Override
	public String toString() {
		return spacing[0] + " x " + spacing[1] + " x " + spacing[2] + " " + unit;
	}
}
