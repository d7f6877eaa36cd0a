package io.github.encoderj.image.pyramid;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A file that stores an image as tiles at several resolutions. Safe to use from several threads. */
interface TileSource extends AutoCloseable {

	/** The format as people call it. */
	String format();

	/** Finest first. */
	List<PyramidLevel> levels();

	/** Size of the pixels of level 0, if the file says so. */
	Optional<PixelSize> pixelSize();

	/** Nominal magnification of the objective, if the file says so. */
	OptionalDouble magnification();

	/**
	 * Decodes a stored tile.
	 *
	 * @return red, green, blue of each pixel, x fastest, always {@code tileWidth * tileHeight} pixels; what lies outside of the image is
	 *         undefined
	 * @throws IOException if the tile is damaged or the file cannot be read
	 */
	byte[] tile(int level, int column, int row) throws IOException;

	@Override
	void close();
}
