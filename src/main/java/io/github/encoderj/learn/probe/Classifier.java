package io.github.encoderj.learn.probe;

import java.util.List;

import io.github.encoderj.encoder.weights.Tensor;

/** A trained classifier of vectors. */
public sealed interface Classifier permits LinearModel, NearestNeighbours {

	/** Number of features that it takes. */
	int width();

	/**
	 * Probabilities of the labels.
	 *
	 * @param features order [case][feature]
	 * @return order [case][label], 0..1
	 * @throws io.github.encoderj.base.Refusal if the vectors are of another width
	 */
	double[][] probabilities(float[][] features);

	/** What must be kept to make it again. */
	List<Tensor> tensors();
}
