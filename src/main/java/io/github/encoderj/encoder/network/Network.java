package io.github.encoderj.encoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A frozen vision network on a device. */
public interface Network extends AutoCloseable {

	/** The kind as config.json or the architecture calls it: dinov3_vit, convnext, resnet... */
	String family();

	/** Number of features of a patch. */
	int width();

	/** Side of a patch in pixels: image sides are rounded down to a multiple of it. */
	int patch();

	/** Number of residual blocks. */
	int blocks();

	/** Tokens before the patches: the class token and the registers; 0 for a network of convolutions. */
	int prefixTokens();

	/**
	 * Runs the network.
	 *
	 * @param manager owns what is returned
	 * @param pixels float32 [image, 3, row, column], normalised, on the network's device
	 * @param wanted what to return besides the final features
	 */
	NetworkOutput run(NDManager manager, NDArray pixels, Wanted wanted);

	@Override
	void close();
}
