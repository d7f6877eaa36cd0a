package io.github.encoderj.wsi.features;

import java.util.Objects;
import java.util.OptionalDouble;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tile.TileSettings;
import io.github.encoderj.wsi.tissue.Tissue;

/**
 * Which tiles of which tissue are encoded.
 *
 * @param tiles the grid
 * @param tissue where tissue lies on a slide
 * @param tissueText the rule of {@code tissue} in words, by which it is known whether features were made with the same
 * @param pixelSize micrometres of a pixel of level 0; empty: what each slide's file says
 * @param batch tiles that are encoded together, at least 1; at most so many are lost when a run is killed
 * @param overwrite whether finished slides are encoded again
 */
public record EncodingSettings(TileSettings tiles, TissueSource tissue, String tissueText, OptionalDouble pixelSize, int batch,
	boolean overwrite)
{

	/** Tiles that are encoded together, where nothing else is said. */
	public static final int BATCH = 32;

	/** Says where the tissue of a slide lies. */
	@FunctionalInterface
	public interface TissueSource {

		/**
		 * The tissue of a slide.
		 *
		 * @throws Refusal if it cannot be found or read
		 */
		Tissue of(Slide slide);
	}

	public EncodingSettings {
		Objects.requireNonNull(tissue);
		Refusal.unless(batch >= 1 && batch <= 4096, "batch = %d: expected 1 to 4096 tiles.", batch);
	}

	/** Tiles and tissue in one line: features made by another one are not mixed with these. */
	public String text() {
		final String size = tiles.micrometres().isPresent() ? "pixels of " + tiles.micrometres().getAsDouble() + " micrometres"
			: "pixels of level 0";
		return tiles.convention() + " grid, tiles of " + tiles.side() + " " + size + ", overlap " + tiles.overlap() + ", tissue at least " + tiles
			.minTissue() + ", " + tiles.test() + "; " + tissueText;
	}
}
