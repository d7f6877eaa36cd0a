/**
 * Segmentation of volumes such as PET/CT with a light 3D decoder on frozen features: which patients there are, the grid that the network
 * works on, training on random crops, sliding windows over volumes of any length, lesions, and scores of each patient.
 */
package io.github.encoderj.volume.segmentation;
