/**
 * Images too large for memory, stored as tiles at several resolutions: {@link io.github.encoderj.image.pyramid.Pyramid} reads any part
 * of any level, {@link io.github.encoderj.image.pyramid.PyramidWriting} writes them as OME-TIFF. Tiled TIFF files, which most slides
 * are, are read directly; all else through pooled Bio-Formats readers. Nothing here knows what a slide shows.
 */
package io.github.encoderj.image.pyramid;
