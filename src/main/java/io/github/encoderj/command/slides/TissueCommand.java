package io.github.encoderj.command.slides;

import org.scijava.plugin.Parameter;

import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.wsi.tissue.TissueSettings;

/** What the commands share that find the tissue of slides. */
abstract class TissueCommand extends ParallelCommand {

	@AppliesIf("mask empty")
	@Parameter(label = "Tissue preset", persist = false, choices = { "default", "biopsy", "resection", "TCGA" },
		description = "CLAM's values for what is left at -1 below.")
	protected String preset = "default";

	@AppliesIf("mask empty")
	@Parameter(label = "Tissue level (-1: automatic)", persist = false, min = "-1", description = "Level of the pyramid on which tissue is looked " +
		"for; automatic: about 64 times coarser than the slide.")
	protected int level = -1;

	@AppliesIf("mask empty and otsu = false")
	@Parameter(label = "Saturation above (0..255, -1: preset's)", persist = false, min = "-1", max = "254", description = "Pixels whose saturation " +
		"(0..255) is higher are tissue.")
	protected int saturation = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Otsu's threshold", persist = false, description = "The saturation threshold is chosen for each slide by Otsu's " +
		"method.")
	protected boolean otsu = false;

	@AppliesIf("mask empty")
	@Parameter(label = "Median filter (pixels, -1: preset's)", persist = false, min = "-1", max = "255", description = "Side of the median filter in " +
		"pixels of the level, odd.")
	protected int median = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Closing (pixels, -1: preset's)", persist = false, min = "-1", max = "1000", description = "Gaps up to this many pixels of the " +
		"level are closed.")
	protected int closing = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Smallest area (squares, -1: preset's)", persist = false, min = "-1", description = "Pieces of tissue must be larger, in " +
		"squares of 512 x 512 pixels of level 0; 0 keeps all.")
	protected double minArea = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Smallest hole (squares, -1: preset's)", persist = false, min = "-1", description = "Holes must be larger to be left out, in " +
		"the same squares.")
	protected double minHole = -1;

	@AppliesIf("mask empty")
	@Parameter(label = "Take out pen marks", persist = false, description = "Black, blue and green ink is no tissue. (CLAM does not do this.)")
	protected boolean pen = false;

	@Parameter(label = "Own outlines", persist = false, description = "<html>Outlines to take instead: a file of QuPath's GeoJSON, ImageJ's .roi or " +
		".zip, in pixels of level 0;<br>for several slides a folder with one for each, such as NAME.geojson. Empty: tissue is found.")
	protected String mask = "";

	/** The preset with what was given instead; values below 0 leave the preset's. */
	protected final TissueSettings tissueSettings() {
		TissueSettings settings = TissueSettings.preset(preset).withOtsu(otsu).withoutPen(pen);
		if (median >= 0) settings = settings.withMedian(median);
		if (closing >= 0) settings = settings.withClosing(closing);
		if (level >= 0) settings = settings.atLevel(level);
		if (saturation >= 0) settings = settings.withSaturation(saturation);
		return settings.withAreas(minArea < 0 ? settings.minArea() : minArea, minHole < 0 ? settings.minHole() : minHole);
	}
}
