package io.github.encoderj.command.slides;

import java.awt.GraphicsEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.command.Previewable;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ij.ImagePlus;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.pyramid.PixelSize;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tissue.Tissue;
import io.github.encoderj.wsi.tissue.TissueFinding;
import io.github.encoderj.wsi.tissue.TissueGeoJson;
import io.github.encoderj.wsi.tissue.TissueSettings;

/** Finds the tissue of a slide by CLAM's rules and shows it on a coarse picture; while the dialog is open, with its values. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Slides>Find Tissue...", headless = true,
	description = "Outlines the tissue of a whole-slide image, as overlay on a coarse picture and as GeoJSON for QuPath.")
public class FindTissue extends ParallelCommand implements Previewable {

	private static final Logger LOG = LoggerFactory.getLogger(FindTissue.class);

	@Parameter(label = "Slide", persist = false, description = "The file of the slide: SVS, NDPI, SCN, OME-TIFF, pyramidal TIFF, DICOM...")
	private String input = "";

	@AppliesIf("mask empty")
	@Parameter(label = "Preset", persist = false, choices = { "default", "biopsy", "resection", "TCGA" },
		description = "CLAM's values for what is left at -1 below.")
	private String preset = "default";

	@AppliesIf("mask empty")
	@Parameter(label = "Level (-1: automatic)", persist = false, min = "-1", description = "Level of the pyramid on which tissue is looked " +
		"for; automatic: about 64 times coarser than the slide.")
	private int level = -1;

	@AppliesIf("mask empty and otsu = false")
	@Parameter(label = "Saturation above (0..255, -1: preset's)", persist = false, min = "-1", max = "254", description = "Pixels whose saturation " +
		"(0..255) is higher are tissue.")
	private int saturation = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Otsu's threshold", persist = false, description = "The saturation threshold is chosen for each slide by Otsu's " +
		"method.")
	private boolean otsu = false;

	@AppliesIf("mask empty")
	@Parameter(label = "Median filter (pixels, -1: preset's)", persist = false, min = "-1", max = "255", description = "Side of the median filter in " +
		"pixels of the level, odd.")
	private int median = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Closing (pixels, -1: preset's)", persist = false, min = "-1", max = "1000", description = "Gaps up to this many pixels of the " +
		"level are closed.")
	private int closing = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Smallest area (squares, -1: preset's)", persist = false, min = "-1", description = "Pieces of tissue must be larger, in " +
		"squares of 512 x 512 pixels of level 0.")
	private double minArea = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Smallest hole (squares, -1: preset's)", persist = false, min = "-1", description = "Holes must be larger to be left out, in " +
		"the same squares.")
	private double minHole = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Take out pen marks", persist = false, description = "Black, blue and green ink is no tissue. (CLAM does not do this.)")
	private boolean pen = false;

	@Parameter(label = "Own outlines", persist = false, description = "<html>File of outlines to take instead: QuPath's GeoJSON, ImageJ's .roi or " +
		".zip, in pixels of level 0.<br>Empty: tissue is found.")
	private String mask = "";

	@Parameter(label = "Outlines file (.geojson)", persist = false, description = "<html>Where to write the outlines; a table is written " +
		"beside it (.csv).<br>Empty: they are only shown.")
	private String output = "";

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: if the outlines file exists, it is shown and nothing is computed.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Tissue")
	private ImagePlus tissueImage;

	private ImagePlus previewImage;
	private Picture previewPicture;
	private String previewed = "";

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".geojson", ".json");
		final TissueSettings settings = settings();
		Parallel.withThreads(threads, () -> {
			try (Slide slide = slide()) {
				final Picture picture = TissueFinding.picture(slide, settings);
				final Tissue tissue = tissue(picture, settings, file);
				progress.check();
				tissue.warnings().forEach(warning -> LOG.warn("{}: {}", slide.name(), warning));
				final Table table = table(slide, picture, tissue);
				file.filter(path -> overwrite || !Files.exists(path)).ifPresent(path -> {
					TissueGeoJson.write(tissue.regions(), path);
					table.writeCsv(OutputFile.withEnding(path, ".csv"));
				});
				Show.table(table, title());
				final ImagePlus image = SlidePicture.of(slide, picture, slide.name() + " tissue");
				image.setOverlay(SlidePicture.overlay(tissue.regions(), picture));
				tissueImage = Show.image(image);
			}
			return null;
		});
		closePreview();
	}

	private Slide slide() {
		Refusal.unless(!input.isBlank(), "input is empty: give the file of a slide.");
		try {
			return Slide.open(Path.of(input.trim()));
		}
		catch (final Refusal e) {
			throw new Refusal("input: " + e.getMessage(), e);
		}
	}

	private Tissue tissue(final Picture picture, final TissueSettings settings, final Optional<Path> file) {
		if (!overwrite && file.map(Files::exists).orElse(false)) {
			LOG.info("{} exists and is kept; set overwrite=true to find tissue again.", file.get());
			return new Tissue(TissueGeoJson.read(file.get()), List.of());
		}
		return mask.isBlank() ? TissueFinding.find(picture, settings) : new Tissue(OutlineInput.read("mask", mask), List.of());
	}

	/** The preset with what was given instead. */
	private TissueSettings settings() {
		TissueSettings settings = TissueSettings.preset(preset).withOtsu(otsu).withoutPen(pen);
		if (median >= 0) settings = settings.withMedian(median);
		if (closing >= 0) settings = settings.withClosing(closing);
		return settings(settings, level, saturation, minArea, minHole);
	}

	/** Settings with other values where these are not below 0. */
	static TissueSettings settings(final TissueSettings preset, final int level, final int saturation, final double minArea,
		final double minHole)
	{
		final TissueSettings settings = level < 0 ? preset : preset.atLevel(level);
		return (saturation < 0 ? settings : settings.withSaturation(saturation)).withAreas(minArea < 0 ? preset.minArea() : minArea, minHole < 0
			? preset.minHole() : minHole);
	}

	private static Table table(final Slide slide, final Picture picture, final Tissue tissue) {
		final Table table = new Table("slide", "downsample", "regions", "holes", "tissue_share", "tissue_mm2", "note");
		final Table.Row row = table.add().set("slide", slide.name()).set("downsample", picture.downsampleX()).set("regions", tissue.regions()
			.size()).set("holes", tissue.regions().stream().mapToInt(r -> r.holes().size()).sum()).set("tissue_share", tissue.area() / slide
				.width() / slide.height()).set("note", String.join(" ", tissue.warnings()));
		if (slide.calibrated()) {
			final PixelSize size = slide.pixelSize();
			row.set("tissue_mm2", tissue.area() * size.x() * size.y() / 1e6);
		}
		return table.setAll("version", Version.get());
	}

	/** Shows what the dialog's values find; values that cannot be yet, such as half a file name, change nothing. */
	@Override
	public void preview() {
		super.preview();
		if (GraphicsEnvironment.isHeadless() || input.isBlank() || !Files.isRegularFile(Path.of(input.trim()))) return;
		try {
			final TissueSettings settings = settings();
			final String wanted = input + " " + level;
			if (!wanted.equals(previewed)) openPreview(settings, wanted);
			final Tissue tissue = mask.isBlank() ? TissueFinding.find(previewPicture, settings) : new Tissue(OutlineInput.read("mask", mask),
				List.of());
			previewImage.setOverlay(SlidePicture.overlay(tissue.regions(), previewPicture));
			previewImage.setTitle(tissue.warnings().isEmpty() ? "Tissue preview" : "Tissue preview: " + tissue.warnings().get(0));
		}
		catch (final Refusal e) {
			LOG.debug("No preview", e);
		}
	}

	private void openPreview(final TissueSettings settings, final String wanted) {
		try (Slide slide = slide()) {
			previewPicture = TissueFinding.picture(slide, settings);
			closePreview();
			previewImage = SlidePicture.of(slide, previewPicture, "Tissue preview");
			previewImage.show();
			previewed = wanted;
		}
	}

	@Override
	public void cancel() {
		closePreview();
	}

	private void closePreview() {
		if (previewImage != null) {
			previewImage.changes = false;
			previewImage.close();
		}
		previewImage = null;
		previewed = "";
	}
}
