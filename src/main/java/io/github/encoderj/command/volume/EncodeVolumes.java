package io.github.encoderj.command.volume;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.WindowManager;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.volume.GreyWindows;
import io.github.encoderj.volume.classification.RescaleTable;
import io.github.encoderj.volume.classification.Scans;
import io.github.encoderj.volume.classification.SliceEncoder;
import io.github.encoderj.volume.classification.SlicePooling;
import io.github.encoderj.volume.classification.VolumeEncoding;

/** One vector a scan, from its slices through a 2D encoder, kept in an HDF5 file. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Volumes>Encode Volumes...", headless = true,
	description = "Encodes the axial slices of scans and pools them to one vector a scan, kept in an HDF5 file and never computed twice.")
public class EncodeVolumes extends DeviceCommand {

	@Parameter(label = "Scans", persist = false, description = "<html>A file, a folder of a DICOM series, a folder with many of both (also in " +
		"folders below),<br>a list (.txt, a path a line), or the title of an open image. Empty: the active image.")
	private String input = "";

	@Parameter(label = "Only files called", persist = false, description = "Which of many scans are taken, by name, such as *PET*. Empty: all.")
	private String pattern = "";

	@Parameter(label = "Rescale table (.csv)", persist = false, description = "<html>For files that hold stored values: first column the scan, " +
		"columns RescaleSlope and RescaleIntercept,<br>as in CT-RATE's metadata. Empty: files hold what they mean.")
	private String rescale = "";

	@Parameter(label = "Encoder", persist = false, description = "<html>Name of an encoder in the catalogue (Manage Encoders), or its weights " +
		"folder;<br>filterbank needs none.")
	private String encoder = "filterbank";

	@Parameter(label = "Window (black..white)", persist = false, description = "<html>Values that the encoder sees as black and white: -1000..1000 for CT of " +
		"the chest, 0..30 for SUV.<br>Three, separated by commas, become red, green and blue.")
	private String window = "-1000..1000";

	@AppliesIf("encoder != filterbank")
	@Parameter(label = "Pooling of a slice", persist = false, choices = { "model", "cls", "mean", "cls+mean" }, description = "<html>How one " +
		"vector is made of a slice; model: as the encoder's authors do.")
	private String pooling = "model";

	@Parameter(label = "Pooling of slices", persist = false, choices = { "mean", "max", "attention" }, description = "<html>How one vector is " +
		"made of all slices; attention: between both, slices count more where a feature is high; nothing is trained.")
	private String slices = "mean";

	@Parameter(label = "Step (slices)", persist = false, min = "1", max = "1000", description = "Every n-th slice is encoded; 1: all.")
	private int step = 1;

	@AppliesIf("encoder != filterbank")
	@Parameter(label = "Resolution (pixels)", persist = false, min = "0", max = "4096", description = "Side of the encoded picture; 0: the " +
		"encoder's own.")
	private int resolution = 0;

	@Parameter(label = "Features file (.h5)", persist = false, description = "<html>Where the features are kept. If it exists and is of the same " +
		"encoder and settings,<br>what it holds is not computed again. A table is written beside it (.csv).")
	private String output = "";

	@Parameter(label = "Overwrite", persist = false, description = "On: what the features file holds is forgotten.")
	private boolean overwrite = false;

	@Override
	protected void work(final Progress progress) {
		final Path file = OutputFile.of("output", output, ".h5", ".hdf5").orElseThrow(() -> new Refusal(
			"output is empty: give the file in which the features are to be kept (.h5)."));
		final GreyWindows windows = GreyWindows.parse("window", window);
		final SlicePooling pool = SlicePooling.named(slices);
		final List<Scans.Scan> scans = rescaled(scans());
		final ComputeDevice chosen = ComputeDevice.of(device);
		progress.report("Opening the encoder", 0);
		try (SliceEncoder opened = SliceEncoder.open(encoder, windows, Pooling.named(pooling), resolution, chosen, threads)) {
			final FeatureStore store = FeatureStore.open(file, VolumeEncoding.key(opened, resolution, pooling, pool, step, !rescale
				.isBlank()), overwrite);
			final List<VolumeEncoding.Outcome> outcomes = Parallel.withThreads(threads, () -> VolumeEncoding.encode(scans, opened, pool, step,
				store, progress));
			final Table table = table(outcomes).setAll("encoder", opened.encoder().name()).setAll("device", chosen.toString()).setAll(
				"definition", store.key().pooling() + "; " + store.key().preprocessing()).setAll("version", Version.get());
			table.writeCsv(OutputFile.withEnding(file, ".csv"));
			Show.table(table, title());
		}
	}

	private List<Scans.Scan> scans() {
		final boolean open = input.isBlank() || Optional.ofNullable(WindowManager.getImage(input.trim())).isPresent();
		try {
			if (!open) return Scans.of(Path.of(input.trim()), pattern);
		}
		catch (final Refusal e) {
			throw new Refusal("input: " + e.getMessage(), e);
		}
		final Volume<?> image = ImageInput.image("input", input);
		return List.of(new Scans.Scan(image.name(), () -> image));
	}

	private List<Scans.Scan> rescaled(final List<Scans.Scan> stored) {
		if (rescale.isBlank()) return stored;
		try {
			final RescaleTable table = RescaleTable.read(Path.of(rescale.trim()));
			return stored.stream().map(s -> new Scans.Scan(s.name(), () -> table.apply(s.name(), s.volume().get()))).toList();
		}
		catch (final Refusal e) {
			throw new Refusal("rescale: " + e.getMessage(), e);
		}
	}

	private static Table table(final List<VolumeEncoding.Outcome> outcomes) {
		final Table table = new Table("case", "slices", "note");
		outcomes.forEach(o -> table.add().set("case", o.name()).set("slices", o.slices()).set("note", o.note()));
		return table;
	}
}
