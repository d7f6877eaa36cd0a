package io.github.encoderj.command.radiographs;

import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
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
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.HeadFile;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.cxr.ResearchNote;
import io.github.encoderj.cxr.segmentation.SegmentationCase;
import io.github.encoderj.cxr.segmentation.SegmentationTraining;
import io.github.encoderj.cxr.segmentation.Structures;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.learn.decoder.PlaneHead;
import io.github.encoderj.learn.decoder.PlaneTraining;
import io.github.encoderj.learn.decoder.PlaneTraining.Epoch;
import io.github.encoderj.metrics.Table;

/** Trains a head that segments structures on radiographs. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Radiographs>Train Radiograph Segmentation...", headless = true,
	description = "Learns structures (lungs, heart, ribs...) on radiographs from masks, on a frozen encoder. For research, not for diagnosis.")
public class TrainRadiographSegmentation extends DeviceCommand {

	private static final Logger LOG = LoggerFactory.getLogger(TrainRadiographSegmentation.class);

	@Parameter(label = "Radiographs", persist = false, description = "Folder of the radiographs, one file each.")
	private String input = "";

	@Parameter(label = "Masks", persist = false, description = "<html>Folder of label images named as the radiographs (values 1, 2...)," +
		"<br>or a folder that holds a folder of masks for each structure.")
	private String masks = "";

	@Parameter(label = "Structures", persist = false, description = "<html>Names of the values 1, 2..., such as right_lung,left_lung,heart;" +
		"<br>or which of the folders to take. Empty: all folders.")
	private String structures = "";

	@Parameter(label = "Patients (.csv)", persist = false, description = "<html>A table with the columns image and patient, so that no " +
		"patient is both trained on and held out.<br>Empty: each radiograph is of a patient of its own.")
	private String patients = "";

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "<html>Where to write the trained head; beside it, " +
		"NAME_dice.csv and NAME_curve.csv.")
	private String output = "";

	@Parameter(label = "Encoder", persist = false, description = "<html>Name of an encoder in the catalogue (Manage Encoders), its weights " +
		"folder,<br>or filterbank, which needs no download.")
	private String encoder = "filterbank";

	@Parameter(label = "Decoder", persist = false, choices = { "linear", "vitdet", "upernet" }, description = "<html>linear: one layer on " +
		"each patch; vitdet: a pyramid of the last map;<br>upernet: a pyramid of several blocks, best and slowest.")
	private String decoder = "upernet";

	@Parameter(label = "Resolution (pixels)", persist = false, min = "0", max = "4096", description = "<html>Side of the encoded square." +
		"<br>0: the encoder's own; 128 for filterbank.")
	private int resolution = 0;

	@AppliesIf("decoder != linear")
	@Parameter(label = "Channels", persist = false, min = "8", max = "1024", description = "Width of the pyramids, a multiple of 8.")
	private int channels = 64;

	@Parameter(label = "Held out (share)", persist = false, min = "0", max = "0.9", description = "Share of the patients that are not trained " +
		"on but scored.")
	private double heldOut = 0.2;

	@Parameter(label = "Epochs", persist = false, min = "1", max = "100000", description = "How often each radiograph is learned from.")
	private int epochs = 30;

	@Parameter(label = "Batch", persist = false, min = "1", max = "1024", description = "Radiographs a step.")
	private int batch = 4;

	@Parameter(label = "Learning rate (0: automatic)", persist = false, min = "0", max = "1", description = "<html>Highest learning rate of Adam; it falls " +
		"along half a cosine.<br>0: 0.02 for linear, 0.005 for the pyramids.")
	private double learningRate = 0;

	@Parameter(label = "Time limit (minutes)", persist = false, min = "0.001", description = "<html>Training ends by then; the learning rate " +
		"is planned for it.")
	private double minutes = 60;

	@Parameter(label = "Seed", persist = false, description = "Decides the first weights, the order, and who is held out.")
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
		final PlaneHead kind = PlaneHead.of(decoder);
		final double rate = learningRate > 0 ? learningRate : kind == PlaneHead.LINEAR ? 2e-2 : 5e-3;
		final SegmentationTraining.Settings settings = new SegmentationTraining.Settings(kind, resolution, channels, heldOut,
			new PlaneTraining.Settings(epochs, batch, rate, minutes, seed), device, threads);
		final String used = TorchEngine.deviceName(device);
		final List<SegmentationCase> cases = SegmentationCase.of(Path.of(input.trim()), Path.of(masks.trim()), structures.isBlank() ? List.of()
			: Structures.names(structures), Optional.of(patients.trim()).filter(p -> !p.isEmpty()).map(Path::of));
		final SegmentationTraining.Result result = Parallel.withThreads(threads, () -> {
			try (Encoder opened = SegmentationEncoder.open(encoder, device, threads)) {
				return SegmentationTraining.train(opened, cases, settings, Version.get(), progress);
			}
		});
		if (!result.complete()) LOG.info("Stopped early, after {} of {} epochs.", result.curve().size(), epochs);
		result.head().write(file);
		signed(table(result), result, used).writeCsv(OutputFile.withEnding(file, "_curve.csv"));
		if (result.scores().size() > 0) {
			final Table scores = signed(result.scores(), result, used);
			scores.writeCsv(OutputFile.withEnding(file, "_dice.csv"));
			Show.table(scores, title());
		}
		curve = Show.image(plot(result));
	}

	private Table signed(final Table table, final SegmentationTraining.Result result, final String used) {
		return table.setAll("decoder", decoder).setAll("encoder", result.head().encoder()).setAll("device", used).setAll("version", Version
			.get()).setAll("use", ResearchNote.TEXT);
	}

	private static Table table(final SegmentationTraining.Result result) {
		final Table table = new Table("epoch", "training_loss", "seconds");
		for (final Epoch epoch : result.curve()) {
			table.add().set("epoch", epoch.epoch()).set("training_loss", epoch.training()).set("seconds", epoch.seconds());
		}
		return table;
	}

	private static ImagePlus plot(final SegmentationTraining.Result result) {
		final Plot plot = new Plot("Training curve", "Epoch", "Cross-entropy + 1 - Dice");
		plot.setColor(Color.BLUE);
		plot.add("connected circle", result.curve().stream().mapToDouble(Epoch::epoch).toArray(), result.curve().stream().mapToDouble(
			Epoch::training).toArray());
		return plot.getImagePlus();
	}
}
