package io.github.encoderj.command.sample;

import java.nio.file.Path;
import java.util.Optional;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import io.github.encoderj.base.Progress;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.OutputFolder;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.sample.SyntheticSets;
import io.github.encoderj.sample.SyntheticSlide;

/** Opens a synthetic whole-slide image and its truth, and writes them where that is wanted, since the commands for slides take files. */
@Plugin(type = Command.class, menuPath = "File>Open Samples>EncoderJ Slide...", headless = true,
	description = "A synthetic slide of tissue with areas of tumour, and the truth, to try the commands for slides on.")
public class OpenSampleSlide extends EncoderJCommand {

	private static final int SIDE = 1536;
	private static final double TUMOUR = 0.15;
	private static final long SEED = 4;

	@Parameter(label = "Slide file (.ome.tif)", persist = false, description = "<html>Where to write the slide, for the commands that take " +
		"files; the truth is written beside it (-truth.tif).<br>Empty: both are only shown.")
	private String output = "";

	@Parameter(label = "Folder of slides to train on", persist = false, description = "<html>A new folder for several slides (images) and their " +
		"labels.csv: every second one has tumour.<br>Empty: none.")
	private String folder = "";

	@AppliesIf("folder given")
	@Parameter(label = "Slides to train on", persist = false, min = "2", max = "10000", description = "How many are written into that folder.")
	private int number = 10;

	@Parameter(type = ItemIO.OUTPUT, label = "Slide truth")
	private ImagePlus truth;

	@Parameter(type = ItemIO.OUTPUT, label = "Slide")
	private ImagePlus slide;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".ome.tif", ".ome.tiff");
		final Optional<Path> set = folder.isBlank() ? Optional.empty() : Optional.of(OutputFolder.of("folder", folder));
		set.ifPresent(SyntheticSets::checkNew);
		progress.report("Drawing a slide", 0);
		final SyntheticSlide sample = new SyntheticSlide(SIDE, SIDE, TUMOUR, SEED);
		progress.check();
		file.ifPresent(path -> {
			sample.write(path, progress);
			ImageFiles.write(sample.truth(), OutputFile.withEnding(path, "-truth.tif"));
		});
		set.ifPresent(path -> SyntheticSets.writeSlides(path, number, progress));
		truth = Show.labels(ImagePlusAdapter.toImagePlus(sample.truth()));
		slide = Show.image(picture(sample)); // last, so that it is the active one
	}

	private static ImagePlus picture(final SyntheticSlide sample) {
		final byte[] rgb = new byte[3 * SIDE * SIDE];
		sample.read(0, 0, SIDE, SIDE, rgb);
		final int[] pixels = new int[SIDE * SIDE];
		for (int i = 0; i < pixels.length; i++) {
			pixels[i] = 0xff000000 | (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
		}
		final ImagePlus image = new ImagePlus("slide", new ColorProcessor(SIDE, SIDE, pixels));
		image.getCalibration().setUnit("\u00b5m");
		image.getCalibration().pixelWidth = SyntheticSlide.PIXEL_SIZE.x();
		image.getCalibration().pixelHeight = SyntheticSlide.PIXEL_SIZE.y();
		return image;
	}
}
