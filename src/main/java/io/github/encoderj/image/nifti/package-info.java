/**
 * NIfTI-1 and NIfTI-2 files, read and written on the grid that they state; space is turned between the file's RAS (right, anterior,
 * superior) and the suite's LPS (left, posterior, superior).
 */
package io.github.encoderj.image.nifti;
