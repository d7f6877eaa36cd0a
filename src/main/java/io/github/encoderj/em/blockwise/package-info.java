/**
 * Agglomeration of volumes larger than memory: sections are read slab by slab with a halo, fragments and the region graph are kept in
 * a work folder, and a job that was stopped goes on where it was. What it gives equals what {@code Agglomeration} gives in one piece.
 */
package io.github.encoderj.em.blockwise;
