/**
 * Three-dimensional scans: standardised uptake values of PET, CT and PET on one grid, slices encoded and stacked, volumes segmented and
 * classified.
 */
package io.github.encoderj.volume;
