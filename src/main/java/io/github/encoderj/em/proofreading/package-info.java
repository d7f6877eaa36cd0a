/** Correcting a segmentation by hand: labels are merged and split at points that a person sets, and each correction is listed. */
package io.github.encoderj.em.proofreading;
