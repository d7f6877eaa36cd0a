/**
 * Weights folders as networks: what config.json says ({@link io.github.encoderj.encoder.network.WeightsFolder}), the tensor names of
 * each layout, and the three families (vision transformer, ConvNeXt, ResNet), whose mathematics stand as TorchScript text in the
 * resources beside this package. A network takes normalised pixels and knows nothing of images.
 */
package io.github.encoderj.encoder.network;
