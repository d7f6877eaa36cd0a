package io.github.encoderj.wsi;

/**
 * A coarse picture of a whole slide.
 *
 * @param width pixels
 * @param height pixels
 * @param rgb red, green, blue of each pixel, [height, width, 3]
 * @param downsampleX pixels of level 0 for one of the picture along x
 * @param downsampleY the same along y
 */
public record Picture(int width, int height, byte[] rgb, double downsampleX, double downsampleY) {}
