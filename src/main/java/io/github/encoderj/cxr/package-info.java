/**
 * Chest radiographs: reading them as they are looked at, the label tables of the public collections, divisions by patient that leak
 * nothing, classifiers on frozen and fine-tuned encoders, and the studies over resolution, training size and encoder.
 */
package io.github.encoderj.cxr;
