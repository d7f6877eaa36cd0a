package io.github.encoderj.volume.figure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.volume.FilterBankSlices;
import io.github.encoderj.volume.GreyWindows;

/** Features of the patches of whole sections, all sections of a scan with as many patches. */
@FunctionalInterface
public interface SectionFeatures {

	/** Patches along the longer side of a section, for the filter bank, unless told otherwise. */
	int CELLS = 64;

	/**
	 * Encodes sections.
	 *
	 * @param sections one or three channels, scaled to 0..1
	 * @return one result a section
	 */
	List<ImageFeatures> of(List<Planes> sections);

	/**
	 * Through an encoder of pictures; each section is brought to a square.
	 *
	 * @param resolution side of the encoded picture; 0 for the encoder's own
	 */
	static SectionFeatures pictures(final PictureEncoder encoder, final int resolution) {
		return sections -> encoder.encodeWhole(sections, GreyWindows.UNIT, resolution, Wanted.FINAL);
	}

	/**
	 * Through the filter bank, whose features are averaged over cells.
	 *
	 * @param cells along the longer side of a section; 0 for {@value #CELLS}
	 * @throws Refusal if there are fewer than 0
	 */
	static SectionFeatures filterBank(final int cells) {
		Refusal.unless(cells >= 0, "resolution = %d: expected 0 or more.", cells);
		final FilterBankSlices bank = new FilterBankSlices();
		return sections -> sections.stream().map(s -> averaged(bank, s, cells == 0 ? CELLS : cells)).toList();
	}

	private static ImageFeatures averaged(final FilterBankSlices bank, final Planes section, final int cells) {
		final FeatureGrid grid = bank.encode(section);
		final double side = Math.max(1, Math.max(grid.rows(), grid.columns()) / (double) cells);
		final int rows = Math.max(1, (int) Math.round(grid.rows() / side));
		final int columns = Math.max(1, (int) Math.round(grid.columns() / side));
		final float[] patches = new float[rows * columns * grid.width()];
		for (int p = 0; p < rows * columns; p++) {
			final int top = p / columns * grid.rows() / rows;
			final int bottom = (p / columns + 1) * grid.rows() / rows;
			final int left = p % columns * grid.columns() / columns;
			final int right = (p % columns + 1) * grid.columns() / columns;
			for (int f = 0; f < grid.width(); f++) {
				double sum = 0;
				for (int y = top; y < bottom; y++) for (int x = left; x < right; x++) sum += grid.data()[(f * grid.rows() + y) * grid.columns() + x];
				patches[p * grid.width() + f] = (float) (sum / ((bottom - top) * (right - left)));
			}
		}
		return new ImageFeatures(rows, columns, grid.width(), Optional.empty(), new float[0], patches, new float[0], Optional.empty(), Map.of(), Map
			.of());
	}
}
