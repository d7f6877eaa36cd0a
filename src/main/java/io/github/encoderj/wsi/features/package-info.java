/**
 * Features of the tiles of a slide: made by any encoder while the slide is read, kept in one HDF5 file a slide that CLAM and TRIDENT
 * read, and read back from files of all three.
 */
package io.github.encoderj.wsi.features;
