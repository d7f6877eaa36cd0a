package io.github.encoderj.command.em;

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
import io.github.encoderj.em.AgglomerationResult;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.SectionAgglomeration;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.metrics.Table;

/** Segments the neurons of a stack with a trained head: predicts affinities and agglomerates them. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>EM>Segment Neurons...", headless = true,
	description = "Segments the neurons of a grey-value stack with a trained head, every voxel to a neuron.")
public class SegmentNeurons extends DeviceCommand {

	private static final String FRACTION = "format:0.00####"; // else the dialog rounds

	private static final Logger LOG = LoggerFactory.getLogger(SegmentNeurons.class);

	@Parameter(label = "Image", persist = false, description = "<html>The grey-value stack: title of an open image, a file, or a folder of " +
		"sections.<br>Empty: the active image.")
	private String input = "";

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "A head that Train Affinities wrote.")
	private String head = "";

	@Parameter(label = "Threshold", persist = false, min = "0", max = "1", stepSize = "0.02", style = FRACTION,
		description = "<html>Regions merge while the score between them is below (0..1); higher merges more.<br>0: the threshold that was " +
			"chosen when the head was trained.")
	private double threshold = 0;

	@Parameter(label = "Score", persist = false, description = "<html>What is compared with the threshold, such as 1 - mean, " +
		"1 - quantile(50), 1 - max(10).<br>Empty: with threshold 0 the one that was chosen when the head was trained, else 1 - mean.")
	private String score = "";

	@Parameter(label = "Labels file", persist = false, description = "<html>Where to write the labels (.tif, .h5, .zarr); a table is written " +
		"beside it (.csv).<br>Empty: they are only shown.")
	private String output = "";

	@Parameter(label = "Encoder", persist = false, description = "Empty: the encoder that the head was trained on. Any other is refused.")
	private String encoder = "";

	@Parameter(label = "Average over flips and turns", persist = false, description = "The mean of eight predictions: better, and about " +
		"three times slower.")
	private boolean average = true;

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: if the labels file exists, it is shown and nothing is computed.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Neurons")
	private ImagePlus neurons;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".tif", ".tiff", ".h5", ".zarr");
		if (!overwrite && file.map(Files::exists).orElse(false)) {
			LOG.info("{} exists and is kept; set overwrite=true to segment again.", file.get());
			neurons = Show.labels(ImagePlusAdapter.toImagePlus(ImageFiles.readLabels(file.get().toString())));
			return;
		}
		final Head trained = Head.read(Path.of(head.trim()), AffinityTraining.TYPE);
		final AgglomerationSettings settings = settings(trained);
		progress.report("Reading the image", 0);
		final Volume<?> image = ImageInput.image("input", input);
		final String used = TorchEngine.deviceName(device);
		Parallel.withThreads(threads, () -> {
			final AffinityPrediction.Result predicted;
			try (Encoder opened = AffinityEncoder.of(trained, head, encoder, device, threads)) {
				predicted = AffinityPrediction.predict(opened, trained, head, image, new AffinityPrediction.Settings(average, device, threads),
					progress.part(0, 0.8));
			}
			final Volume<?> affinities = predicted.affinities().named(image.name());
			final AgglomerationResult result = SectionAgglomeration.suiting(trained, affinities, settings, progress.part(0.8, 1));
			progress.check();
			final Volume<?> labels = result.segmentation(0).named(image.name() + " neurons");
			final Table table = ThresholdTable.counts(result, settings.score().text()).setAll("unlike_training", PredictAffinities.remarks(image
				.name(), predicted.differences()).get(0, "unlike_training").toString()).setAll("encoder", trained.encoder()).setAll("device", used)
				.setAll("version", Version.get());
			file.ifPresent(path -> {
				ImageFiles.write(labels, path);
				table.writeCsv(OutputFile.withEnding(path, ".csv"));
			});
			Show.table(table, title());
			neurons = Show.labels(ImagePlusAdapter.toImagePlus(labels));
			return null;
		});
	}

	/** The head's own score and threshold, and those that the user sets. */
	private AgglomerationSettings settings(final Head trained) {
		final AgglomerationSettings own = AffinityTraining.agglomeration(trained);
		final AgglomerationSettings scored = score.isBlank() ? own : own.withScore(score);
		return threshold > 0 ? scored.withThresholds((float) threshold) : scored;
	}
}
