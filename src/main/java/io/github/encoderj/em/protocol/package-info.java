/** The published protocol of neuron segmentation: data sets, encoders and seeds, each trained, predicted, agglomerated and scored. */
package io.github.encoderj.em.protocol;
