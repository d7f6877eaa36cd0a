package io.github.encoderj.command.volume;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ColorProcessor;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.volume.GreyWindows;
import io.github.encoderj.volume.View;
import io.github.encoderj.volume.figure.ComponentFigure;
import io.github.encoderj.volume.figure.ScanComponents;
import io.github.encoderj.volume.figure.SectionFeatures;

/** The first principal components of an encoder's features over a whole scan as colours, and the first one thresholded. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Volumes>Volume PCA...", headless = true,
	description = "Shows what an encoder tells apart in a scan: principal components of all slices on one basis as colours, and a threshold.")
public class VolumePca extends DeviceCommand {

	private static final int MONTAGE_HEIGHT = 240; // of each slice in the figure, in pixels

	@Parameter(label = "Scan", persist = false, description = "<html>Title of an open image, a file (.nii.gz, .tif), or a folder of a DICOM " +
		"series.<br>Empty: the active image.")
	private String input = "";

	@Parameter(label = "Encoder", persist = false, description = "<html>Name of an encoder in the catalogue (Manage Encoders), or its weights " +
		"folder;<br>filterbank needs none.")
	private String encoder = "filterbank";

	@Parameter(label = "Orientation", persist = false, choices = { "axial", "coronal", "sagittal" }, description = "Which slices are encoded.")
	private String orientation = "axial";

	@Parameter(label = "Window (black..white)", persist = false, description = "<html>Values that the encoder sees as black and white: -150..300 for CT, " +
		"0..10 for SUV;<br>three, separated by commas, become red, green and blue.")
	private String window = "-1000..1000";

	@Parameter(label = "Components", persist = false, min = "1", max = "3", description = "<html>How many components; with fewer than three " +
		"the last one fills the other colours.")
	private int components = 3;

	@Parameter(label = "Foreground only", persist = false, description = "<html>On: the background, as the first component divides it off, is " +
		"black,<br>and the colours are spent on the rest.")
	private boolean foreground = false;

	@Parameter(label = "Threshold (0..1, -1: Otsu's)", persist = false, min = "-1", max = "1", description = "<html>From where on the first component, 0..1, is " +
		"marked in the figure.<br>-1: chosen by Otsu's rule.")
	private double threshold = -1;

	@Parameter(label = "Resolution (pixels)", persist = false, min = "0", max = "4096", description = "<html>Side of the encoded picture; more " +
		"gives finer maps and takes longer.<br>0: the encoder's own. For the filter bank the number of cells along a slice; 0: 64.")
	private int resolution = 0;

	@Parameter(label = "Slices in the figure", persist = false, min = "1", max = "64", description = "How many slices the PNG shows, evenly " +
		"spread.")
	private int columns = 6;

	@Parameter(label = "Output file (.png, .tif)", persist = false, description = "<html>.png: a figure of slices, their colours, and what the " +
		"threshold marks.<br>.tif: the colours of all slices. Empty: they are only shown.")
	private String output = "";

	@Parameter(type = ItemIO.OUTPUT, label = "Figure")
	private ImagePlus figure;

	@Parameter(type = ItemIO.OUTPUT, label = "Components")
	private ImagePlus colours;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".png", ".tif", ".tiff");
		final GreyWindows windows = GreyWindows.parse("window", window);
		final View view = View.named("orientation", orientation);
		final ComputeDevice chosen = ComputeDevice.of(device);
		progress.report("Opening the encoder", 0);
		final ScanComponents.Settings settings = new ScanComponents.Settings(view, windows, components, foreground, threshold);
		final ScanComponents found;
		if (encoder.trim().equals(FilterBank.NAME)) {
			found = Parallel.withThreads(threads, () -> ScanComponents.of(ImageInput.image("input", input), SectionFeatures.filterBank(resolution),
				settings, progress));
		}
		else {
			try (PictureEncoder opened = Encoders.openPictures(encoder.trim(), chosen, threads)) {
				found = ScanComponents.of(ImageInput.image("input", input), SectionFeatures.pictures(opened, resolution), settings, progress);
			}
		}
		final ComponentFigure drawing = new ComponentFigure(found, windows);
		final BufferedImage montage = drawing.montage(columns, MONTAGE_HEIGHT);
		final ImagePlus stack = stack(drawing, found, found.scan().name());
		progress.check();
		file.ifPresent(path -> {
			if (path.toString().toLowerCase(Locale.ROOT).endsWith(".png")) PictureFile.write(montage, path);
			else ImageFiles.write(ImagePlusAdapter.wrap(stack), path);
		});
		figure = Show.image(new ImagePlus("Figure of " + found.scan().name(), montage));
		colours = Show.image(stack);
	}

	private static ImagePlus stack(final ComponentFigure drawing, final ScanComponents found, final String name) {
		final int width = (int) found.scan().width();
		final int height = (int) found.scan().height();
		final ImageStack stack = new ImageStack(width, height);
		for (int z = 0; z < drawing.sections(); z++) stack.addSlice(new ColorProcessor(width, height, drawing.colours(z, width, height)));
		return new ImagePlus("PCA of " + name, stack);
	}
}
