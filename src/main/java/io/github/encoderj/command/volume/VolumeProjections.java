package io.github.encoderj.command.volume;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Volume;
import io.github.encoderj.volume.GreyWindows;
import io.github.encoderj.volume.View;
import io.github.encoderj.volume.figure.ProjectionFigure;

/** Maximum-intensity projections of a scan with the outlines of labels, as a figure. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Volumes>Volume Projections...", headless = true,
	description = "Maximum-intensity projections of a scan from front, side and below, with the outlines of a label volume, as a figure.")
public class VolumeProjections extends ParallelCommand {

	@Parameter(label = "Scan", persist = false, description = "<html>Title of an open image, a file (.nii.gz, .tif), or a folder of a DICOM " +
		"series.<br>Empty: the active image. An open image is taken as axial slices from the feet to the head.")
	private String input = "";

	@Parameter(label = "Labels", persist = false, description = "<html>Whose outlines are drawn, a colour a label: an open image or a file; on " +
		"another grid<br>they are brought onto the scan's. Empty: none.")
	private String labels = "";

	@Parameter(label = "Views", persist = false, description = "Which projections, from left to right: coronal, sagittal, axial.")
	private String views = "coronal,sagittal,axial";

	@Parameter(label = "Window (black..white)", persist = false, description = "<html>Values shown as black and white, such as 0..10 for SUV.<br>Empty: the " +
		"projections' percentiles 1 and 99.5.")
	private String window = "";

	@Parameter(label = "Inverted", persist = false, description = "On: high values are dark on white, as is usual for PET.")
	private boolean inverted = true;

	@Parameter(label = "Height (pixels)", persist = false, min = "16", max = "8192", description = "Of the tallest projection.")
	private int height = 600;

	@Parameter(label = "Picture file (.png, .tif)", persist = false, description = "Where to write the figure. Empty: it is only shown.")
	private String output = "";

	@Parameter(type = ItemIO.OUTPUT, label = "Projections")
	private ImagePlus projections;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".png", ".tif", ".tiff");
		final List<View> wanted = new ArrayList<>();
		for (final String name : views.split(",", -1)) wanted.add(View.named("views", name));
		final Optional<Window> range = window.isBlank() ? Optional.empty() : Optional.of(GreyWindows.window("window", window));
		progress.report("Reading", 0);
		final Volume<?> scan = ImageInput.image("input", input);
		final Optional<Volume<?>> outlined = labels.isBlank() ? Optional.empty() : Optional.of(ImageInput.labels("labels", labels));
		final BufferedImage picture = Parallel.withThreads(threads, () -> ProjectionFigure.draw(scan, outlined, new ProjectionFigure.Style(wanted,
			range, inverted, height), progress));
		progress.check();
		file.ifPresent(path -> PictureFile.write(picture, path));
		projections = Show.image(new ImagePlus("Projections of " + scan.name(), picture));
	}
}
