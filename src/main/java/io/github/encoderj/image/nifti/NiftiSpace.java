package io.github.encoderj.image.nifti;

import java.nio.ByteOrder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;

/** Between a header's affine or quaternion, in RAS, and a geometry, in LPS. */
final class NiftiSpace {

	private static final Logger LOG = LoggerFactory.getLogger(NiftiSpace.class);
	private static final int METRE = 1;
	private static final int MILLIMETRE = 2;
	private static final int MICROMETRE = 3;
	private static final double RIGHT_ANGLE = 1e-5;

	private NiftiSpace() {}

	/**
	 * The geometry of a file: its affine (sform) if it has one, else its quaternion (qform), else the voxel size alone.
	 *
	 * @throws Refusal if an axis has no extent, or the axes span no volume
	 */
	static Geometry geometry(final NiftiHeader h, final Object file) {
		final double[] m;
		if (h.sform() > 0) {
			m = h.affine();
		}
		else if (h.qform() > 0) {
			m = fromQuaternion(h, file);
		}
		else {
			LOG.warn("{} states no orientation: it is taken as lying along the axes.", file);
			final double[] p = h.pixdim();
			if (h.units() == 0 && p[1] == 1 && p[2] == 1 && p[3] == 1) return Geometry.PIXELS;
			m = new double[] { -Math.abs(p[1]), 0, 0, 0, 0, -Math.abs(p[2]), 0, 0, 0, 0, Math.abs(p[3]), 0 };
		}
		return geometry(m, h.units() & 7, file);
	}

	private static Geometry geometry(final double[] m, final int units, final Object file) {
		Refusal.unless(units <= MICROMETRE, "%s is damaged: it has the unit %d, expected 1 (m), 2 (mm) or 3 (micrometre). Export it again.", file,
			units);
		final double factor = units == METRE ? 1000 : 1;
		final double[] spacing = new double[3];
		final double[] origin = new double[3];
		final double[] direction = new double[9];
		for (int c = 0; c < 3; c++) {
			final double length = Math.sqrt(m[c] * m[c] + m[4 + c] * m[4 + c] + m[8 + c] * m[8 + c]);
			Refusal.unless(length > 0 && Double.isFinite(length) && Double.isFinite(m[4 * c + 3]), "%s is damaged: its axis %d has the length %s " +
				"and starts at %s. Export it again.", file, c, length, m[4 * c + 3]);
			spacing[c] = length * factor;
			for (int r = 0; r < 3; r++) direction[3 * r + c] = (r < 2 ? -m[4 * r + c] : m[4 * r + c]) / length + 0.0;
			origin[c] = (c < 2 ? -m[4 * c + 3] : m[4 * c + 3]) * factor + 0.0;
		}
		Refusal.unless(Math.abs(determinant(direction)) > 1e-6, "%s is damaged: its axes lie in one plane. Export it again.", file);
		return new Geometry(spacing, origin, direction, units == MICROMETRE ? "\u00b5m" : "mm");
	}

	private static double[] fromQuaternion(final NiftiHeader h, final Object file) {
		double b = h.quaternion()[0];
		double c = h.quaternion()[1];
		double d = h.quaternion()[2];
		double rest = 1 - (b * b + c * c + d * d);
		Refusal.unless(rest > -1e-4, "%s is damaged: its quaternion is %s, %s, %s, longer than 1. Export it again.", file, b, c, d);
		if (rest < 1e-12) { // rounded: a turn by half a circle
			final double length = Math.sqrt(b * b + c * c + d * d);
			b /= length;
			c /= length;
			d /= length;
			rest = 0;
		}
		final double a = Math.sqrt(rest);
		final double[] r = { a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c), //
			2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b), //
			2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c };
		final double[] p = h.pixdim();
		final double[] m = new double[12];
		for (int row = 0; row < 3; row++) {
			for (int column = 0; column < 3; column++) {
				final double flip = column == 2 && p[0] < 0 ? -1 : 1;
				m[4 * row + column] = r[3 * row + column] * Math.abs(p[1 + column]) * flip;
			}
			m[4 * row + 3] = h.shift()[row];
		}
		return m;
	}

	/** The header of a volume; the quaternion holds only where the axes are at right angles. */
	static NiftiHeader header(final int version, final long[] size, final NiftiType type, final Geometry g) {
		final boolean known = g.calibrated();
		final double factor = g.unit().equals("nm") ? 1e-3 : 1;
		final double[] affine = new double[12];
		final double[] pixdim = { 1, 1, 1, 1, 1, 1, 1, 1 };
		final double[] shift = new double[3];
		final double[] d = g.direction();
		for (int r = 0; r < 3; r++) {
			final double sign = r < 2 ? -1 : 1;
			for (int c = 0; c < 3; c++) affine[4 * r + c] = sign * d[3 * r + c] * g.spacing()[c] * factor + 0.0;
			shift[r] = sign * g.origin()[r] * factor + 0.0;
			affine[4 * r + 3] = shift[r];
			pixdim[1 + r] = g.spacing()[r] * factor;
		}
		final double[] ras = new double[9];
		for (int i = 0; i < 9; i++) ras[i] = i < 6 ? -d[i] : d[i];
		final boolean square = rightAngles(ras);
		if (square && determinant(ras) < 0) {
			pixdim[0] = -1;
			for (int r = 0; r < 3; r++) ras[3 * r + 2] = -ras[3 * r + 2];
		}
		final int units = !known ? 0 : g.unit().equals("mm") ? MILLIMETRE : MICROMETRE;
		final double offset = version == 1 ? 352 : 544;
		return new NiftiHeader(version, ByteOrder.LITTLE_ENDIAN, size, type.code(), pixdim, offset, 1, 0, units, known && square ? 1 : 0, known
			? 1 : 0, square ? quaternion(ras) : new double[3], shift, affine);
	}

	/** b, c, d of a rotation, with a at least 0; from its largest component, so that nothing is lost. */
	private static double[] quaternion(final double[] r) {
		final double[] squares = { 1 + r[0] + r[4] + r[8], 1 + r[0] - r[4] - r[8], 1 - r[0] + r[4] - r[8], 1 - r[0] - r[4] + r[8] };
		int largest = 0;
		for (int i = 1; i < 4; i++) if (squares[i] > squares[largest]) largest = i;
		final double x = r[7] - r[5];
		final double y = r[2] - r[6];
		final double z = r[3] - r[1];
		final double xy = r[1] + r[3];
		final double xz = r[2] + r[6];
		final double yz = r[5] + r[7];
		final double[] q = switch (largest) {
			case 0 -> new double[] { squares[0], x, y, z };
			case 1 -> new double[] { x, squares[1], xy, xz };
			case 2 -> new double[] { y, xy, squares[2], yz };
			default -> new double[] { z, xz, yz, squares[3] };
		};
		final double length = Math.copySign(2 * Math.sqrt(squares[largest]), q[0]);
		return new double[] { q[1] / length, q[2] / length, q[3] / length };
	}

	private static boolean rightAngles(final double[] m) {
		for (int a = 0; a < 3; a++) {
			for (int b = 0; b <= a; b++) {
				final double dot = m[a] * m[b] + m[3 + a] * m[3 + b] + m[6 + a] * m[6 + b];
				if (Math.abs(dot - (a == b ? 1 : 0)) > RIGHT_ANGLE) return false;
			}
		}
		return true;
	}

	private static double determinant(final double[] m) {
		return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
	}
}
