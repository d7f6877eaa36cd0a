package io.github.encoderj.command.encoders;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.Blend;
import io.github.encoderj.command.Figure;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Volume;

/** Where the class token of a transformer looks, one map a head. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Encoders>Attention Maps...", headless = true,
	description = "Shows where the class token of a vision transformer looks: one map for each attention head.")
public class AttentionMaps extends PictureCommand {

	@Parameter(label = "Heads", persist = false, description = "<html>Numbers of the heads, from 1, such as 1,3,6.<br>Empty: all.")
	private String heads = "";

	@Parameter(label = "Layer", persist = false, min = "0", max = "1000", description = "Number of the block, from 1; 0 means the last one.")
	private int layer = 0;

	@Parameter(label = "Figure file (.png)", persist = false, description = "<html>Where to write a figure: the image, and each map over it, with " +
		"scale bar and names.<br>Empty: none.")
	private String figure = "";

	@Parameter(type = ItemIO.OUTPUT, label = "Attention")
	private ImagePlus attention;

	private Figure drawn;

	@Override
	protected void work(final Progress progress) {
		attention = Show.image(mapAndWrite(progress, figure));
	}

	@Override
	protected ImagePlus map(final PictureEncoder opened, final Progress progress) {
		Refusal.unless(opened.hasAttention(), "encoder = %s: this network has no attention. Choose a vision transformer.", encoder);
		Refusal.unless(layer <= opened.blocks(), "layer = %d: %s has the layers 1 to %d.", layer, encoder, opened.blocks());
		final int block = layer == 0 ? opened.blocks() - 1 : layer - 1;
		final Volume<?> image = ImageInput.image("input", input);
		Refusal.unless(image.depth() == 1, "input: %s has %d sections; attention is shown of one. Duplicate it first.", image.name(), image
			.depth());
		progress.report("Encoding", 0.3);
		final ImageFeatures features = opened.encodeWhole(List.of(Pictures.planes(image, 0)), Window.of(image), resolution, new Wanted(Set.of(),
			Set.of(block))).get(0);
		final float[] all = features.attention().get(block);
		final int size = features.rows() * features.columns();
		final int[] wanted = wanted(all.length / size);
		final float[][] maps = new float[wanted.length][size];
		final String[] labels = new String[wanted.length];
		for (int i = 0; i < wanted.length; i++) {
			System.arraycopy(all, wanted[i] * size, maps[i], 0, size);
			labels[i] = "head " + (wanted[i] + 1);
		}
		drawn = figureOf(opened, image, maps, labels, features, block + 1);
		return stack("Attention in " + image.name(), labels, maps, features.rows(), features.columns(), image);
	}

	private Figure figureOf(final PictureEncoder opened, final Volume<?> image, final float[][] maps, final String[] labels,
		final ImageFeatures features, final int number)
	{
		final BufferedImage grey = Blend.grey(image);
		final double high = high(maps);
		final Figure made = new Figure().add(new Figure.Panel(image.name(), grey, image.geometry(), List.of()));
		for (int i = 0; i < maps.length; i++) {
			made.add(new Figure.Panel(labels[i], Blend.map(grey, maps[i], features.rows(), features.columns(), colours(), 0, high), image
				.geometry(), List.of()));
		}
		return made.colours(colours(), 0, high).line("Attention of the class token in layer " + number + ". " + caption(opened));
	}

	/** What all but 1 % of the values do not exceed: a few patches draw very much attention. */
	private static double high(final float[][] maps) {
		final float[] all = new float[maps.length * maps[0].length];
		for (int i = 0; i < maps.length; i++) System.arraycopy(maps[i], 0, all, i * maps[i].length, maps[i].length);
		Arrays.sort(all);
		return all[(int) (0.99 * (all.length - 1))];
	}

	@Override
	protected Optional<Figure> figure() {
		return Optional.ofNullable(drawn);
	}

	private int[] wanted(final int count) {
		if (heads.isBlank()) return IntStream.range(0, count).toArray();
		final int[] numbers = Numbers.parse("heads", heads);
		for (final int n : numbers) Refusal.unless(n >= 1 && n <= count, "heads = %s: %s has the heads 1 to %d.", heads, encoder, count);
		return IntStream.of(numbers).map(n -> n - 1).toArray();
	}
}
