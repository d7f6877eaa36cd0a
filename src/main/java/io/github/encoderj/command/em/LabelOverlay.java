package io.github.encoderj.command.em;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import javax.imageio.ImageIO;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ColorProcessor;
import ij.process.LUT;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.LabelColours;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/** Lays the colours of labels over an image, as a stack of colours. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>EM>Label Overlay...", headless = true,
	description = "Lays the colours of a segmentation, or the outlines of its labels, over the image.")
public class LabelOverlay extends EncoderJCommand {

	/** Values that the range is taken from. */
	private static final int SAMPLES = 1_000_000;

	@Parameter(label = "Image", persist = false, description = "Title of an open image, or a file. Empty: the active image.")
	private String input = "";

	@Parameter(label = "Labels", persist = false, description = "Title of an open image, or a file, of the same size.")
	private String labels = "";

	@Parameter(label = "Opacity (0..1)", persist = false, min = "0", max = "1", stepSize = "0.05", style = "format:0.00",
		description = "Share of the labels' colours within their outlines; 0 shows only the outlines.")
	private double opacity = 0.35;

	@Parameter(label = "Outlines", persist = false, description = "Draws each label's outline in its full colour.")
	private boolean outlines = true;

	@Parameter(label = "Output file", persist = false, description = "<html>Where to write the overlay: a stack (.tif), or its middle section " +
		"(.png).<br>Empty: it is only shown.")
	private String output = "";

	@Parameter(type = ItemIO.OUTPUT, label = "Overlay")
	private ImagePlus overlay;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".tif", ".tiff", ".png");
		progress.report("Reading images", 0);
		final Volume<?> segments = ImageInput.labels("labels", ImageInput.required("labels", labels, "the segmentation"));
		final Volume<?> image = ImageInput.image("input", input);
		Refusal.unless(image.channels() == 1, "input: %s has %d channels; expected a grey-value stack of one channel.", image.name(), image
			.channels());
		Refusal.unless(image.sameSize(segments), "labels: %s has %s voxels, but %s has %s. Give the labels of this image.", segments.name(),
			segments.size(), image.name(), image.size());
		overlay = of(image, segments, opacity, outlines);
		file.ifPresent(path -> write(overlay, path));
		overlay = Show.image(overlay);
	}

	/**
	 * An overlay.
	 *
	 * @param image one channel; shown from its lowest to its highest 0.5 %
	 * @param opacity share of the colours inside, 0..1
	 */
	static ImagePlus of(final Volume<?> image, final Volume<?> segments, final double opacity, final boolean outlines) {
		final int width = (int) image.width();
		final int height = (int) image.height();
		final int depth = (int) image.depth();
		final float[] values = Pixels.floats(image);
		final float[] limits = limits(values);
		final int[] numbers = Pixels.labels(segments);
		final LUT colours = LabelColours.table();
		final ColorProcessor[] sections = new ColorProcessor[depth];
		Parallel.forEach(depth, z -> {
			final int[] rgb = new int[width * height];
			for (int i = 0; i < rgb.length; i++) {
				final double value = Math.max(0, Math.min(255, 255 * (values[z * rgb.length + i] - limits[0]) / (limits[1] - limits[0])));
				final int label = numbers[z * rgb.length + i];
				final double share = label == 0 ? 0 : outlines && outline(numbers, z * rgb.length, i, width, height) ? 1 : opacity;
				rgb[i] = mixed(value, colours, label, share);
			}
			sections[z] = new ColorProcessor(width, height, rgb);
		});
		final ImageStack stack = new ImageStack(width, height);
		for (final ColorProcessor section : sections) stack.addSlice(section);
		final ImagePlus result = new ImagePlus(image.name() + " with " + segments.name(), stack);
		ImagePlusAdapter.calibrate(result, image.geometry());
		return result;
	}

	/** The range that is shown: the lowest and the highest 0.5 % lie outside. */
	private static float[] limits(final float[] values) {
		final int step = Math.max(1, values.length / SAMPLES);
		final float[] sorted = new float[(values.length + step - 1) / step];
		for (int i = 0; i < sorted.length; i++) sorted[i] = values[i * step];
		Arrays.sort(sorted);
		final float low = sorted[(int) (0.005 * (sorted.length - 1))];
		final float high = sorted[(int) (0.995 * (sorted.length - 1))];
		return new float[] { low, high > low ? high : low + 1 };
	}

	/** Whether one of the pixel's four neighbours has another label. */
	private static boolean outline(final int[] labels, final int section, final int i, final int width, final int height) {
		final int label = labels[section + i];
		return i % width > 0 && labels[section + i - 1] != label || i % width < width - 1 && labels[section + i + 1] != label ||
			i >= width && labels[section + i - width] != label || i < width * (height - 1) && labels[section + i + width] != label;
	}

	private static int mixed(final double grey, final LUT colours, final int label, final double share) {
		final int index = label == 0 ? 0 : 1 + Math.floorMod(label - 1, 255);
		final int red = (int) Math.round((1 - share) * grey + share * colours.getRed(index));
		final int green = (int) Math.round((1 - share) * grey + share * colours.getGreen(index));
		final int blue = (int) Math.round((1 - share) * grey + share * colours.getBlue(index));
		return 0xff000000 | red << 16 | green << 8 | blue;
	}

	/** Writes the stack, or its middle section as PNG, whole or not at all. */
	static void write(final ImagePlus overlay, final Path file) {
		if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
			ImageFiles.write(ImagePlusAdapter.wrap(overlay), file);
			return;
		}
		final BufferedImage middle = overlay.getStack().getProcessor((overlay.getStackSize() + 1) / 2).getBufferedImage();
		WholeFile.write(file, temporary -> ImageIO.write(middle, "png", temporary.toFile()));
	}
}
