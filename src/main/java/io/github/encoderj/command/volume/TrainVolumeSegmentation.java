package io.github.encoderj.command.volume;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.HeadFile;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.learn.VolumeTraining.Epoch;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.volume.segmentation.CrossValidation;
import io.github.encoderj.volume.segmentation.PatientSet;
import io.github.encoderj.volume.segmentation.Segmentation;
import io.github.encoderj.volume.segmentation.SegmentationTraining;
import io.github.encoderj.volume.segmentation.Skips;

/** Trains a head that segments volumes, and tests it by folds of patients. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Volumes>Train Volume Segmentation...", headless = true,
	description = "Learns to segment CT, PET or both from labelled patients. What is cut off goes on where it was when it is run again.")
public class TrainVolumeSegmentation extends DeviceCommand {

	private static final Logger LOG = LoggerFactory.getLogger(TrainVolumeSegmentation.class);

	@Parameter(label = "Patients", persist = false, description = "<html>A folder with dataset.json (Medical Segmentation Decathlon, nnU-Net), or " +
		"a folder with a folder for each patient.<br>Empty: CT, PET and labels are folders or files.")
	private String input = "";

	@Parameter(label = "CT", persist = false, description = "<html>Name of the CT file in each patient's folder, or a folder of CT files, or one " +
		"file.<br>Empty: no CT.")
	private String ct = "";

	@Parameter(label = "PET (SUV)", persist = false, description = "The same for PET, a name, folder or file; Convert to SUV makes it. Empty: no PET.")
	private String pet = "";

	@Parameter(label = "Labels", persist = false, description = "<html>The same for the labels, a name, folder or file: whole numbers, 0 is background, on the grid of " +
		"the PET, or of the CT where there is no PET.<br>Not needed with dataset.json.")
	private String labels = "";

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "<html>Where to write the head that is trained on all patients. " +
		"Beside it: the training curve (NAME_curve.csv) and,<br>with folds, the scores (NAME_scores.csv) and the heads of the folds.")
	private String output = "";

	@Parameter(label = "Encoder", persist = false, description = "<html>Encoder of slices whose coarse features are used too: a name or a " +
		"weights folder.<br>filterbank: none, only what is at full resolution.")
	private String encoder = "filterbank";

	@AppliesIf("encoder != filterbank")
	@Parameter(label = "Slices", persist = false, min = "1", max = "3", description = "<html>1: the encoder sees each slice by itself.<br>3: it sees " +
		"the slice before, the slice and the slice after as red, green and blue.")
	private int slices = 1;

	@Parameter(label = "Full resolution", persist = false, choices = { "both", "raw", "filterbank" },
		description = "What enters at full resolution: the image itself (raw), the filter bank, or both.")
	private String skips = "both";

	@Parameter(label = "Voxel (unit of the images)", persist = false, min = "0", description = "<html>All scans are brought to voxels of this " +
		"side, usually in mm.<br>0: the cube root of their median voxel volume.")
	private double voxel = 0;

	@Parameter(label = "Crop (voxels)", persist = false, min = "16", max = "256", description = "Side of the training crops, a multiple of 4.")
	private int crop = 40;

	@Parameter(label = "Crops of a step", persist = false, min = "1", max = "64", description = "How many crops each step learns from.")
	private int batch = 2;

	@Parameter(label = "Epochs (of 50 steps)", persist = false, min = "1", max = "100000", description = "How often 50 steps are made.")
	private int epochs = 20;

	@Parameter(label = "Learning rate", persist = false, min = "0", max = "1", description = "Highest learning rate of AdamW, usually 1e-4 to 1e-3.")
	private double rate = 1e-3;

	@Parameter(label = "Time limit (minutes)", persist = false, min = "0.001", description = "<html>Each training, that of a fold too, ends by " +
		"then; the learning rate is planned for it.")
	private double minutes = 30;

	@Parameter(label = "Folds", persist = false, min = "0", max = "100", description = "<html>Patients are divided into so many parts; each is " +
		"segmented by a head that was trained on the others.<br>0 or 1: no test, only the head on all patients.")
	private int folds = 5;

	@Parameter(label = "Seed", persist = false, description = "The same seed gives the same folds and the same heads.")
	private long seed = 1;

	@Parameter(label = "Overwrite", persist = false, description = "Off: if the head file exists, nothing is trained.")
	private boolean overwrite = false;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> wanted = HeadFile.toTrain(output, overwrite);
		if (wanted.isEmpty()) return;
		final Path file = wanted.get();
		final SegmentationTraining.Settings settings = new SegmentationTraining.Settings(Skips.parse(skips), slices, voxel, crop, batch, epochs,
			rate, minutes, seed, device, threads);
		final PatientSet set = PatientSet.of(input, ct, pet, labels);
		Refusal.unless(set.patients().stream().allMatch(p -> p.labels().isPresent()), "labels is empty: name the labels of the patients.");
		Refusal.unless(folds < 2 || folds <= set.patients().size(), "folds = %d: there are only %d patients. Ask for fewer folds, or 0.", folds, set
			.patients().size());
		final String used = TorchEngine.deviceName(device);
		Parallel.withThreads(threads, () -> {
			try (Encoder opened = Encoders.open(encoder)) {
				if (folds > 1) test(opened, set, settings, file, used, progress.part(0, folds / (folds + 1.0)));
				final SegmentationTraining.Result result = SegmentationTraining.train(opened, set, settings, Optional.of(CrossValidation.state(file)),
					Version.get(), progress.part(folds > 1 ? folds / (folds + 1.0) : 0, 1));
				if (!result.complete()) LOG.info("The time limit came before the last epoch.");
				final Table curve = curve(result.curve()).setAll("encoder", encoder).setAll("device", used).setAll("version", Version.get());
				result.head().write(file);
				curve.writeCsv(OutputFile.withEnding(file, "_curve.csv"));
				if (folds < 2) Show.table(curve, title());
			}
			return null;
		});
	}

	private void test(final Encoder opened, final PatientSet set, final SegmentationTraining.Settings settings, final Path file,
		final String used, final Progress progress)
	{
		final CrossValidation.Result result = CrossValidation.run(opened, set, folds, settings, new Segmentation.Settings(true, 0, 0, device,
			threads), fold -> OutputFile.withEnding(file, "_fold" + fold + ".safetensors"), Version.get(), progress);
		final Table table = result.table().setAll("encoder", encoder).setAll("device", used).setAll("version", Version.get());
		table.writeCsv(OutputFile.withEnding(file, "_scores.csv"));
		Show.table(table, title());
	}

	private static Table curve(final List<Epoch> epochs) {
		final Table table = new Table("epoch", "training_loss", "seconds");
		for (final Epoch epoch : epochs) table.add().set("epoch", epoch.epoch()).set("training_loss", epoch.loss()).set("seconds", epoch
			.seconds());
		return table;
	}
}
