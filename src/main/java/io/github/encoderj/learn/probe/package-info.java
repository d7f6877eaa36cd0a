/**
 * Classifiers of whole images on frozen vectors: linear probe, logistic regression, nearest neighbours, and the choice of their
 * settings on validation cases. Plain Java on arrays of float: no engine is needed.
 */
package io.github.encoderj.learn.probe;
