package io.github.encoderj.command.encoders;

import java.nio.file.Path;
import java.util.Optional;

import org.scijava.plugin.Parameter;

import ij.ImagePlus;
import ij.ImageStack;
import ij.plugin.LutLoader;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.Figure;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Volume;

/** What the commands share that lay a map of features over a picture. */
abstract class PictureCommand extends DeviceCommand {

	@Parameter(label = "Image", persist = false, description = "<html>The picture: title of an open image, or a file.<br>Empty: the active " +
		"image.")
	protected String input = "";

	@Parameter(label = "Encoder", persist = false, description = "Name of an encoder in the catalogue (Manage Encoders), or its weights folder.")
	protected String encoder = "";

	@Parameter(label = "Resolution (pixels)", persist = false, min = "0", max = "4096", description = "<html>Side of the encoded picture; more " +
		"gives finer maps and takes longer.<br>0: the encoder's own.")
	protected int resolution = 0;

	@Parameter(label = "Map file (.tif)", persist = false, description = "Where to write the map. Empty: it is only shown.")
	protected String output = "";

	/** Makes the map. */
	protected abstract ImagePlus map(PictureEncoder opened, Progress progress);

	/** What is shown of a map as a figure; none unless a command says otherwise. */
	protected Optional<Figure> figure() {
		return Optional.empty();
	}

	/** Opens the encoder, makes the map and writes it, and its figure, where that is wanted. */
	protected final ImagePlus mapAndWrite(final Progress progress, final String figureName) {
		final Optional<Path> file = OutputFile.of("output", output, ".tif", ".tiff");
		final Optional<Path> picture = OutputFile.of("figure", figureName, ".png");
		final ComputeDevice chosen = ComputeDevice.of(device);
		progress.report("Opening the encoder", 0);
		try (PictureEncoder opened = Encoders.openPictures(encoder, chosen, threads)) {
			final ImagePlus made = map(opened, progress);
			progress.check();
			file.ifPresent(path -> ImageFiles.write(ImagePlusAdapter.wrap(made), path));
			picture.ifPresent(path -> figure().ifPresent(drawn -> drawn.write(path)));
			return made;
		}
	}

	/** A stack of maps over an image, each patch as large as what it stands for, in the colours of the figures. */
	protected static ImagePlus stack(final String title, final String[] labels, final float[][] maps, final int rows, final int columns,
		final Volume<?> over)
	{
		final int width = (int) over.width();
		final int height = (int) over.height();
		final ImageStack stack = new ImageStack(width, height);
		for (int i = 0; i < maps.length; i++) stack.addSlice(labels[i], enlarged(maps[i], rows, columns, width, height));
		final ImagePlus image = new ImagePlus(title, stack);
		image.setCalibration(ImagePlusAdapter.toImagePlus(over).getCalibration());
		image.setLut(colours());
		return image;
	}

	/** Black, red, yellow, white. */
	protected static LUT colours() {
		return new LUT(LutLoader.getLut("fire"), 0, 255);
	}

	/** The line below a figure: encoder, size of the encoded picture, version. */
	protected final String caption(final PictureEncoder opened) {
		return "Encoder " + opened.name() + (resolution > 0 ? ", " + resolution + " pixels" : "") + "; EncoderJ " + Version.get() +
			", for research only";
	}

	/** Smallest and largest value. */
	protected static float[] range(final float[]... maps) {
		float low = Float.POSITIVE_INFINITY;
		float high = Float.NEGATIVE_INFINITY;
		for (final float[] map : maps) {
			for (final float v : map) {
				low = Math.min(low, v);
				high = Math.max(high, v);
			}
		}
		return new float[] { low, high };
	}

	private static ImageProcessor enlarged(final float[] map, final int rows, final int columns, final int width, final int height) {
		final FloatProcessor large = new FloatProcessor(width, height);
		for (int y = 0; y < height; y++) {
			final int row = (int) ((long) y * rows / height) * columns;
			for (int x = 0; x < width; x++) large.setf(x, y, map[row + (int) ((long) x * columns / width)]);
		}
		return large;
	}
}
