package io.github.encoderj.command.encoders;

import java.util.ArrayList;
import java.util.List;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ColorProcessor;
import io.github.encoderj.base.Progress;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.FeatureMaps;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Volume;

/** The first principal components of the patches of a picture or stack as colours. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Encoders>Feature PCA...", headless = true,
	description = "Shows what an encoder tells apart: the first principal components of its features as red, green and blue.")
public class FeaturePca extends PictureCommand {

	@Parameter(label = "Components", persist = false, min = "1", max = "3", description = "<html>How many components; with fewer than three " +
		"the last one fills the other colours.")
	private int components = 3;

	@Parameter(label = "Foreground only", persist = false, description = "<html>On: the background, as the first component divides it off, is " +
		"black,<br>and the colours are spent on the rest.")
	private boolean foreground = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Components")
	private ImagePlus colours;

	@Override
	protected void work(final Progress progress) {
		colours = Show.image(mapAndWrite(progress, ""));
	}

	@Override
	protected ImagePlus map(final PictureEncoder opened, final Progress progress) {
		final Volume<?> image = ImageInput.image("input", input);
		final Window window = Window.of(image);
		final List<ImageFeatures> features = new ArrayList<>();
		for (long z = 0; z < image.depth(); z++) {
			progress.check();
			progress.report("Encoding section " + (z + 1), (double) z / image.depth());
			features.addAll(opened.encodeWhole(List.of(Pictures.planes(image, z)), window, resolution, Wanted.FINAL));
		}
		final List<float[]> maps = FeatureMaps.principalComponents(features, components, foreground);
		final int width = (int) image.width();
		final int height = (int) image.height();
		final ImageStack stack = new ImageStack(width, height);
		for (int z = 0; z < maps.size(); z++) {
			stack.addSlice(coloured(maps.get(z), features.get(z).rows(), features.get(z).columns(), width, height));
		}
		return new ImagePlus("PCA of " + image.name(), stack);
	}

	private ColorProcessor coloured(final float[] map, final int rows, final int columns, final int width, final int height) {
		final int[] pixels = new int[width * height];
		for (int i = 0; i < pixels.length; i++) {
			final int patch = (int) ((long) (i / width) * rows / height) * columns + (int) ((long) (i % width) * columns / width);
			for (int c = 0; c < 3; c++) {
				final float v = map[Math.min(c, components - 1) * rows * columns + patch];
				pixels[i] = pixels[i] << 8 | (Float.isNaN(v) ? 0 : Math.round(v * 255));
			}
		}
		return new ColorProcessor(width, height, pixels);
	}
}
