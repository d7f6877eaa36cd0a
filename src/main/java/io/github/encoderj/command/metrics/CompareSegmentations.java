package io.github.encoderj.command.metrics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.command.TableFile;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.ContingencyTable;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;
import io.github.encoderj.metrics.Summary;
import io.github.encoderj.metrics.Table;

/** Scores a segmentation against the truth: VOI split, merge and sum, adapted Rand error, CREMI score. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Metrics>Compare Segmentations...", headless = true,
	description = "Scores an image of labels against the true labels: variation of information and adapted Rand error.")
public class CompareSegmentations extends ParallelCommand {

	@Parameter(label = "Truth", persist = false, description = "<html>The true labels: title of an open image, a file, a data set in a file " +
		"(FILE.h5:/path),<br>or a folder of such files, whose partners have the same names. Whole numbers; 0 means unlabelled.")
	private String truth = "";

	@Parameter(label = "Segmentation", persist = false, description = "<html>The labels to be scored: title of an open image, a file, or a " +
		"folder of files.<br>Empty: the active image.")
	private String segmentation = "";

	@Parameter(label = "Definition", persist = false, choices = { "funlib", "skimage", "cremi", "cremi_neuron_ids", "all" },
		description = "<html>Whose definition of the scores: they differ in what 0 means.<br>all: a row each for funlib, skimage and cremi.")
	private String definition = "funlib";

	@Parameter(label = "Border (pixels)", persist = false, min = "0", description = "<html>Voxels at most this many pixels from a border " +
		"of the truth, within the section, are left out.<br>0 leaves out none.")
	private double border = 0;

	@Parameter(label = "Folders are stacks", persist = false, description = "<html>On: a folder holds the sections of one stack, a picture " +
		"each.<br>Off: two folders hold cases, one a file.")
	private boolean sections = false;

	@Parameter(label = "Table file (.csv, .tex, .md)", persist = false, description = "<html>Where to write the table: as CSV, LaTeX or " +
		"Markdown.<br>Empty: it is only shown.")
	private String output = "";

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = TableFile.of("output", output);
		final LabelPairs pairs = LabelPairs.of(truth, segmentation, sections);
		final Table table = table(pairs.folders());
		final int compared = Parallel.withThreads(threads, () -> pairs.compare(table, this::compare, progress));
		if (compared > 1) Summary.addTo(table, "case", "definition");
		table.setAll("version", Version.get());
		progress.check();
		file.ifPresent(path -> TableFile.write(table, path));
		Show.table(table, title());
	}

	/** Cases of folders may have something to note. */
	private static Table table(final boolean folders) {
		final List<String> columns = new ArrayList<>(PartitionScores.table().columns());
		if (folders) columns.add(columns.indexOf("definition"), "note");
		return new Table(columns.toArray(String[]::new));
	}

	private void compare(final Table table, final String name, final Volume<?> labels, final Volume<?> segments) {
		final ContingencyTable counted = ContingencyTable.of(labels.pixels(), segments.pixels(), border);
		final Map<Definition, PartitionScores> scores = new LinkedHashMap<>();
		for (final Definition each : Definition.parse(definition)) scores.put(each, PartitionScores.of(counted, each));
		Refusal.unless(scores.values().iterator().next().truthSegments() > 0, "truth: %s holds no label but 0%s. Is it the right image?", labels
			.name(), border > 0 ? " outside the border" : "");
		scores.forEach((each, score) -> score.addTo(table, name, each));
	}
}
