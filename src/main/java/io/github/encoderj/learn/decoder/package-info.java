/** Decoders from features of whole pictures to a class for each pixel. */
package io.github.encoderj.learn.decoder;
