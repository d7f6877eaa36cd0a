package io.github.encoderj.command.em;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

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
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.em.Agglomeration;
import io.github.encoderj.em.AgglomerationResult;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.FragmentMethod;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.PartitionScores.Definition;
import io.github.encoderj.metrics.Table;

/** Segments affinities: fragments, region graph, hierarchical merging, a label stack for each threshold. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>EM>Agglomerate Affinities...", headless = true,
	description = "Cuts affinities into fragments and merges them into neurons, as waterz does.")
public class AgglomerateAffinities extends ParallelCommand {

	private static final String FRACTION = "format:0.0000##"; // else the dialog rounds

	private static final Logger LOG = LoggerFactory.getLogger(AgglomerateAffinities.class);

	@Parameter(label = "Affinities", persist = false, description = "<html>Three channels in the order z, y, x: the edges to the previous " +
		"voxel; 0..1 or 8 bit.<br>Title of an open image or a file. Empty: the active image.")
	private String input = "";

	@Parameter(label = "Thresholds", persist = false, description = "<html>Regions merge while the score between them is below: 0.5 or " +
		"0.3,0.5 or first:last:step as in 0.02:0.98:0.02.<br>Higher merges more.")
	private String thresholds = "0.5";

	@Parameter(label = "Score", persist = false, description = "What is compared with the threshold, such as 1 - mean, " +
		"1 - quantile(50), 1 - max(10).")
	private String score = "1 - mean";

	@Parameter(label = "Fragments", persist = false, choices = { "gapfree", "waterz", "filled", "sections" }, description = "<html>gapfree: " +
		"every voxel belongs to one; waterz: as that program, with gaps;<br>filled: waterz with its gaps filled; sections: each section for " +
		"itself, for thick sections.")
	private String fragments = "gapfree";

	@AppliesIf("fragments = waterz,filled")
	@Parameter(label = "Low limit (0..1)", persist = false, min = "0", max = "1", stepSize = "0.0001", style = FRACTION,
		description = "<html>For waterz fragments: voxels whose affinities are all at or below this are background (0..1).")
	private double low = 0.0001;

	@AppliesIf("fragments = waterz,filled")
	@Parameter(label = "High limit (0..1)", persist = false, min = "0", max = "1", stepSize = "0.0001", style = FRACTION,
		description = "<html>For waterz fragments: an affinity at or above this always connects (0..1).")
	private double high = 0.9999;

	@Parameter(label = "Queue (bins)", persist = false, min = "0", max = "65536", description = "<html>0: merges in exact order of scores; " +
		"else the number of bins of scores, faster and nearly the same.")
	private int queue = 0;

	@Parameter(label = "Smallest segment (voxels)", persist = false, min = "0", description = "Smaller segments are given to their closest " +
		"neighbour; 0 leaves all.")
	private int minSize = 0;

	@AppliesIf("blockwise = false")
	@Parameter(label = "Truth", persist = false, description = "<html>True labels of the same volume, to score each threshold: title of an " +
		"open image or a file.<br>Empty: no scores.")
	private String truth = "";

	@AppliesIf("truth given")
	@Parameter(label = "Definition", persist = false, choices = { "funlib", "skimage", "cremi", "cremi_neuron_ids" },
		description = "Whose definition of the scores.")
	private String definition = "funlib";

	@Parameter(label = "Labels file", persist = false, description = "<html>Where to write the labels (.tif, .h5, .zarr), for several " +
		"thresholds NAME_0.50.tif and so on; the table is written beside it.<br>With .csv only the table is written. Empty: all is only " +
		"shown.")
	private String output = "";

	@AppliesIf("output given and blockwise = false")
	@Parameter(label = "Merge list", persist = false, description = "<html>Also writes the fragments and the list of their merges with scores, " +
		"for proof-reading: NAME_fragments.tif, NAME_merges.csv.<br>Needs a labels file; not in blocks.")
	private boolean merges = false;

	@Parameter(label = "In blocks", persist = false, description = "<html>Reads the affinities (.zarr, .h5, a folder of sections) a few " +
		"sections at a time and writes the labels as .zarr;<br>a job that was stopped goes on when it is run again. Off: only where memory does not " +
		"suffice.")
	private boolean blockwise = false;

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: if all files exist, they are shown and nothing is computed.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Segmentation")
	private ImagePlus segmentation;

	@Override
	protected void work(final Progress progress) {
		final AgglomerationSettings settings = AgglomerationSettings.DEFAULT.withFragments(FragmentMethod.of(fragments)).withLimits((float) low,
			(float) high).withScore(score).withThresholds(AgglomerationSettings.thresholds(thresholds)).withQueue(queue).withMinSize(minSize, 0);
		final Optional<Path> file = OutputFile.of("output", output, ".tif", ".tiff", ".h5", ".zarr", ".csv");
		final Optional<Path> csv = file.map(path -> OutputFile.withEnding(path, ".csv"));
		final List<Path> files = file.filter(path -> !path.equals(csv.get())).map(path -> labelFiles(path, settings.thresholds())).orElse(List
			.of());
		if (!overwrite && !files.isEmpty() && files.stream().allMatch(Files::exists)) {
			LOG.info("{} exist and are kept; set overwrite=true to compute them again.", files);
			segmentation = Show.labels(ImagePlusAdapter.toImagePlus(ImageFiles.readLabels(files.get(0).toString())));
			return;
		}
		Refusal.unless(!merges || !files.isEmpty() && !blockwise, "merges = true: the merge list is written beside a labels file, and not in " +
			"blocks. Set output to a .tif, .h5 or .zarr, and blockwise=false.");
		progress.report("Reading affinities", 0);
		final Optional<BlockwiseJob> job = BlockwiseJob.of(input, blockwise, truth, settings, file, files);
		if (job.isPresent()) {
			inBlocks(job.get(), files, csv.orElseThrow(), progress);
			return;
		}
		final Optional<Volume<?>> labels = truth.isBlank() ? Optional.empty() : Optional.of(ImageInput.labels("truth", truth));
		final Volume<?> affinities = ImageInput.affinities("input", input);
		labels.ifPresent(volume -> Refusal.unless(volume.sameSize(affinities), "truth: %s has %s voxels, but the affinities %s have %s. Give " +
			"the truth of this volume.", volume.name(), volume.size(), affinities.name(), affinities.size()));
		Parallel.withThreads(threads, () -> {
			final AgglomerationResult result = Agglomeration.run(affinities, settings, progress.part(0, 0.9));
			final ThresholdTable table = ThresholdTable.of(result, score, labels, Definition.parse(definition).get(0));
			table.rows().setAll("version", Version.get());
			progress.check();
			writeAndShow(result, table, files, csv);
			return null;
		});
	}

	private void inBlocks(final BlockwiseJob job, final List<Path> files, final Path csv, final Progress progress) {
		final boolean afresh = files.stream().allMatch(Files::exists);
		final Table table = Parallel.withThreads(threads, () -> job.run(afresh, score, progress)).setAll("version", Version.get());
		table.writeCsv(csv);
		Show.table(table, title());
		if (job.shown()) segmentation = Show.labels(ImagePlusAdapter.toImagePlus(ImageFiles.readLabels(files.get(0).toString())));
		else LOG.info("{} is too large to be shown as a whole.", files.get(0));
	}

	private void writeAndShow(final AgglomerationResult result, final ThresholdTable table, final List<Path> files,
		final Optional<Path> csv)
	{
		for (int i = 0; i < files.size(); i++) ImageFiles.write(result.segmentation(i), files.get(i));
		if (merges) {
			final Path labels = csv.orElseThrow();
			ImageFiles.write(result.fragmentLabels(), OutputFile.withEnding(labels, "_fragments" + OutputFile.suffix(files.get(0))));
			result.merges().writeCsv(OutputFile.withEnding(labels, "_merges.csv"));
		}
		final Table rows = table.rows();
		csv.ifPresent(rows::writeCsv);
		Show.table(rows, title());
		final int shown = table.best().orElse(0);
		segmentation = Show.labels(ImagePlusAdapter.toImagePlus(result.segmentation(shown)));
		if (table.best().isPresent()) return; // the best is enough to see
		for (int i = 1; i < result.thresholds().length; i++) Show.furtherLabels(ImagePlusAdapter.toImagePlus(result.segmentation(i)));
	}

	/** One file for one threshold, else {@code NAME_0.50.tif} for each. */
	private static List<Path> labelFiles(final Path path, final float[] thresholds) {
		if (thresholds.length == 1) return List.of(path);
		return IntStream.range(0, thresholds.length).mapToObj(i -> OutputFile.withEnding(path, "_" + shown(thresholds[i]) + OutputFile.suffix(
			path))).toList();
	}

	/** With two decimals, or as many as it takes. */
	private static String shown(final float threshold) {
		final String two = String.format(Locale.ROOT, "%.2f", threshold);
		return Float.parseFloat(two) == threshold ? two : Float.toString(threshold);
	}
}
