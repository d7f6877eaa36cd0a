package io.github.encoderj.command.encoders;

import java.util.List;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.FeatureMaps;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Volume;

/** How similar each place of a picture is to chosen points, of the same picture or another. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Encoders>Landmark Similarity...", headless = true,
	description = "Shows how similar every place is to chosen points, in the same or a second image: cosine similarity of features.")
public class LandmarkSimilarity extends PictureCommand {

	@Parameter(label = "Second image", persist = false, description = "<html>Where to look for the points: title of an open image, or a file." +
		"<br>Empty: in the same image.")
	private String target = "";

	@Parameter(label = "x of the points (pixels)", persist = false, description = "The points' x in pixels, such as 120,340.")
	private String x = "";

	@Parameter(label = "y of the points (pixels)", persist = false, description = "The points' y in pixels, as many as x.")
	private String y = "";

	@Parameter(type = ItemIO.OUTPUT, label = "Similarity")
	private ImagePlus similarity;

	@Override
	protected void work(final Progress progress) {
		similarity = Show.image(mapAndWrite(progress));
	}

	@Override
	protected ImagePlus map(final PictureEncoder opened, final Progress progress) {
		final Volume<?> image = single("input", ImageInput.image("input", input));
		final Volume<?> other = target.isBlank() ? image : single("target", ImageInput.image("target", target));
		final int[] xs = Numbers.parse("x", x);
		final int[] ys = Numbers.parse("y", y);
		Refusal.unless(xs.length == ys.length, "x and y have %d and %d numbers; a point needs one of each.", xs.length, ys.length);
		for (int i = 0; i < xs.length; i++) {
			Refusal.unless(xs[i] < image.width() && ys[i] < image.height(), "x, y = %d, %d: this point lies outside of %s (%s).", xs[i], ys[i],
				image.name(), image.size());
		}
		progress.report("Encoding", 0.3);
		final ImageFeatures from = encoded(opened, image);
		final ImageFeatures in = other == image ? from : encoded(opened, other);
		final float[][] maps = new float[xs.length][];
		final String[] labels = new String[xs.length];
		for (int i = 0; i < xs.length; i++) {
			maps[i] = FeatureMaps.similarity(from, (int) (ys[i] * (long) from.rows() / image.height()), (int) (xs[i] * (long) from.columns() / image
				.width()), in);
			labels[i] = xs[i] + ", " + ys[i];
		}
		return stack("Similarity in " + other.name(), labels, maps, in.rows(), in.columns(), (int) other.width(), (int) other.height());
	}

	private static Volume<?> single(final String key, final Volume<?> image) {
		Refusal.unless(image.depth() == 1, "%s: %s has %d sections; one is expected. Duplicate it first.", key, image.name(), image.depth());
		return image;
	}

	private ImageFeatures encoded(final PictureEncoder opened, final Volume<?> image) {
		return opened.encodeWhole(List.of(Pictures.planes(image, 0)), Window.of(image), resolution, Wanted.FINAL).get(0);
	}
}
