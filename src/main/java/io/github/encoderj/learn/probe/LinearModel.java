package io.github.encoderj.learn.probe;

import java.util.List;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * One linear layer.
 *
 * @param weights order [label][feature]
 * @param bias one a label
 * @param softmax whether the probabilities of a case sum to 1; else each label has a logistic function of its own
 */
public record LinearModel(float[][] weights, float[] bias, boolean softmax) implements Classifier {

	static final String WEIGHT = "weight";
	static final String BIAS = "bias";

	/**
	 * A model from its tensors.
	 *
	 * @param tensors as {@link #tensors} gave them
	 */
	public static LinearModel of(final List<Tensor> tensors, final boolean softmax) {
		final Tensor weight = Tensors.named(tensors, WEIGHT);
		return new LinearModel(Tensors.rows(weight), Tensors.named(tensors, BIAS).floats(), softmax);
	}

	@Override
	public int width() {
		return weights[0].length;
	}

	/** The same model for features as they were before they were standardised. */
	LinearModel before(final Standardisation standardisation) {
		final float[][] raw = new float[weights.length][];
		final float[] shifted = new float[bias.length];
		for (int l = 0; l < raw.length; l++) {
			raw[l] = weights[l].clone();
			double shift = 0;
			for (int f = 0; f < raw[l].length; f++) {
				raw[l][f] /= standardisation.deviation()[f];
				shift += raw[l][f] * (double) standardisation.mean()[f];
			}
			shifted[l] = (float) (bias[l] - shift);
		}
		return new LinearModel(raw, shifted, softmax);
	}

	@Override
	public double[][] probabilities(final float[][] features) {
		final double[][] result = new double[features.length][weights.length];
		Parallel.ranges(features.length, 64, (from, to) -> {
			for (int i = (int) from; i < to; i++) {
				Refusal.unless(features[i].length == width(), "A vector has %d features, the classifier was trained on %d. Encode the images as " +
					"for the training.", features[i].length, width());
				for (int l = 0; l < weights.length; l++) result[i][l] = bias[l] + Logistic.dot(weights[l], features[i]);
				if (softmax) Logistic.softmax(result[i]);
				else for (int l = 0; l < weights.length; l++) result[i][l] = Logistic.sigmoid(result[i][l]);
			}
		});
		return result;
	}

	@Override
	public List<Tensor> tensors() {
		return List.of(Tensors.matrix(WEIGHT, weights), Tensor.of(BIAS, bias.clone(), bias.length));
	}
}
