package io.github.encoderj.command.slides;

import java.awt.Color;
import java.awt.Font;
import java.nio.file.Path;
import java.util.Locale;

import javax.imageio.ImageIO;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.TextRoi;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.classify.AttentionMap;
import io.github.encoderj.wsi.classify.TileMontage;

/** The tiles of a slide with the highest values. */
final class TopTiles {

	private static final int COLUMNS = 5;
	private static final Font FONT = new Font(Font.SANS_SERIF, Font.BOLD, 14);

	private final Slide slide;
	private final AttentionMap map;
	private final int[] places;
	private final int side;
	private final float[] scores;
	private final int[] highest;

	TopTiles(final Slide slide, final AttentionMap map, final int[] places, final int side, final float[] scores, final int most) {
		this.slide = slide;
		this.map = map;
		this.places = places;
		this.side = side;
		this.scores = scores;
		highest = map.highest(most);
	}

	/** A row a tile, highest first: where it lies, in pixels of level 0, and its value. */
	Table table() {
		final Table table = new Table("slide", "rank", "x", "y", "side", "score", "percentile");
		for (int k = 0; k < highest.length; k++) {
			table.add().set("rank", k + 1).set("x", places[2 * highest[k]]).set("y", places[2 * highest[k] + 1]).set("side", side).set("score",
				scores[highest[k]]).set("percentile", map.percentile(highest[k]));
		}
		return table;
	}

	/** The tiles side by side, each with its rank and percentile. */
	ImagePlus montage(final String title) {
		final int[] chosen = new int[2 * highest.length];
		final Overlay overlay = new Overlay();
		for (int k = 0; k < highest.length; k++) {
			chosen[2 * k] = places[2 * highest[k]];
			chosen[2 * k + 1] = places[2 * highest[k] + 1];
			final TextRoi text = new TextRoi(TileMontage.at(k % COLUMNS) + 3, TileMontage.at(k / COLUMNS) + 1, String.format(Locale.ROOT,
				"%d: %.1f %%", k + 1, map.percentile(highest[k])), FONT);
			text.setStrokeColor(Color.BLACK);
			text.setFillColor(new Color(255, 255, 255, 180));
			overlay.add(text);
		}
		final ImagePlus image = SlidePicture.of(slide, TileMontage.of(slide, chosen, side, COLUMNS), title + ", top tiles");
		image.setCalibration(null); // the tiles lie apart on the slide
		image.setOverlay(overlay);
		return image;
	}

	/** Writes the montage with its numbers. */
	static void write(final ImagePlus montage, final Path path) {
		WholeFile.write(path, png -> ImageIO.write(montage.flatten().getBufferedImage(), "png", png.toFile()));
	}
}
