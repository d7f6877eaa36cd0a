package io.github.encoderj.encoder;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/** No encoder at all: the intensity itself as the only feature, for networks that are trained from scratch. */
public final class RawIntensity implements Encoder {

	/** Catalogue name. */
	public static final String NAME = "raw";

	@Override
	public String name() {
		return NAME;
	}

	/** There are no weights. */
	@Override
	public String sha256() {
		return "raw";
	}

	@Override
	public String preprocessing() {
		return "none";
	}

	@Override
	public int width() {
		return 1;
	}

	@Override
	public int stride() {
		return 1;
	}

	@Override
	public int contextPixels() {
		return 0;
	}

	@Override
	public int contextSections() {
		return 0;
	}

	@Override
	public FeatureGrid encode(final Volume<?> volume, final long fromSection, final long toSection) {
		Refusal.unless(volume.channels() == 1, "%s has %d channels; expected one. Split it first.", volume.name(), volume.channels());
		final int plane = Math.toIntExact(volume.width() * volume.height());
		final int sections = Math.toIntExact(toSection - fromSection);
		final float[] data = new float[sections * plane];
		System.arraycopy(Pixels.floats(volume), Math.toIntExact(fromSection * plane), data, 0, data.length);
		return new FeatureGrid(data, 1, sections, (int) volume.height(), (int) volume.width(), 1);
	}

	@Override
	public void close() {
		// nothing is open
	}
}
