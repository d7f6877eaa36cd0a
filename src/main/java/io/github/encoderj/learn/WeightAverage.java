package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.weights.Tensor;

/** The exponential moving average of a network's weights: what single steps did by chance cancels out. */
final class WeightAverage implements AutoCloseable {

	private static final String TEXT = """
		  def follow(self: __torch__.Ops,
		    a: List[Tensor],
		    w: List[Tensor],
		    share: float) -> Tensor:
		    for i in range(torch.len(a)):
		      _0 = torch.lerp_(a[i], w[i], share)
		    return torch.detach(a[0])
		""";

	private final NDManager manager;
	private final Script script;
	private final Trainable network;
	private final double decay;
	private final NDArray[] average;
	private long steps;

	/**
	 * Starts at the weights as they are.
	 *
	 * @param decay share of the old average in the new one, 0..1; less in the first steps
	 */
	WeightAverage(final Trainable network, final double decay) {
		this.network = network;
		this.decay = decay;
		manager = network.manager().newSubManager();
		script = new Script((PtNDManager) manager, TEXT);
		final List<Tensor> tensors = network.tensors();
		average = new NDArray[tensors.size()];
		for (int i = 0; i < average.length; i++) {
			average[i] = manager.create(tensors.get(i).floats(), new Shape(tensors.get(i).shape()));
		}
	}

	/** Takes in the weights after a step. */
	void follow() {
		steps++;
		final double kept = Math.min(decay, steps / (steps + 10.0));
		try (NDManager step = manager.newSubManager()) {
			script.run(step, "follow", average, network.weights(), 1 - kept);
		}
	}

	/** As an argument of {@link Trainable#run}. */
	NDArray[] weights() {
		return average;
	}

	/** A copy of the average as it is now. */
	List<Tensor> tensors() {
		final List<Tensor> named = network.tensors();
		final List<Tensor> tensors = new ArrayList<>();
		for (int i = 0; i < average.length; i++) {
			tensors.add(Tensor.of(named.get(i).name(), average[i].toFloatArray(), average[i].getShape().getShape()));
		}
		return tensors;
	}

	@Override
	public void close() {
		script.close();
		manager.close();
	}
}
