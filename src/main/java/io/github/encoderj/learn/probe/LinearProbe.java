package io.github.encoderj.learn.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * One linear layer on frozen vectors, trained by gradient steps on shuffled batches: binary cross-entropy of every label that is known
 * (its mean over the batch), or cross-entropy of the classes. Each label is computed by one thread, so that the result does not depend
 * on their number.
 */
public final class LinearProbe {

	/** The learning rates that DINOv2's linear evaluation tries. */
	public static final List<Double> RATES = List.of(1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1);

	private static final double MOMENTUM = 0.9;
	private static final double BETA1 = 0.9;
	private static final double BETA2 = 0.999;
	private static final double EPSILON = 1e-8;
	private static final double FIRST_DEVIATION = 0.01;

	/** How a gradient becomes a step. */
	public enum Optimiser {
		/** Adam (Kingma, Ba 2015), at a constant rate. */
		ADAM,
		/** Momentum 0.9, with the rate falling to 0 along half a cosine, as DINOv2's linear evaluation does. */
		SGD
	}

	/**
	 * How to train.
	 *
	 * @param learningRate above 0
	 * @param batch cases a step
	 * @param epochs how often each case is used
	 * @param weightDecay share of the weights that is taken away at each step, times the rate (AdamW's); 0 for none
	 * @param seed decides first weights and order
	 */
	public record Settings(Optimiser optimiser, double learningRate, int batch, int epochs, double weightDecay, long seed) {

		/** Those of the published probes on chest radiographs: Adam, 0.005, 1,024, 50 epochs. */
		public static final Settings STANDARD = new Settings(Optimiser.ADAM, 0.005, 1024, 50, 0, 0);

		public Settings {
			Refusal.unless(learningRate > 0 && Double.isFinite(learningRate), "learning rate = %s: it must be above 0.", learningRate);
			Refusal.unless(batch > 0, "batch = %d: it must be above 0.", batch);
			Refusal.unless(epochs > 0, "epochs = %d: it must be above 0.", epochs);
			Refusal.unless(weightDecay >= 0, "weight decay = %s: it must be 0 or more.", weightDecay);
		}

		/** The same with another learning rate. */
		public Settings withRate(final double rate) {
			return new Settings(optimiser, rate, batch, epochs, weightDecay, seed);
		}

		/** The same with another seed. */
		public Settings withSeed(final long other) {
			return new Settings(optimiser, learningRate, batch, epochs, weightDecay, other);
		}
	}

	private final LabelledFeatures data;
	private final Settings settings;
	private final int labels;
	private final int width;
	/** Order [label][feature], the bias at the end. */
	private final float[][] weights;
	private final float[][] gradients;
	private final float[][] first;
	private final float[][] second;
	private final Columns columns;
	/** Order [label][case of the batch]: logits, then how far the probability is from the truth. */
	private final float[][] errors;
	private int[] order;
	private int step;

	private LinearProbe(final LabelledFeatures data, final Settings settings) {
		this.data = data;
		this.settings = settings;
		labels = data.labelCount();
		width = data.width();
		weights = new float[labels][width + 1];
		gradients = new float[labels][width + 1];
		first = new float[labels][width + 1];
		second = new float[labels][width + 1];
		final int batch = Math.min(settings.batch, data.size());
		columns = new Columns(width, batch);
		errors = new float[labels][batch];
	}

	/**
	 * Trains.
	 *
	 * @throws Refusal if there are no cases or no labels
	 * @throws java.util.concurrent.CancellationException if cancelled
	 */
	public static LinearModel train(final LabelledFeatures data, final Settings settings, final Progress progress) {
		Refusal.unless(data.size() > 0 && data.labelCount() > 0, "There are no training cases with labels. Check the label table.");
		return new LinearProbe(data, settings).run(progress);
	}

	private LinearModel run(final Progress progress) {
		final Random random = new Random(settings.seed);
		for (final float[] row : weights) for (int f = 0; f < width; f++) row[f] = (float) (FIRST_DEVIATION * random.nextGaussian());
		order = new int[data.size()];
		Arrays.setAll(order, i -> i);
		final int steps = (data.size() + settings.batch - 1) / settings.batch * settings.epochs;
		for (int epoch = 0; epoch < settings.epochs; epoch++) {
			progress.check();
			progress.report("Linear probe, epoch " + (epoch + 1) + " of " + settings.epochs, (double) epoch / settings.epochs);
			shuffle(random);
			for (int from = 0; from < order.length; from += settings.batch) step(from, Math.min(order.length, from + settings.batch), steps);
		}
		final float[][] matrix = Arrays.stream(weights).map(row -> Arrays.copyOf(row, width)).toArray(float[][]::new);
		final float[] bias = new float[labels];
		for (int l = 0; l < labels; l++) bias[l] = weights[l][width];
		return new LinearModel(matrix, bias, data.exclusive());
	}

	private void shuffle(final Random random) {
		for (int i = order.length - 1; i > 0; i--) {
			final int j = random.nextInt(i + 1);
			final int kept = order[i];
			order[i] = order[j];
			order[j] = kept;
		}
	}

	private void step(final int from, final int to, final int steps) {
		columns.fill(data.features(), order, from, to);
		Parallel.forEach(labels, l -> columns.products(weights[l], weights[l][width], errors[l]));
		final int known = data.exclusive() ? softmaxErrors(from, to) : logisticErrors(from, to);
		step++;
		if (known == 0) return;
		final double rate = settings.optimiser == Optimiser.ADAM ? settings.learningRate : settings.learningRate * 0.5 * (1 + Math.cos(
			Math.PI * (step - 1) / steps));
		Parallel.forEach(labels, l -> {
			gradient(l, from, to);
			update(l, rate, 1.0 / known);
		});
	}

	/** Turns logits into probability minus truth; 0 where the truth is unknown. Returns the number of known truths. */
	private int logisticErrors(final int from, final int to) {
		final int[] known = new int[labels];
		Parallel.forEach(labels, l -> {
			for (int i = from; i < to; i++) {
				final float truth = data.labels()[order[i]][l];
				final float error = (float) Logistic.sigmoid(errors[l][i - from]) - truth;
				errors[l][i - from] = Float.isNaN(truth) ? 0 : error;
				if (!Float.isNaN(truth)) known[l]++;
			}
		});
		return Arrays.stream(known).sum();
	}

	private int softmaxErrors(final int from, final int to) {
		final double[] logits = new double[labels];
		int known = 0;
		for (int i = from; i < to; i++) {
			final float[] truth = data.labels()[order[i]];
			final boolean unknown = Float.isNaN(truth[0]);
			for (int l = 0; l < labels; l++) logits[l] = errors[l][i - from];
			Logistic.softmax(logits);
			for (int l = 0; l < labels; l++) errors[l][i - from] = unknown ? 0 : (float) (logits[l] - truth[l]);
			if (!unknown) known++;
		}
		return known;
	}

	private void gradient(final int l, final int from, final int to) {
		final float[] g = gradients[l];
		final float[] e = errors[l];
		final float[][] x = data.features();
		Arrays.fill(g, 0);
		int i = from;
		for (; i + 3 < to; i += 4) Columns.add(g, width, x[order[i]], e[i - from], x[order[i + 1]], e[i + 1 - from], x[order[i + 2]], e[i + 2 -
			from], x[order[i + 3]], e[i + 3 - from]);
		for (; i < to; i++) {
			final float[] row = x[order[i]];
			for (int f = 0; f < width; f++) g[f] += e[i - from] * row[f];
		}
		double bias = 0;
		for (int k = 0; k < to - from; k++) bias += e[k];
		g[width] = (float) bias;
	}

	private void update(final int l, final double rate, final double scale) {
		final float[] w = weights[l];
		final double keep = 1 - rate * settings.weightDecay;
		final double correction1 = 1 - Math.pow(BETA1, step);
		final double correction2 = 1 - Math.pow(BETA2, step);
		for (int f = 0; f <= width; f++) {
			final double g = gradients[l][f] * scale;
			if (f < width) w[f] *= (float) keep;
			if (settings.optimiser == Optimiser.SGD) {
				first[l][f] = (float) (MOMENTUM * first[l][f] + g);
				w[f] -= (float) (rate * first[l][f]);
				continue;
			}
			first[l][f] = (float) (BETA1 * first[l][f] + (1 - BETA1) * g);
			second[l][f] = (float) (BETA2 * second[l][f] + (1 - BETA2) * g * g);
			w[f] -= (float) (rate * (first[l][f] / correction1) / (Math.sqrt(second[l][f] / correction2) + EPSILON));
		}
	}
}
