/**
 * Electron microscopy: from affinities to a segmentation of neurons. Affinity targets, watershed and other fragments, the region
 * graph, agglomeration. Array order z, y, x; {@code affinities[c, p]} is the edge from voxel p to p - e_c, c = z, y, x.
 */
package io.github.encoderj.em;
