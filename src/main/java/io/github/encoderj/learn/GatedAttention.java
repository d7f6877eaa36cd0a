package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Gated attention over a bag: each vector is projected (linear, ReLU); its attention is a linear function of tanh(V h) times sigmoid(U h);
 * a softmax over the bag weighs the projected vectors, and a linear head reads their sum (Ilse, Tomczak, Welling: Attention-based deep
 * multiple instance learning, 2018; sizes and dropout as in CLAM: Lu et al. 2021). With one branch all outputs share one attention; with
 * one branch an output each has its own, as in CLAM-MB. The network's text is GatedAttention.txt.
 * <p>
 * A bag is gone through in parts with running maximum and sum, which is exact, so that it may be larger than memory.
 */
public final class GatedAttention implements AutoCloseable {

	/** Width of the projection. */
	public static final int PROJECTION = 512;

	/** Width of the two gates. */
	public static final int GATE = 256;

	private static final String TEXT = "GatedAttention.txt";
	/** Vectors that go through the network at a time. */
	private static final int PART = 4096;

	private final Trainable network;
	private final int width;
	private final int projection;
	private final int gate;
	private final int branches;
	private final int outputs;
	private final boolean instances;

	private GatedAttention(final List<Tensor> tensors, final String device, final int threads) {
		width = (int) tensors.get(0).shape()[1];
		projection = (int) tensors.get(0).shape()[0];
		gate = (int) tensors.get(2).shape()[0];
		branches = (int) tensors.get(6).shape()[0];
		outputs = (int) tensors.get(8).shape()[0];
		instances = tensors.size() > 10;
		network = new Trainable(Script.resource(GatedAttention.class, TEXT), tensors, device, threads);
	}

	/**
	 * Random weights (Glorot, normal; biases 0, as CLAM).
	 *
	 * @param width number of features of a vector
	 * @param outputs number of outputs
	 * @param branches 1 for an attention that all outputs share, or as many as outputs
	 * @param instances whether there are classifiers of instances, which CLAM trains beside
	 * @param seed decides the weights
	 */
	public static List<Tensor> random(final int width, final int outputs, final int branches, final boolean instances, final long seed) {
		return random(width, PROJECTION, GATE, outputs, branches, instances, seed);
	}

	/** Random weights of a network with another projection and other gates; see the other door. */
	public static List<Tensor> random(final int width, final int projection, final int gate, final int outputs, final int branches,
		final boolean instances, final long seed)
	{
		Refusal.unless(branches == 1 || branches == outputs, "branches = %d: expected 1, or one for each of the %d outputs.", branches, outputs);
		final Random random = new Random(seed);
		final List<Tensor> tensors = new ArrayList<>();
		linear(tensors, "projection", random, projection, width);
		linear(tensors, "tanh", random, gate, projection);
		linear(tensors, "sigmoid", random, gate, projection);
		linear(tensors, "attention", random, branches, gate);
		linear(tensors, "head", random, outputs, projection);
		if (instances) {
			final float[] values = new float[outputs * 2 * projection];
			glorot(values, random, 2, projection);
			tensors.add(Tensor.of("instances.weight", values, outputs, 2, projection));
			tensors.add(Tensor.of("instances.bias", new float[outputs * 2], outputs, 2));
		}
		return tensors;
	}

	private static void linear(final List<Tensor> tensors, final String name, final Random random, final int out, final int in) {
		final float[] values = new float[out * in];
		glorot(values, random, out, in);
		tensors.add(Tensor.of(name + ".weight", values, out, in));
		tensors.add(Tensor.of(name + ".bias", new float[out], out));
	}

	private static void glorot(final float[] values, final Random random, final int out, final int in) {
		final double deviation = Math.sqrt(2.0 / (in + out));
		for (int i = 0; i < values.length; i++) values[i] = (float) (deviation * random.nextGaussian());
	}

	/**
	 * Opens a network on a device.
	 *
	 * @param tensors weights in the order of {@link #random}
	 * @param device "auto", "cpu" or "gpu0", "gpu1"...
	 * @param threads threads of an operation; 0 means all cores
	 */
	public static GatedAttention open(final List<Tensor> tensors, final String device, final int threads) {
		return new GatedAttention(tensors, device, threads);
	}

	/** Number of features of a vector. */
	public int width() {
		return width;
	}

	/** Number of attentions: 1, or one for each output. */
	public int branches() {
		return branches;
	}

	int projection() {
		return projection;
	}

	int gate() {
		return gate;
	}

	int outputs() {
		return outputs;
	}

	boolean instances() {
		return instances;
	}

	Trainable network() {
		return network;
	}

	/** A copy of the weights as they are now. */
	public List<Tensor> tensors() {
		return network.tensors();
	}

	/**
	 * What comes out for a bag.
	 *
	 * @param outputs before the softmax
	 * @param attention before the softmax over the bag, order [branch][vector]
	 * @param shares part of each output that each vector makes up, order [output][vector]: attention after the softmax times the head's
	 *          answer to the vector; with the head's bias they add up to the output
	 */
	public record Result(double[] outputs, float[][] attention, float[][] shares) {}

	/**
	 * Applies the network to a bag, part by part.
	 *
	 * @throws Refusal if the bag is empty or its vectors have another width
	 * @throws java.util.concurrent.CancellationException if cancelled
	 */
	public Result apply(final Bag bag, final Progress progress) {
		Refusal.unless(bag.size() > 0, "A bag without vectors cannot be classified.");
		Refusal.unless(bag.width() == width, "The features have a width of %d, the head takes %d: they are of another encoder.", bag.width(),
			width);
		final Sum sum = new Sum(bag.size());
		for (int from = 0; from < bag.size(); from += PART) {
			progress.check();
			final int to = Math.min(bag.size(), from + PART);
			try (NDManager step = network.manager().newSubManager()) {
				final NDArray x = step.create(bag.read(from, to), new Shape(to - from, width));
				sum.add(network.run(step, "part", x, 0, to - from, network.weights()).toFloatArray(), from, to - from);
			}
			progress.report("Attention", (double) to / bag.size());
		}
		return sum.result();
	}

	/** The outputs of a bag that is on the device. */
	double[] outputs(final NDArray x) {
		final int size = (int) x.getShape().get(0);
		final Sum sum = new Sum(size);
		for (int from = 0; from < size; from += PART) {
			final int count = Math.min(PART, size - from);
			try (NDManager step = network.manager().newSubManager()) {
				sum.add(network.run(step, "part", x, from, count, network.weights()).toFloatArray(), from, count);
			}
		}
		return sum.result().outputs;
	}

	/** The running softmax: sums are relative to the largest attention so far. */
	private final class Sum {

		private final double[] largest = new double[branches];
		private final double[] weights = new double[branches];
		private final double[][] vectors = new double[branches][projection];
		private final float[][] attention;
		private final float[][] answers;

		private Sum(final int size) {
			Arrays.fill(largest, Double.NEGATIVE_INFINITY);
			attention = new float[branches][size];
			answers = new float[outputs][size];
		}

		/** Values of a part: largest attention, sum of weights, weighted sum [branch, projection], attention, the head's answers. */
		private void add(final float[] part, final int from, final int count) {
			int at = 2 * branches;
			for (int b = 0; b < branches; b++) {
				final double most = Math.max(largest[b], part[b]);
				final double old = Math.exp(largest[b] - most);
				final double now = Math.exp(part[b] - most);
				largest[b] = most;
				weights[b] = old * weights[b] + now * part[branches + b];
				for (int i = 0; i < projection; i++) vectors[b][i] = old * vectors[b][i] + now * part[at++];
			}
			for (int i = from; i < from + count; i++) for (int b = 0; b < branches; b++) attention[b][i] = part[at++];
			for (int i = from; i < from + count; i++) for (int o = 0; o < outputs; o++) answers[o][i] = part[at++];
		}

		private Result result() {
			final float[] head = network.weights()[8].toFloatArray();
			final float[] bias = network.weights()[9].toFloatArray();
			final double[] values = new double[outputs];
			for (int o = 0; o < outputs; o++) {
				final int b = branches == 1 ? 0 : o;
				double value = 0;
				for (int i = 0; i < projection; i++) value += head[o * projection + i] * vectors[b][i];
				values[o] = value / weights[b] + bias[o];
				for (int i = 0; i < answers[o].length; i++) answers[o][i] *= Math.exp(attention[b][i] - largest[b]) / weights[b];
			}
			return new Result(values, attention, answers);
		}
	}

	@Override
	public void close() {
		network.close();
	}
}
