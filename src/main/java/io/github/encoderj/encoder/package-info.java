/**
 * What an encoder is ({@link io.github.encoderj.encoder.Encoder}) and all its kinds: the embedded filter bank, weights folders, model
 * files; preprocessing; the catalogue; features and their store.
 */
package io.github.encoderj.encoder;
