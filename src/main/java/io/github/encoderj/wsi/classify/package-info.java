/**
 * From features of tiles to what a slide shows: cohorts with labels ({@link io.github.encoderj.wsi.classify.SlideCohort}), training with
 * cross-validation, classification, and maps of where a classifier looks.
 */
package io.github.encoderj.wsi.classify;
