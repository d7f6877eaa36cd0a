/** Structures on radiographs: their truth, heads that learn them on frozen encoders, and the label images that these give. */
package io.github.encoderj.cxr.segmentation;
