package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Training steps of a {@link GatedAttention}, one bag a step, by Adam with an L2 penalty in the gradient (as PyTorch's Adam). Gradients
 * are computed by the network's text itself, in memory that is made once: on large bags, making and freeing the intermediate arrays takes
 * longer than computing them.
 */
final class AttentionStep {

	/** CLAM's number of instances of each kind that its instance loss looks at. */
	private static final int INSTANCES = 8;

	private final GatedAttention attention;
	private final BagTasks tasks;
	private final boolean dropout;
	private final NDManager manager;
	private final NDArray[] gradients;
	private final NDArray[] first;
	private final NDArray[] second;
	private final NDArray[] steps;
	private final NDArray members;
	private final DropoutMask mask = new DropoutMask();
	private final DropoutMask gateMask = new DropoutMask();
	private NDManager roomOwner;
	private NDArray[] room = {};
	private long roomRows;

	/**
	 * @param attention is changed by the steps, and owns the memory
	 * @param dropout whether a quarter of the projected features and of the gates is left out at random
	 */
	AttentionStep(final GatedAttention attention, final BagTasks tasks, final boolean dropout) {
		this.attention = attention;
		this.tasks = tasks;
		this.dropout = dropout;
		manager = attention.network().manager();
		final NDArray[] weights = attention.network().weights();
		gradients = zeros(weights);
		first = zeros(weights);
		second = zeros(weights);
		steps = new NDArray[weights.length];
		for (int i = 0; i < steps.length; i++) steps[i] = manager.create(0f);
		members = manager.create(tasks.members(), new Shape(tasks.count(), tasks.outputs()));
	}

	private NDArray[] zeros(final NDArray[] like) {
		final NDArray[] zeros = new NDArray[like.length];
		for (int i = 0; i < like.length; i++) zeros[i] = manager.zeros(like[i].getShape());
		return zeros;
	}

	/** The gradients that the last step computed. */
	NDArray[] gradients() {
		return gradients;
	}

	/**
	 * One step.
	 *
	 * @param x bag on the device, [vector, feature]
	 * @param values 1, 0 or NaN for each label
	 * @param rate learning rate
	 * @param decay factor of the L2 penalty
	 * @return the loss before it
	 */
	float step(final NDArray x, final float[] values, final double rate, final double decay, final SplittableRandom random) {
		final float loss = gradients(x, values, random);
		update(rate, decay);
		return loss;
	}

	/** Changes the weights by the gradients computed last. */
	void update(final double rate, final double decay) {
		attention.network().run(manager, "adam", rate, decay, steps, attention.network().weights(), gradients, first, second).close();
	}

	/** Computes the loss and its gradients. */
	float gradients(final NDArray x, final float[] values, final SplittableRandom random) {
		final long rows = x.getShape().get(0);
		makeRoom(rows);
		try (NDManager step = manager.newSubManager()) {
			final NDArray keep = dropout ? mask.draw(step, rows, attention.projection(), random) : step.create(new Shape(0));
			final NDArray keepGate = dropout ? gateMask.draw(step, rows, attention.gate(), random) : step.create(new Shape(0));
			return gradients(step, x, keep, keepGate, values);
		}
	}

	/** The same with given masks. */
	float gradients(final NDManager step, final NDArray x, final NDArray keep, final NDArray keepGate, final float[] values) {
		makeRoom(x.getShape().get(0));
		final int count = (int) Math.min(INSTANCES, x.getShape().get(0));
		final float[] marks = new float[4 * count];
		for (int i = 0; i < 2 * count; i++) marks[2 * i + (i < count ? 1 : 0)] = 1;
		final NDArray target = step.create(tasks.target(values), new Shape(tasks.count(), tasks.outputs()));
		final NDArray weights = step.create(tasks.weights(values));
		return attention.network().run(step, "gradients", x, keep, keepGate, members, target, weights, step.create(marks, new Shape(2L *
			count, 2)), attention.network().weights(), gradients, room).getFloat();
	}

	/** Memory for the intermediate values of a bag, in the order in which the text takes it; grows with the largest bag. */
	private void makeRoom(final long rows) {
		if (rows <= roomRows) return;
		if (roomOwner != null) roomOwner.close();
		roomOwner = manager.newSubManager();
		roomRows = rows;
		final long hidden = rows * attention.projection();
		final long gates = rows * attention.gate();
		final List<NDArray> made = new ArrayList<>();
		made.add(typed(rows * attention.width()));
		made.add(typed(hidden));
		made.add(plain(hidden));
		made.add(typed(2 * gates));
		made.add(plain(2 * gates));
		made.add(plain(gates));
		made.add(typed(hidden));
		made.add(plain(2 * gates));
		made.add(plain(gates));
		room = made.toArray(NDArray[]::new);
	}

	private NDArray plain(final long count) {
		return roomOwner.create(new Shape(count));
	}

	/** Of the type in which products run; made by the text, since the engine's Java side knows no bfloat16. */
	private NDArray typed(final long count) {
		return attention.network().run(roomOwner, "room", members, count);
	}
}
