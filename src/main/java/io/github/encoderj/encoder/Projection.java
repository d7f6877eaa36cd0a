package io.github.encoderj.encoder;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Brings features to mean 0 and standard deviation 1 and, where fewer are wanted than there are, to their first principal components, each
 * again of standard deviation 1 on the features that it was fitted to.
 *
 * @param mean of each feature
 * @param deviation of each feature, above 0
 * @param axes order [component, feature], scaled; empty where all features are kept
 */
public record Projection(float[] mean, float[] deviation, float[] axes) {

	private static final int ITERATIONS = 30;
	private static final double SMALLEST = 1e-6;
	private static final String NAME = "projection.";

	/**
	 * Fits to features.
	 *
	 * @param features order [cell, feature]
	 * @param width number of features
	 * @param components number of components; {@code width} or more keeps the features as they are
	 */
	public static Projection fit(final float[] features, final int width, final int components) {
		final int n = features.length / width;
		final float[] mean = new float[width];
		final float[] deviation = new float[width];
		for (int f = 0; f < width; f++) {
			double sum = 0;
			double squares = 0;
			for (int i = 0; i < n; i++) sum += features[i * width + f];
			for (int i = 0; i < n; i++) squares += Math.pow(features[i * width + f] - sum / n, 2);
			mean[f] = (float) (sum / n);
			deviation[f] = (float) Math.max(SMALLEST, Math.sqrt(squares / n));
		}
		if (components >= width) return new Projection(mean, deviation, new float[0]);
		final float[] standard = new float[features.length];
		for (int i = 0; i < standard.length; i++) standard[i] = (features[i] - mean[i % width]) / deviation[i % width];
		return new Projection(mean, deviation, axes(standard, width, components));
	}

	/** The directions of largest variance by orthogonal iteration from a fixed start, each divided by the deviation along it. */
	private static float[] axes(final float[] standard, final int width, final int components) {
		final int n = standard.length / width;
		final Random random = new Random(0);
		double[][] axes = new double[components][width];
		for (final double[] axis : axes) for (int f = 0; f < width; f++) axis[f] = random.nextGaussian();
		orthonormalise(axes);
		final double[] deviation = new double[components];
		for (int round = 0; round < ITERATIONS; round++) {
			final double[][] last = axes;
			final double[][] next = new double[components][width];
			Parallel.forEach(components, c -> {
				double squares = 0;
				for (int i = 0; i < n; i++) {
					double score = 0;
					for (int f = 0; f < width; f++) score += standard[i * width + f] * last[c][f];
					for (int f = 0; f < width; f++) next[c][f] += score * standard[i * width + f];
					squares += score * score;
				}
				deviation[c] = Math.sqrt(squares / n);
			});
			if (round == ITERATIONS - 1) break;
			orthonormalise(next);
			axes = next;
		}
		final float[] scaled = new float[components * width];
		for (int c = 0; c < components; c++)
			for (int f = 0; f < width; f++)
				scaled[c * width + f] = (float) (axes[c][f] / Math.max(1e-3, deviation[c]));
		return scaled;
	}

	/** Gram and Schmidt; a direction that is none becomes one of the axes. */
	private static void orthonormalise(final double[][] axes) {
		for (int c = 0; c < axes.length; c++) {
			for (int b = 0; b < c; b++) {
				final double same = product(axes[c], axes[b]);
				for (int f = 0; f < axes[c].length; f++) axes[c][f] -= same * axes[b][f];
			}
			final double length = Math.sqrt(product(axes[c], axes[c]));
			if (length < 1e-30) axes[c][c % axes[c].length] = 1;
			else for (int f = 0; f < axes[c].length; f++) axes[c][f] /= length;
		}
	}

	private static double product(final double[] a, final double[] b) {
		double sum = 0;
		for (int f = 0; f < a.length; f++) sum += a[f] * b[f];
		return sum;
	}

	/** Number of features that come out. */
	public int width() {
		return axes.length == 0 ? mean.length : axes.length / mean.length;
	}

	/**
	 * Projects features.
	 *
	 * @param features order [cell, feature]
	 * @return order [component, cell]
	 */
	float[] apply(final float[] features) {
		final int in = mean.length;
		final int cells = features.length / in;
		final float[] out = new float[width() * cells];
		Parallel.ranges(cells, 64, (from, to) -> {
			final float[] standard = new float[in];
			for (int i = (int) from; i < to; i++) {
				for (int f = 0; f < in; f++) standard[f] = (features[i * in + f] - mean[f]) / deviation[f];
				for (int c = 0; c < width(); c++) {
					float score = axes.length == 0 ? standard[c] : 0;
					for (int f = 0; axes.length > 0 && f < in; f++) score += standard[f] * axes[c * in + f];
					out[c * cells + i] = score;
				}
			}
		});
		return out;
	}

	/** As tensors of a head file. */
	public List<Tensor> tensors() {
		return List.of(Tensor.of(NAME + "mean", mean, mean.length), Tensor.of(NAME + "deviation", deviation, deviation.length), Tensor.of(NAME +
			"axes", axes.length == 0 ? new float[mean.length] : axes, Math.max(1, axes.length / mean.length), mean.length));
	}

	/** Whether a tensor of a head file is part of a projection. */
	public static boolean holds(final Tensor tensor) {
		return tensor.name().startsWith(NAME);
	}

	/**
	 * The projection among the tensors of a head file.
	 *
	 * @throws Refusal if there is none
	 */
	public static Projection of(final List<Tensor> tensors, final String file) {
		final float[][] parts = new float[3][];
		for (final Tensor tensor : tensors) {
			final int part = List.of(NAME + "mean", NAME + "deviation", NAME + "axes").indexOf(tensor.name());
			if (part >= 0) parts[part] = tensor.floats();
		}
		Refusal.unless(parts[0] != null && parts[1] != null && parts[2] != null, "%s lacks the projection of its encoder's features. Train the " +
			"head again.", file);
		final float[] axes = parts[2];
		final boolean none = IntStream.range(0, axes.length).allMatch(i -> axes[i] == 0);
		return new Projection(parts[0], parts[1], none ? new float[0] : axes);
	}
}
