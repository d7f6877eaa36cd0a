package io.github.encoderj.command.volume;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.command.TableFile;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.learn.probe.LinearProbe;
import io.github.encoderj.learn.probe.LogisticRegression;
import io.github.encoderj.learn.probe.NearestNeighbours;
import io.github.encoderj.learn.probe.ProbeMethod;
import io.github.encoderj.learn.probe.ProbeTraining;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.volume.classification.ClassificationTables;
import io.github.encoderj.volume.classification.LabelledScans;
import io.github.encoderj.volume.classification.VolumeClassification;

/** Findings of scans from their vectors, in folds by patient. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Volumes>Classify Volumes...", headless = true,
	description = "Trains and tests a classifier of findings on encoded scans, in folds by patient, and scores every finding.")
public class ClassifyVolumes extends ParallelCommand {

	@Parameter(label = "Features file (.h5)", persist = false, description = "What Encode Volumes made.")
	private String input = "";

	@Parameter(label = "Labels (.csv)", persist = false, description = "<html>First column the scan, one column a finding: 1, 0, or empty where " +
		"it is not known (CT-RATE's table as it is);<br>or one column label with the class. A column patient or patient_id keeps a patient's " +
		"scans together.")
	private String labels = "";

	@Parameter(label = "Findings", persist = false, description = "Columns of the labels to classify, with commas between. Empty: all.")
	private String findings = "";

	@Parameter(label = "Group", persist = false, description = "<html>Column that names the patient. Empty: patient or patient_id, else as " +
		"CT-RATE names scans.")
	private String group = "";

	@Parameter(label = "Method", persist = false, choices = { "knn", "linear", "logistic" }, description = "<html>knn: nearest neighbours by " +
		"cosine similarity; linear: one layer by gradient steps;<br>logistic: logistic regression, solved exactly.")
	private String method = "logistic";

	@Parameter(label = "Setting", persist = false, description = "<html>Neighbours for knn (20), learning rate for linear (0.005), C for " +
		"logistic (1). Several numbers, as 10,20,100,200,<br>or grid for the published values: the best on validation patients is taken.")
	private String setting = "";

	@AppliesIf("method = knn")
	@Parameter(label = "Temperature", persist = false, min = "0", max = "100", description = "Of the neighbours' votes, for knn.")
	private double temperature = NearestNeighbours.TEMPERATURE;

	@Parameter(label = "Standardise", persist = false, choices = { "auto", "on", "off" }, description = "<html>Whether features are brought to " +
		"mean 0 and deviation 1 on the training scans first; auto: only those of the filter bank.")
	private String standardise = "auto";

	@Parameter(label = "Folds", persist = false, min = "0", max = "100", description = "<html>Of the cross-validation, by patient. 0: the " +
		"division that the table (column split)<br>or the names (train_..., valid_...) state.")
	private int folds = 5;

	@Parameter(label = "Validation share (0..1)", persist = false, min = "0", max = "1", description = "Of the training patients, on whom settings and " +
		"thresholds are chosen.")
	private double validation = 0.2;

	@Parameter(label = "Threshold", persist = false, description = "<html>From which probability on a scan has the finding: a number, or " +
		"youden or f1, chosen on validation patients.")
	private String threshold = "0.5";

	@Parameter(label = "Bootstrap samples", persist = false, min = "0", max = "1000000", description = "Samples of patients behind the 95 % " +
		"intervals of all tested scans.")
	private int bootstrap = 1000;

	@Parameter(label = "Seed", persist = false, description = "Decides folds, training and intervals.")
	private long seed = 0;

	@Parameter(label = "Table file (.csv, .tex, .md)", persist = false, description = "<html>Where to write the scores. Beside it goes " +
		"NAME_probabilities.csv,<br>also for scans without labels. Empty: the scores are only shown.")
	private String output = "";

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = TableFile.of("output", output);
		final FeatureStore store = store();
		final LabelledScans scans = scans(store);
		final boolean scaled = standardise.equals("on") || standardise.equals("auto") && store.key().encoder().equals(FilterBank.NAME);
		final VolumeClassification.Settings settings = new VolumeClassification.Settings(probe(scaled), folds, validation, threshold, seed);
		Parallel.withThreads(threads, () -> {
			final VolumeClassification.Result result = VolumeClassification.run(scans, settings, progress.part(0, 0.7));
			progress.report("Scoring", 0.7);
			final Table table = ClassificationTables.scores(scans, result, bootstrap, seed).setAll("encoder", store.key().encoder()).setAll("device",
				"cpu").setAll("definition", definition(scans, store, scaled)).setAll("version", Version.get());
			progress.check();
			file.ifPresent(path -> {
				TableFile.write(table, path);
				ClassificationTables.probabilities(scans, result).writeCsv(OutputFile.withEnding(path, "_probabilities.csv"));
			});
			Show.table(table, title());
			return null;
		});
	}

	private FeatureStore store() {
		Refusal.unless(!input.isBlank(), "input is empty: give the features file that Encode Volumes made (.h5).");
		try {
			return FeatureStore.read(Path.of(input.trim()));
		}
		catch (final Refusal e) {
			throw new Refusal("input: " + e.getMessage(), e);
		}
	}

	private LabelledScans scans(final FeatureStore store) {
		Refusal.unless(!labels.isBlank(), "labels is empty: give a CSV file with a line a scan.");
		try {
			return LabelledScans.of(store, LabelTable.read(Path.of(labels.trim()), LabelTable.Columns.of("", group, findings)));
		}
		catch (final Refusal e) {
			throw new Refusal("labels: " + e.getMessage(), e);
		}
	}

	private ProbeTraining.Settings probe(final boolean scaled) {
		final ProbeMethod chosen = ProbeMethod.named(method);
		final ProbeTraining.Settings standard = ProbeTraining.Settings.standard(chosen);
		List<Double> rates = standard.rates();
		List<Double> cs = standard.cs();
		List<Integer> neighbours = standard.neighbours();
		final boolean grid = setting.trim().equals("grid");
		if (!setting.isBlank()) {
			final List<Double> given = grid ? List.of() : numbers();
			switch (chosen) {
				case LINEAR -> rates = grid ? LinearProbe.RATES : given;
				case LOGISTIC -> cs = grid ? LogisticRegression.grid() : given.stream().sorted().toList();
				case KNN -> neighbours = grid ? NearestNeighbours.NUMBERS : given.stream().map(this::whole).toList();
			}
		}
		return new ProbeTraining.Settings(chosen, standard.linear(), rates, cs, neighbours, temperature, scaled);
	}

	private List<Double> numbers() {
		final List<Double> numbers = new ArrayList<>();
		for (final String part : setting.split(",", -1)) {
			Refusal.unless(part.trim().matches("([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?") && Double.parseDouble(part.trim()) > 0,
				"setting = %s: expected numbers above 0 with commas between, grid, or nothing.", setting);
			numbers.add(Double.valueOf(part.trim()));
		}
		return numbers;
	}

	private int whole(final double number) {
		Refusal.unless(number == Math.rint(number) && number <= 100_000, "setting = %s: numbers of neighbours must be whole.", setting);
		return (int) number;
	}

	private String definition(final LabelledScans scans, final FeatureStore store, final boolean scaled) {
		return method + (method.equals("knn") ? ", temperature " + temperature : "") + (scaled ? ", standardised" : "") + ", " + (folds == 0
			? "division as stated" : folds + " folds") + ", " + scans.grouping() + ", threshold " + threshold.trim() + ", seed " + seed + ", " + (
				bootstrap == 0 ? "DeLong's intervals" : bootstrap + " bootstrap samples by patient") + "; " + store.key().pooling() + "; " + store
					.key().preprocessing();
	}
}
