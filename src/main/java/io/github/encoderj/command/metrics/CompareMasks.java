package io.github.encoderj.command.metrics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.command.TableFile;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.LesionScores.Criterion;
import io.github.encoderj.metrics.MaskScores;
import io.github.encoderj.metrics.MaskScores.Options;
import io.github.encoderj.metrics.Summary;
import io.github.encoderj.metrics.SurfaceDistances.Definition;
import io.github.encoderj.metrics.Table;

/** Scores masks against the truth: overlap, volumes, distances of the surfaces, lesions. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Metrics>Compare Masks...", headless = true,
	description = "Scores masks against the true ones: Dice, precision, recall, volumes, Hausdorff and surface distances, lesions.")
public class CompareMasks extends ParallelCommand {

	private static final String NO_LESIONS = "none";

	@Parameter(label = "Truth", persist = false, description = "<html>The true masks: title of an open image, a file, or a folder of files, " +
		"whose partners have the same names.<br>0 is background, each other whole number a label. Pictures or volumes.")
	private String truth = "";

	@Parameter(label = "Segmentation", persist = false, description = "<html>The masks to be scored: title of an open image, a file, or a " +
		"folder of files.<br>Empty: the active image.")
	private String segmentation = "";

	@Parameter(label = "Definition", persist = false, choices = { "monai", "medpy", "deepmind", "all" }, description = "<html>Whose " +
		"definition of the distances: they differ in what a surface is and how its distances are summed up.<br>all: a row for each.")
	private String definition = "monai";

	@Parameter(label = "Labels (numbers)", persist = false, description = "<html>Which labels to compare: 1 or 1,2,5.<br>Empty: every one in either " +
		"image, then their union (all) and their mean.")
	private String labels = "";

	@Parameter(label = "Surface Dice tolerance (voxel unit)", persist = false, min = "0", style = "format:0.0###", description = "Distance up to which " +
		"surfaces count as the same in nsd, in the unit of the voxel size.")
	private double tolerance = 1;

	@Parameter(label = "Hausdorff percentile", persist = false, min = "50", max = "100", style = "format:0.#", description = "<html>Percentile " +
		"of the robust Hausdorff distance; the column is named after it.<br>hd beside it is the largest distance.")
	private double percentile = 95;

	@Parameter(label = "Lesions", persist = false, choices = { NO_LESIONS, "coverage", "iou" }, description = "<html>Scores by connected " +
		"components. coverage: one counts if a share of it lies in the other mask;<br>iou: if it has a partner of its own with that IoU; " +
		"none: left out.")
	private String lesions = NO_LESIONS;

	@AppliesIf("lesions != none")
	@Parameter(label = "Lesion overlap (0..1)", persist = false, min = "0", max = "1", stepSize = "0.05", style = "format:0.0##",
		description = "<html>The share (coverage) or IoU (iou) from which a lesion counts as found.<br>0: any common voxel.")
	private double overlap = 0;

	@Parameter(label = "Neighbours", persist = false, description = "<html>Which voxels hang together in the false positive and negative " +
		"volumes and in lesions: 6, 18 or 26.<br>In pictures 6 means 4, and 18 and 26 mean 8.", choices = { "6", "18", "26" })
	private String neighbours = "18";

	@Parameter(label = "Folders are stacks", persist = false, description = "<html>On: a folder holds the sections of one stack, a picture " +
		"each.<br>Off: two folders hold cases, one a file.")
	private boolean sections = false;

	@Parameter(label = "Table file (.csv, .tex, .md)", persist = false, description = "<html>Where to write the table: as CSV, LaTeX or " +
		"Markdown.<br>Empty: it is only shown.")
	private String output = "";

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = TableFile.of("output", output);
		final List<Long> chosen = Options.parseLabels(labels);
		final LabelPairs pairs = LabelPairs.of(truth, segmentation, sections);
		final Optional<LesionColumns> lesionColumns = lesions.equals(NO_LESIONS) ? Optional.empty() : Optional.of(new LesionColumns(Criterion
			.valueOf(lesions.toUpperCase(Locale.ROOT)), overlap, Integer.parseInt(neighbours)));
		final Table table = table(lesionColumns.isPresent());
		final int compared = Parallel.withThreads(threads, () -> pairs.compare(table, (rows, name, labelled, segments) -> compare(rows, name,
			labelled, segments, chosen, lesionColumns), progress));
		if (compared > 1) Summary.addTo(table, "case", "definition", "label", "distance_unit", "volume_unit");
		lesionColumns.ifPresent(columns -> table.setAll(LesionColumns.RULE, columns.rule()));
		if (percentile != 95) table.rename("hd95", "hd" + String.valueOf(percentile).replaceFirst("\\.0$", ""));
		table.setAll("nsd_tolerance", String.valueOf(tolerance)).setAll("version", Version.get());
		progress.check();
		file.ifPresent(path -> TableFile.write(table, path));
		Show.table(table, title());
	}

	private static Table table(final boolean withLesions) {
		final List<String> columns = new ArrayList<>(MaskScores.table().columns());
		final List<String> further = new ArrayList<>();
		if (withLesions) further.addAll(LesionColumns.NUMBERS);
		further.add("note");
		if (withLesions) further.add(LesionColumns.RULE);
		further.addAll(List.of("nsd_tolerance", "distance_unit", "volume_unit", "definition", "version"));
		columns.removeAll(further);
		columns.addAll(further);
		return new Table(columns.toArray(String[]::new));
	}

	private void compare(final Table table, final String name, final Volume<?> labelled, final Volume<?> segments, final List<Long> chosen,
		final Optional<LesionColumns> lesionColumns)
	{
		MaskUnits.checkSame(labelled, segments);
		final MaskUnits units = MaskUnits.of(labelled);
		final int from = table.size();
		MaskScores.compare(table, name, labelled.pixels(), segments.pixels(), new Options(labelled.geometry().spacing(), Definition.parse(
			definition), chosen, tolerance, percentile, Integer.parseInt(neighbours), units.factor()));
		for (int row = from; row < table.size(); row++) {
			table.row(row).set("distance_unit", units.distance()).set("volume_unit", units.volume());
		}
		lesionColumns.ifPresent(columns -> columns.fill(table, from, labelled, segments, chosen));
	}
}
