package io.github.encoderj.command.em;

import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ij.ImagePlus;
import ij.gui.Plot;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.HeadFile;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FineGrid;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.DenseTraining.Epoch;
import io.github.encoderj.metrics.Table;

/** Trains a head that predicts affinities on a labelled stack. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>EM>Train Affinities...", headless = true,
	description = "Learns from a labelled stack where neighbouring voxels belong to the same neuron. Esc stops and keeps the best so far.")
public class TrainAffinities extends DeviceCommand {

	private static final Logger LOG = LoggerFactory.getLogger(TrainAffinities.class);

	@Parameter(label = "Image", persist = false, description = "<html>The grey-value stack: title of an open image, a file, or a folder of " +
		"sections.<br>Empty: the active image.")
	private String input = "";

	@Parameter(label = "Labels", persist = false, description = "<html>The neurons of the same stack: whole numbers, a number for each " +
		"neuron, 0 for membrane.<br>Title of an open image or a file.")
	private String labels = "";

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "<html>Where to write the trained head. The training curve " +
		"is written beside it, as NAME_curve.csv.")
	private String output = "";

	@Parameter(label = "Encoder", persist = false, description = "<html>Name of the encoder whose features the head is trained on." +
		"<br>filterbank needs no download; raw trains a network on the image alone.<br>An encoder of coarse patches (a name of the catalogue, a " +
		"weights folder) is joined to the filter bank.")
	private String encoder = "filterbank";

	@AppliesIf("encoder != filterbank,raw")
	@Parameter(label = "Magnification", persist = false, min = "1", max = "16", description = "<html>Of an encoder of coarse patches: how many " +
		"times larger the sections are made<br>before they are encoded, for a finer grid of patches.")
	private int magnification = FineGrid.Settings.DEFAULT.magnification();

	@AppliesIf("encoder != filterbank,raw")
	@Parameter(label = "Shifts", persist = false, min = "1", max = "16", description = "<html>Of an encoder of coarse patches: 2 encodes each " +
		"section at 2 x 2 shifted origins, for twice as fine a grid; 4 at 4 x 4.")
	private int shifts = FineGrid.Settings.DEFAULT.shifts();

	@AppliesIf("encoder != filterbank,raw")
	@Parameter(label = "Layers", persist = false, description = "<html>Of a vision transformer: blocks whose tokens are taken, from 1, such as " +
		"4,8,12.<br>Empty: the final features.")
	private String layers = "";

	@AppliesIf("encoder != filterbank,raw")
	@Parameter(label = "Components", persist = false, min = "1", max = "1024", description = "Principal components of the coarse features that " +
		"are kept.")
	private int components = FineGrid.Settings.DEFAULT.components();

	@AppliesIf("encoder != filterbank,raw")
	@Parameter(label = "Cache folder", persist = false, description = "<html>Where encoded sections are kept and found again.<br>Empty: they " +
		"are kept in memory only.")
	private String cache = "";

	@Parameter(label = "Network", persist = false, choices = { "light", "superhuman", "mala" }, description = "<html>light: a small one that " +
		"suits features; superhuman, mala: the published 3D U-Nets, for encoder=raw.")
	private String network = "light";

	@Parameter(label = "Channels", persist = false, min = "0", max = "256", description = "Channels of the network at full resolution; 0: few, as " +
		"suits a processor.")
	private int size = 0;

	@Parameter(label = "Auxiliary targets", persist = false, description = "Learns affinities over long distances and local shape descriptors " +
		"too, which are not predicted.")
	private boolean auxiliary = true;

	@Parameter(label = "Dice weight", persist = false, min = "0", max = "100", description = "Weight of a Dice term beside the squared error; 0: " +
		"none.")
	private double dice = 0;

	@Parameter(label = "Validation (sections)", persist = false, min = "0", description = "<html>Sections at the end of the stack that are " +
		"not trained on but choose the best epoch.<br>0: the last epoch is kept.")
	private int validation = 0;

	@Parameter(label = "Epochs (of 100 patches)", persist = false, min = "1", max = "100000", description = "How often 100 patches are " +
		"learned from.")
	private int epochs = 60;

	@Parameter(label = "Patch (pixels)", persist = false, min = "16", max = "512", description = "Rows and columns of a training patch.")
	private int patch = 64;

	@Parameter(label = "Time limit (minutes)", persist = false, min = "0.001", description = "<html>Training ends by then; the learning rate " +
		"is planned for it.")
	private double minutes = 10;

	@Parameter(label = "Seed", persist = false, description = "The same seed gives the same head.")
	private long seed = 1;

	@Parameter(label = "Overwrite", persist = false, description = "Off: if the head file exists, nothing is trained.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Training curve")
	private ImagePlus curve;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> wanted = HeadFile.toTrain(output, overwrite);
		if (wanted.isEmpty()) return;
		final Path file = wanted.get();
		final AffinityTraining.Settings settings = new AffinityTraining.Settings(epochs, patch, validation, minutes, seed, device, threads,
			new AffinityTraining.Network(network, size, auxiliary, dice));
		final FineGrid.Settings grid = new FineGrid.Settings(magnification, shifts, FineGrid.Settings.layers(layers), components);
		progress.report("Reading images", 0);
		final Volume<?> truth = ImageInput.labels("labels", ImageInput.required("labels", labels, "the neurons of the stack"));
		final Volume<?> image = ImageInput.image("input", input);
		final String used = TorchEngine.deviceName(device);
		final AffinityTraining.Result result = Parallel.withThreads(threads, () -> {
			try (Encoder opened = AffinityEncoder.toTrain(encoder, grid, cacheFolder(), device, threads)) {
				return AffinityTraining.train(opened, image, truth, settings, Version.get(), progress);
			}
		});
		final AgglomerationSettings suited = AffinityTraining.agglomeration(result.head());
		LOG.info("Score and threshold that suit this head: {}, {}", suited.score().text(), suited.thresholds()[0]);
		if (!result.independent()) {
			LOG.warn("Score and threshold were chosen on sections that were trained on; the threshold may be too high on others, above all after long " +
				"training on few sections. Give {} labelled sections or more, or set validation={} or more.", AffinityTraining.FEWEST_TO_HOLD,
				AffinityTraining.ENOUGH_SECTIONS);
		}
		if (!result.complete()) LOG.info("Stopped early; {} holds epoch {}, the best so far.", file, result.best());
		final Table table = table(result).setAll("encoder", encoder).setAll("device", used).setAll("version", Version.get());
		result.head().write(file);
		table.writeCsv(OutputFile.withEnding(file, "_curve.csv"));
		Show.table(table, title());
		curve = Show.image(plot(result));
	}

	private Optional<Path> cacheFolder() {
		if (cache.isBlank()) return Optional.empty();
		final Path folder = Path.of(cache.trim());
		Refusal.unless(Files.isDirectory(folder), "cache = \"%s\": there is no such folder. Create it, or leave cache empty.", cache);
		return Optional.of(folder);
	}

	private static Table table(final AffinityTraining.Result result) {
		final Table table = new Table("epoch", "training_loss", "validation_loss", "seconds", "best");
		for (final Epoch epoch : result.curve()) {
			table.add().set("epoch", epoch.epoch()).set("training_loss", epoch.training()).set("validation_loss", epoch.validation()).set(
				"seconds", epoch.seconds()).set("best", epoch.epoch() == result.best() ? 1 : 0);
		}
		return table;
	}

	private static ImagePlus plot(final AffinityTraining.Result result) {
		final double[] epochs = result.curve().stream().mapToDouble(Epoch::epoch).toArray();
		final double[] validation = result.curve().stream().mapToDouble(Epoch::validation).toArray();
		final Plot plot = new Plot("Training curve", "Epoch", "Loss");
		plot.setColor(Color.BLUE);
		plot.add("connected circle", epochs, result.curve().stream().mapToDouble(Epoch::training).toArray());
		final boolean validated = !Double.isNaN(validation[0]);
		if (validated) {
			plot.setColor(Color.RED);
			plot.add("connected circle", epochs, validation);
		}
		plot.setColor(Color.BLACK);
		plot.addLegend(validated ? "training\nvalidation" : "training");
		final double highest = result.curve().stream().mapToDouble(epoch -> Double.isNaN(epoch.validation()) ? epoch.training() : Math.max(epoch
			.training(), epoch.validation())).max().orElse(1);
		plot.setLimits(0, epochs.length + 1, 0, 1.1 * highest); // a curve of one epoch is seen, too
		return plot.getImagePlus();
	}
}
