package io.github.encoderj.command.slides;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

import org.scijava.plugin.Parameter;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tile.TileSettings;
import io.github.encoderj.wsi.tile.TileSettings.Convention;
import io.github.encoderj.wsi.tile.TileSettings.PointTest;
import io.github.encoderj.wsi.tissue.Tissue;
import io.github.encoderj.wsi.tissue.TissueFinding;

/** What the commands share that lay a grid of tiles on the tissue of slides. */
abstract class TileCommand extends TissueCommand {

	@Parameter(label = "Slides", persist = false, description = "The file of a slide; Encode Slides also takes a folder of slides, or a list " +
		"(.txt, a path a line).")
	protected String input = "";

	@Parameter(label = "Tile (pixels)", persist = false, min = "1", max = "16384", description = "Side of a tile as the encoder sees it.")
	protected int tile = 256;

	@Parameter(label = "Micrometres a pixel (0: as scanned)", persist = false, min = "0", description = "<html>Size of a pixel as the encoder " +
		"sees it, for instance 0.5 for 20x: slides of all scanners give alike tiles.<br>0: the pixels of level 0, whatever their size.")
	protected double micrometres = 0;

	@Parameter(label = "Overlap (pixels)", persist = false, min = "0", max = "16383", description = "How far neighbouring tiles overlap, in " +
		"pixels as the encoder sees them.")
	protected int overlap = 0;

	@Parameter(label = "Smallest share of tissue (0..1)", persist = false, min = "0", max = "1", description = "<html>Share of a tile's area that " +
		"must be tissue, 0..1.<br>0: CLAM's own test of four points, or (TRIDENT) any tissue at all.")
	protected double tissue = 0;

	@Parameter(label = "Grid", persist = false, choices = { "CLAM", "TRIDENT" }, description = "<html>CLAM: a grid for each piece of tissue, from " +
		"its bounding box.<br>TRIDENT: one grid from the corner of the slide.")
	protected String grid = "CLAM";

	@Parameter(label = "Micrometres a scanned pixel (0: file's)", persist = false, min = "0", description = "Size of a pixel of level 0, for " +
		"files that do not say it.")
	protected double pixelSize = 0;

	@Override
	protected abstract void work(Progress progress) throws Exception;

	protected final TileSettings tiles() {
		return new TileSettings(Convention.valueOf(grid), tile, micrometres > 0 ? OptionalDouble.of(micrometres) : OptionalDouble.empty(),
			overlap, tissue, PointTest.ANY_OF_FOUR);
	}

	protected final OptionalDouble pixelSize() {
		return pixelSize > 0 ? OptionalDouble.of(pixelSize) : OptionalDouble.empty();
	}

	/**
	 * Makes sure that the outlines are there.
	 *
	 * @param slides how many are to have them
	 */
	protected final void checkMask(final int slides) {
		if (mask.isBlank()) return;
		final Path path = Path.of(mask.trim());
		Refusal.unless(Files.exists(path), "mask = %s: there is no such file or folder. Check the name and the folder.", mask);
		if (Files.isDirectory(path)) return;
		Refusal.unless(slides == 1, "mask = %s: one file of outlines for %d slides. Give a folder with one for each slide.", mask, slides);
		OutlineInput.read("mask", mask);
	}

	/** The rule by which tissue is found, in words. */
	protected final String tissueText() {
		return mask.isBlank() ? tissueSettings().toString() : "own outlines";
	}

	/** The tissue of a slide: its own outlines, or what is found with the preset. */
	protected final Tissue tissueOf(final Slide slide) {
		if (mask.isBlank()) return TissueFinding.find(slide, tissueSettings(), Progress.NONE);
		final Path path = Path.of(mask.trim());
		if (!Files.isDirectory(path)) return new Tissue(OutlineInput.read("mask", mask), List.of());
		for (final String suffix : List.of(".geojson", ".json", ".zip", ".roi")) {
			final Path file = path.resolve(slide.name() + suffix);
			if (Files.isRegularFile(file)) return new Tissue(OutlineInput.read("mask", file.toString()), List.of());
		}
		throw new Refusal("mask = " + mask + ": the folder holds no " + slide.name() + ".geojson, .json, .zip or .roi. Draw the outlines, or take " +
			"the slide out.");
	}
}
