/** Whole scans as one vector each, from slices through a 2D encoder, and findings classified from them. */
package io.github.encoderj.volume.classification;
