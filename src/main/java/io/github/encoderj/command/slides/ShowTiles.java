package io.github.encoderj.command.slides;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import javax.imageio.ImageIO;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tile.ContactSheet;
import io.github.encoderj.wsi.tile.TileGrid;
import io.github.encoderj.wsi.tile.TileGrid.Place;
import io.github.encoderj.wsi.tissue.Tissue;

/** The tiles of a slide as Encode Slides takes them: the grid over a coarse picture, and a sheet of kept and dropped tiles. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Slides>Show Tiles...", headless = true,
	description = "Shows which tiles of a slide are encoded: the grid on a coarse picture, and a sheet of kept and dropped tiles.")
public class ShowTiles extends TileCommand {

	private static final Logger LOG = LoggerFactory.getLogger(ShowTiles.class);

	/** Longest side of the coarse picture, in pixels, about. */
	private static final double PICTURE = 2000;
	private static final int SMALL = 96;
	private static final Color KEPT = new Color(0, 170, 0);
	private static final Color DROPPED = new Color(200, 0, 0);

	@Parameter(label = "Tiles in a row", persist = false, min = "1", max = "100", description = "Columns of the sheet.")
	private int columns = 12;

	@Parameter(label = "Rows", persist = false, min = "1", max = "100", description = "Rows of kept and at most as many of dropped tiles; where " +
		"there are more tiles, they are taken at even distances.")
	private int rows = 6;

	@Parameter(label = "Sheet file (.png)", persist = false, description = "<html>Where to write the sheet; a table is written beside it " +
		"(.csv).<br>Empty: it is only shown.")
	private String output = "";

	@Parameter(type = ItemIO.OUTPUT, label = "Sheet")
	private ImagePlus sheetImage;

	@Parameter(type = ItemIO.OUTPUT, label = "Tiles")
	private ImagePlus tileImage;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = OutputFile.of("output", output, ".png");
		checkMask(1);
		Parallel.withThreads(threads, () -> {
			try (Slide slide = slide()) {
				progress.report("Finding tissue", 0);
				final Tissue found = tissueOf(slide);
				found.warnings().forEach(warning -> LOG.warn("{}: {}", slide.name(), warning));
				final TileGrid laid = TileGrid.of(slide, found, tiles());
				progress.check();
				progress.report("Reading tiles", 0.3);
				final ImagePlus sheet = SlidePicture.plain(ContactSheet.of(slide, laid, columns, rows, SMALL), slide.name() + " sheet");
				final Picture picture = slide.picture(Math.max(1, Math.max(slide.width(), slide.height()) / PICTURE));
				final ImagePlus image = SlidePicture.of(slide, picture, slide.name() + " tiles");
				image.setOverlay(overlay(laid, picture));
				progress.check();
				final Table table = table(slide, laid, found);
				file.ifPresent(path -> {
					WholeFile.write(path, temporary -> {
						try (OutputStream out = Files.newOutputStream(temporary)) {
							ImageIO.write(sheet.getBufferedImage(), "png", out);
						}
					});
					table.writeCsv(OutputFile.withEnding(path, ".csv"));
				});
				Show.table(table, title());
				sheetImage = Show.image(sheet);
				tileImage = Show.image(image); // last, so that it is the active one
			}
			return null;
		});
	}

	private Slide slide() {
		Refusal.unless(!input.isBlank(), "input is empty: give the file of a slide.");
		try {
			return Slide.open(Path.of(input.trim()), pixelSize());
		}
		catch (final Refusal e) {
			throw new Refusal("input: " + e.getMessage(), e);
		}
	}

	private static Overlay overlay(final TileGrid grid, final Picture picture) {
		final Overlay overlay = new Overlay();
		add(overlay, grid.dropped(), DROPPED, grid.side(), picture);
		add(overlay, grid.kept(), KEPT, grid.side(), picture);
		return overlay;
	}

	/** One selection for all tiles: a slide may have a hundred thousand. */
	private static void add(final Overlay overlay, final List<Place> places, final Color colour, final int side, final Picture picture) {
		if (places.isEmpty()) return;
		final Path2D.Double squares = new Path2D.Double();
		for (final Place place : places) {
			squares.append(new Rectangle2D.Double(place.x() / picture.downsampleX(), place.y() / picture.downsampleY(), side / picture
				.downsampleX(), side / picture.downsampleY()), false);
		}
		final Roi roi = new ShapeRoi(squares);
		roi.setStrokeColor(colour);
		overlay.add(roi);
	}

	private Table table(final Slide slide, final TileGrid laid, final Tissue found) {
		final Table table = new Table("slide", "kept", "dropped", "side", "level", "level_side", "tissue_share", "note");
		table.add().set("slide", slide.name()).set("kept", laid.kept().size()).set("dropped", laid.dropped().size()).set("side", laid.side())
			.set("level", laid.level()).set("level_side", laid.levelSide()).set("tissue_share", found.area() / slide.width() / slide.height())
			.set("note", String.join(" ", found.warnings()));
		return table.setAll("definition", laid.settings().convention() + " grid; " + tissueText()).setAll("version", Version.get());
	}
}
