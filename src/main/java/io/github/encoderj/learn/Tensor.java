package io.github.encoderj.learn;

/**
 * Values of a named weight.
 *
 * @param values row-major
 * @param shape sizes
 */
public record Tensor(float[] values, long... shape) {}
