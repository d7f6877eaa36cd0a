package io.github.encoderj.wsi.classify;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.github.encoderj.learn.BagTraining;
import io.github.encoderj.learn.DenseTraining;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.ScorePlots;
import io.github.encoderj.metrics.ScoredCases;
import io.github.encoderj.metrics.Table;

/** Collects what the folds of a cross-validation said about their test slides. */
final class SlideScores {

	private static final String MACRO = "macro";
	private static final int PLOT_WIDTH = 720;
	private static final int PLOT_HEIGHT = 640;
	private static final List<String> AVERAGED = List.of("auroc", "auprc", "accuracy", "precision", "recall", "specificity", "f1", "brier");

	private final LabelTable labels;
	private final int bootstrap;
	private final long seed;
	private final Table table;
	private final Table curve = new Table("seed", "fold", "epoch", "training_loss", "validation_loss", "seconds", "best");
	/** Rows of one label of all folds and seeds, for their mean. */
	private final Map<String, List<Integer>> rows = new TreeMap<>();
	/** Sum over the seeds of the probabilities of each slide, and how often it was tested. */
	private final double[][] sums;
	private final int[] tested;
	private final int[] fold;

	SlideScores(final LabelTable labels, final int bootstrap, final long seed) {
		this.labels = labels;
		this.bootstrap = bootstrap;
		this.seed = seed;
		final List<String> columns = new ArrayList<>(List.of("seed", "fold"));
		columns.addAll(ClassificationScores.table().columns());
		columns.add("epoch");
		table = new Table(columns.toArray(String[]::new));
		sums = new double[labels.size()][labels.labels().size()];
		tested = new int[labels.size()];
		fold = new int[labels.size()];
	}

	/**
	 * Adds a fold.
	 *
	 * @param slides of the test part
	 * @param probabilities [slide][label]
	 */
	void add(final long ofSeed, final int number, final int[] slides, final double[][] probabilities, final BagTraining.Result result) {
		for (int i = 0; i < slides.length; i++) {
			tested[slides[i]]++;
			fold[slides[i]] = number;
			for (int l = 0; l < sums[slides[i]].length; l++) sums[slides[i]][l] += probabilities[i][l];
		}
		addCurve(ofSeed + "," + number, result);
		final int[] known = IntStream.range(0, slides.length).filter(i -> known(slides[i])).toArray();
		if (known.length == 0) return;
		final ScoredCases cases = cases(Arrays.stream(known).map(i -> slides[i]).toArray(), Arrays.stream(known).mapToObj(i -> probabilities[i])
			.toArray(double[][]::new));
		for (final ClassificationScores scores : ClassificationScores.of(cases, options(cases))) {
			if (!scores.label().equals(MACRO) && !labels.labels().contains(scores.label())) continue;
			rows.computeIfAbsent(scores.label(), label -> new ArrayList<>()).add(table.size());
			scores.addTo(table).set("seed", ofSeed).set("fold", String.valueOf(number)).set("epoch", result.best());
		}
	}

	/** Adds the losses of a training: "seed,fold", or "all" for that of the final head. */
	void addCurve(final String name, final BagTraining.Result result) {
		final String[] parts = name.split(",");
		for (final DenseTraining.Epoch epoch : result.curve()) {
			curve.add().set("seed", parts.length > 1 ? parts[0] : String.valueOf(seed)).set("fold", parts[parts.length - 1]).set("epoch", epoch
				.epoch()).set("training_loss", epoch.training()).set("validation_loss", epoch.validation()).set("seconds", epoch.seconds()).set(
					"best", epoch.epoch() == result.best() ? 1 : 0);
		}
	}

	private boolean known(final int slide) {
		return IntStream.range(0, labels.labels().size()).anyMatch(l -> !Float.isNaN(labels.values()[slide][l]));
	}

	private ScoredCases cases(final int[] slides, final double[][] probabilities) {
		final double[][] truth = new double[slides.length][labels.labels().size()];
		for (int i = 0; i < slides.length; i++) for (int l = 0; l < truth[i].length; l++) truth[i][l] = labels.values()[slides[i]][l];
		return ScoredCases.of(labels.labels(), truth, probabilities).inGroups(Arrays.stream(slides).mapToObj(labels.groups()::get).toList());
	}

	private ClassificationScores.Options options(final ScoredCases cases) {
		return new ClassificationScores.Options(bootstrap, seed, new double[] { 0.5 }, labels.exclusive() && cases.exclusive());
	}

	private int[] pooled() {
		return IntStream.range(0, tested.length).filter(s -> tested[s] > 0 && known(s)).toArray();
	}

	private double[][] means(final int[] slides) {
		return Arrays.stream(slides).mapToObj(s -> Arrays.stream(sums[s]).map(sum -> sum / tested[s]).toArray()).toArray(double[][]::new);
	}

	private List<ClassificationScores> pooledScores(final ScoredCases cases) {
		return ClassificationScores.of(cases, options(cases));
	}

	/** The rows of the folds, "pooled" over all test slides (probabilities averaged over the seeds), and "mean" and "sd" of the folds. */
	Table finished() {
		final int[] slides = pooled();
		if (slides.length == 0) return table;
		for (final ClassificationScores scores : pooledScores(cases(slides, means(slides)))) {
			scores.addTo(table).set("seed", "all").set("fold", "pooled");
		}
		for (final Map.Entry<String, List<Integer>> label : rows.entrySet()) {
			final Table.Row mean = table.add().set("seed", "all").set("fold", "mean").set("label", label.getKey());
			final Table.Row deviation = table.add().set("seed", "all").set("fold", "sd").set("label", label.getKey());
			for (final String column : AVERAGED) {
				final double[] values = label.getValue().stream().mapToDouble(row -> table.number(row, column)).filter(Double::isFinite).toArray();
				final double average = Arrays.stream(values).average().orElse(Double.NaN);
				mean.set(column, average);
				deviation.set(column, values.length < 2 ? Double.NaN : Math.sqrt(Arrays.stream(values).map(v -> (v - average) * (v - average))
					.sum() / (values.length - 1)));
			}
		}
		return table;
	}

	/** What a head file says about the scores. */
	Map<String, String> metadata() {
		final Map<String, String> metadata = new TreeMap<>();
		final int[] slides = pooled();
		if (slides.length == 0) return metadata;
		for (final ClassificationScores scores : pooledScores(cases(slides, means(slides)))) {
			if (!labels.labels().contains(scores.label()) && !scores.label().equals(MACRO)) continue;
			metadata.put("score.auroc." + scores.label(), String.valueOf(scores.auroc()));
		}
		return metadata;
	}

	/** Probabilities of each test slide by a network that did not see it, the mean of the seeds. */
	Table predictions() {
		final List<String> columns = new ArrayList<>(List.of("case"));
		columns.addAll(labels.labels());
		columns.add("fold");
		final Table predictions = new Table(columns.toArray(String[]::new));
		for (int s = 0; s < tested.length; s++) {
			if (tested[s] == 0) continue;
			final Table.Row row = predictions.add().set("case", labels.cases().get(s)).set("fold", fold[s]);
			for (int l = 0; l < sums[s].length; l++) row.set(labels.labels().get(l), sums[s][l] / tested[s]);
		}
		return predictions;
	}

	Table curve() {
		return curve;
	}

	/** Receiver operating characteristics of all test slides. */
	BufferedImage roc() {
		final int[] slides = pooled();
		if (slides.length == 0) return new BufferedImage(PLOT_WIDTH, PLOT_HEIGHT, BufferedImage.TYPE_INT_RGB);
		final ScoredCases cases = cases(slides, means(slides));
		return ScorePlots.roc(cases, pooledScores(cases), PLOT_WIDTH, PLOT_HEIGHT);
	}
}
