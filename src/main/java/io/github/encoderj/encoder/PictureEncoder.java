package io.github.encoderj.encoder;

import java.util.List;
import java.util.function.Supplier;

import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Window;

/** An encoder of whole pictures, which it brings to its own size first. */
public interface PictureEncoder extends Encoder {

	/** Number of residual blocks whose outputs can be asked for; 0 if none can. */
	int blocks();

	/** Whether it can say where the class token looks. */
	boolean hasAttention();

	/**
	 * Encodes pictures with the preprocessing of the encoder's authors.
	 *
	 * @param pictures one or three channels each, any size
	 * @param window grey values that count as black and white
	 * @param resolution side of the encoded picture in pixels; 0 is the encoder's own
	 * @param wanted what to return besides the final features
	 * @return one result a picture, in their order
	 * @throws io.github.encoderj.base.Refusal if a picture does not suit, or memory does not suffice for one
	 */
	List<ImageFeatures> encode(List<Planes> pictures, Window window, int resolution, Wanted wanted);

	/**
	 * {@link #encode(List, Window, int, Wanted)} in two halves, so that pictures can be prepared on several threads while the network runs.
	 *
	 * @return the second half, to be called once
	 */
	default Supplier<List<ImageFeatures>> prepare(final List<Planes> pictures, final Window window, final int resolution, final Wanted wanted) {
		return () -> encode(pictures, window, resolution, wanted);
	}

	/**
	 * Encodes the whole of each picture, for maps that are laid over it: brought to a square without keeping the aspect ratio and
	 * without the crop that the authors may use.
	 *
	 * @param resolution side of the encoded picture in pixels, rounded to a multiple of the patch; 0 is the encoder's own
	 * @throws io.github.encoderj.base.Refusal as {@link #encode(List, Window, int, Wanted)}
	 */
	List<ImageFeatures> encodeWhole(List<Planes> pictures, Window window, int resolution, Wanted wanted);
}
