/**
 * Weights as published: safetensors files and folders of shards ({@link io.github.encoderj.encoder.weights.Safetensors}), read
 * without copying and without trust, and written whole. Nothing here knows a network.
 */
package io.github.encoderj.encoder.weights;
