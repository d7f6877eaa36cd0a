package io.github.encoderj.command.sample;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Progress;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.sample.NeuriteVolume;

/** Opens a synthetic serial-section electron micrograph of neurites and its true labels. */
@Plugin(type = Command.class, menuPath = "File>Open Samples>EncoderJ Neurites", headless = true,
	description = "A synthetic stack of neurites as in electron microscopy, and the true labels, to try the EM commands on.")
public class OpenNeurites extends EncoderJCommand {

	private static final int SIDE = 128;
	private static final int DEPTH = 30;
	private static final long SEED = 1;

	@Parameter(type = ItemIO.OUTPUT, label = "Neurites")
	private ImagePlus image;

	@Parameter(type = ItemIO.OUTPUT, label = "Neurite labels")
	private ImagePlus labels;

	@Override
	protected void work(final Progress progress) {
		progress.report("Drawing neurites", 0);
		final NeuriteVolume sample = NeuriteVolume.of(SIDE, SIDE, DEPTH, SEED);
		labels = Show.labels(ImagePlusAdapter.toImagePlus(sample.labels()));
		image = Show.image(ImagePlusAdapter.toImagePlus(sample.image())); // last, so that it is the active one
	}
}
