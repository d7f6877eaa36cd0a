package io.github.encoderj.command.encoders;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.WindowManager;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.PictureEncoding;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.metrics.Table;

/** Features of an image, a folder or a list, kept in an HDF5 file. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Encoders>Encode Images...", headless = true,
	description = "Encodes an image, a folder or a list of images; the features are kept in an HDF5 file and never computed twice.")
public class EncodeImages extends DeviceCommand {

	@Parameter(label = "Images", persist = false, description = "<html>A file, a folder, a list (.txt, a path a line), or the title of an open " +
		"image.<br>Empty: the active image.")
	private String input = "";

	@Parameter(label = "Encoder", persist = false, description = "Name of an encoder in the catalogue (Manage Encoders), or its weights folder.")
	private String encoder = "";

	@Parameter(label = "Features file (.h5)", persist = false, description = "<html>Where the features are kept. If it exists and is of the same " +
		"encoder,<br>what it holds is not computed again. A table is written beside it (.csv).")
	private String output = "";

	@Parameter(label = "Pooling", persist = false, choices = { "model", "cls", "mean", "cls+mean", "patches" }, description = "<html>How one " +
		"vector is made of a picture; model: as the encoder's authors do.<br>patches: like model, and all patches are kept too.")
	private String pooling = "model";

	@Parameter(label = "Resolution (pixels)", persist = false, min = "0", max = "4096", description = "Side of the encoded picture; 0: the " +
		"encoder's own.")
	private int resolution = 0;

	@Parameter(label = "Overwrite", persist = false, description = "On: what the features file holds is forgotten.")
	private boolean overwrite = false;

	@Override
	protected void work(final Progress progress) {
		final Path file = OutputFile.of("output", output, ".h5", ".hdf5").orElseThrow(() -> new Refusal(
			"output is empty: give the file in which the features are to be kept (.h5)."));
		final List<Pictures.Source> sources = sources();
		final ComputeDevice chosen = ComputeDevice.of(device);
		final boolean patches = pooling.equals("patches");
		progress.report("Opening the encoder", 0);
		try (PictureEncoder opened = Encoders.openPictures(encoder, chosen, threads)) {
			final FeatureStore store = FeatureStore.open(file, new FeatureStore.Key(opened.name(), opened.sha256(), opened.preprocessing(),
				resolution, pooling), overwrite);
			final List<PictureEncoding.Outcome> outcomes = PictureEncoding.encode(sources, opened, store, Pooling.named(patches ? "model"
				: pooling), patches, progress);
			final Table table = table(outcomes).setAll("encoder", opened.name()).setAll("device", chosen.toString()).setAll("definition", opened
				.preprocessing() + (resolution > 0 ? ", scaled to resolution " + resolution : "")).setAll("version", Version.get());
			table.writeCsv(OutputFile.withEnding(file, ".csv"));
			Show.table(table, title());
		}
	}

	private List<Pictures.Source> sources() {
		final boolean open = input.isBlank() || Optional.ofNullable(WindowManager.getImage(input.trim())).isPresent();
		if (!open) return Pictures.sources(Path.of(input.trim()));
		final var image = ImageInput.image("input", input);
		return List.of(new Pictures.Source(image.name(), () -> image));
	}

	private static Table table(final List<PictureEncoding.Outcome> outcomes) {
		final Table table = new Table("case", "window", "note");
		outcomes.forEach(o -> table.add().set("case", o.name()).set("window", o.window()).set("note", o.note()));
		return table;
	}
}
