package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019; betas 0.9 and 0.999,
 * epsilon 1e-8), whose state can be kept and restored, so that a training that was cut off goes on as if it had not been.
 */
final class AdamW implements AutoCloseable {

	private static final double BETA_1 = 0.9;
	private static final double BETA_2 = 0.999;
	private static final String FIRST = "first.";
	private static final String SECOND = "second.";

	private final Trainable network;
	private final double decay;
	private final NDManager manager;
	private final Script script;
	private final List<NDArray> first = new ArrayList<>();
	private final List<NDArray> second = new ArrayList<>();
	private long steps;

	/**
	 * @param decay weight decay, relative to the learning rate
	 */
	AdamW(final Trainable network, final double decay) {
		this.network = network;
		this.decay = decay;
		manager = network.manager().newSubManager();
		script = new Script((ai.djl.pytorch.engine.PtNDManager) manager, Script.resource(AdamW.class, "AdamW.txt"));
		for (final NDArray weight : network.weights()) {
			first.add(manager.zeros(weight.getShape(), DataType.FLOAT32));
			second.add(manager.zeros(weight.getShape(), DataType.FLOAT32));
		}
	}

	/** Steps so far. */
	long steps() {
		return steps;
	}

	/** Changes the network's weights by their gradients, and sets these to zero. */
	void step(final double rate) {
		steps++;
		final double corrected = rate / (1 - Math.pow(BETA_1, steps));
		final double unbiased = 1 / (1 - Math.pow(BETA_2, steps));
		final NDArray[] weights = network.weights();
		try (NDManager scratch = manager.newSubManager()) {
			for (int i = 0; i < weights.length; i++) {
				final NDArray gradient = weights[i].getGradient();
				gradient.attach(scratch);
				script.run(scratch, "step", weights[i], gradient, first.get(i), second.get(i), 1 - rate * decay, corrected, unbiased);
			}
		}
	}

	/** The state, to be kept in a file. */
	List<Tensor> state() {
		final List<Tensor> state = new ArrayList<>();
		for (int i = 0; i < first.size(); i++) {
			state.add(Tensor.of(FIRST + i, first.get(i).toFloatArray(), first.get(i).getShape().getShape()));
			state.add(Tensor.of(SECOND + i, second.get(i).toFloatArray(), second.get(i).getShape().getShape()));
		}
		return state;
	}

	/**
	 * Goes on from a kept state.
	 *
	 * @param state as {@link #state} gave it, of a network of the same shapes
	 */
	void restore(final List<Tensor> state, final long stepsDone) {
		Refusal.unless(state.size() == 2 * first.size(), "The kept state of the training has %d tensors, expected %d. Delete it and start again.",
			state.size(), 2 * first.size());
		steps = stepsDone;
		for (int i = 0; i < first.size(); i++) {
			replace(first, i, state.get(2 * i));
			replace(second, i, state.get(2 * i + 1));
		}
	}

	private void replace(final List<NDArray> arrays, final int i, final Tensor tensor) {
		arrays.get(i).close();
		arrays.set(i, manager.create(tensor.floats(), new Shape(tensor.shape())));
	}

	@Override
	public void close() {
		script.close();
		manager.close();
	}
}
