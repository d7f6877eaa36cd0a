/**
 * The region graph: which fragments touch, over how many voxel pairs, and with which affinities. One edge for each pair of
 * touching fragments, in the order of the pair of their ids.
 */
package io.github.encoderj.em.graph;
