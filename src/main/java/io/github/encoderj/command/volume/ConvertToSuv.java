package io.github.encoderj.command.volume;

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
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.dicom.DicomSeries;
import io.github.encoderj.volume.SuvConversion;

/** Converts a DICOM series of PET into standardised uptake values by body weight. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Volumes>Convert to SUV...", headless = true,
	description = "Turns a DICOM series of PET into standardised uptake values (g/ml, by body weight) and reports what was used.")
public class ConvertToSuv extends ParallelCommand {

	private static final Logger LOG = LoggerFactory.getLogger(ConvertToSuv.class);

	@Parameter(label = "PET series", persist = false, description = "<html>A folder that holds one PET series in DICOM files; other series may " +
		"lie beside it.<br>Of several PET series, one is named by its identifier: FOLDER:/1.2.840...")
	private String input = "";

	@Parameter(label = "SUV file", persist = false, description = "<html>Where to write the values (.nii.gz keeps all of the geometry; .nii, " +
		".tif, .h5, .zarr); the report is written beside it (.csv).<br>Empty: they are only shown.")
	private String output = "";

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: if the SUV file exists, it is shown and nothing is converted.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "SUV")
	private ImagePlus suv;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".nii.gz", ".nii", ".tif", ".tiff", ".h5", ".zarr");
		if (!overwrite && file.map(Files::exists).orElse(false)) {
			LOG.info("{} exists and is kept; set overwrite=true to convert again.", file.get());
			suv = Show.image(ImagePlusAdapter.toImagePlus(ImageFiles.read(file.get())));
			return;
		}
		Refusal.unless(!input.isBlank(), "input is empty: give the folder of a PET series.");
		progress.report("Reading headers", 0);
		final SuvConversion.Result result = Parallel.withThreads(threads, () -> {
			try {
				return SuvConversion.convert(DicomSeries.read(input.trim(), "PT"), progress);
			}
			catch (final Refusal e) {
				throw new Refusal("input: " + e.getMessage(), e);
			}
		});
		progress.check();
		result.report().setAll("version", Version.get());
		file.ifPresent(path -> {
			ImageFiles.write(result.suv(), path);
			result.report().writeCsv(reportFile(path));
		});
		Show.table(result.report(), title());
		suv = Show.image(ImagePlusAdapter.toImagePlus(result.suv()));
	}

	private static Path reportFile(final Path path) {
		return path.resolveSibling(path.getFileName().toString().replaceFirst("(?i)(\\.nii\\.gz|\\.[^.]+)$", "") + ".csv");
	}
}
