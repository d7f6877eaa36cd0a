/**
 * Whole-slide images: {@link io.github.encoderj.wsi.Slide}, its tissue, the tiles on it, bags of their features, slide classification
 * and attention maps. Coordinates are pixels of level 0 unless said otherwise. File formats belong to image, encoders and networks to
 * encoder and learn.
 */
package io.github.encoderj.wsi;
