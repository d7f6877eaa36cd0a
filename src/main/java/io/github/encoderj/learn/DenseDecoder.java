package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * A light decoder from full-resolution features to full-resolution outputs: an encoder-decoder of three resolutions in the plane
 * (1, 1/2, 1/4) with skip connections, each step a convolution within the section (1 x 3 x 3) and one across sections (3 x 3 x 3),
 * leaky ReLU, no normalisation (so that an output depends on its surroundings only), logistic outputs. It sees about 22 pixels in the
 * plane and 5 sections around a voxel. The network's text is DenseDecoder.txt.
 * <p>
 * Weights stay float32; convolutions run in bfloat16 where a self-test finds that faster.
 */
public final class DenseDecoder implements AutoCloseable {

	/** Rows and columns of what goes in must be multiples of this. */
	public static final int MULTIPLE = 4;

	/** Pixels in the plane on which an output depends, rounded up to {@link #MULTIPLE}. */
	public static final int CONTEXT = 24;

	/** Sections on each side on which an output depends. */
	public static final int CONTEXT_SECTIONS = 5;

	/** Stands for what a network does not take. */
	private static final Shape NOTHING = new Shape(1, 1, 1, 1, 1);

	private final Trainable network;
	private final Optional<DenseNetwork> description;
	private final int width;
	private final int outputs;

	private DenseDecoder(final Optional<DenseNetwork> description, final List<Tensor> tensors, final double dice, final boolean exact,
		final String device, final int threads)
	{
		this.description = description;
		width = (int) tensors.get(0).shape()[1];
		outputs = description.map(DenseNetwork::outputs).orElse((int) tensors.get(tensors.size() - 1).shape()[0]);
		network = new Trainable(description.map(d -> d.text(dice, exact)).orElseGet(() -> Script.resource(DenseDecoder.class, "DenseDecoder.txt")),
			tensors, device, threads);
	}

	/**
	 * A decoder with random weights (He, normal).
	 *
	 * @param width number of features that go in
	 * @param outputs number of outputs
	 * @param channels channels at the resolutions 1, 1/2, 1/4
	 * @param seed decides the weights
	 */
	public static List<Tensor> random(final int width, final int outputs, final int[] channels, final long seed) {
		final int a = channels[0];
		final int b = channels[1];
		final int c = channels[2];
		final int[][] blocks = { { a, width }, { b, a }, { c, b }, { b, c + b }, { a, b + a } };
		final SplittableRandom random = new SplittableRandom(seed);
		final List<Tensor> tensors = new ArrayList<>();
		for (int i = 0; i < blocks.length; i++) {
			convolution(tensors, "block" + i + ".plane", random, blocks[i][0], blocks[i][1], 1, 3, 3);
			convolution(tensors, "block" + i + ".space", random, blocks[i][0], blocks[i][0], 3, 3, 3);
		}
		convolution(tensors, "output", random, outputs, a, 1, 1, 1);
		return tensors;
	}

	private static void convolution(final List<Tensor> tensors, final String name, final SplittableRandom random, final int out,
		final int in, final int depth, final int height, final int width)
	{
		final int fan = in * depth * height * width;
		final float[] values = new float[out * fan];
		final double deviation = Math.sqrt(2.0 / fan);
		final java.util.Random gaussian = new java.util.Random(random.nextLong());
		for (int i = 0; i < values.length; i++) values[i] = (float) (deviation * gaussian.nextGaussian());
		tensors.add(Tensor.of(name + ".weight", values, out, in, depth, height, width));
		tensors.add(Tensor.of(name + ".bias", new float[out], out));
	}

	/**
	 * Opens a decoder on a device.
	 *
	 * @param tensors weights in the order of {@link #random}
	 * @param device "auto", "cpu" or "gpu0", "gpu1"...
	 * @param threads threads of an operation; 0 means all cores
	 */
	public static DenseDecoder open(final List<Tensor> tensors, final String device, final int threads) {
		return new DenseDecoder(Optional.empty(), tensors, 0, false, device, threads);
	}

	/**
	 * Opens a network of another form on a device.
	 *
	 * @param tensors weights in the order of {@link DenseNetwork#random}
	 */
	public static DenseDecoder open(final DenseNetwork network, final List<Tensor> tensors, final String device, final int threads) {
		return new DenseDecoder(Optional.of(network), tensors, 0, false, device, threads);
	}

	/**
	 * Opens a network to be trained.
	 *
	 * @param dice weight of the Dice term in the loss, 0 for none
	 * @param plane pixels of a section of the patches
	 */
	public static DenseDecoder toTrain(final DenseNetwork network, final List<Tensor> tensors, final double dice, final int plane,
		final String device, final int threads)
	{
		return new DenseDecoder(Optional.of(network), tensors, dice, plane > DenseNetwork.BFLOAT16_PLANE, device, threads);
	}

	/** Rows and columns of what goes in must be multiples of this. */
	public int multiple() {
		return description.map(DenseNetwork::multiple).orElse(MULTIPLE);
	}

	/** Pixels in the plane on which an output depends. */
	public int context() {
		return description.map(DenseNetwork::context).orElse(CONTEXT);
	}

	/** Sections on each side on which an output depends. */
	public int contextSections() {
		return description.map(DenseNetwork::contextSections).orElse(CONTEXT_SECTIONS);
	}

	/** Features of the coarse grid that goes in; 0 for none. */
	public int coarse() {
		return description.map(DenseNetwork::coarse).orElse(0);
	}

	/** Pixels in the plane of a cell of the coarse grid. */
	public int coarseStride() {
		return description.map(DenseNetwork::coarseStride).orElse(1);
	}

	/** Number of features that go in. */
	public int width() {
		return width;
	}

	/** Number of outputs. */
	public int outputs() {
		return outputs;
	}

	Trainable network() {
		return network;
	}

	/** A copy of the weights as they are now. */
	public List<Tensor> tensors() {
		return network.tensors();
	}

	/**
	 * Weighted mean squared error of a patch, and its gradient added to the weights'.
	 *
	 * @return the loss
	 */
	float lossWithGradient(final Patch patch) {
		try (NDManager step = network.manager().newSubManager()) {
			return network.lossWithGradient("loss", inputs(step, patch));
		}
	}

	/** Weighted mean squared error of a patch's outputs under other weights of this network; auxiliary ones do not count. */
	float loss(final Patch patch, final NDArray[] weights) {
		try (NDManager step = network.manager().newSubManager()) {
			final NDArray[] in = inputs(step, patch);
			return (description.isEmpty() ? network.run(step, "loss", in[0], in[1], in[2], weights) : network.run(step, "score", in[0], in[1],
				in[2], in[3], weights)).getFloat();
		}
	}

	private NDArray[] inputs(final NDManager step, final Patch patch) {
		final Shape shape = new Shape(1, patch.outputs(), patch.depth(), patch.rows(), patch.columns());
		final NDArray x = step.create(patch.features(), new Shape(1, patch.width(), patch.depth(), patch.rows(), patch.columns()));
		final NDArray y = step.create(patch.target(), shape);
		final NDArray w = step.create(patch.weight(), shape);
		if (description.isEmpty()) return new NDArray[] { x, y, w };
		final int stride = DenseNetwork.AUXILIARY_STRIDE;
		final int auxiliary = description.get().auxiliary();
		final Shape cells = auxiliary == 0 ? NOTHING : new Shape(1, auxiliary, patch.depth(), (patch.rows() + stride - 1) / stride, (patch
			.columns() + stride - 1) / stride);
		final NDArray z = auxiliary == 0 ? step.zeros(cells) : step.create(patch.auxiliaryTarget(), cells);
		final NDArray v = auxiliary == 0 ? step.zeros(cells) : step.create(patch.auxiliaryWeight(), cells);
		return new NDArray[] { x, coarse(step, patch.coarse(), patch.depth(), patch.rows(), patch.columns()), y, w, z, v };
	}

	private NDArray coarse(final NDManager owner, final float[] coarse, final int depth, final int rows, final int columns) {
		if (coarse() == 0) return owner.zeros(NOTHING);
		return owner.create(coarse, new Shape(1, coarse(), depth, rows / coarseStride(), columns / coarseStride()));
	}

	/**
	 * Outputs of a block of features.
	 *
	 * @param features order [feature, z, y, x]; rows and columns multiples of {@link #multiple}
	 * @param views of the block that the network sees, one after the other
	 * @return for each view the outputs, each back in the place of its voxel: order [output, z, y, x], 0..1
	 */
	public List<float[]> predict(final float[] features, final int depth, final int rows, final int columns,
		final List<Symmetry> views)
	{
		return predict(features, new float[0], depth, rows, columns, views);
	}

	/**
	 * The same with a coarse grid over the same block.
	 *
	 * @param coarse order [feature, z, row, column], a cell every {@link #coarseStride} pixels; empty where {@link #coarse} is 0
	 * @return as above; auxiliary outputs are left out
	 */
	public List<float[]> predict(final float[] features, final float[] coarse, final int depth, final int rows, final int columns,
		final List<Symmetry> views)
	{
		final List<float[]> all = new ArrayList<>();
		try (NDManager block = network.manager().newSubManager()) {
			final NDArray x = block.create(features, new Shape(1, width, depth, rows, columns));
			final NDArray g = coarse(block, coarse, depth, rows, columns);
			for (final Symmetry view : views) {
				try (NDManager step = block.newSubManager()) {
					all.add((description.isEmpty() ? network.run(step, "predict_view", x, network.weights(), view.flipX(), view.flipY(), view.swap())
						: network.run(step, "predict_view", x, g, network.weights(), view.flipX(), view.flipY(), view.swap())).toFloatArray());
				}
			}
		}
		return all;
	}

	@Override
	public void close() {
		network.close();
	}
}
