/**
 * Joining the regions of a region graph: scoring functions and their text form, statistics of an edge, queues, the merging of
 * waterz, and its alternatives (mutex watershed, average linkage on signed weights).
 */
package io.github.encoderj.em.agglomerate;
