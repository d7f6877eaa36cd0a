package io.github.encoderj.command.sample;

import java.nio.file.Path;
import java.util.List;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.sample.RadiographSet;
import io.github.encoderj.sample.SyntheticRadiograph;

/** Opens synthetic chest radiographs and the truth of lungs and heart, and writes them as a folder to train on. */
@Plugin(type = Command.class, menuPath = "File>Open Samples>EncoderJ Radiographs", headless = true,
	description = "Synthetic chest radiographs with lungs, heart, ribs and findings of known truth, to try the radiograph commands on.")
public class OpenRadiographs extends EncoderJCommand {

	@Parameter(label = "Number", persist = false, min = "1", max = "10000", description = "How many radiographs; every third patient has two.")
	private int number = 16;

	@Parameter(label = "Side (pixels)", persist = false, min = "32", max = "4096", description = "Columns and rows of a radiograph.")
	private int size = 256;

	@Parameter(label = "Seed", persist = false, description = "The same seed gives the same radiographs; another seed gives other patients.")
	private long seed = 1;

	@Parameter(label = "Folder", persist = false, description = "<html>A new folder for images, structures, ribs, findings and labels.csv." +
		"<br>Empty: they are only shown.")
	private String output = "";

	@Parameter(type = ItemIO.OUTPUT, label = "Radiographs")
	private ImagePlus image;

	@Parameter(type = ItemIO.OUTPUT, label = "Structures")
	private ImagePlus labels;

	@Override
	protected void work(final Progress progress) {
		final RadiographSet set = RadiographSet.of(number, size, seed);
		final int plane = size * size;
		Refusal.unless((long) number * plane <= 1 << 30, "number = %d radiographs of %d x %d pixels are too many to show. Take fewer, or " +
			"smaller ones.", number, size, size);
		final byte[] pixels = new byte[number * plane];
		final int[] structures = new int[pixels.length];
		if (!output.isBlank()) set.write(Path.of(output.trim()), progress.part(0, 0.5));
		Volume<?> first = null;
		for (int i = 0; i < number; i++) {
			progress.check();
			progress.report("Drawing radiographs", output.isBlank() ? (double) i / number : 0.5 + 0.5 * i / number);
			final SyntheticRadiograph drawn = set.draw(i);
			if (i == 0) first = drawn.image();
			final float[] values = Pixels.floats(drawn.image());
			for (int p = 0; p < plane; p++) pixels[i * plane + p] = (byte) values[p];
			System.arraycopy(Pixels.labels(drawn.structures()), 0, structures, i * plane, plane);
		}
		labels = Show.labels(ImagePlusAdapter.toImagePlus(Volume.ofLabels(structures, size, size, number, first.geometry(), "structures")));
		final ImagePlus shown = ImagePlusAdapter.toImagePlus(Volume.of(pixels, size, size, number, first.geometry(), "radiographs"));
		final List<RadiographSet.Entry> entries = set.entries();
		for (int i = 0; i < number; i++) shown.getStack().setSliceLabel(entries.get(i).name(), i + 1);
		image = Show.image(shown); // last, so that it is the active one
	}
}
