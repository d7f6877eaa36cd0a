package io.github.encoderj.learn.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * Logistic regression with an L2 penalty, found exactly by L-BFGS in double precision: the minimum of C times the summed
 * cross-entropy plus half the squared weights, the bias free, as scikit-learn defines it. Labels that are not exclusive are fitted one
 * against the rest, each on the cases of which it is known; two classes as one binary problem, more by a softmax over all.
 */
public final class LogisticRegression {

	/** Sums are made over this many parts of the cases, whatever the number of threads. */
	private static final int PARTS = 16;
	private static final double TOLERANCE = 1e-7;
	private static final int ITERATIONS = 2000;

	private LogisticRegression() {}

	/** The values of C that DINOv3's evaluation tries: 45 from 1e-6 to 1e5, evenly spread in the logarithm. */
	public static List<Double> grid() {
		return IntStream.range(0, 45).mapToObj(i -> Math.pow(10, -6 + 11 * i / 44.0)).toList();
	}

	/**
	 * Fits one value of C.
	 *
	 * @throws Refusal if there are no cases, or C is not above 0
	 */
	public static LinearModel train(final LabelledFeatures data, final double c, final Progress progress) {
		return train(data, List.of(c), progress).get(0);
	}

	/**
	 * Fits several values of C, each from the result of the one before.
	 *
	 * @param cs ascending, above 0
	 * @return a model for each
	 */
	public static List<LinearModel> train(final LabelledFeatures data, final List<Double> cs, final Progress progress) {
		Refusal.unless(data.size() > 0 && data.labelCount() > 0, "There are no training cases with labels. Check the label table.");
		for (final double c : cs) Refusal.unless(c > 0 && Double.isFinite(c), "C = %s: it must be above 0.", c);
		if (!data.exclusive()) return oneAgainstTheRest(data, cs, progress);
		final int[] known = IntStream.range(0, data.size()).filter(i -> !Float.isNaN(data.labels()[i][0])).toArray();
		Refusal.unless(known.length > 0, "No training case has a known class. Check the label table.");
		final LabelledFeatures some = data.subset(known);
		return data.labelCount() == 2 ? binaryClasses(some, cs, progress) : multinomial(some, cs, progress);
	}

	private static List<LinearModel> oneAgainstTheRest(final LabelledFeatures data, final List<Double> cs, final Progress progress) {
		final int labels = data.labelCount();
		final float[][][] weights = new float[cs.size()][labels][];
		final float[][] bias = new float[cs.size()][labels];
		for (int l = 0; l < labels; l++) {
			final int label = l;
			final int[] known = IntStream.range(0, data.size()).filter(i -> !Float.isNaN(data.labels()[i][label])).toArray();
			final List<double[]> fitted = binary(data.subset(known), data.width(), label, cs, progress.part((double) l / labels, (l + 1.0) / labels));
			for (int c = 0; c < cs.size(); c++) {
				weights[c][l] = floats(fitted.get(c), 0, data.width());
				bias[c][l] = (float) fitted.get(c)[data.width()];
			}
		}
		return IntStream.range(0, cs.size()).mapToObj(c -> new LinearModel(weights[c], bias[c], false)).toList();
	}

	/** The same as a softmax over two classes with opposite weights. */
	private static List<LinearModel> binaryClasses(final LabelledFeatures data, final List<Double> cs, final Progress progress) {
		final int width = data.width();
		return binary(data, width, 1, cs, progress).stream().map(w -> {
			final float[][] weights = new float[2][width];
			for (int f = 0; f < width; f++) {
				weights[1][f] = (float) (w[f] / 2);
				weights[0][f] = -weights[1][f];
			}
			return new LinearModel(weights, new float[] { (float) (-w[width] / 2), (float) (w[width] / 2) }, true);
		}).toList();
	}

	/** Weights and, at the end, bias for each C. */
	private static List<double[]> binary(final LabelledFeatures data, final int width, final int label, final List<Double> cs,
		final Progress progress)
	{
		final long positives = data.positives(label);
		final double[] w = new double[width + 1];
		if (positives == 0 || positives == data.size()) {
			w[width] = Math.log((positives + 0.5) / (data.size() - positives + 0.5)); // nothing to tell apart: the same for all
			return cs.stream().map(c -> w.clone()).toList();
		}
		return path(cs, w, width, data, progress, (x, row, truth, gradient) -> {
			final double logit = x[width] + Logistic.dot(x, 0, row);
			final double error = Logistic.sigmoid(logit) - truth[label];
			for (int f = 0; f < width; f++) gradient[f] += error * row[f];
			gradient[width] += error;
			return Logistic.softplus(logit) - truth[label] * logit;
		});
	}

	private static List<LinearModel> multinomial(final LabelledFeatures data, final List<Double> cs, final Progress progress) {
		final int width = data.width();
		final int classes = data.labelCount();
		final List<double[]> fitted = path(cs, new double[classes * (width + 1)], classes * width, data, progress, (x, row, truth,
			gradient) -> {
			final double[] p = new double[classes];
			double right = 0;
			for (int l = 0; l < classes; l++) {
				p[l] = x[classes * width + l] + Logistic.dot(x, l * width, row);
				right += truth[l] * p[l];
			}
			final double all = Logistic.softmax(p);
			for (int l = 0; l < classes; l++) {
				final double error = p[l] - truth[l];
				for (int f = 0; f < width; f++) gradient[l * width + f] += error * row[f];
				gradient[classes * width + l] += error;
			}
			return all - right;
		});
		return fitted.stream().map(x -> {
			final float[][] weights = new float[classes][];
			for (int l = 0; l < classes; l++) weights[l] = floats(x, l * width, width);
			return new LinearModel(weights, floats(x, classes * width, classes), true);
		}).toList();
	}

	private static float[] floats(final double[] values, final int from, final int n) {
		final float[] result = new float[n];
		for (int i = 0; i < n; i++) result[i] = (float) values[from + i];
		return result;
	}

	/** Cross-entropy of one case; its gradient is added. */
	@FunctionalInterface
	private interface CaseLoss {

		double add(double[] x, float[] row, float[] truth, double[] gradient);
	}

	/** Minima for rising C; x is the start, its first {@code penalised} entries are weights. */
	private static List<double[]> path(final List<Double> cs, final double[] x, final int penalised, final LabelledFeatures data,
		final Progress progress, final CaseLoss loss)
	{
		final List<double[]> results = new ArrayList<>();
		for (int c = 0; c < cs.size(); c++) {
			final double strength = 1 / (cs.get(c) * data.size());
			progress.report("Logistic regression", (double) c / cs.size());
			LimitedMemory.minimise((at, gradient) -> objective(at, gradient, penalised, strength, data, loss), x, TOLERANCE, ITERATIONS,
				progress::check);
			results.add(x.clone());
		}
		return results;
	}

	/** Mean cross-entropy and penalty, in a fixed order of summation. */
	private static double objective(final double[] x, final double[] gradient, final int penalised, final double strength,
		final LabelledFeatures data, final CaseLoss loss)
	{
		final int n = data.size();
		final int parts = Math.min(PARTS, n);
		final double[][] gradients = new double[parts][x.length];
		final double[] losses = new double[parts];
		Parallel.forEach(parts, part -> {
			final int to = (int) ((part + 1L) * n / parts);
			for (int i = (int) ((long) part * n / parts); i < to; i++) losses[part] += loss.add(x, data.features()[i], data.labels()[i],
				gradients[part]);
		});
		Arrays.fill(gradient, 0);
		double value = 0;
		for (int part = 0; part < parts; part++) {
			value += losses[part] / n;
			for (int j = 0; j < x.length; j++) gradient[j] += gradients[part][j] / n;
		}
		for (int j = 0; j < penalised; j++) {
			value += 0.5 * strength * x[j] * x[j];
			gradient[j] += strength * x[j];
		}
		return value;
	}
}
