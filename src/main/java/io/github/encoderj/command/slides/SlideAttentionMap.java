package io.github.encoderj.command.slides;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

import org.scijava.ItemIO;
import org.scijava.command.Command;
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
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.classify.AttentionMap;
import io.github.encoderj.wsi.classify.SlideClassifier;
import io.github.encoderj.wsi.classify.SlideMapFile;
import io.github.encoderj.wsi.classify.SlidePooling;
import io.github.encoderj.wsi.features.SlideFeatures;
import io.github.encoderj.wsi.tissue.Outline;
import io.github.encoderj.wsi.tissue.Region;
import io.github.encoderj.wsi.tissue.Tissue;
import io.github.encoderj.wsi.tissue.TissueFinding;
import io.github.encoderj.wsi.tissue.TissueSettings;

/** Shows on a slide where a classifier looks, and the tiles that it looks at most. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Slides>Slide Attention Map...", headless = true,
	description = "Shows where on a slide a classifier looks, as overlay and as OME-TIFF that QuPath lays on the slide, and the top tiles.")
public class SlideAttentionMap extends DeviceCommand {

	private static final Logger LOG = LoggerFactory.getLogger(SlideAttentionMap.class);
	/** Pixels of the map on a tile's side, about. */
	private static final double PIXELS_A_TILE = 16;

	@Parameter(label = "Slide", persist = false, description = "The file of the slide: SVS, NDPI, SCN, OME-TIFF, pyramidal TIFF, DICOM...")
	private String input = "";

	@Parameter(label = "Features (.h5)", persist = false, description = "<html>The features of its tiles, or the folder that holds them as " +
		"NAME.h5.<br>Tiles that overlap are averaged. Empty: beside the slide.")
	private String features = "";

	@Parameter(label = "Head (.safetensors)", persist = false, description = "A head that Train Slide Classifier wrote, with attention.")
	private String head = "";

	@Parameter(label = "Label", persist = false, description = "The label that is explained; empty: the most probable one.")
	private String label = "";

	@Parameter(label = "Shows", persist = false, choices = { "attention", "evidence" }, description = "<html>attention: how much a tile counts." +
		"<br>evidence: how much a tile speaks for the label rather than for the others.")
	private String shows = "attention";

	@Parameter(label = "Tile side (pixels; 0: the file's)", persist = false, min = "0", max = "100000", description = "Side of a tile in pixels of level 0, " +
		"for features that do not say it (CLAM's).")
	private int side = 0;

	@Parameter(label = "Downsample (0: automatic)", persist = false, min = "0", max = "1024", description = "Pixels of the slide for one of the " +
		"map, about; automatic: a tile has some 16 pixels.")
	private double downsample = 0;

	@Parameter(label = "Opacity (0..1)", persist = false, min = "0", max = "1", description = "Of the colours over the slide, 0..1.")
	private double opacity = 0.5;

	@Parameter(label = "Top tiles", persist = false, min = "1", max = "100", description = "How many of the highest tiles are shown.")
	private int tiles = 10;

	@AppliesIf("mask empty")
	@Parameter(label = "Tissue preset", persist = false, choices = { "default", "biopsy", "resection", "TCGA" }, description = "CLAM's values " +
		"for finding the tissue to which the map is clipped.")
	private String preset = "default";

	@Parameter(label = "Own outlines", persist = false, description = "A file of outlines to clip to instead: QuPath's GeoJSON, ImageJ's .roi or .zip.")
	private String mask = "";

	@Parameter(label = "Micrometres a scanned pixel (0: file's)", persist = false, min = "0", description = "Size of a pixel of level 0, for " +
		"files that do not say it.")
	private double pixelSize = 0;

	@Parameter(label = "Map file (.ome.tif)", persist = false, description = "<html>Where to write the map over the slide. Beside it go " +
		"NAME_tiles.png and NAME_tiles.csv.<br>Empty: all is only shown.")
	private String output = "";

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: if the map file exists, nothing is computed.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Map")
	private ImagePlus mapImage;

	@Parameter(type = ItemIO.OUTPUT, label = "Top tiles")
	private ImagePlus tilesImage;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".ome.tif", ".ome.tiff");
		if (!overwrite && file.map(Files::exists).orElse(false)) {
			LOG.info("{} exists and is kept; set overwrite=true to compute it again.", file.get());
			return;
		}
		final String used = TorchEngine.deviceName(device);
		Parallel.withThreads(threads, () -> {
			try (Slide slide = slide(); SlideClassifier classifier = SlideClassifier.open(Path.of(head.trim()), device, threads)) {
				map(slide, classifier, file, used, progress);
			}
			return null;
		});
	}

	private void map(final Slide slide, final SlideClassifier classifier, final Optional<Path> file, final String used,
		final Progress progress)
	{
		Refusal.unless(classifier.pooling() == SlidePooling.ATTENTION, "head = %s: it pools tiles by %s and has no attention. Train one with " +
			"pooling=attention.", head, classifier.pooling());
		final List<String> labels = classifier.tasks().labels();
		Refusal.unless(label.isBlank() || labels.contains(label.trim()), "label = %s: the head knows %s.", label, labels);
		final Path path = features(slide);
		final int[] places;
		final int tileSide;
		try (SlideFeatures opened = SlideFeatures.open(path)) {
			places = opened.coordinates();
			tileSide = side > 0 ? side : opened.side().orElseThrow(() -> new Refusal("side = 0: " + path.getFileName() + " does not say how large " +
				"its tiles are. Give their side in pixels of level 0."));
		}
		final SlideClassifier.Prediction prediction = classifier.classify(path, progress.part(0, 0.3));
		final int explained = label.isBlank() ? prediction.best() : labels.indexOf(label.trim());
		final float[] scores = shows.equals("attention") ? classifier.attention(prediction, explained) : classifier.evidence(prediction,
			explained);
		final AttentionMap map = AttentionMap.of(slide.picture(downsample > 0 ? Math.max(1, downsample) : Math.max(1, tileSide / PIXELS_A_TILE)),
			places, tileSide, scores, tissue(slide));
		progress.check();
		final boolean shared = shows.equals("attention") && !classifier.ownAttention() && labels.size() > 1;
		final String name = String.format(Locale.ROOT, "%s %s: %s %.3f%s", slide.name(), shows, labels.get(explained), prediction
			.probabilities()[explained], shared ? " (attention shared by all labels)" : "");
		LOG.info(name);
		final TopTiles top = new TopTiles(slide, map, places, tileSide, scores, tiles);
		final Table table = top.table().setAll("slide", slide.name()).setAll("label", labels.get(explained)).setAll("shows", shows).setAll(
			"encoder", classifier.head().encoder()).setAll("device", used).setAll("version", Version.get());
		final ImagePlus montage = top.montage(name);
		file.ifPresent(target -> {
			SlideMapFile.write(target, slide, map.blended(opacity), progress.part(0.5, 1));
			table.writeCsv(OutputFile.withEnding(target, "_tiles.csv"));
			TopTiles.write(montage, OutputFile.withEnding(target, "_tiles.png"));
		});
		Show.table(table, title());
		mapImage = Show.image(MapOverlay.of(slide, map, opacity, name));
		tilesImage = Show.image(montage);
	}

	private Slide slide() {
		Refusal.unless(!input.isBlank(), "input is empty: give the file of a slide.");
		try {
			return Slide.open(Path.of(input.trim()), pixelSize > 0 ? OptionalDouble.of(pixelSize) : OptionalDouble.empty());
		}
		catch (final Refusal e) {
			throw new Refusal("input: " + e.getMessage(), e);
		}
	}

	/** The file that is named, or NAME.h5 in the folder that is named, or beside the slide. */
	private Path features(final Slide slide) {
		final Path named = features.isBlank() ? slide.pyramid().path().toAbsolutePath().getParent() : Path.of(features.trim());
		final Path file = Files.isDirectory(named) ? named.resolve(slide.name() + ".h5") : named;
		Refusal.unless(Files.isRegularFile(file), "features = %s: there is no file %s. Run Encode Slides first, or name its file.", features, file);
		return file;
	}

	/** What the map is clipped to: own outlines, or all tissue, small pieces too, since only tiles are shown. */
	private Tissue tissue(final Slide slide) {
		if (!mask.isBlank()) return new Tissue(OutlineInput.read("mask", mask), List.of());
		final TissueSettings settings = TissueSettings.preset(preset);
		final Tissue tissue = TissueFinding.find(slide, settings.withAreas(0, settings.minHole()), Progress.NONE);
		if (!tissue.regions().isEmpty()) return tissue;
		LOG.warn("{}: no tissue was found with the preset {}; the map shows whole tiles. Give outlines in mask.", slide.name(), preset);
		final double[] x = { 0, slide.width(), slide.width(), 0 };
		final double[] y = { 0, 0, slide.height(), slide.height() };
		return new Tissue(List.of(new Region(new Outline(x, y), List.of())), List.of());
	}
}
