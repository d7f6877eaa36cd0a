package io.github.encoderj.encoder.network;

import java.util.Map;
import java.util.Optional;

import ai.djl.ndarray.NDArray;

/**
 * What a network gives for some images. All arrays are float32 and belong to the manager that the run was given.
 *
 * @param tokens [image, token, feature]: class token and registers if there are any, then the patches row by row; after the final
 *          normalisation where the model has one for all tokens
 * @param prefix tokens before the patches
 * @param rows patches along y
 * @param columns patches along x
 * @param pooled one vector an image, [image, feature], as the model's own authors pool
 * @param projected [image, feature]: the vector shared with texts, for models trained with them
 * @param blocks outputs of the wanted blocks, [image, token, feature] for transformers, [image, feature, row, column] otherwise
 * @param attention per wanted block the class token's attention, [image, head, token]
 * @param extra further outputs by name that only one family has
 */
public record NetworkOutput(NDArray tokens, int prefix, int rows, int columns, NDArray pooled, Optional<NDArray> projected,
	Map<Integer, NDArray> blocks, Map<Integer, NDArray> attention, Map<String, NDArray> extra)
{

	/** Patch tokens, [image, row x column, feature]. */
	public NDArray patches() {
		return tokens.get(":, {}:", prefix);
	}
}
