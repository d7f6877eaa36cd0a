/**
 * From pixels to a network's input: windows for any bit depth, resampling exactly as the reference libraries do it, centre crop,
 * normalisation, and what preprocessor_config.json and its relatives say about them.
 */
package io.github.encoderj.encoder.preprocess;
