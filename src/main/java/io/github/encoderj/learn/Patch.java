package io.github.encoderj.learn;

/**
 * A training example of dense prediction.
 *
 * @param features order [feature, z, y, x]
 * @param target order [output, z, y, x]
 * @param weight of each target value; 0 leaves it out
 * @param width number of features
 * @param outputs number of outputs
 */
public record Patch(float[] features, float[] target, float[] weight, int width, int outputs, int depth, int rows, int columns) {}
