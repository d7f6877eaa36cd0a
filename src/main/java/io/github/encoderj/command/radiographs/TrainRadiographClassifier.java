package io.github.encoderj.command.radiographs;

import java.nio.file.Path;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.HeadFile;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.cxr.RadiographEncoder;
import io.github.encoderj.cxr.RadiographScores.Threshold;
import io.github.encoderj.cxr.RadiographStudy;
import io.github.encoderj.cxr.RadiographTraining;
import io.github.encoderj.cxr.RadiographVectors;
import io.github.encoderj.learn.probe.ProbeMethod;
import io.github.encoderj.learn.probe.ProbeTraining;
import io.github.encoderj.metrics.Table;

/** Trains a classifier of radiographs on a frozen encoder and scores it on patients it has not seen. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Radiographs>Train Radiograph Classifier...", headless = true,
	description = "Learns findings from labelled radiographs and scores the classifier on other patients. For research, not for diagnosis.")
public class TrainRadiographClassifier extends LabelledRadiographs {

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "<html>Where to write the classifier. Beside it go the " +
		"scores (NAME.csv) and the probabilities<br>of the test radiographs (NAME_test.csv).")
	private String output = "";

	@Parameter(label = "Resolution (pixels)", persist = false, min = "0", max = "4096", description = "Side of the encoded picture; 0: the " +
		"encoder's own.")
	private int resolution = 0;

	@Parameter(label = "Method", persist = false, choices = { "linear", "logistic", "knn" }, description = "<html>linear: linear probe by gradient " +
		"steps; logistic: logistic regression by L-BFGS;<br>knn: weighted nearest neighbours.")
	private String method = "linear";

	@AppliesIf("method = linear")
	@Parameter(label = "Learning rates", persist = false, description = "<html>Of linear: one, or several with commas between, of which the best on " +
		"the validation part is kept;<br>grid: 13 from 1e-5 to 0.1.")
	private String rates = "0.005";

	@AppliesIf("method = linear")
	@Parameter(label = "Optimiser", persist = false, choices = { "adam", "sgd" }, description = "Of linear: Adam at a constant rate, or momentum " +
		"with a rate that falls to 0 along a cosine.")
	private String optimiser = "adam";

	@AppliesIf("method = linear")
	@Parameter(label = "Batch", persist = false, min = "1", max = "1000000", description = "Of linear: radiographs a step.")
	private int batch = 1024;

	@AppliesIf("method = linear")
	@Parameter(label = "Epochs", persist = false, min = "1", max = "100000", description = "Of linear: how often each radiograph is used.")
	private int epochs = 50;

	@AppliesIf("method = logistic")
	@Parameter(label = "Strengths (C)", persist = false, description = "Of logistic: C, or several with commas between; grid: 45 from 1e-6 to 1e5.")
	private String strengths = "1";

	@AppliesIf("method = knn")
	@Parameter(label = "Neighbours", persist = false, description = "Of knn: their number, or several with commas between; grid: 10,20,100,200.")
	private String neighbours = "20";

	@AppliesIf("method = linear")
	@Parameter(label = "Fine-tune", persist = false, description = "<html>Train the encoder together with the linear layer: all, or the number " +
		"of its last blocks.<br>Empty: it stays frozen.")
	private String finetune = "";

	@AppliesIf("finetune given")
	@Parameter(label = "Rate of fine-tuning", persist = false, min = "0.00000001", max = "1", description = "Learning rate of the last layer; those " +
		"before it have lower ones.")
	private double tuningRate = 1e-4;

	@AppliesIf("finetune given")
	@Parameter(label = "Layer decay", persist = false, min = "0.01", max = "1", description = "Factor of the rate from one block to the one before it.")
	private double layerDecay = 0.75;

	@AppliesIf("finetune given")
	@Parameter(label = "Batch of fine-tuning", persist = false, min = "1", max = "4096", description = "Radiographs a step of fine-tuning.")
	private int tuningBatch = 16;

	@AppliesIf("finetune given")
	@Parameter(label = "Epochs of fine-tuning", persist = false, min = "1", max = "10000", description = "How often fine-tuning uses each radiograph.")
	private int tuningEpochs = 10;

	@AppliesIf("folds = 0")
	@Parameter(label = "Split", persist = false, description = "Shares of training, validation and test, divided by patient.")
	private String split = "7:1:2";

	@AppliesIf("folds = 0")
	@Parameter(label = "Test list (.txt)", persist = false, description = "<html>Official list of test images, a name a line; all others are for " +
		"training and validation.<br>Empty: the table's own column split, or shares.")
	private String testList = "";

	@Parameter(label = "Folds", persist = false, min = "0", max = "100", description = "Folds of a cross-validation by patient; 0: one division.")
	private int folds = 0;

	@Parameter(label = "Seeds", persist = false, min = "1", max = "1000", description = "<html>How many probes are trained on each division; the " +
		"table has their mean and standard deviation.")
	private int seeds = 5;

	@Parameter(label = "Threshold", persist = false, description = "From which probability on a finding is called: 0.5, or the best on the " +
		"validation part by youden or f1.")
	private String threshold = "0.5";

	@Parameter(label = "Bootstrap samples", persist = false, min = "0", max = "100000", description = "Samples behind the 95 % intervals, drawn by " +
		"patient; 0: DeLong's interval of the AUROC.")
	private int bootstrap = 500;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> wanted = HeadFile.toTrain(output, overwrite);
		if (wanted.isEmpty()) return;
		final Path file = wanted.get();
		final ProbeTraining.Settings probe = ProbeKeys.settings(ProbeMethod.named(method), rates, optimiser, batch, epochs, strengths,
			neighbours, seed);
		final RadiographTraining.Settings settings = new RadiographTraining.Settings(probe, divisions(testList, folds, split), seeds, Threshold
			.named(threshold), bootstrap, TuningKeys.of(finetune, tuningRate, layerDecay, tuningBatch, tuningEpochs, seed));
		Refusal.unless(finetune.isBlank() || method.equals("linear"), "method = %s: fine-tuning trains a linear layer with the encoder. Choose " +
			"linear, or leave finetune empty.", method);
		if (!finetune.isBlank()) RadiographEncoder.checkTunable(encoder);
		checkWritable(file);
		progress.report("Reading labels", 0);
		final RadiographStudy all = study();
		RadiographTraining.check(all, settings);
		Parallel.withThreads(threads, () -> {
			try (RadiographEncoder opened = open(encoder)) {
				final RadiographVectors.Encoded encoded = encoded(all, opened, resolution, file, progress.part(0, 0.8));
				final RadiographStudy study = all.with(encoded.vectors());
				final RadiographTraining.Result result = RadiographTraining.train(study, encoded.vectors(), opened, resolution, settings
					.suited(opened), progress.part(0.8, 1));
				writeFailures(encoded.failures(), file);
				result.head().write(file);
				final String definition = "sklearn, " + bootstrap + " bootstrap samples by patient";
				final Table scores = finished(result.scores(), opened.encoder().name(), opened.device(), definition);
				scores.writeCsv(OutputFile.withEnding(file, ".csv"));
				finished(result.predictions(), opened.encoder().name(), opened.device(), "probability").writeCsv(OutputFile.withEnding(file,
					"_test.csv"));
				Show.table(scores, title());
			}
			return null;
		});
	}
}
