package io.github.encoderj.wsi.features;

import java.util.List;
import java.util.function.Supplier;

import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pooling;

/** Makes one vector of each tile; what a vector is depends on its tile alone. */
public interface TileEncoder extends AutoCloseable {

	/** Catalogue name or folder, as tables show it. */
	String name();

	/** SHA-256 (hex) of the weights or the definition. */
	String sha256();

	/** How pixels become the network's input and its output becomes a vector, in one line. */
	String preprocessing();

	/** Where it runs, as tables show it: cpu, gpu0... */
	String device();

	/**
	 * The first half of encoding some tiles, which may run on several threads beside the second half.
	 *
	 * @param tiles red, green, blue of each pixel, [side, side, 3] each
	 * @return the second half, to be called once, on one thread at a time; it gives a vector a tile
	 */
	Supplier<float[][]> prepare(List<byte[]> tiles, int side);

	/**
	 * Tiles encoded as whole pictures with the preprocessing of the encoder's authors.
	 *
	 * @param encoder is closed with the result
	 * @param resolution side of the encoded picture, 0 for the encoder's own
	 * @param device as tables show it
	 */
	static TileEncoder of(final PictureEncoder encoder, final Pooling pooling, final int resolution, final String device) {
		return new PictureTiles(encoder, pooling, resolution, device);
	}

	/**
	 * The embedded filter bank, pooled over each tile.
	 *
	 * @param pooling model: mean and standard deviation of each feature; mean: the mean only
	 * @param resolution side that tiles are brought to first, 0: as they are
	 * @throws io.github.encoderj.base.Refusal for the other poolings
	 */
	static TileEncoder filterBank(final Pooling pooling, final int resolution) {
		return new FilterBankTiles(pooling, resolution);
	}

	@Override
	void close();
}
