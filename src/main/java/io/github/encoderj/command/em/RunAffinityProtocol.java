package io.github.encoderj.command.em;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.imageio.ImageIO;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.OutputFolder;
import io.github.encoderj.command.Show;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.em.protocol.AffinityProtocol;
import io.github.encoderj.em.protocol.DataSet;
import io.github.encoderj.em.protocol.DataSets;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.FeatureMaps;
import io.github.encoderj.encoder.FineGrid;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.metrics.Table;

/** The published comparison of encoders on EM in one command: data sets, encoders and seeds, one table, figures. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>EM>Affinity Protocol...", headless = true,
	description = "Trains, predicts, segments and scores data sets such as CREMI and AC3/AC4 with several encoders and seeds: one table, figures.")
public class RunAffinityProtocol extends DeviceCommand {

	@Parameter(label = "Data sets", persist = false, description = "<html>Folder with sample_A.hdf, sample_B.hdf, sample_C.hdf (CREMI), stacks " +
		"and labels of AC3 and AC4,<br>or NAME-train.tif, NAME-train-labels.tif, NAME-test.tif, NAME-test-labels.tif; or a table (.csv) of " +
		"files and sections.")
	private String input = "";

	@Parameter(label = "Encoders", persist = false, description = "<html>Names or weights folders, separated by commas; filterbank needs no download." +
		"<br>raw:superhuman and raw:mala are the published 3D U-Nets, trained from scratch.")
	private String encoders = "filterbank";

	@AppliesIf("encoders != filterbank,raw")
	@Parameter(label = "Magnification", persist = false, min = "1", max = "16", description = "Of encoders of coarse patches: how many times larger " +
		"the sections are made before they are encoded.")
	private int magnification = FineGrid.Settings.DEFAULT.magnification();

	@AppliesIf("encoders != filterbank,raw")
	@Parameter(label = "Shifts", persist = false, min = "1", max = "16", description = "Of encoders of coarse patches: 2 encodes each section at " +
		"2 x 2 shifted origins, 4 at 4 x 4.")
	private int shifts = FineGrid.Settings.DEFAULT.shifts();

	@AppliesIf("encoders != filterbank,raw")
	@Parameter(label = "Layers", persist = false, description = "Of vision transformers: blocks whose tokens are taken, from 1, such as 4,8,12. " +
		"Empty: the final features.")
	private String layers = "";

	@AppliesIf("encoders != filterbank,raw")
	@Parameter(label = "Components", persist = false, min = "1", max = "1024", description = "Principal components of coarse features that are " +
		"kept.")
	private int components = FineGrid.Settings.DEFAULT.components();

	@Parameter(label = "Seeds", persist = false, min = "1", max = "100", description = "How many times each encoder is trained.")
	private int seeds = 3;

	@Parameter(label = "First seed", persist = false, description = "The other seeds follow it.")
	private int seed = 1;

	@Parameter(label = "Validation (sections)", persist = false, min = "0", description = "<html>Sections at the end of the training part that " +
		"choose epoch and threshold and are not trained on.<br>Below 8 the threshold is chosen on the training sections.")
	private int validation = 20;

	@Parameter(label = "Epochs (of 100 patches)", persist = false, min = "1", max = "100000", description = "How often 100 patches are " +
		"learned from.")
	private int epochs = 60;

	@Parameter(label = "Patch (pixels)", persist = false, min = "16", max = "512", description = "Rows and columns of a training patch.")
	private int patch = 64;

	@Parameter(label = "Time limit (minutes)", persist = false, min = "0.001", description = "Each training ends by then.")
	private double minutes = 10;

	@Parameter(label = "Average over flips and turns", persist = false, description = "Averages the affinities over all flips and right-angle turns: better, slower.")
	private boolean average = true;

	@Parameter(label = "Output folder", persist = false, description = "<html>Where scores.csv, heads, segmentations and figures are written; it " +
		"is made if it is missing.<br>Runs whose row is in scores.csv are not done again.")
	private String output = "";

	@Parameter(label = "Overwrite", persist = false, description = "On: all runs are done again.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Overlay")
	private ImagePlus overlay;

	@Override
	protected void work(final Progress progress) {
		Refusal.unless(!input.isBlank(), "input is empty: name the folder of the data sets, or a table (.csv) of them.");
		final Path folder = OutputFolder.of("output", output);
		final AffinityProtocol.Settings settings = new AffinityProtocol.Settings(Arrays.stream(encoders.split(",")).map(String::trim).filter(
			name -> !name.isEmpty()).toList(), seeds, new AffinityTraining.Settings(epochs, patch, validation, minutes, seed, device, threads),
			average, TorchEngine.deviceName(device), overwrite);
		final List<DataSet> dataSets = DataSets.of(Path.of(input.trim()));
		final FineGrid.Settings grid = new FineGrid.Settings(magnification, shifts, FineGrid.Settings.layers(layers), components);
		for (final String name : settings.encoders()) { // what is missing is said at once
			AffinityEncoder.toTrain(AffinityProtocol.encoder(name), grid, Optional.empty(), device, threads).close();
		}
		OutputFolder.make("output", folder);
		final Path cache = folder.resolve("features");
		OutputFolder.make("output", cache);
		final Table table = Parallel.withThreads(threads, () -> AffinityProtocol.run(dataSets, settings, name -> AffinityEncoder.toTrain(
			name, grid, Optional.of(cache), device, threads), folder, (run, encoder) -> figures(run, encoder, folder), progress));
		Show.table(table, title());
		if (overlay != null) Show.image(overlay);
	}

	/** Features as colours, affinities and segmentation of the middle section. */
	private void figures(final AffinityProtocol.Run run, final Encoder encoder, final Path folder) {
		final long middle = run.image().depth() / 2;
		final FeatureGrid grid = encoder.encode(run.image(), middle, middle + 1);
		write(folder.resolve(run.name() + "_features.png"), grid.columns(), grid.rows(), components(grid));
		final float[] affinities = Pixels.floats(run.affinities());
		final int plane = (int) (run.image().width() * run.image().height());
		final float[] section = new float[3 * plane];
		for (int c = 0; c < 3; c++) {
			System.arraycopy(affinities, (int) ((c * run.image().depth() + middle) * plane), section, c * plane, plane);
		}
		write(folder.resolve(run.name() + "_affinities.png"), (int) run.image().width(), (int) run.image().height(), section);
		overlay = LabelOverlay.of(run.image(), run.segmentation(), 0.35, true);
		LabelOverlay.write(overlay, folder.resolve(run.name() + "_overlay.png"));
	}

	/** The first three principal components, order [component, row, column], 0..1. */
	private static float[] components(final FeatureGrid grid) {
		final int cells = grid.rows() * grid.columns();
		final float[] patches = new float[grid.data().length];
		for (int f = 0; f < grid.width(); f++) {
			for (int i = 0; i < cells; i++) patches[i * grid.width() + f] = grid.data()[f * cells + i];
		}
		return FeatureMaps.principalComponents(List.of(new ImageFeatures(grid.rows(), grid.columns(), grid.width(), Optional
			.empty(), new float[0], patches, new float[0], Optional.empty(), Map.of(), Map.of())), 3, false).get(0);
	}

	/** Writes three channels as red, green and blue. */
	private static void write(final Path file, final int width, final int height, final float[] channels) {
		final BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		for (int i = 0; i < width * height; i++) {
			int rgb = 0;
			for (int c = 0; c < 3; c++) {
				rgb = rgb << 8 | Math.round(255 * Math.max(0, Math.min(1, channels[c * width * height + i])));
			}
			picture.setRGB(i % width, i / width, rgb);
		}
		WholeFile.write(file, temporary -> ImageIO.write(picture, "png", temporary.toFile()));
	}
}
