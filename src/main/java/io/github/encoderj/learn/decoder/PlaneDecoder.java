package io.github.encoderj.learn.decoder;

import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.optimizer.Optimizer;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.learn.Trainable;

/**
 * A decoder from the features of whole pictures to structures: for each pixel the probability of each structure. Structures that exclude
 * each other share a softmax with the background; structures that may overlap (ribs on lungs) have a logistic output each. The loss is
 * cross-entropy plus 1 - Dice, the Dice of each structure over all pixels of the batch. The text is PlaneDecoder.txt with the
 * operations of a {@link PlaneHead}.
 */
public final class PlaneDecoder implements AutoCloseable {

	private static final int OUTPUT_FROM_END = 2;

	private final Trainable network;
	private final int outputs;

	private PlaneDecoder(final Trainable network, final int outputs) {
		this.network = network;
		this.outputs = outputs;
	}

	/**
	 * A picture's features and truth.
	 *
	 * @param features order [block, feature, row, column], standardised
	 * @param rows patches along y
	 * @param columns patches along x
	 * @param truth 0 or 1, order [structure, row, column]; empty where it is not known
	 * @param side rows and columns of the truth
	 */
	public record Example(float[] features, int rows, int columns, float[] truth, int side) {}

	/** Random weights of a head. */
	public static List<Tensor> random(final PlaneHead head, final PlaneHead.Shape shape, final long seed) {
		final PlaneNetwork composed = new PlaneNetwork(seed);
		head.compose(composed, shape);
		return composed.weights();
	}

	/** The text of a head. */
	static String text(final PlaneHead head, final PlaneHead.Shape shape, final boolean exclusive) {
		final PlaneNetwork composed = new PlaneNetwork(0);
		final String logits = composed.text(head.compose(composed, shape));
		return Script.resource(PlaneDecoder.class, "PlaneDecoder.txt").replace("${logits}\n", logits).replace("${probability}", exclusive
			? "torch.softmax(z, 1, None)" : "torch.sigmoid(z)").replace("${cross_entropy}", exclusive
				? "torch.neg(torch.mean(torch.sum(torch.mul((self).with_background(y, ), torch.log_softmax(z, 1, None)), [1], False)))"
				: "torch.binary_cross_entropy_with_logits(z, y, None, None, 1)").replace("${background}", exclusive ? "1" : "0");
	}

	/**
	 * Opens a decoder on a device.
	 *
	 * @param tensors weights in the order of {@link #random}
	 * @param exclusive whether a pixel belongs to one structure at most; the head then has one output more, the first, for none
	 * @param device "auto", "cpu" or "gpu0", "gpu1"...
	 * @param threads threads of an operation; 0 means all cores
	 */
	public static PlaneDecoder open(final PlaneHead head, final PlaneHead.Shape shape, final boolean exclusive,
		final List<Tensor> tensors, final String device, final int threads)
	{
		return new PlaneDecoder(new Trainable(text(head, shape, exclusive), tensors, device, threads), (int) tensors.get(tensors.size() -
			OUTPUT_FROM_END).shape()[0]);
	}

	/** Number of outputs of a pixel, the background's included where there is one. */
	public int outputs() {
		return outputs;
	}

	/** A copy of the weights as they are now. */
	public List<Tensor> tensors() {
		return network.tensors();
	}

	/** The loss of some examples of one size; its gradient is added to the weights'. */
	float lossWithGradient(final List<Example> batch) {
		try (NDManager step = network.manager().newSubManager()) {
			return network.lossWithGradient("loss", features(step, batch), truth(step, batch));
		}
	}

	/** The loss of some examples of one size. */
	float loss(final List<Example> batch) {
		try (NDManager step = network.manager().newSubManager()) {
			return network.run(step, "loss", features(step, batch), truth(step, batch), network.weights()).getFloat();
		}
	}

	void step(final Optimizer optimizer) {
		network.step(optimizer);
	}

	/**
	 * Probabilities of a picture.
	 *
	 * @param rows of the result
	 * @param columns of the result
	 * @return order [output, row, column]
	 */
	public float[] predict(final Example example, final int rows, final int columns) {
		try (NDManager step = network.manager().newSubManager()) {
			return network.run(step, "predict", features(step, List.of(example)), network.weights(), new long[] { rows, columns }).toFloatArray();
		}
	}

	private static NDArray features(final NDManager owner, final List<Example> batch) {
		final Example first = batch.get(0);
		final int each = first.features().length;
		return owner.create(joined(batch.stream().map(Example::features).toList()), new Shape(batch.size(), each / (first.rows() * first
			.columns()), first.rows(), first.columns()));
	}

	private static NDArray truth(final NDManager owner, final List<Example> batch) {
		final Example first = batch.get(0);
		return owner.create(joined(batch.stream().map(Example::truth).toList()), new Shape(batch.size(), first.truth().length / (first.side() *
			first.side()), first.side(), first.side()));
	}

	private static float[] joined(final List<float[]> parts) {
		final int each = parts.get(0).length;
		final float[] all = new float[parts.size() * each];
		for (int i = 0; i < parts.size(); i++) System.arraycopy(parts.get(i), 0, all, i * each, each);
		return all;
	}

	@Override
	public void close() {
		network.close();
	}
}
