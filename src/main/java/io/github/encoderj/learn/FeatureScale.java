package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.encoderj.encoder.weights.Tensor;

/**
 * Mean and standard deviation of each feature of some bags. Training sees features at mean 0 and deviation 1; afterwards the scale is
 * worked into the first layer, so that the trained network takes features as they are.
 *
 * @param mean of each feature
 * @param deviation of each feature, above 0
 */
public record FeatureScale(float[] mean, float[] deviation) {

	/** A feature whose deviation is below this share of its mean varies by rounding only, and is not enlarged. */
	private static final double CONSTANT = 1e-5;
	private static final int STEP = 4096;

	/** Nothing is changed. */
	public static FeatureScale none(final int width) {
		final float[] ones = new float[width];
		Arrays.fill(ones, 1);
		return new FeatureScale(new float[width], ones);
	}

	/** Of all vectors of all bags, each bag with the same weight however large it is. */
	public static FeatureScale of(final List<Bag> bags) {
		final int width = bags.get(0).width();
		final double[] mean = new double[width];
		final double[] squares = new double[width];
		for (final Bag bag : bags) {
			final double weight = 1.0 / bag.size() / bags.size();
			for (int from = 0; from < bag.size(); from += STEP) {
				final float[] rows = bag.read(from, Math.min(bag.size(), from + STEP));
				for (int i = 0, f = 0; i < rows.length; i++, f = f + 1 == width ? 0 : f + 1) {
					mean[f] += weight * rows[i];
					squares[f] += weight * rows[i] * rows[i];
				}
			}
		}
		final float[] means = new float[width];
		final float[] deviations = new float[width];
		for (int f = 0; f < width; f++) {
			means[f] = (float) mean[f];
			final double deviation = Math.sqrt(Math.max(0, squares[f] - mean[f] * mean[f]));
			deviations[f] = deviation <= Math.max(Float.MIN_NORMAL, CONSTANT * Math.abs(mean[f])) ? 1 : (float) deviation;
		}
		return new FeatureScale(means, deviations);
	}

	/** Brings vectors, order [vector, feature], to the scale, in place. */
	public float[] apply(final float[] rows) {
		for (int i = 0, f = 0; i < rows.length; i++, f = f + 1 == mean.length ? 0 : f + 1) rows[i] = (rows[i] - mean[f]) / deviation[f];
		return rows;
	}

	/**
	 * Weights for unscaled features that give what these give for scaled ones.
	 *
	 * @param tensors the first two are weight [out, feature] and bias [out] of the first layer
	 */
	public List<Tensor> workedInto(final List<Tensor> tensors) {
		final float[] weight = tensors.get(0).floats();
		final float[] bias = tensors.get(1).floats();
		for (int o = 0; o < bias.length; o++) {
			double shift = 0;
			for (int f = 0; f < mean.length; f++) {
				final double w = weight[o * mean.length + f] / (double) deviation[f];
				weight[o * mean.length + f] = (float) w;
				shift += w * mean[f];
			}
			bias[o] = (float) (bias[o] - shift);
		}
		final List<Tensor> all = new ArrayList<>(tensors);
		all.set(0, Tensor.of(tensors.get(0).name(), weight, tensors.get(0).shape()));
		all.set(1, Tensor.of(tensors.get(1).name(), bias, tensors.get(1).shape()));
		return all;
	}
}
