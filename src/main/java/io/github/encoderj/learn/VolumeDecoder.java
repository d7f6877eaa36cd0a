package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * A light decoder from features of a volume to classes of its voxels: a U-Net of three resolutions (1, 1/2, 1/4) with two convolutions
 * of 3 x 3 x 3 at each, leaky ReLU, skip connections, softmax. Full-resolution features enter at the top; features of a coarse frozen
 * encoder, one vector every 4 voxels, enter at the bottom through a trained projection and come up along the skips. There is no
 * normalisation, so that an output depends on its surroundings only and not on what else is in the window: a network with instance
 * normalisation finds too much where the window shows other things than in training. The network's text is VolumeDecoder.txt.
 * <p>
 * Weights stay float32; convolutions run in bfloat16 where a self-test finds that faster.
 */
public final class VolumeDecoder implements AutoCloseable {

	/** Sections, rows and columns of what goes in must be multiples of this; a cell of coarse features has this side. */
	public static final int MULTIPLE = 4;

	private static final int BLOCKS = 5;
	private static final int PROJECTED = 32;
	private static final int WEIGHTS_WITHOUT_COARSE = 4 * BLOCKS + 2;

	private static final int LARGEST_BFLOAT16_CROP = 64;

	private final Trainable network;
	private final int width;
	private final int coarseWidth;
	private final int classes;

	private VolumeDecoder(final List<Tensor> tensors, final String device, final int threads, final boolean exact) {
		width = (int) tensors.get(0).shape()[1];
		classes = (int) tensors.get(4 * BLOCKS).shape()[0];
		coarseWidth = tensors.size() > WEIGHTS_WITHOUT_COARSE ? (int) tensors.get(WEIGHTS_WITHOUT_COARSE).shape()[1] : 0;
		network = new Trainable(Script.resource(VolumeDecoder.class, "VolumeDecoder.txt"), tensors, device, threads, exact);
	}

	/**
	 * A decoder with random weights (He, normal); the output layer starts near zero.
	 *
	 * @param width number of full-resolution features
	 * @param coarseWidth number of features of the coarse encoder; 0 for none
	 * @param classes number of classes, the background included
	 * @param channels channels at the resolutions 1, 1/2, 1/4
	 * @param seed decides the weights
	 */
	public static List<Tensor> random(final int width, final int coarseWidth, final int classes, final int[] channels, final long seed) {
		final int a = channels[0];
		final int b = channels[1];
		final int c = channels[2];
		final int[][] blocks = { { a, width }, { b, a }, { c, b + (coarseWidth > 0 ? PROJECTED : 0) }, { b, c + b }, { a, b + a } };
		final SplittableRandom random = new SplittableRandom(seed);
		final List<Tensor> tensors = new ArrayList<>();
		for (int i = 0; i < BLOCKS; i++) {
			convolution(tensors, "block" + i + ".first", random, 2, blocks[i][0], blocks[i][1], 3);
			convolution(tensors, "block" + i + ".second", random, 2, blocks[i][0], blocks[i][0], 3);
		}
		convolution(tensors, "output", random, 0.01, classes, a, 1);
		if (coarseWidth > 0) convolution(tensors, "coarse", random, 2, PROJECTED, coarseWidth, 1);
		return tensors;
	}

	private static void convolution(final List<Tensor> tensors, final String name, final SplittableRandom random, final double gain,
		final int out, final int in, final int side)
	{
		final int fan = in * side * side * side;
		final float[] values = new float[out * fan];
		final double deviation = Math.sqrt(gain / fan);
		final java.util.Random gaussian = new java.util.Random(random.nextLong());
		for (int i = 0; i < values.length; i++) values[i] = (float) (deviation * gaussian.nextGaussian());
		tensors.add(Tensor.of(name + ".weight", values, out, in, side, side, side));
		tensors.add(Tensor.of(name + ".bias", new float[out], out));
	}

	/**
	 * Opens a decoder on a device.
	 *
	 * @param tensors weights in the order of {@link #random}
	 * @param device "auto", "cpu" or "gpu0", "gpu1"...
	 * @param threads threads of an operation; 0 means all cores
	 */
	public static VolumeDecoder open(final List<Tensor> tensors, final String device, final int threads) {
		return new VolumeDecoder(tensors, device, threads, false);
	}

	/**
	 * Opens a decoder that is to be trained. The engine's bfloat16 gradients of convolutions overrun their memory on planes of more than 64
	 * x 64 (PyTorch 2.7.1 on processors with matrix units), so larger crops are learned from in float32.
	 *
	 * @param crop side of the training crops
	 */
	public static VolumeDecoder toTrain(final List<Tensor> tensors, final String device, final int threads, final int crop) {
		return new VolumeDecoder(tensors, device, threads, crop > LARGEST_BFLOAT16_CROP);
	}

	/** Number of full-resolution features that go in. */
	public int width() {
		return width;
	}

	/** Number of coarse features that go in; 0 if it takes none. */
	public int coarseWidth() {
		return coarseWidth;
	}

	/** Number of classes, the background included. */
	public int classes() {
		return classes;
	}

	Trainable network() {
		return network;
	}

	/** A copy of the weights as they are now. */
	public List<Tensor> tensors() {
		return network.tensors();
	}

	/** Cross-entropy plus 1 - Dice (mean over examples and classes but the background), and its gradient added to the weights'. */
	float lossWithGradient(final VolumePatches patches) {
		try (NDManager step = network.manager().newSubManager()) {
			return network.lossWithGradient("loss", fine(step, patches.fine(), patches), coarse(step, patches.coarse(), patches), step.create(
				patches.target(), new Shape(patches.count(), classes, patches.depth(), patches.rows(), patches.columns())));
		}
	}

	private NDArray fine(final NDManager owner, final float[] values, final VolumePatches size) {
		return owner.create(values, new Shape(size.count(), width, size.depth(), size.rows(), size.columns()));
	}

	private NDArray coarse(final NDManager owner, final float[] values, final VolumePatches size) {
		if (coarseWidth == 0) return owner.create(new float[1], new Shape(1, 1, 1, 1, 1));
		return owner.create(values, new Shape(size.count(), coarseWidth, size.depth() / MULTIPLE, size.rows() / MULTIPLE, size.columns() /
			MULTIPLE));
	}

	/**
	 * Probabilities of a window.
	 *
	 * @param window one example; its target is not looked at
	 * @param flips whether the mean over all flips along z, y, x is taken
	 * @return order [class, z, y, x], 0..1, sum 1 at each voxel
	 */
	public float[] predict(final VolumePatches window, final boolean flips) {
		try (NDManager block = network.manager().newSubManager()) {
			final NDArray x = fine(block, window.fine(), window);
			final NDArray g = coarse(block, window.coarse(), window);
			final int views = flips ? 8 : 1;
			final float[] sum = new float[classes * window.depth() * window.rows() * window.columns()];
			for (int view = 0; view < views; view++) {
				try (NDArray one = network.run(block, "predict", x, g, network.weights(), (view & 4) != 0, (view & 2) != 0, (view & 1) != 0)) {
					final float[] values = one.toFloatArray();
					for (int i = 0; i < sum.length; i++) sum[i] += values[i] / views;
				}
			}
			return sum;
		}
	}

	@Override
	public void close() {
		network.close();
	}
}
