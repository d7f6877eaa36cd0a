package io.github.encoderj.command.metrics;

import java.nio.file.Path;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;
import io.github.encoderj.metrics.Table;

/** Scores a segmentation against the truth: VOI split, merge and sum, adapted Rand error, CREMI score. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Metrics>Compare Segmentations...", headless = true,
	description = "Scores an image of labels against the true labels: variation of information and adapted Rand error.")
public class CompareSegmentations extends EncoderJCommand {

	@Parameter(label = "Truth", persist = false, description = "<html>The true labels: title of an open image, or a file, or a data set " +
		"in a file (FILE.h5:/path).<br>Whole numbers; 0 means unlabelled.")
	private String truth = "";

	@Parameter(label = "Segmentation", persist = false, description = "<html>The labels to be scored: title of an open image, or a file." +
		"<br>Empty: the active image.")
	private String segmentation = "";

	@Parameter(label = "Definition", persist = false, choices = { "funlib", "skimage", "cremi", "cremi_neuron_ids", "all" },
		description = "<html>Whose definition of the scores: they differ in what 0 means.<br>all: a row each for funlib, skimage and cremi.")
	private String definition = "funlib";

	@Parameter(label = "Border (pixels)", persist = false, min = "0", description = "<html>Voxels at most this many pixels from a border " +
		"of the truth, within the section, are left out.<br>0 leaves out none.")
	private double border = 0;

	@Parameter(label = "Table file (.csv)", persist = false, description = "Where to write the table. Empty: it is only shown.")
	private String output = "";

	@Parameter(label = "Threads", persist = false, min = "0", description = "How many threads work; 0 means all cores.")
	private int threads = 0;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".csv");
		progress.report("Reading labels", 0);
		final Volume<?> labels = ImageInput.labels("truth", ImageInput.required("truth", truth, "the true labels"));
		final Volume<?> segments = ImageInput.labels("segmentation", segmentation);
		Refusal.unless(labels.sameSize(segments), "segmentation: %s has %s voxels, but the truth %s has %s. Crop one of them.", segments
			.name(), segments.size(), labels.name(), labels.size());
		progress.report("Comparing", 0.5);
		final Table table = Parallel.withThreads(threads, () -> compare(labels, segments));
		table.setAll("version", Version.get());
		progress.check();
		file.ifPresent(table::writeCsv);
		Show.table(table, title());
	}

	private Table compare(final Volume<?> labels, final Volume<?> segments) {
		final Table table = PartitionScores.table();
		PartitionScores.compare(table, segments.name(), labels.pixels(), segments.pixels(), Definition.parse(definition), border);
		Refusal.unless(table.number(0, "truth_segments") > 0, "truth: %s holds no label but 0%s. Is it the right image?", labels.name(),
			border > 0 ? " outside the border" : "");
		return table;
	}
}
