package io.github.encoderj.volume.segmentation;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.VisionEncoder;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Volume;

/**
 * A vision encoder that sees three slices at once: the one before, the slice itself and the one after are red, green and blue of a
 * picture. The preprocessing says so, so that a head of three slices is never used with one.
 *
 * @param network not closed by this
 */
record SliceColours(VisionEncoder network) implements Encoder {

	static final int SLICES = 3;

	private static final String REMARK = ", slices before and after as red and blue";

	/**
	 * An encoder as it sees slices.
	 *
	 * @param slices 1 or 3
	 * @throws Refusal if the encoder takes no colours
	 */
	static Encoder of(final Encoder encoder, final int slices) {
		if (slices == 1) return encoder;
		Refusal.unless(encoder instanceof VisionEncoder, "slices = %d: encoder %s takes no neighbouring slices as colours. Choose slices = 1, or " +
			"a vision encoder (a weights folder or a name of the catalogue).", slices, encoder.name());
		return new SliceColours((VisionEncoder) encoder);
	}

	/** The preprocessing of the encoder itself in that of a head. */
	static String ofNetwork(final String preprocessing) {
		return preprocessing.endsWith(REMARK) ? preprocessing.substring(0, preprocessing.length() - REMARK.length()) : preprocessing;
	}

	/**
	 * Features of the sections from..to of a volume with one channel.
	 *
	 * @param window values seen as black and white
	 */
	FeatureGrid encode(final Volume<?> volume, final long from, final long to, final Window window) {
		return network.encode(volume, from, to, window, SLICES);
	}

	@Override
	public FeatureGrid encode(final Volume<?> volume, final long fromSection, final long toSection) {
		return encode(volume, fromSection, toSection, Window.of(volume));
	}

	@Override
	public String name() {
		return network.name();
	}

	@Override
	public String sha256() {
		return network.sha256();
	}

	@Override
	public String preprocessing() {
		return network.preprocessing() + REMARK;
	}

	@Override
	public int width() {
		return network.width();
	}

	@Override
	public int stride() {
		return network.stride();
	}

	@Override
	public int contextPixels() {
		return network.contextPixels();
	}

	@Override
	public int contextSections() {
		return SLICES / 2;
	}
}
