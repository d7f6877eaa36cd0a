package io.github.encoderj.learn.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import io.github.encoderj.base.Progress;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.ScoredCases;

/** Seconds and macro AUROC of the classifiers on the vectors that src/test/python/bench_probe.py writes: FOLDER [regression] [knn]. */
public final class ProbeBenchmark {

	private static final int CASES = 25_596;
	private static final int WIDTH = 768;
	private static final int LABELS = 14;

	private ProbeBenchmark() {}

	public static void main(final String[] arguments) throws IOException {
		final Path folder = Path.of(arguments[0]);
		final FloatBuffer x = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("x.f32"))).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
		final byte[] y = Files.readAllBytes(folder.resolve("y.i8"));
		final float[][] features = new float[2 * CASES][WIDTH];
		final float[][] labels = new float[2 * CASES][LABELS];
		for (int i = 0; i < features.length; i++) {
			x.get(features[i]);
			for (int l = 0; l < LABELS; l++) labels[i][l] = y[i * LABELS + l];
		}
		final LabelledFeatures all = new LabelledFeatures(features, labels, false);
		final LabelledFeatures training = all.subset(IntStream.range(0, CASES).toArray());
		final LabelledFeatures test = all.subset(IntStream.range(CASES, 2 * CASES).toArray());
		report("linear probe", test, () -> LinearProbe.train(training, LinearProbe.Settings.STANDARD, Progress.NONE));
		for (final String more : List.of(arguments).subList(1, arguments.length)) {
			if (more.equals("regression")) report("logistic regression", test, () -> LogisticRegression.train(training, 0.001, Progress.NONE));
			else report("nearest neighbours", test, () -> NearestNeighbours.train(training, Standardisation.none(WIDTH), 200, 0.07));
		}
	}

	private static void report(final String name, final LabelledFeatures test, final java.util.function.Supplier<Classifier> training) {
		final long start = System.nanoTime();
		final Classifier classifier = training.get();
		final double seconds = (System.nanoTime() - start) / 1e9;
		final double[][] scores = classifier.probabilities(test.features());
		final double all = (System.nanoTime() - start) / 1e9;
		final double[][] truth = new double[test.size()][LABELS];
		for (int i = 0; i < truth.length; i++) for (int l = 0; l < LABELS; l++) truth[i][l] = test.labels()[i][l];
		final List<String> names = IntStream.range(0, LABELS).mapToObj(l -> "label" + l).toList();
		final double macro = ClassificationScores.of(ScoredCases.of(names, truth, scores), new ClassificationScores.Options(0, 0, new double[] {
			0.5 }, false)).get(LABELS).auroc();
		System.out.printf("%s: training %.1f s, with the test cases %.1f s, macro AUROC %.4f%n", name, seconds, all, macro);
	}
}
