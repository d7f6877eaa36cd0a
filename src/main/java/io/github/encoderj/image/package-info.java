/**
 * Pixels with geometry: {@link io.github.encoderj.image.Volume}, reading and writing them ({@code ImageFiles}), the way from and to
 * an open ImageJ window ({@code ImagePlusAdapter}, the only class of this room that knows ImageJ 1), resampling and intensity.
 * Everything that knows a file format belongs here, nothing that knows what the image shows.
 */
package io.github.encoderj.image;
