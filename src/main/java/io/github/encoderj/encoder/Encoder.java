package io.github.encoderj.encoder;

import io.github.encoderj.image.Volume;

/**
 * Turns sections of a volume into a grid of features. An encoder is frozen: the same image gives the same features, whatever the
 * number of threads and however the sections are grouped into calls.
 */
public interface Encoder extends AutoCloseable {

	/** Catalogue name or folder, as tables and head files show it. */
	String name();

	/** SHA-256 (hex) of the weights, or of the definition where there are no weights. Heads are tied to it. */
	String sha256();

	/** How pixels become the network's input, in one line; part of what a feature store is keyed by. */
	String preprocessing();

	/** Number of features of a cell. */
	int width();

	/** Side of a cell in pixels: 1 for full-resolution features, the patch size for a vision transformer. */
	int stride();

	/** Number of pixels in the plane around a cell that its features depend on. */
	int contextPixels();

	/** Number of sections above and below that the features of a section depend on; 0 for a 2D encoder. */
	int contextSections();

	/**
	 * Features of the sections {@code fromSection..toSection} (end excluded) of a volume with one channel. Sections that the
	 * context needs are read from the volume; outside of it the volume is mirrored.
	 *
	 * @throws io.github.encoderj.base.Refusal if the volume does not suit the encoder
	 */
	FeatureGrid encode(Volume<?> volume, long fromSection, long toSection);

	@Override
	default void close() {}
}
