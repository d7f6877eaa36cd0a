package io.github.encoderj.image.pyramid;

/**
 * One resolution of an image.
 *
 * @param width pixels
 * @param height pixels
 * @param tileWidth width of the tiles in which the level is stored, pixels
 * @param tileHeight height of the tiles
 * @param downsampleX pixels of level 0 for one of this level along x
 * @param downsampleY the same along y
 */
public record PyramidLevel(int width, int height, int tileWidth, int tileHeight, double downsampleX, double downsampleY) {

	/** Mean of both directions: how many times coarser than level 0. */
	public double downsample() {
		return (downsampleX + downsampleY) / 2;
	}

	/** Number of tiles in a row. */
	public int tileColumns() {
		return (width + tileWidth - 1) / tileWidth;
	}

	/** Number of rows of tiles. */
	public int tileRows() {
		return (height + tileHeight - 1) / tileHeight;
	}

	/** Bytes of a decoded tile. */
	int tileBytes() {
		return 3 * tileWidth * tileHeight;
	}
}
