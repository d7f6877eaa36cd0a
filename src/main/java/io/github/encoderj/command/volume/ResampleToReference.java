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
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Interpolation;
import io.github.encoderj.image.Resampling;
import io.github.encoderj.image.Volume;

/** Brings a volume onto the grid of another, for instance CT onto that of PET. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Volumes>Resample to Reference...", headless = true,
	description = "Resamples a volume onto the grid of another, by position in space: origin, voxel size and direction of both count.")
public class ResampleToReference extends ParallelCommand {

	private static final Logger LOG = LoggerFactory.getLogger(ResampleToReference.class);

	@Parameter(label = "Volume", persist = false, description = "<html>What is resampled: title of an open image, a file (.nii.gz, .tif), or a " +
		"folder of a DICOM series.<br>Empty: the active image. An open image has no direction: give files where it matters.")
	private String input = "";

	@Parameter(label = "Reference", persist = false, description = "The volume whose grid is taken: an open image, a file or a folder, as above.")
	private String reference = "";

	@Parameter(label = "Interpolation", persist = false, choices = { "nearest", "linear", "cubic" },
		description = "nearest for labels and masks; linear; cubic: B-spline, smoother, may overshoot.")
	private String interpolation = "linear";

	@Parameter(label = "Value outside", persist = false, description = "<html>What voxels outside of the volume get: -1024 is air in CT.<br>0 " +
		"for labels and PET.")
	private double fill = -1024;

	@Parameter(label = "Output file", persist = false, description = "<html>Where to write the result (.nii.gz keeps all of the geometry; " +
		".nii, .tif, .h5, .zarr).<br>Empty: it is only shown.")
	private String output = "";

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: if the output file exists, it is shown and nothing is resampled.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Resampled")
	private ImagePlus resampled;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".nii.gz", ".nii", ".tif", ".tiff", ".h5", ".zarr");
		if (!overwrite && file.map(Files::exists).orElse(false)) {
			LOG.info("{} exists and is kept; set overwrite=true to resample again.", file.get());
			resampled = Show.image(ImagePlusAdapter.toImagePlus(ImageFiles.read(file.get())));
			return;
		}
		progress.report("Reading volumes", 0);
		final Volume<?> target = ImageInput.image("reference", ImageInput.required("reference", reference, "the volume whose grid is taken"));
		final Volume<?> moving = ImageInput.image("input", input);
		final Volume<?> result = Parallel.withThreads(threads, () -> Resampling.toReference(moving, target, Interpolation.parse(interpolation),
			fill, progress));
		progress.check();
		file.ifPresent(path -> ImageFiles.write(result, path));
		resampled = Show.image(ImagePlusAdapter.toImagePlus(result));
	}
}
