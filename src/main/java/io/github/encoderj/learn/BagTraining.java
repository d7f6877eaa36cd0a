package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Trains a {@link GatedAttention}: one bag a step, in random order, with early stopping by the loss on validation bags, as CLAM does. The
 * weights of the epoch with the lowest validation loss are kept. The same seed gives the same training.
 */
public final class BagTraining {

	private BagTraining() {}

	/**
	 * How to train; {@link #standard} is CLAM's.
	 *
	 * @param epochs at most
	 * @param patience epochs without a lower validation loss after which training ends
	 * @param patientEpochs epochs before which it never ends
	 * @param rate learning rate of Adam
	 * @param decay L2 penalty
	 * @param branches whether each output has an attention of its own
	 * @param instances whether CLAM's loss on the instances with the highest and lowest attention is added (0.3 to 0.7)
	 * @param balance whether bags of rare classes are drawn more often, so that all classes are drawn equally often
	 * @param standardise whether features are brought to mean 0 and deviation 1 of the training bags first
	 * @param largestBag vectors of a bag that a step sees; of larger bags as many are drawn at random for each step
	 * @param seed decides weights, order, dropout and draws
	 */
	public record Settings(int epochs, int patience, int patientEpochs, double rate, double decay, boolean branches, boolean instances,
		boolean balance, boolean standardise, int largestBag, long seed)
	{

		public Settings {
			Refusal.unless(epochs > 0, "epochs = %d: the number of epochs must be above 0.", epochs);
			Refusal.unless(patience > 0 && patientEpochs >= 0, "patience = %d after %d epochs: expected 1 or more, after 0 or more.", patience,
				patientEpochs);
			Refusal.unless(rate > 0 && decay >= 0, "learning rate = %s, L2 penalty = %s: expected above 0, and 0 or more.", rate, decay);
			Refusal.unless(largestBag >= 16, "tiles = %d: a step must see at least 16 tiles of a bag.", largestBag);
		}

		/** CLAM's settings: up to 200 epochs, patience 20 after epoch 50, Adam 1e-4, L2 1e-5. */
		public static Settings standard(final long seed) {
			return new Settings(200, 20, 50, 1e-4, 1e-5, false, false, false, true, 20_000, seed);
		}

		public Settings withEpochs(final int other) {
			return new Settings(other, patience, patientEpochs, rate, decay, branches, instances, balance, standardise, largestBag, seed);
		}

		public Settings withSeed(final long other) {
			return new Settings(epochs, patience, patientEpochs, rate, decay, branches, instances, balance, standardise, largestBag, other);
		}
	}

	/**
	 * What came out.
	 *
	 * @param weights of the best epoch, for features as they are
	 * @param curve losses by epoch
	 * @param best number of the best epoch, from 1
	 * @param scale of the features of the training bags
	 */
	public record Result(List<Tensor> weights, List<DenseTraining.Epoch> curve, int best, FeatureScale scale) {}

	/**
	 * Trains.
	 *
	 * @param bags all bags
	 * @param values [bag][label]: 1, 0, or NaN where it is not known
	 * @param split training and validation bags; without validation bags the last epoch's weights are kept
	 * @param device "auto", "cpu" or "gpu0", "gpu1"...
	 * @param threads threads of an operation; 0 means all cores
	 * @throws Refusal if no training bag has a known label
	 * @throws java.util.concurrent.CancellationException if cancelled
	 */
	public static Result train(final List<Bag> bags, final float[][] values, final BagTasks tasks, final Folds.Split split,
		final Settings settings, final String device, final int threads, final Progress progress)
	{
		final int[] training = known(split.training(), values);
		final int[] validation = known(split.validation(), values);
		Refusal.unless(training.length > 0, "None of the slides for training has a known label. Add labels, or ask for fewer folds.");
		final List<Bag> learnt = IntStream.of(training).mapToObj(bags::get).toList();
		final int width = learnt.get(0).width();
		final FeatureScale scale = settings.standardise() ? FeatureScale.of(learnt) : FeatureScale.none(width);
		final List<Tensor> start = GatedAttention.random(width, tasks.outputs(), settings.branches() ? tasks.outputs() : 1, settings
			.instances(), settings.seed());
		try (GatedAttention attention = GatedAttention.open(start, device, threads)) {
			return new Run(bags, values, tasks, training, validation, settings, attention, scale, progress).train();
		}
	}

	private static int[] known(final int[] bags, final float[][] values) {
		return IntStream.of(bags).filter(b -> IntStream.range(0, values[b].length).anyMatch(l -> !Float.isNaN(values[b][l]))).toArray();
	}

	private static final class Run {

		private final List<Bag> bags;
		private final float[][] values;
		private final BagTasks tasks;
		private final int[] training;
		private final int[] validation;
		private final Settings settings;
		private final GatedAttention attention;
		private final FeatureScale scale;
		private final Progress progress;
		private final SplittableRandom random;
		private final Map<Integer, NDArray> kept = new HashMap<>();
		/** Bytes of features that may still be kept on the device between steps. */
		private long room = Runtime.getRuntime().maxMemory() / 2;

		private Run(final List<Bag> bags, final float[][] values, final BagTasks tasks, final int[] training, final int[] validation,
			final Settings settings, final GatedAttention attention, final FeatureScale scale, final Progress progress)
		{
			this.bags = bags;
			this.values = values;
			this.tasks = tasks;
			this.training = training;
			this.validation = validation;
			this.settings = settings;
			this.attention = attention;
			this.scale = scale;
			this.progress = progress;
			random = new SplittableRandom(settings.seed());
		}

		private Result train() {
			final AttentionStep step = new AttentionStep(attention, tasks, true);
			final double[] draws = settings.balance() ? drawWeights() : null;
			final List<DenseTraining.Epoch> curve = new ArrayList<>();
			final long start = System.nanoTime();
			List<Tensor> best = null;
			double lowest = Double.POSITIVE_INFINITY;
			int bestEpoch = 0;
			for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
				double sum = 0;
				for (final int bag : order(draws)) {
					progress.check();
					sum += step(step, bag);
				}
				final double loss = validationLoss();
				curve.add(new DenseTraining.Epoch(epoch, sum / training.length, loss, (System.nanoTime() - start) / 1e9));
				progress.report(String.format("Epoch %d of %d", epoch, settings.epochs()), (double) epoch / settings.epochs());
				if (Double.isNaN(loss) || loss < lowest) {
					lowest = loss;
					bestEpoch = epoch;
					best = attention.tensors();
				}
				else if (epoch - bestEpoch >= settings.patience() && epoch > settings.patientEpochs()) break;
			}
			return new Result(scale.workedInto(best), curve, bestEpoch, scale);
		}

		private float step(final AttentionStep step, final int bag) {
			final NDArray whole = whole(bag);
			if (whole != null) return step.step(whole, values[bag], settings.rate(), settings.decay(), random);
			try (NDArray drawn = array(bags.get(bag).read(drawn(bags.get(bag).size())))) {
				return step.step(drawn, values[bag], settings.rate(), settings.decay(), random);
			}
		}

		/** A bag that is kept on the device; null if it is too large for that, or for a step. */
		private NDArray whole(final int index) {
			final Bag bag = bags.get(index);
			final long bytes = 4L * bag.size() * bag.width();
			if (kept.containsKey(index)) return kept.get(index);
			if (bag.size() > settings.largestBag() || bytes > room) return null;
			room -= bytes;
			kept.put(index, array(bag.read(0, bag.size())));
			return kept.get(index);
		}

		private NDArray array(final float[] rows) {
			return attention.network().manager().create(scale.apply(rows), new Shape(rows.length / attention.width(), attention.width()));
		}

		/** As many different vectors as a step sees, ascending (Knuth's selection sampling). */
		private int[] drawn(final int size) {
			final int count = Math.min(size, settings.largestBag());
			final int[] rows = new int[count];
			for (int i = 0, n = 0; n < count; i++) if (random.nextInt(size - i) < count - n) rows[n++] = i;
			return rows;
		}

		private double validationLoss() {
			double sum = 0;
			for (final int bag : validation) {
				final NDArray whole = whole(bag);
				sum += tasks.loss(whole != null ? attention.outputs(whole) : attention.apply(scaled(bags.get(bag)), Progress.NONE).outputs(),
					values[bag]);
			}
			return validation.length == 0 ? Double.NaN : sum / validation.length;
		}

		private Bag scaled(final Bag bag) {
			return new Bag() {

				@Override
				public int size() {
					return bag.size();
				}

				@Override
				public int width() {
					return bag.width();
				}

				@Override
				public float[] read(final int from, final int to) {
					return scale.apply(bag.read(from, to));
				}
			};
		}

		/** The training bags in random order, or drawn with replacement by their weights. */
		private int[] order(final double[] draws) {
			final int[] order = training.clone();
			for (int i = order.length - 1; i > 0 && draws == null; i--) {
				final int j = random.nextInt(i + 1);
				final int other = order[i];
				order[i] = order[j];
				order[j] = other;
			}
			for (int i = 0; i < order.length && draws != null; i++) {
				final double at = random.nextDouble() * draws[draws.length - 1];
				int k = 0;
				while (draws[k] <= at && k < draws.length - 1) k++;
				order[i] = training[k];
			}
			return order;
		}

		/** Running sums of the weights of the training bags: one over the number of bags of the same class, the mean of all questions. */
		private double[] drawWeights() {
			final double[] sums = new double[training.length];
			for (int t = 0; t < tasks.count(); t++) {
				final Map<Integer, Integer> counts = new HashMap<>();
				for (final int bag : training) counts.merge(tasks.answer(t, values[bag]), 1, Integer::sum);
				for (int i = 0; i < sums.length; i++) {
					final int answer = tasks.answer(t, values[training[i]]);
					if (answer >= 0) sums[i] += 1.0 / counts.get(answer);
				}
			}
			for (int i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
			return sums;
		}
	}
}
