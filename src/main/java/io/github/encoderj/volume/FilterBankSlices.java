package io.github.encoderj.volume;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/** Single slices, scaled to 0..1, through the embedded filter bank with a fixed normalisation: its features of the plane alone. */
public final class FilterBankSlices {

	/** So thick that the slice has no neighbours: features across sections become those of the plane. */
	private static final Geometry ALONE = Geometry.spacing(1, 1, 1000, "pixel");

	private final FilterBank bank = new FilterBank(new Normalisation.Fixed(0.5, 0.25));

	public FilterBank bank() {
		return bank;
	}

	/**
	 * The features of a slice.
	 *
	 * @param slice one channel, as {@link GreyWindows#apply} makes it of one window
	 * @throws Refusal if it has several channels
	 */
	public FeatureGrid encode(final Planes slice) {
		Refusal.unless(slice.channels() == 1, "window: the filter bank takes one window, not %d.", slice.channels());
		return bank.encode(Volume.of(slice.data(), slice.width(), slice.height(), 1, ALONE, "slice"), 0, 1);
	}
}
