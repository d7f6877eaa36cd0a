package io.github.encoderj.command.slides;

import java.nio.file.Path;
import java.util.List;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.OutputFolder;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.wsi.features.EncodingSettings;
import io.github.encoderj.wsi.features.SlideEncoding;
import io.github.encoderj.wsi.features.SlideOutcome;
import io.github.encoderj.wsi.features.TileEncoder;

/** Features of the tiles of slides, one HDF5 file a slide. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Slides>Encode Slides...", headless = true,
	description = "Encodes the tiles with tissue of a slide or a folder of slides; one HDF5 file a slide, which CLAM and TRIDENT read.")
public class EncodeSlides extends TileCommand {

	/** Name of the report in the output folder. */
	static final String REPORT = "encoding.csv";

	@Parameter(label = "Features folder", persist = false, description = "<html>Where the features go, NAME.h5 for each slide, and the report " +
		"encoding.csv; it is made if it is not there.<br>What is there already is kept; a slide that was begun is gone on with.")
	private String output = "";

	@Parameter(label = "Encoder", persist = false, description = "<html>filterbank (needs no download), the name of an encoder in the " +
		"catalogue (Manage Encoders),<br>or a weights folder or model file.")
	private String encoder = FilterBank.NAME;

	@AppliesIf("encoder != filterbank")
	@Parameter(label = "Pooling", persist = false, choices = { "model", "cls", "mean", "cls+mean" }, description = "How one vector is made of a " +
		"tile; model: as the encoder's authors do, for the filter bank means and deviations.")
	private String pooling = "model";

	@Parameter(label = "Resolution (pixels)", persist = false, min = "0", max = "4096", description = "Side that a tile is brought to for the " +
		"encoder; 0: the encoder's own, for the filter bank the tile as it is.")
	private int resolution = 0;

	@Parameter(label = "Device", persist = false, description = "auto, cpu, gpu0, gpu1...; auto takes a GPU if there is one.")
	private String device = "auto";

	@Parameter(label = "Overwrite", persist = false, description = "On: slides whose features are there already are encoded again.")
	private boolean overwrite = false;

	@Override
	protected void work(final Progress progress) {
		final Path folder = folder();
		final List<Path> slides = slides();
		checkMask(slides.size());
		final EncodingSettings settings = new EncodingSettings(tiles(), this::tissueOf, tissueText(), pixelSize(), EncodingSettings.BATCH,
			overwrite);
		Parallel.withThreads(threads, () -> {
			try (TileEncoder opened = encoder()) {
				final List<SlideOutcome> outcomes = SlideEncoding.encode(slides, folder, opened, settings, progress);
				final Table table = SlideOutcome.table(outcomes, opened, settings);
				table.writeCsv(folder.resolve(REPORT));
				Show.table(table, title());
			}
			return null;
		});
	}

	private List<Path> slides() {
		Refusal.unless(!input.isBlank(), "input is empty: give a slide, or a folder of slides.");
		try {
			return SlideEncoding.slides(Path.of(input.trim()));
		}
		catch (final Refusal e) {
			throw new Refusal("input: " + e.getMessage(), e);
		}
	}

	private Path folder() {
		final Path folder = OutputFolder.of("output", output);
		OutputFolder.make("output", folder);
		return folder;
	}

	private TileEncoder encoder() {
		final Pooling chosen = Pooling.named(pooling);
		if (!encoder.equals(FilterBank.NAME)) {
			final ComputeDevice on = ComputeDevice.of(device);
			return TileEncoder.of(Encoders.openPictures(encoder, on, threads), chosen, resolution, on.toString());
		}
		Refusal.unless(device.matches("|auto|cpu"), "device = %s: the filter bank runs on the CPU. Choose auto or cpu.", device);
		return TileEncoder.filterBank(chosen, resolution);
	}
}
