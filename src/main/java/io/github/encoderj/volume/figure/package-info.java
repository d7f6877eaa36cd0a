/** Pictures of whole scans for papers: maximum-intensity projections with outlines, and features of all sections as colours. */
package io.github.encoderj.volume.figure;
