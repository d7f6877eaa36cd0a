package io.github.encoderj.learn.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.probe.LinearProbe.Optimiser;

/** Classifiers on vectors against scikit-learn, PyTorch and NumPy; the goldens come from src/test/python/make_probe_goldens.py. */
class ProbeTest {

	private static final int TRAIN = 1200;
	private static final LabelledFeatures ALL = load(false);
	private static final LabelledFeatures CLASSES = load(true);
	private static final LabelledFeatures TRAINING = part(ALL, 0, TRAIN);
	private static final LabelledFeatures TEST = part(ALL, TRAIN, ALL.size());

	private static LabelledFeatures load(final boolean classes) {
		final NpyFile x = NpyFile.resource("/probe/x.npy");
		final int width = x.shape()[1];
		final float[] values = x.floats();
		final float[][] features = new float[x.shape()[0]][width];
		for (int i = 0; i < values.length; i++) features[i / width][i % width] = values[i] / 16;
		final float[] y = NpyFile.resource(classes ? "/probe/classes.npy" : "/probe/y.npy").floats();
		final int labels = classes ? 3 : y.length / features.length;
		final float[][] rows = new float[features.length][labels];
		for (int i = 0; i < rows.length; i++) {
			for (int l = 0; l < labels; l++) {
				final float label = classes ? y[i] == l ? 1 : 0 : y[i * labels + l];
				rows[i][l] = label < 0 ? Float.NaN : label;
			}
		}
		return new LabelledFeatures(features, rows, classes);
	}

	private static LabelledFeatures part(final LabelledFeatures data, final int from, final int to) {
		return data.subset(IntStream.range(from, to).toArray());
	}

	/** Rows of a golden. */
	private static double[][] golden(final String name) {
		final NpyFile file = NpyFile.resource("/probe/" + name + ".npy");
		final int width = file.shape()[1];
		final double[] values = file.doubles();
		return IntStream.range(0, file.shape()[0]).mapToObj(i -> Arrays.copyOfRange(values, i * width, (i + 1) * width)).toArray(
			double[][]::new);
	}

	/** Share of pairs of a case with and a case without the label that are ordered right. */
	static double auroc(final double[][] scores, final float[][] labels, final int label) {
		double right = 0;
		long pairs = 0;
		for (int i = 0; i < labels.length; i++) {
			if (!(labels[i][label] > 0.5f)) continue;
			for (int j = 0; j < labels.length; j++) {
				if (!(labels[j][label] < 0.5f)) continue;
				pairs++;
				right += scores[i][label] > scores[j][label] ? 1 : scores[i][label] == scores[j][label] ? 0.5 : 0;
			}
		}
		return right / pairs;
	}

	private static void sameAurocs(final double[][] expected, final double[][] found, final float[][] labels) {
		for (int l = 0; l < labels[0].length; l++) assertEquals(auroc(expected, labels, l), auroc(found, labels, l), 0.002, "label " + l);
	}

	private static void sameWeights(final String name, final LinearModel model, final double tolerance) {
		final double[][] golden = golden(name);
		for (int l = 0; l < golden.length; l++) {
			for (int f = 0; f < model.width(); f++) assertEquals(golden[l][f], model.weights()[l][f], tolerance, name + " " + l + " " + f);
			assertEquals(golden[l][model.width()], model.bias()[l], tolerance, name + " bias " + l);
		}
	}

	@Test
	void logisticRegressionHasTheWeightsOfScikitLearn() {
		final List<LinearModel> models = LogisticRegression.train(TRAINING, List.of(0.01, 1.0), Progress.NONE);
		sameWeights("logistic-0.01", models.get(0), 2e-4);
		sameWeights("logistic-1.0", models.get(1), 5e-4);
		sameWeights("multinomial", LogisticRegression.train(part(CLASSES, 0, TRAIN), 0.1, Progress.NONE), 2e-4);
	}

	@Test
	void twoClassesAreOneBinaryProblem() {
		final LabelledFeatures all = part(CLASSES, 0, TRAIN);
		final float[][] two = Arrays.stream(all.labels()).map(row -> new float[] { row[0], 1 - row[0] }).toArray(float[][]::new);
		final LinearModel model = LogisticRegression.train(new LabelledFeatures(all.features(), two, true), 0.1, Progress.NONE);
		final double[] w = golden("binary")[0];
		final double[][] p = model.probabilities(TEST.features());
		for (int i = 0; i < p.length; i++) {
			double logit = w[w.length - 1];
			for (int f = 0; f < model.width(); f++) logit += w[f] * TEST.features()[i][f];
			assertEquals(1 / (1 + Math.exp(-logit)), p[i][1], 2e-4);
			assertEquals(1, p[i][0] + p[i][1], 1e-9);
		}
	}

	@Test
	void theLinearProbeRanksAsPyTorchsDoes() {
		final LinearProbe.Settings adam = new LinearProbe.Settings(Optimiser.ADAM, 0.005, 128, 50, 0, 3);
		sameAurocs(golden("probe-adam"), LinearProbe.train(TRAINING, adam, Progress.NONE).probabilities(TEST.features()), TEST.labels());
		final LinearProbe.Settings sgd = new LinearProbe.Settings(Optimiser.SGD, 0.05, 128, 50, 0, 3);
		final double[][] found = LinearProbe.train(TRAINING, sgd, Progress.NONE).probabilities(TEST.features());
		sameAurocs(golden("probe-sgd"), found, TEST.labels());
		final double[][] expected = golden("probe-sgd");
		double difference = 0;
		for (int i = 0; i < found.length; i++) difference += Math.abs(found[i][0] - expected[i][0]) / found.length;
		assertTrue(difference < 0.01, "mean difference of probabilities " + difference);
		final LabelledFeatures classes = part(CLASSES, 0, TRAIN);
		sameAurocs(golden("probe-classes"), LinearProbe.train(classes, adam, Progress.NONE).probabilities(TEST.features()), part(CLASSES,
			TRAIN, CLASSES.size()).labels());
	}

	@Test
	void nearestNeighboursVoteAsTheirDefinitionSays() {
		final NearestNeighbours near = NearestNeighbours.train(TRAINING, Standardisation.none(TRAINING.width()), 10, 0.07);
		final List<double[][]> found = near.probabilities(TEST.features(), List.of(10, 50));
		for (final int k : new int[] { 10, 50 }) {
			final double[][] expected = golden("neighbours-" + k);
			int differ = 0;
			for (int i = 0; i < expected.length; i++) {
				for (int l = 0; l < 4; l++) if (Math.abs(expected[i][l] - found.get(k == 10 ? 0 : 1)[i][l]) > 1e-4) differ++;
			}
			assertTrue(differ <= 3, differ + " probabilities differ"); // neighbours whose similarities are equal but for rounding
		}
	}

	@Test
	void theNumberOfThreadsChangesNothing() {
		final LinearProbe.Settings settings = new LinearProbe.Settings(Optimiser.ADAM, 0.005, 128, 3, 0, 3);
		for (final int threads : new int[] { 2, 3 }) {
			assertArrayEquals(Parallel.withThreads(1, () -> LinearProbe.train(TRAINING, settings, Progress.NONE).weights()), Parallel.withThreads(
				threads, () -> LinearProbe.train(TRAINING, settings, Progress.NONE).weights()));
			assertArrayEquals(Parallel.withThreads(1, () -> LogisticRegression.train(TRAINING, 1, Progress.NONE).weights()), Parallel
				.withThreads(threads, () -> LogisticRegression.train(TRAINING, 1, Progress.NONE).weights()));
		}
	}

	@Test
	void theSettingIsChosenOnTheValidationCases() {
		final ProbeTraining.Criterion criterion = (p, labels) -> auroc(p, labels, 0);
		final LabelledFeatures validation = part(ALL, TRAIN, TRAIN + 300);
		for (final ProbeMethod method : ProbeMethod.values()) {
			final ProbeTraining.Settings settings = new ProbeTraining.Settings(method, LinearProbe.Settings.STANDARD, List.of(1e-6, 0.01), List.of(
				1e-7, 1.0), List.of(1, 100), 0.07, true);
			final ProbeTraining.Result result = ProbeTraining.train(TRAINING, Optional.of(validation), settings, criterion, Progress.NONE);
			assertTrue(result.setting().matches("learning_rate 0.01000|c 1.000|k 100"), result.setting());
			assertEquals(auroc(result.classifier().probabilities(validation.features()), validation.labels(), 0), result.validation(), 1e-12);
			assertThrows(Refusal.class, () -> ProbeTraining.train(TRAINING, Optional.empty(), settings, criterion, Progress.NONE));
		}
	}

	@Test
	void standardisationIsPartOfTheClassifierAndTensorsBringItBack() {
		final float[][] scaled = Arrays.stream(ALL.features()).map(row -> {
			final float[] copy = row.clone();
			for (int f = 0; f < copy.length; f++) copy[f] = copy[f] * (f + 1) * 10 + 100 * f;
			return copy;
		}).toArray(float[][]::new);
		final LabelledFeatures other = new LabelledFeatures(scaled, ALL.labels(), false);
		for (final ProbeMethod method : ProbeMethod.values()) {
			final ProbeTraining.Settings standard = ProbeTraining.Settings.standard(method);
			final ProbeTraining.Settings settings = new ProbeTraining.Settings(method, standard.linear(), standard.rates(), standard.cs(), standard
				.neighbours(), standard.temperature(), true);
			final Classifier here = ProbeTraining.train(TRAINING, Optional.empty(), settings, (p, l) -> 0, Progress.NONE).classifier();
			final Classifier there = ProbeTraining.train(part(other, 0, TRAIN), Optional.empty(), settings, (p, l) -> 0, Progress.NONE)
				.classifier();
			final double[][] expected = here.probabilities(TEST.features());
			final double[][] found = there.probabilities(part(other, TRAIN, other.size()).features());
			final double[][] again = (there instanceof NearestNeighbours ? NearestNeighbours.of(there.tensors(), 20, 0.07) : LinearModel.of(
				there.tensors(), false)).probabilities(part(other, TRAIN, other.size()).features());
			for (int i = 0; i < 100; i++) {
				assertArrayEquals(expected[i], found[i], 2e-3, method.toString());
				assertArrayEquals(found[i], again[i], 1e-12);
			}
		}
	}

	@Test
	void aLabelWithoutBothKindsOfCasesGetsItsShare() {
		final float[][] labels = Arrays.stream(TRAINING.labels()).map(row -> new float[] { 0, Float.NaN, row[0] }).toArray(float[][]::new);
		final LinearModel model = LogisticRegression.train(new LabelledFeatures(TRAINING.features(), labels, false), 1, Progress.NONE);
		final double[] p = model.probabilities(TEST.features())[0];
		assertTrue(p[0] > 0 && p[0] < 0.001, "p = " + p[0]);
		assertEquals(0.5, p[1], 1e-6);
	}

	@Test
	void refusesWhatDoesNotFit() {
		assertThrows(Refusal.class, () -> ProbeMethod.named("svm"));
		assertThrows(Refusal.class, () -> new LinearProbe.Settings(Optimiser.ADAM, 0, 1, 1, 0, 0));
		assertThrows(Refusal.class, () -> LogisticRegression.train(TRAINING, -1, Progress.NONE));
		assertThrows(Refusal.class, () -> LinearProbe.train(TRAINING.subset(), LinearProbe.Settings.STANDARD, Progress.NONE));
		assertThrows(Refusal.class, () -> new LabelledFeatures(new float[][] { { Float.NaN } }, new float[1][1], false));
		final LinearModel model = new LinearModel(new float[1][3], new float[1], false);
		assertThrows(Refusal.class, () -> model.probabilities(new float[1][4]));
	}
}
