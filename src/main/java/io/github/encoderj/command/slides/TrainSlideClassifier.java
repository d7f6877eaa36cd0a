package io.github.encoderj.command.slides;

import java.nio.file.Path;
import java.util.Optional;

import javax.imageio.ImageIO;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ij.ImagePlus;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.HeadFile;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.learn.BagTraining;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.wsi.classify.SlideCohort;
import io.github.encoderj.wsi.classify.SlidePooling;
import io.github.encoderj.wsi.classify.SlideTraining;

/** Trains a slide classifier on encoded slides and a table of labels, with cross-validated scores. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Slides>Train Slide Classifier...", headless = true,
	description = "Learns from encoded slides and a table of labels what a slide shows (gated attention, CLAM), and cross-validates it.")
public class TrainSlideClassifier extends DeviceCommand {

	private static final Logger LOG = LoggerFactory.getLogger(TrainSlideClassifier.class);

	@Parameter(label = "Features folder", persist = false, description = "The folder with NAME.h5 for each slide, as Encode Slides, CLAM or " +
		"TRIDENT write them.")
	private String input = "";

	@Parameter(label = "Labels (.csv)", persist = false, description = "<html>The slide's name in the first column (or slide_id), then either " +
		"one column with the class,<br>or one column a label with 1, 0 or nothing; a column patient (or case_id) groups slides.")
	private String labels = "";

	@Parameter(label = "Label columns", persist = false, description = "Names with commas between them; empty: all columns that hold labels.")
	private String columns = "";

	@Parameter(label = "Group column", persist = false, description = "<html>Slides of one group (patient) stay together in the folds." +
		"<br>Empty: patient or case_id, where there is one.")
	private String group = "";

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "<html>Where to write the trained head. Beside it go " +
		"NAME_scores.csv, NAME_predictions.csv,<br>NAME_curve.csv and NAME_roc.png.")
	private String output = "";

	@Parameter(label = "Pooling", persist = false, choices = { "attention", "mean", "max" }, description = "How tiles become a slide: gated " +
		"attention, or mean or largest value of each feature as baselines.")
	private String pooling = "attention";

	@Parameter(label = "Folds", persist = false, min = "1", max = "100", description = "<html>Parts of the cross-validation, by patient; of 5 " +
		"folds each is trained on 7, validated on 1 and tested on 2 tenths.<br>1: a single division, the table's own column split, or 7:1:2.")
	private int folds = 5;

	@Parameter(label = "Seeds", persist = false, min = "1", max = "100", description = "How often all is repeated with another seed.")
	private int seeds = 1;

	@Parameter(label = "Epochs", persist = false, min = "1", max = "10000", description = "How often each slide is seen, at most.")
	private int epochs = 200;

	@Parameter(label = "Patience (epochs)", persist = false, min = "1", max = "10000", description = "Training ends after so many epochs without " +
		"a lower validation loss, but not in the first 50.")
	private int patience = 20;

	@Parameter(label = "Learning rate", persist = false, min = "0", max = "1", description = "Of Adam.")
	private double rate = 1e-4;

	@Parameter(label = "L2 penalty", persist = false, min = "0", max = "1", description = "Weight decay of Adam.")
	private double decay = 1e-5;

	@AppliesIf("pooling = attention")
	@Parameter(label = "Own attention for each label", persist = false, description = "On: as CLAM-MB; off: all labels share one attention.")
	private boolean branches = false;

	@AppliesIf("pooling = attention")
	@Parameter(label = "Instance loss", persist = false, description = "CLAM's loss on the tiles with the highest and lowest attention.")
	private boolean instances = false;

	@Parameter(label = "Balance classes", persist = false, description = "Slides of rare classes are drawn more often.")
	private boolean balance = false;

	@Parameter(label = "Standardise features", persist = false, description = "<html>Features are brought to mean 0 and deviation 1 of the training " +
		"slides; this becomes part of the head.<br>CLAM does not do this.")
	private boolean standardise = true;

	@Parameter(label = "Tiles a step", persist = false, min = "16", max = "1000000", description = "Of slides with more tiles so many are drawn " +
		"at random for each step.")
	private int tiles = 20_000;

	@Parameter(label = "Bootstrap samples", persist = false, min = "0", max = "100000", description = "Samples of patients behind the 95 % " +
		"intervals.")
	private int bootstrap = 1000;

	@Parameter(label = "Keep the heads of the folds", persist = false, description = "Writes NAME_fold1.safetensors and so on.")
	private boolean keepFolds = false;

	@Parameter(label = "Seed", persist = false, description = "The same seed gives the same folds and the same head.")
	private long seed = 1;

	@Parameter(label = "Overwrite", persist = false, description = "Off: if the head file exists, nothing is trained.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "ROC")
	private ImagePlus roc;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> wanted = HeadFile.toTrain(output, overwrite);
		if (wanted.isEmpty()) return;
		final Path file = wanted.get();
		Refusal.unless(rate > 0, "rate = %s: the learning rate must be above 0.", rate);
		final SlideTraining.Settings settings = new SlideTraining.Settings(folds, seeds, SlidePooling.of(pooling), bootstrap,
			new BagTraining.Settings(epochs, patience, 50, rate, decay, branches, instances, balance, standardise, tiles, seed));
		final String used = TorchEngine.deviceName(device);
		final SlideCohort cohort = cohort();
		cohort.leftOut().forEach(slide -> LOG.warn("Left out: {}", slide));
		LOG.info("{} slides of {} patients with {} MB of features; labels {}", cohort.size(), cohort.labels().groups().stream().distinct().count(),
			cohort.bytes() >> 20, cohort.labels().labels());
		final SlideTraining.Result result = Parallel.withThreads(threads, () -> SlideTraining.train(cohort, settings, device, threads, Version
			.get(), progress));
		write(result, file, used);
	}

	private void write(final SlideTraining.Result result, final Path file, final String used) {
		final String encoder = result.head().encoder();
		final Table scores = result.scores().setAll("pooling", pooling).setAll("interval", bootstrap == 0 ? "DeLong" : bootstrap +
			" bootstrap samples by patient, seed " + seed).setAll("encoder", encoder).setAll("device", used).setAll("definition", "sklearn").setAll(
				"version", Version.get());
		result.head().write(file);
		scores.writeCsv(OutputFile.withEnding(file, "_scores.csv"));
		result.predictions().setAll("encoder", encoder).setAll("version", Version.get()).writeCsv(OutputFile.withEnding(file,
			"_predictions.csv"));
		result.curve().writeCsv(OutputFile.withEnding(file, "_curve.csv"));
		WholeFile.write(OutputFile.withEnding(file, "_roc.png"), png -> ImageIO.write(result.roc(), "png", png.toFile()));
		if (keepFolds) {
			for (final SlideTraining.Fold fold : result.folds()) {
				final String name = seeds > 1 ? "_seed" + fold.seed() + "_fold" + fold.number() : "_fold" + fold.number();
				fold.head().write(OutputFile.withEnding(file, name + ".safetensors"));
			}
		}
		Show.table(scores, title());
		roc = Show.image(new ImagePlus("ROC", result.roc()));
	}

	private SlideCohort cohort() {
		Refusal.unless(!labels.isBlank(), "labels is empty: give the table of labels (.csv).");
		Refusal.unless(!input.isBlank(), "input is empty: give the folder with the features of the slides.");
		try {
			return SlideCohort.of(Path.of(input.trim()), SlideCohort.labels(Path.of(labels.trim()), group, columns));
		}
		catch (final Refusal e) {
			throw new Refusal("input, labels: " + e.getMessage(), e);
		}
	}
}
