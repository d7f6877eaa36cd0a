package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.List;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * A network that can be trained: its TorchScript text and its float32 weights on a device. A method of the text that gives a loss takes its
 * inputs first and the weights last, as one {@code List[Tensor]}. A place {@code ${type}} in the text becomes the number of the type in
 * which products run: bfloat16 where {@link Precision} finds that faster, else float32.
 */
public final class Trainable implements AutoCloseable {

	private static final int FLOAT32 = 6;
	private static final int BFLOAT16 = 15;

	private final PtNDManager manager;
	private final Script script;
	private final List<String> names;
	private final NDArray[] weights;

	/**
	 * Opens a network.
	 *
	 * @param text of the network: methods as {@link Script} takes them
	 * @param tensors weights in the order in which the text takes them
	 * @param device "auto", "cpu" or "gpu0", "gpu1"...
	 * @param threads threads of an operation; 0 means all cores
	 */
	public Trainable(final String text, final List<Tensor> tensors, final String device, final int threads) {
		this(text, tensors, device, threads, false);
	}

	/**
	 * Opens a network.
	 *
	 * @param exact whether products run in float32 even where bfloat16 is faster
	 */
	public Trainable(final String text, final List<Tensor> tensors, final String device, final int threads, final boolean exact) {
		manager = TorchEngine.newManager(device, threads);
		script = new Script(manager, text.contains("${type}") ? text.replace("${type}", Integer.toString(!exact && Precision.bfloat16IsFaster(
			manager) ? BFLOAT16 : FLOAT32)) : text);
		names = tensors.stream().map(Tensor::name).toList();
		weights = new NDArray[tensors.size()];
		for (int i = 0; i < weights.length; i++) weights[i] = weight(tensors.get(i));
	}

	private NDArray weight(final Tensor tensor) {
		final NDArray weight = manager.create(tensor.floats(), new Shape(tensor.shape()));
		weight.setRequiresGradient(true);
		weight.setName("p[]");
		return weight;
	}

	/** Owner of the weights; inputs live in sub-managers of it. */
	public NDManager manager() {
		return manager;
	}

	/** The weights as an argument of {@link #run}. */
	public NDArray[] weights() {
		return weights.clone();
	}

	/** A copy of the weights as they are now. */
	public List<Tensor> tensors() {
		final List<Tensor> tensors = new ArrayList<>();
		for (int i = 0; i < weights.length; i++) {
			tensors.add(Tensor.of(names.get(i), weights[i].toFloatArray(), weights[i].getShape().getShape()));
		}
		return tensors;
	}

	/**
	 * Takes over weights, of the shapes that it was opened with.
	 *
	 * @param tensors in the order of {@link #tensors}
	 */
	public void set(final List<Tensor> tensors) {
		for (int i = 0; i < weights.length; i++) {
			weights[i].close();
			weights[i] = weight(tensors.get(i));
		}
	}

	/**
	 * The loss of a batch; its gradient is added to the weights' gradients.
	 *
	 * @param method takes the inputs and then the weights, gives one number
	 */
	public float lossWithGradient(final String method, final NDArray... inputs) {
		final NDArray[] arguments = new NDArray[inputs.length + weights.length];
		System.arraycopy(inputs, 0, arguments, 0, inputs.length);
		System.arraycopy(weights, 0, arguments, inputs.length, weights.length);
		try (GradientCollector collector = Engine.getEngine(TorchEngine.NAME).newGradientCollector();
				NDArray loss = script.forward(method, arguments))
		{
			collector.backward(loss);
			return loss.getFloat();
		}
	}

	/** Changes the weights by their gradients, and sets these to zero. */
	public void step(final Optimizer optimizer) {
		for (int i = 0; i < weights.length; i++) {
			try (NDArray gradient = weights[i].getGradient()) {
				optimizer.update("w" + i, weights[i], gradient);
				gradient.subi(gradient);
			}
		}
	}

	/**
	 * Runs a method without gradients.
	 *
	 * @param owner of the result
	 * @param arguments as {@link Script#run} takes them, {@link #weights} where the method wants them
	 */
	public NDArray run(final NDManager owner, final String method, final Object... arguments) {
		return script.run(owner, method, arguments);
	}

	@Override
	public void close() {
		script.close();
		manager.close();
	}
}
