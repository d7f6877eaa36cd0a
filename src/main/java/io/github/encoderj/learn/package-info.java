/**
 * Trainable heads on frozen encoders: decoders, losses, schedules, augmentation, folds, seeds, early stopping, and head files.
 */
package io.github.encoderj.learn;
