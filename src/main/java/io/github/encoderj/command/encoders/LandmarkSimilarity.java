package io.github.encoderj.command.encoders;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.Blend;
import io.github.encoderj.command.Figure;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.FeatureMaps;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Volume;

/** How similar each place of a picture is to chosen points, of the same picture or another. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Encoders>Landmark Similarity...", headless = true,
	description = "Shows how similar every place is to chosen points, in the same or a second image: cosine similarity of features. Without " +
		"points, the map follows the point that you set in the image.")
public class LandmarkSimilarity extends PictureCommand {

	@Parameter(label = "Second image", persist = false, description = "<html>Where to look for the points: title of an open image, or a file." +
		"<br>Empty: in the same image.")
	private String target = "";

	@Parameter(label = "x of the points (pixels)", persist = false, description = "<html>The points' x in pixels, such as 120,340." +
		"<br>x and y empty: the map follows the point tool in the image.")
	private String x = "";

	@AppliesIf("x given")
	@Parameter(label = "y of the points (pixels)", persist = false, description = "The points' y in pixels, as many as x.")
	private String y = "";

	@Parameter(label = "Figure file (.png)", persist = false, description = "<html>Where to write a figure: the points, and each map over its " +
		"image, with scale bar and names.<br>Empty: none.")
	private String figure = "";

	@Parameter(type = ItemIO.OUTPUT, label = "Similarity")
	private ImagePlus similarity;

	private Figure drawn;

	@Override
	protected void work(final Progress progress) {
		similarity = Show.image(mapAndWrite(progress, figure));
	}

	@Override
	protected ImagePlus map(final PictureEncoder opened, final Progress progress) {
		final boolean follow = x.isBlank() && y.isBlank() && !GraphicsEnvironment.isHeadless() && Macro.getOptions() == null;
		final Volume<?> image = single("input", ImageInput.image("input", input));
		final Volume<?> other = target.isBlank() ? image : single("target", ImageInput.image("target", target));
		if (follow) {
			Refusal.unless(output.isBlank() && figure.isBlank(), "x and y are empty: without points nothing can be written. Give them, or leave " +
				"out the files.");
			progress.report("Encoding", 0.3);
			return follow(opened, image, other);
		}
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
		drawn = figureOf(opened, image, other, maps, labels, in, xs, ys);
		return stack("Similarity in " + other.name(), labels, maps, in.rows(), in.columns(), other);
	}

	/** A map that changes with the point in the image's window. */
	private ImagePlus follow(final PictureEncoder opened, final Volume<?> image, final Volume<?> other) {
		final ImagePlus found = input.isBlank() ? WindowManager.getCurrentImage() : WindowManager.getImage(input.trim());
		final ImagePlus source = found != null ? found : ImagePlusAdapter.toImagePlus(image);
		if (found == null) source.show();
		final ImageFeatures from = encoded(opened, image);
		return new PointFollower(source, from, other, other == image ? from : encoded(opened, other), colours()).start();
	}

	private Figure figureOf(final PictureEncoder opened, final Volume<?> image, final Volume<?> other, final float[][] maps,
		final String[] labels, final ImageFeatures in, final int[] xs, final int[] ys)
	{
		final List<double[]> points = new ArrayList<>();
		for (int i = 0; i < xs.length; i++) points.add(new double[] { xs[i], ys[i] });
		final float[] range = range(maps);
		final BufferedImage below = Blend.grey(other);
		final Figure made = new Figure().add(new Figure.Panel(image.name(), Blend.grey(image), image.geometry(), points));
		for (int i = 0; i < maps.length; i++) {
			made.add(new Figure.Panel((other == image ? "" : other.name() + ", ") + "similarity to " + labels[i], Blend.map(below, maps[i], in.rows(),
				in.columns(), colours(), range[0], range[1]), other.geometry(), List.of(PointFollower.best(maps[i], in, below.getWidth(), below
					.getHeight()))));
		}
		return made.colours(colours(), range[0], range[1]).line("Cosine similarity; the cross marks the point and, in a map, the most similar " +
			"place.").line(caption(opened));
	}

	@Override
	protected Optional<Figure> figure() {
		return Optional.ofNullable(drawn);
	}

	private static Volume<?> single(final String key, final Volume<?> image) {
		Refusal.unless(image.depth() == 1, "%s: %s has %d sections; one is expected. Duplicate it first.", key, image.name(), image.depth());
		return image;
	}

	private ImageFeatures encoded(final PictureEncoder opened, final Volume<?> image) {
		return opened.encodeWhole(List.of(Pictures.planes(image, 0)), Window.of(image), resolution, Wanted.FINAL).get(0);
	}
}
