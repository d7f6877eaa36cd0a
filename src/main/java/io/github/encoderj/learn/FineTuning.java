package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.optimizer.Optimizer;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.network.FineTunable;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Trains a linear layer together with the last blocks of an encoder or the whole of it: AdamW (Loshchilov, Hutter 2019), with rates that
 * fall from layer to layer towards the input, as fine-tuning of vision transformers is done (Bao et al. 2022).
 */
public final class FineTuning {

	private FineTuning() {}

	/**
	 * How to train.
	 *
	 * @param learningRate of the linear layer and the final normalisation
	 * @param layerDecay factor of the rate from a layer to the one before it, above 0 to 1
	 * @param weightDecay of all tensors
	 * @param batch pictures a step
	 * @param epochs how often each picture is used
	 * @param warmUp share of the steps in which the rate rises from 0
	 * @param constant whether the rate then stays; else it falls to 0 along half a cosine
	 * @param shuffled whether pictures come in another order each epoch
	 * @param seed decides the order
	 */
	public record Settings(double learningRate, double layerDecay, double weightDecay, int batch, int epochs, double warmUp,
		boolean constant, boolean shuffled, long seed)
	{

		public Settings {
			Refusal.unless(learningRate > 0, "learning rate = %s: it must be above 0.", learningRate);
			Refusal.unless(layerDecay > 0 && layerDecay <= 1, "layer decay = %s: a factor above 0 and up to 1 is expected.", layerDecay);
			Refusal.unless(batch > 0 && epochs > 0, "batch = %d, epochs = %d: both must be above 0.", batch, epochs);
		}

		/** Rate 1e-4, layer decay 0.75, weight decay 0.05, a tenth of the steps to warm up, then a cosine. */
		public static Settings standard(final int batch, final int epochs, final long seed) {
			return new Settings(1e-4, 0.75, 0.05, batch, epochs, 0.1, false, true, seed);
		}

		double rate(final int step, final int steps) {
			final double begun = warmUp == 0 ? 1 : Math.min(1, (step + 1) / (warmUp * steps));
			return learningRate * begun * (constant ? 1 : 0.5 * (1 + Math.cos(Math.PI * step / steps)));
		}
	}

	/** Pictures as the network takes them, all of one size: three normalised channels. */
	@FunctionalInterface
	public interface Pictures {

		Planes get(int index);
	}

	/**
	 * What came out.
	 *
	 * @param encoder changed tensors under their names in the weights file
	 * @param head weight [label, feature] and bias [label] of the linear layer
	 * @param losses of the steps; NaN where nothing was known of a batch
	 */
	public record Result(List<Tensor> encoder, List<Tensor> head, float[] losses) {}

	/**
	 * Trains.
	 *
	 * @param network with the tensors to start from
	 * @param labels order [picture][label]: 1, 0, NaN for unknown
	 * @param exclusive whether the labels are classes
	 * @param head weight [label, feature] and bias [label] to start from
	 * @param device auto, cpu, gpu0...
	 * @param threads 0 means all cores
	 * @throws java.util.concurrent.CancellationException if cancelled
	 */
	public static Result train(final FineTunable network, final Pictures pictures, final float[][] labels, final boolean exclusive,
		final List<Tensor> head, final Settings settings, final String device, final int threads, final Progress progress)
	{
		final List<Tensor> start = new ArrayList<>(network.trained());
		start.addAll(head);
		final int[] order = new int[labels.length];
		Arrays.setAll(order, i -> i);
		final int each = (order.length + settings.batch - 1) / settings.batch;
		final float[] losses = new float[each * settings.epochs];
		final Random random = new Random(settings.seed);
		try (Trainable trainable = new Trainable(network.text(exclusive), start, device, threads)) {
			final NDArray[] frozen = network.frozen().stream().map(t -> array(trainable.manager(), t)).toArray(NDArray[]::new);
			final LayerwiseAdam adam = new LayerwiseAdam(trainable, network, settings);
			for (int step = 0; step < losses.length; step++) {
				progress.check();
				progress.report("Fine-tuning, epoch " + (step / each + 1) + " of " + settings.epochs, (double) step / losses.length);
				if (step % each == 0 && settings.shuffled) shuffle(order, random);
				final int from = step % each * settings.batch;
				adam.rate = settings.rate(step, losses.length);
				losses[step] = step(trainable, pictures, labels, Arrays.copyOfRange(order, from, Math.min(order.length, from + settings.batch)), frozen);
				if (Float.isNaN(losses[step])) continue; // nothing is known of this batch
				trainable.step(adam);
				adam.step++;
			}
			final List<Tensor> all = trainable.tensors();
			return new Result(all.subList(0, network.trained().size()), all.subList(network.trained().size(), all.size()), losses);
		}
	}

	private static NDArray array(final NDManager manager, final Tensor tensor) {
		final NDArray array = manager.create(tensor.floats(), new Shape(tensor.shape()));
		array.setName("f[]");
		return array;
	}

	private static void shuffle(final int[] order, final Random random) {
		for (int i = order.length - 1; i > 0; i--) {
			final int j = random.nextInt(i + 1);
			final int kept = order[i];
			order[i] = order[j];
			order[j] = kept;
		}
	}

	private static float step(final Trainable trainable, final Pictures pictures, final float[][] labels, final int[] batch,
		final NDArray[] frozen)
	{
		final int n = labels[0].length;
		final float[] truth = new float[batch.length * n];
		final float[] known = new float[batch.length * n];
		boolean any = false;
		for (int i = 0; i < truth.length; i++) {
			final float value = labels[batch[i / n]][i % n];
			known[i] = Float.isNaN(value) ? 0 : 1;
			truth[i] = Float.isNaN(value) ? 0 : value;
			any |= known[i] == 1;
		}
		if (!any) return Float.NaN;
		float[] pixels = null;
		Planes first = null;
		for (int i = 0; i < batch.length; i++) {
			final Planes picture = pictures.get(batch[i]);
			if (first == null) {
				first = picture;
				pixels = new float[batch.length * picture.data().length];
			}
			System.arraycopy(picture.data(), 0, pixels, i * picture.data().length, picture.data().length);
		}
		try (NDManager step = trainable.manager().newSubManager()) {
			final NDArray[] inputs = new NDArray[3 + frozen.length];
			inputs[0] = step.create(pixels, new Shape(batch.length, first.channels(), first.height(), first.width()));
			inputs[1] = step.create(truth, new Shape(batch.length, n));
			inputs[2] = step.create(known, new Shape(batch.length, n));
			System.arraycopy(frozen, 0, inputs, 3, frozen.length);
			return trainable.lossWithGradient("loss", inputs);
		}
	}

	/** AdamW with a rate for each layer; PyTorch's order of operations. */
	private static final class LayerwiseAdam extends Optimizer {

		private final Trainable trainable;
		private final double[] factors;
		private final double weightDecay;
		private final Map<String, NDArray[]> moments = new HashMap<>();
		private double rate;
		private int step = 1;

		private LayerwiseAdam(final Trainable trainable, final FineTunable network, final Settings settings) {
			super(new Builder());
			this.trainable = trainable;
			weightDecay = settings.weightDecay;
			final int[] layers = network.layers();
			factors = new double[layers.length + 2];
			Arrays.fill(factors, 1); // the linear layer's
			for (int i = 0; i < layers.length; i++) factors[i] = Math.pow(settings.layerDecay, network.top() - layers[i]);
		}

		@Override
		public void update(final String parameter, final NDArray weight, final NDArray gradient) {
			final NDArray[] moment = moments.computeIfAbsent(parameter, key -> new NDArray[] { trainable.manager().zeros(weight.getShape()),
				trainable.manager().zeros(weight.getShape()) });
			final double factor = factors[Integer.parseInt(parameter.substring(1))];
			try (NDManager scratch = trainable.manager().newSubManager()) {
				trainable.run(scratch, "adam", weight, gradient, moment[0], moment[1], rate * factor, weightDecay, step);
			}
		}

		/** Only because the superclass asks for one. */
		private static final class Builder extends OptimizerBuilder<Builder> {

			@Override
			protected Builder self() {
				return this;
			}
		}
	}
}
