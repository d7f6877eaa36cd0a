package io.github.encoderj.cxr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.cxr.RadiographScores.Threshold;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.learn.probe.LabelledFeatures;
import io.github.encoderj.learn.probe.ProbeMethod;
import io.github.encoderj.learn.probe.ProbeTraining;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.Summary;
import io.github.encoderj.metrics.Table;

/**
 * Trains classifiers on frozen vectors of radiographs and scores them on the test part: for every division and every seed one row a
 * label, and where there are several, their mean and standard deviation.
 */
public final class RadiographTraining {

	private static final Logger LOG = LoggerFactory.getLogger(RadiographTraining.class);

	private RadiographTraining() {}

	/**
	 * How to train and score.
	 *
	 * @param probe kind of classifier and its settings
	 * @param divisions of the radiographs
	 * @param seeds how many classifiers are trained on each division, with the probe's seed and those that follow; one for methods
	 *          that use no random numbers
	 * @param threshold how decisions are made
	 * @param bootstrap samples behind the intervals of AUROC and AUPRC, drawn by patient
	 * @param tuning fine-tuning in place of the probe; empty for a frozen encoder
	 */
	public record Settings(ProbeTraining.Settings probe, Divisions divisions, int seeds, Threshold threshold, int bootstrap,
		Optional<RadiographFineTuning.Settings> tuning)
	{

		public Settings {
			Refusal.unless(seeds >= 1, "seeds = %d: it must be 1 or more.", seeds);
		}

		/** The same with features standardised where no network has normalised them. */
		public Settings suited(final RadiographEncoder encoder) {
			return new Settings(probe.standardised(encoder.local()), divisions, seeds, threshold, bootstrap, tuning);
		}

		int runs() {
			return tuning.isPresent() || probe.method() == ProbeMethod.LINEAR ? seeds : 1;
		}

		/** As tables name it. */
		String method() {
			return tuning.map(RadiographFineTuning.Settings::name).orElse(probe.method().toString());
		}
	}

	/**
	 * What came out.
	 *
	 * @param head of the first division and seed
	 * @param scores rows by fold, seed and label, with a summary below where there are several runs
	 * @param predictions of the first seed for all test radiographs: case, a column a label
	 */
	public record Result(Head head, Table scores, Table predictions) {}

	/** The columns of the scores before those of {@link ClassificationScores#table}. */
	private static Table table() {
		final List<String> columns = new ArrayList<>(List.of("method", "resolution", "fold", "seed", "training_images"));
		columns.addAll(ClassificationScores.table().columns());
		columns.add("setting");
		return new Table(columns.toArray(String[]::new));
	}

	/**
	 * Trains and scores.
	 *
	 * @param study radiographs that were encoded
	 * @param vectors of them, by name
	 * @param encoder that encoded them
	 * @throws Refusal if the division is not possible or leaks
	 * @throws java.util.concurrent.CancellationException if cancelled
	 */
	public static Result train(final RadiographStudy study, final Map<String, float[]> vectors, final RadiographEncoder encoder,
		final int resolution, final Settings settings, final Progress progress)
	{
		final LabelTable labels = study.table().labels();
		final LabelledFeatures data = study.data(vectors);
		final List<Folds.Split> splits = settings.divisions().of(labels);
		for (final Folds.Split split : splits) Divisions.refuseSharedContent(labels, study.files(), split);
		final Table scores = table();
		final double[][] predicted = new double[data.size()][];
		Head head = null;
		for (int fold = 0; fold < splits.size(); fold++) {
			final Folds.Split split = splits.get(fold);
			for (int run = 0; run < settings.runs(); run++) {
				final int done = fold * settings.runs() + run;
				final Progress part = progress.part((double) done / (splits.size() * settings.runs()), (done + 1.0) / (splits.size() * settings
					.runs()));
				final Run result = run(study, data, split, encoder, resolution, settings, settings.probe().linear().seed() + run, part);
				add(scores, result, settings, resolution, splits.size() > 1 ? fold + 1 : 0, split.training().length);
				if (run == 0) for (int i = 0; i < split.test().length; i++) predicted[split.test()[i]] = result.test()[i];
				if (head == null) head = head(result, labels, data, split, encoder, resolution, settings);
			}
		}
		if (splits.size() * settings.runs() > 1) summarise(scores);
		return new Result(head, scores, predictions(labels, predicted));
	}

	/**
	 * A classifier and how it did.
	 *
	 * @param test probabilities of the test part
	 * @param pooling how it wants vectors made
	 * @param changed weights of the encoder that training changed
	 */
	record Run(ProbeTraining.Result trained, double[] thresholds, double[][] test, List<ClassificationScores> scores, long seed,
		Pooling pooling, List<Tensor> changed) {}

	static Run run(final RadiographStudy study, final LabelledFeatures data, final Folds.Split split, final RadiographEncoder encoder,
		final int resolution, final Settings settings, final long seed, final Progress progress)
	{
		final LabelTable labels = study.table().labels();
		if (settings.tuning().isPresent()) return RadiographFineTuning.run(study, split, encoder, resolution, settings, seed, progress);
		final Optional<LabelledFeatures> validation = split.validation().length == 0 ? Optional.empty() : Optional.of(data.subset(split
			.validation()));
		final ProbeTraining.Result trained = ProbeTraining.train(data.subset(split.training()), validation, settings.probe().withSeed(seed), (p,
			truth) -> RadiographScores.macroAuroc(labels.labels(), p, truth), progress);
		final double[] thresholds = RadiographScores.thresholds(settings.threshold(), labels, split.validation(), validation.map(v -> trained
			.classifier().probabilities(v.features())));
		final double[][] test = trained.classifier().probabilities(data.subset(split.test()).features());
		return new Run(trained, thresholds, test, RadiographScores.of(labels, split.test(), test, settings.bootstrap(), thresholds), seed,
			encoder.pooling(), List.of());
	}

	private static void add(final Table table, final Run run, final Settings settings, final int resolution, final int fold,
		final int training)
	{
		for (final ClassificationScores scores : run.scores()) {
			final Table.Row row = scores.addTo(table).set("method", settings.method()).set("resolution", resolution).set("seed",
				Long.toString(run.seed())).set("fold", fold == 0 ? "" : Integer.toString(fold)).set("training_images", training);
			row.set("setting", run.trained().setting());
		}
	}

	/** Mean and standard deviation of each label over folds and seeds; the other rows of a summary say nothing of so few. */
	static void summarise(final Table scores) {
		Summary.addTo(scores, "seed", "label", "method", "resolution");
	}

	private static Head head(final Run run, final LabelTable labels, final LabelledFeatures data, final Folds.Split split,
		final RadiographEncoder encoder, final int resolution, final Settings settings)
	{
		final Map<String, String> metadata = Head.of(encoder.encoder(), Version.get());
		metadata.put("setting.method", settings.method());
		metadata.put("setting.chosen", run.trained().setting());
		metadata.put("setting.seed", Long.toString(run.seed()));
		metadata.put("setting.training_images", Integer.toString(split.training().length));
		metadata.put("score.macro_auroc", Double.toString(macro(run.scores()).auroc()));
		LOG.info("{}: macro AUROC {} on {} test images", settings.method(), String.format(java.util.Locale.ROOT, "%.4f", macro(run
			.scores()).auroc()), split.test().length);
		return new RadiographClassifier(run.trained().classifier(), labels.labels(), labels.exclusive(), resolution, run.pooling(), run
			.thresholds(), run.changed()).head(metadata, data.subset(split.training()).features());
	}

	static ClassificationScores macro(final List<ClassificationScores> scores) {
		return scores.stream().filter(s -> s.label().equals("macro")).findFirst().orElseThrow();
	}

	private static Table predictions(final LabelTable labels, final double[][] predicted) {
		final List<String> columns = new ArrayList<>(List.of("case"));
		columns.addAll(labels.labels());
		final Table table = new Table(columns.toArray(String[]::new));
		for (int i = 0; i < predicted.length; i++) {
			if (predicted[i] == null) continue;
			final Table.Row row = table.add().set("case", labels.cases().get(i));
			for (int l = 0; l < predicted[i].length; l++) row.set(labels.labels().get(l), predicted[i][l]);
		}
		return table;
	}

	/**
	 * Refuses before anything is encoded what cannot be divided.
	 *
	 * @throws Refusal if there are too few patients, or one of them, or a file's content, is on two sides
	 */
	public static void check(final RadiographStudy study, final Settings settings) {
		for (final Folds.Split split : settings.divisions().of(study.table().labels())) {
			Divisions.refuseSharedContent(study.table().labels(), study.files(), split);
			Refusal.unless(settings.probe().choices() == 1 || split.validation().length > 0, "split: method = %s has %d values to choose from but " +
				"no validation part. Give it a share, such as 7:1:2.", settings.probe().method(), settings.probe().choices());
		}
	}

	/** Numbers as a user writes them, with commas between. */
	public static List<Double> numbers(final String key, final String text) {
		try {
			final List<Double> numbers = Arrays.stream(text.split(",")).map(String::trim).filter(t -> !t.isEmpty()).map(Double::valueOf).sorted()
				.toList();
			Refusal.unless(!numbers.isEmpty(), "%s is empty: give a number, or several with commas between.", key);
			return numbers;
		}
		catch (final NumberFormatException e) {
			throw new Refusal(key + " = \"" + text + "\": expected numbers with commas between.", e);
		}
	}
}
