package io.github.encoderj.command.em;

import java.nio.file.Files;
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
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.em.AffinityPrediction;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.metrics.Table;

/** Predicts the affinities of a stack with a trained head. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>EM>Predict Affinities...", headless = true,
	description = "Predicts for each voxel how likely it belongs to the same neuron as its neighbours along z, y and x.")
public class PredictAffinities extends DeviceCommand {

	private static final Logger LOG = LoggerFactory.getLogger(PredictAffinities.class);

	@Parameter(label = "Image", persist = false, description = "<html>The grey-value stack: title of an open image, a file, or a folder of " +
		"sections.<br>Empty: the active image.")
	private String input = "";

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "A head that Train Affinities wrote.")
	private String head = "";

	@Parameter(label = "Affinities file", persist = false, description = "<html>Where to write the affinities (.tif, .h5, .zarr); a table of " +
		"remarks is written beside it (.csv).<br>Empty: they are only shown.")
	private String output = "";

	@Parameter(label = "Encoder", persist = false, description = "Empty: the encoder that the head was trained on. Any other is refused.")
	private String encoder = "";

	@Parameter(label = "Average over flips and turns", persist = false, description = "The mean of eight predictions: better, and about " +
		"three times slower.")
	private boolean average = true;

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: if the affinities file exists, it is shown and nothing is predicted.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Affinities")
	private ImagePlus affinities;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".tif", ".tiff", ".h5", ".zarr");
		if (!overwrite && file.map(Files::exists).orElse(false)) {
			LOG.info("{} exists and is kept; set overwrite=true to predict again.", file.get());
			affinities = Show.image(ImagePlusAdapter.toImagePlus(ImageFiles.readAffinities(file.get().toString())));
			return;
		}
		final Head trained = Head.read(Path.of(head.trim()), AffinityTraining.TYPE);
		progress.report("Reading the image", 0);
		final Volume<?> image = ImageInput.image("input", input);
		final String used = TorchEngine.deviceName(device);
		final AffinityPrediction.Result result = Parallel.withThreads(threads, () -> {
			try (Encoder opened = AffinityEncoder.of(trained, head, encoder, device, threads)) {
				return AffinityPrediction.predict(opened, trained, head, image, new AffinityPrediction.Settings(average, device, threads), progress);
			}
		});
		progress.check();
		final Table table = remarks(image.name(), result.differences()).setAll("encoder", trained.encoder()).setAll("device", used).setAll(
			"version", Version.get());
		file.ifPresent(path -> {
			ImageFiles.write(result.affinities(), path);
			table.writeCsv(OutputFile.withEnding(path, ".csv"));
		});
		Show.table(table, title());
		affinities = Show.image(ImagePlusAdapter.toImagePlus(result.affinities()));
	}

	/** One row: the case, and in what it is far from the head's training images. */
	static Table remarks(final String name, final List<String> differences) {
		differences.forEach(difference -> LOG.warn("{} is unlike the training images: {}.", name, difference));
		final Table table = new Table("case", "unlike_training");
		table.add().set("case", name).set("unlike_training", String.join("; ", differences));
		return table;
	}
}
