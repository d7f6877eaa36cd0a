package io.github.encoderj.encoder;

/** Eigenvalues of symmetric matrices in closed form, in descending order. */
final class Eigenvalues {

	private static final double HALF_ROOT_3 = Math.sqrt(0.75);

	private Eigenvalues() {}

	/** Of [[xx, xy], [xy, yy]]. */
	static void of2(final double xx, final double yy, final double xy, final double[] out) {
		final double middle = 0.5 * (xx + yy);
		final double half = 0.5 * (xx - yy);
		final double radius = Math.sqrt(half * half + xy * xy);
		out[0] = middle + radius;
		out[1] = middle - radius;
	}

	/** Of a 3 x 3 matrix by the trigonometric solution of its characteristic equation (Smith 1961, Comm. ACM 4:168). */
	static void of3(final double xx, final double yy, final double zz, final double xy, final double xz, final double yz,
		final double[] out)
	{
		final double q = (xx + yy + zz) / 3;
		final double a = xx - q;
		final double b = yy - q;
		final double c = zz - q;
		final double p = Math.sqrt((a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6);
		if (p < 1e-30) {
			out[0] = q;
			out[1] = q;
			out[2] = q;
			return;
		}
		final double determinant = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz);
		final double cosine = Math.max(-1, Math.min(1, determinant / (2 * p * p * p)));
		final double third = cosineOfThird(Math.abs(cosine)); // of an angle up to 30 degrees
		final double other = 0.5 * third + HALF_ROOT_3 * Math.sqrt(Math.max(0, (1 - third) * (1 + third)));
		out[0] = q + 2 * p * (cosine < 0 ? other : third);
		out[2] = q - 2 * p * (cosine < 0 ? third : other);
		out[1] = 3 * q - out[0] - out[2];
	}

	/**
	 * {@code cos(acos(c) / 3)} by Newton's method on 4 t^3 - 3 t = c, from a parabola that is right within 0.001: several times as fast as Java's
	 * arc cosine, which is not compiled in Java 17.
	 *
	 * @param c 0..1
	 */
	static double cosineOfThird(final double c) {
		double t = HALF_ROOT_3 + c * (1 / 6.0 - 0.0326920704511 * c);
		for (int i = 0; i < 3; i++) t -= (t * (4 * t * t - 3) - c) / (12 * t * t - 3);
		return t;
	}
}
