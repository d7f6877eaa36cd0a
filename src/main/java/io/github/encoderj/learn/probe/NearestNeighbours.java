package io.github.encoderj.learn.probe;

import java.util.Arrays;
import java.util.List;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Weighted nearest neighbours as DINO evaluates encoders (Wu et al. 2018; Caron et al. 2021): cosine similarity, the k most similar
 * training cases vote with weight exp(similarity / temperature). The probability of a label is the weight of the neighbours that have
 * it among those of which it is known; where it is known of none, the share of all training cases that have it.
 */
public final class NearestNeighbours implements Classifier {

	/** DINO's temperature. */
	public static final double TEMPERATURE = 0.07;
	/** DINO's numbers of neighbours. */
	public static final List<Integer> NUMBERS = List.of(10, 20, 100, 200);

	private static final int BLOCK = 512;
	private static final String FEATURES = "neighbours";
	private static final String LABELS = "labels";
	private static final String MEAN = "mean";
	private static final String DEVIATION = "deviation";

	private final Standardisation standardisation;
	private final float[][] features;
	private final float[][] labels;
	private final double[] prevalence;
	private final int k;
	private final double temperature;

	private NearestNeighbours(final Standardisation standardisation, final float[][] normalised, final float[][] labels, final int k,
		final double temperature)
	{
		Refusal.unless(k > 0, "k = %d: the number of neighbours must be above 0.", k);
		Refusal.unless(temperature > 0, "temperature = %s: it must be above 0.", temperature);
		Refusal.unless(normalised.length > 0, "There are no training cases with labels. Check the label table.");
		this.standardisation = standardisation;
		features = normalised;
		this.labels = labels;
		this.k = Math.min(k, normalised.length);
		this.temperature = temperature;
		prevalence = new double[labels[0].length];
		for (int l = 0; l < prevalence.length; l++) {
			final int label = l;
			prevalence[l] = Arrays.stream(labels).filter(row -> !Float.isNaN(row[label])).mapToDouble(row -> row[label]).average().orElse(0.5);
		}
	}

	/**
	 * Keeps the training cases.
	 *
	 * @param standardisation what is done to vectors before they are compared
	 * @param k number of neighbours; all if there are fewer
	 * @param temperature above 0, such as {@link #TEMPERATURE}
	 */
	public static NearestNeighbours train(final LabelledFeatures data, final Standardisation standardisation, final int k,
		final double temperature)
	{
		return new NearestNeighbours(standardisation, normalised(standardisation.apply(data.features())), data.labels(), k, temperature);
	}

	/** The same classifier from its tensors. */
	public static NearestNeighbours of(final List<Tensor> tensors, final int k, final double temperature) {
		final Standardisation standardisation = new Standardisation(Tensors.named(tensors, MEAN).floats(), Tensors.named(tensors, DEVIATION)
			.floats());
		return new NearestNeighbours(standardisation, Tensors.rows(Tensors.named(tensors, FEATURES)), Tensors.rows(Tensors.named(tensors,
			LABELS)), k, temperature);
	}

	private static float[][] normalised(final float[][] features) {
		final float[][] result = new float[features.length][];
		for (int i = 0; i < result.length; i++) {
			final double length = Math.sqrt(Logistic.dot(features[i], features[i]));
			result[i] = features[i].clone();
			for (int f = 0; f < result[i].length; f++) result[i][f] /= (float) Math.max(length, 1e-12);
		}
		return result;
	}

	@Override
	public int width() {
		return features[0].length;
	}

	/** Number of neighbours that vote. */
	public int neighbours() {
		return k;
	}

	/** Temperature of the votes. */
	public double temperature() {
		return temperature;
	}

	@Override
	public double[][] probabilities(final float[][] cases) {
		return probabilities(cases, List.of(k)).get(0);
	}

	/** Probabilities with several numbers of neighbours, for the price of the largest. */
	public List<double[][]> probabilities(final float[][] cases, final List<Integer> numbers) {
		for (final float[] row : cases) Refusal.unless(row.length == width(), "A vector has %d features, the classifier was trained on %d. " +
			"Encode the images as for the training.", row.length, width());
		final int most = Math.min(features.length, numbers.stream().mapToInt(n -> n).max().orElse(k));
		final Nearest[] nearest = nearest(normalised(standardisation.apply(cases)), most);
		return numbers.stream().map(n -> Arrays.stream(nearest).map(found -> vote(found, n)).toArray(double[][]::new)).toList();
	}

	private Nearest[] nearest(final float[][] cases, final int most) {
		final Nearest[] nearest = new Nearest[cases.length];
		Arrays.setAll(nearest, i -> new Nearest(most));
		final int[] order = new int[features.length];
		Arrays.setAll(order, i -> i);
		final Columns columns = new Columns(width(), Math.min(BLOCK, order.length));
		for (int from = 0; from < order.length; from += BLOCK) {
			final int start = from;
			columns.fill(features, order, from, Math.min(order.length, from + BLOCK));
			Parallel.ranges(cases.length, 16, (first, last) -> {
				final float[] similarity = new float[columns.cases()];
				for (int i = (int) first; i < last; i++) {
					columns.products(cases[i], 0, similarity);
					for (int j = 0; j < similarity.length; j++) nearest[i].offer(similarity[j], start + j);
				}
			});
		}
		return nearest;
	}

	private double[] vote(final Nearest nearest, final int n) {
		final double[] with = new double[prevalence.length];
		final double[] known = new double[prevalence.length];
		for (int r = 0; r < Math.min(n, nearest.size); r++) {
			final double weight = Math.exp((nearest.similarity[r] - nearest.similarity[0]) / temperature);
			final float[] row = labels[nearest.index[r]];
			for (int l = 0; l < with.length; l++) {
				if (Float.isNaN(row[l])) continue;
				known[l] += weight;
				with[l] += weight * row[l];
			}
		}
		for (int l = 0; l < with.length; l++) with[l] = known[l] > 0 ? with[l] / known[l] : prevalence[l];
		return with;
	}

	@Override
	public List<Tensor> tensors() {
		return List.of(Tensors.matrix(FEATURES, features), Tensors.matrix(LABELS, labels), Tensor.of(MEAN, standardisation.mean().clone(),
			width()), Tensor.of(DEVIATION, standardisation.deviation().clone(), width()));
	}

	/** The most similar cases so far, most similar first; of equals the one that came first. */
	private static final class Nearest {

		private final float[] similarity;
		private final int[] index;
		private int size;

		private Nearest(final int most) {
			similarity = new float[most];
			index = new int[most];
		}

		private void offer(final float value, final int of) {
			if (size == similarity.length && value <= similarity[size - 1]) return;
			int at = size < similarity.length ? size++ : size - 1;
			for (; at > 0 && similarity[at - 1] < value; at--) {
				similarity[at] = similarity[at - 1];
				index[at] = index[at - 1];
			}
			similarity[at] = value;
			index[at] = of;
		}
	}
}
