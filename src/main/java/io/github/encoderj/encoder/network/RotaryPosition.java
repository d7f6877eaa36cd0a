package io.github.encoderj.encoder.network;

/**
 * DINOv3's rotary position embedding (Siméoni et al. 2025, section 3.2; the numbers are those of the Hugging Face implementation):
 * every pair of features of a query or key is turned by an angle that grows with the patch's row or column, both counted from -1 to
 * 1 over the image.
 */
final class RotaryPosition {

	private RotaryPosition() {}

	/**
	 * The angles of all patches.
	 *
	 * @param pairs pairs of features of a head; the first half turns with the row, the second with the column
	 * @param theta base of the frequencies
	 * @return [patch, pair], patches row by row
	 */
	static double[] angles(final int rows, final int columns, final int pairs, final double theta) {
		final double[] angles = new double[rows * columns * pairs];
		final int half = pairs / 2;
		for (int patch = 0, i = 0; patch < rows * columns; patch++) {
			final double y = 2 * (patch / columns + 0.5) / rows - 1;
			final double x = 2 * (patch % columns + 0.5) / columns - 1;
			for (int pair = 0; pair < pairs; pair++, i++) {
				final double frequency = Math.pow(theta, -(double) (pair % half) / half);
				angles[i] = 2 * Math.PI * (pair < half ? y : x) * frequency;
			}
		}
		return angles;
	}

	/**
	 * Cosine and sine of every angle, as the complex numbers that pairs are multiplied with; 1 for the tokens before the patches.
	 *
	 * @return [token, pair, (cosine, sine)]
	 */
	static float[] rotation(final int prefix, final int rows, final int columns, final int pairs, final double theta) {
		final double[] angles = angles(rows, columns, pairs, theta);
		final float[] rotation = new float[(prefix * pairs + angles.length) * 2];
		for (int i = 0; i < prefix * pairs; i++) rotation[2 * i] = 1;
		for (int i = 0, o = 2 * prefix * pairs; i < angles.length; i++) {
			rotation[o++] = (float) Math.cos(angles[i]);
			rotation[o++] = (float) Math.sin(angles[i]);
		}
		return rotation;
	}
}
