package io.github.encoderj.encoder;

import java.util.Random;

/**
 * The directions in which features differ most, found on some patches and applicable to any: one basis for all sections of a scan.
 *
 * @param mean of the patches that it was found on
 * @param axes [component][feature], orthonormal; the largest loading of each is positive
 */
public record PrincipalComponents(double[] mean, double[][] axes) {

	private static final int ITERATIONS = 300;

	/**
	 * Finds the first components, by orthogonal iteration from a fixed start.
	 *
	 * @param patches [patch][feature]
	 * @param taken which of them count; at least one does
	 * @param components at least 1, at most the number of features
	 */
	public static PrincipalComponents fit(final float[][] patches, final boolean[] taken, final int components) {
		final int width = patches[0].length;
		final double[] mean = new double[width];
		int n = 0;
		for (int i = 0; i < patches.length; i++) {
			if (!taken[i]) continue;
			n++;
			for (int f = 0; f < width; f++) mean[f] += patches[i][f];
		}
		for (int f = 0; f < width; f++) mean[f] /= Math.max(1, n);
		return new PrincipalComponents(mean, axes(patches, taken, mean, components));
	}

	/**
	 * Where a patch lies along a component.
	 *
	 * @param features of several patches, one after the other
	 * @param from index of the patch's first feature
	 */
	public float score(final float[] features, final int from, final int component) {
		return (float) product(features, from, mean, axes[component]);
	}

	/** Orthonormal directions of largest variance, by orthogonal iteration from a fixed start. */
	private static double[][] axes(final float[][] patches, final boolean[] taken, final double[] mean, final int components) {
		final int width = mean.length;
		final Random random = new Random(0);
		final double[][] axes = new double[components][width];
		for (final double[] axis : axes) for (int f = 0; f < width; f++) axis[f] = random.nextGaussian();
		orthonormalise(axes);
		for (int round = 0; round < ITERATIONS; round++) {
			final double[][] next = new double[components][width];
			for (int i = 0; i < patches.length; i++) {
				if (!taken[i]) continue;
				for (int c = 0; c < components; c++) {
					final double score = product(patches[i], 0, mean, axes[c]);
					for (int f = 0; f < width; f++) next[c][f] += score * (patches[i][f] - mean[f]);
				}
			}
			orthonormalise(next);
			double change = 0;
			for (int c = 0; c < components; c++) {
				double same = 0;
				for (int f = 0; f < width; f++) same += next[c][f] * axes[c][f];
				change = Math.max(change, 1 - Math.abs(same));
				axes[c] = next[c];
			}
			if (change < 1e-12) break;
		}
		for (final double[] axis : axes) {
			double largest = 0;
			for (final double v : axis) if (Math.abs(v) > Math.abs(largest)) largest = v;
			if (largest < 0) for (int f = 0; f < width; f++) axis[f] = -axis[f];
		}
		return axes;
	}

	private static double product(final float[] features, final int from, final double[] mean, final double[] axis) {
		double sum = 0;
		for (int f = 0; f < axis.length; f++) sum += (features[from + f] - mean[f]) * axis[f];
		return sum;
	}

	private static void orthonormalise(final double[][] axes) {
		for (int c = 0; c < axes.length; c++) {
			for (int b = 0; b < c; b++) {
				double same = 0;
				for (int f = 0; f < axes[c].length; f++) same += axes[c][f] * axes[b][f];
				for (int f = 0; f < axes[c].length; f++) axes[c][f] -= same * axes[b][f];
			}
			double square = 0;
			for (final double v : axes[c]) square += v * v;
			final double length = Math.sqrt(square);
			if (length < 1e-30) axes[c][c % axes[c].length] = 1; // no variance is left: any direction will do
			else for (int f = 0; f < axes[c].length; f++) axes[c][f] /= length;
		}
	}
}
