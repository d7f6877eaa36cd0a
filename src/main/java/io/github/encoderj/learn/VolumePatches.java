package io.github.encoderj.learn;

/**
 * Training examples of segmentation in a volume, all of one size: a batch.
 *
 * @param fine full-resolution features, order [example, feature, z, y, x]; the sides are multiples of {@link VolumeDecoder#MULTIPLE}
 * @param coarse features of a frozen encoder, order [example, feature, z / 4, y / 4, x / 4]; empty if the decoder takes none
 * @param target 1 where the voxel is of the class, else 0, order [example, class, z, y, x]; a voxel without any 1 is left out
 * @param count number of examples
 */
public record VolumePatches(float[] fine, float[] coarse, float[] target, int count, int depth, int rows, int columns) {}
