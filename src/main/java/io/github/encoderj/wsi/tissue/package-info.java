/**
 * Where a slide shows tissue: CLAM's rules ({@link io.github.encoderj.wsi.tissue.TissueFinding}), outlines with holes, and their way
 * from and to GeoJSON.
 */
package io.github.encoderj.wsi.tissue;
