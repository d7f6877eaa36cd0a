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
public class FindTissue extends TissueCommand implements Previewable {

	private static final Logger LOG = LoggerFactory.getLogger(FindTissue.class);

	@Parameter(label = "Slide", persist = false, description = "The file of the slide: SVS, NDPI, SCN, OME-TIFF, pyramidal TIFF, DICOM...")
	private String input = "";

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
		final TissueSettings settings = tissueSettings();
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
			final TissueSettings settings = tissueSettings();
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
