package io.github.encoderj.command.em;

import java.awt.Polygon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.scijava.ItemIO;
import org.scijava.plugin.Parameter;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.em.proofreading.Correction;
import io.github.encoderj.em.proofreading.Point;
import io.github.encoderj.em.proofreading.ProofReading;
import io.github.encoderj.em.watershed.Grid;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.CsvTable;
import io.github.encoderj.metrics.Table;

/** What merging and splitting labels at points share: an open image is changed in its window, a file is read and another one written. */
abstract class LabelCorrection extends EncoderJCommand {

	@Parameter(label = "Labels", persist = false, description = "<html>The segmentation: title of an open image, which is changed in its " +
		"window, or a file.<br>Empty: the active image.")
	private String input = "";

	@Parameter(label = "Points", persist = false, description = "<html>x,y,z;x,y,z in pixels and sections from 0.<br>Empty: the points that " +
		"are selected in the image (multi-point tool).")
	private String points = "";

	@Parameter(label = "List of corrections", persist = false, description = "<html>Table (.csv) to which this correction is added; it is made " +
		"if it is missing.<br>Empty: no list.")
	private String list = "";

	@Parameter(label = "Output file", persist = false, description = "<html>Where to write the corrected labels (.tif, .h5, .zarr).<br>Empty: " +
		"they are only shown.")
	private String output = "";

	@Parameter(type = ItemIO.OUTPUT, label = "Corrected labels")
	private ImagePlus corrected;

	/** Merges or splits. */
	abstract Correction correct(ProofReading labels, List<Point> at);

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".tif", ".tiff", ".h5", ".zarr");
		final Optional<Path> csv = OutputFile.of("list", list, ".csv");
		final Optional<ImagePlus> open = Optional.ofNullable(input.isBlank() ? WindowManager.getCurrentImage() : WindowManager.getImage(input
			.trim()));
		progress.report("Reading labels", 0);
		final Volume<?> volume = ImageInput.labels("input", input);
		final List<Point> at = points.isBlank() ? selected(open, volume) : Point.parse("points", points);
		final int[] labels = Pixels.labels(volume);
		final int[] before = labels.clone();
		final Correction correction = correct(new ProofReading(labels, Grid.of(volume), volume.geometry(), volume.name()), at);
		open.ifPresent(image -> checkRange(image, correction));
		final Table entries = csv.isPresent() && Files.exists(csv.get()) ? CsvTable.read(csv.get()) : Correction.list();
		Refusal.unless(entries.columns().equals(Correction.list().columns()), "list = %s: this table has the columns %s; a list of corrections has " +
			"%s. Name another file.", list, entries.columns(), Correction.list().columns());
		final Volume<?> result = Volume.ofLabels(labels, volume.width(), volume.height(), volume.depth(), volume.geometry(), volume.name());
		file.ifPresent(path -> ImageFiles.write(result, path));
		csv.ifPresent(correction.addTo(entries)::writeCsv);
		Show.table(correction.addTo(Correction.list()), title());
		if (open.isPresent()) change(open.get(), before, labels);
		else corrected = Show.labels(ImagePlusAdapter.toImagePlus(result));
	}

	/** The points of the image's selection; those of a multi-point selection each on its section. */
	private static List<Point> selected(final Optional<ImagePlus> open, final Volume<?> volume) {
		final Roi roi = open.map(ImagePlus::getRoi).orElse(null);
		Refusal.unless(roi instanceof PointRoi, "points is empty, and %s has no selected points. Set two or more with the multi-point tool, or " +
			"give points = x,y,z;x,y,z.", volume.name());
		final PointRoi selection = (PointRoi) roi;
		final Polygon polygon = selection.getPolygon();
		final List<Point> found = new ArrayList<>();
		for (int i = 0; i < polygon.npoints; i++) {
			final int position = selection.getPointPosition(i);
			final int section = position > 0 ? position : open.get().getCurrentSlice();
			found.add(new Point(polygon.xpoints[i], polygon.ypoints[i], section - 1));
		}
		return found;
	}

	/** New labels must fit the window's type of pixels. */
	private static void checkRange(final ImagePlus image, final Correction correction) {
		final int largest = correction.becomes().stream().mapToInt(label -> label).max().orElse(0);
		final int room = image.getBitDepth() == 8 ? 0xff : image.getBitDepth() == 16 ? 0xffff : 1 << 24;
		Refusal.unless(largest <= room, "input: %s has %d bits a pixel, and the new label %d does not fit. Convert it first (Image > Type).", image
			.getTitle(), image.getBitDepth(), largest);
	}

	private static void change(final ImagePlus image, final int[] before, final int[] after) {
		final int plane = image.getWidth() * image.getHeight();
		for (int z = 0; z < image.getStackSize(); z++) {
			final ImageProcessor section = image.getStack().getProcessor(z + 1);
			for (int i = 0; i < plane; i++) {
				final int label = after[z * plane + i];
				if (label != before[z * plane + i]) section.setf(i, label);
			}
		}
		image.changes = true;
		image.updateAndDraw();
	}
}
