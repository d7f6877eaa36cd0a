package io.github.encoderj.em.blockwise;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.SectionFile;

/** Affinities in a file that is larger than memory. */
public final class FileSections implements SectionSource {

	private final SectionFile file;

	/**
	 * @param affinities at least 3 channels, z, y, x; 32-bit numbers 0..1 or 8 bit
	 * @throws Refusal if there are fewer channels
	 */
	public FileSections(final SectionFile affinities) {
		Refusal.unless(affinities.channels() >= 3, "%s has %d channel(s); affinities have 3, in the order z, y, x. Predict them first.",
			affinities.name(), affinities.channels());
		file = affinities;
	}

	@Override
	public int width() {
		return file.width();
	}

	@Override
	public int height() {
		return file.height();
	}

	@Override
	public int depth() {
		return file.depth();
	}

	@Override
	public Geometry geometry() {
		return file.geometry();
	}

	@Override
	public String name() {
		return file.name();
	}

	@Override
	public void read(final int from, final int to, final float[] out, final int at, final int stride) {
		file.read(3, from, to, out, at, stride);
		for (int c = 0; c < 3; c++) {
			final int start = at + c * stride;
			final int end = start + (to - from) * width() * height();
			if (file.bytes()) for (int i = start; i < end; i++) out[i] /= 255f;
			for (int i = start; i < end; i++) {
				if (!(out[i] >= 0 && out[i] <= 1)) {
					throw new Refusal(file.name() + " holds the value " + out[i] + "; affinities lie in 0..1. Scale them first.");
				}
			}
		}
	}
}
