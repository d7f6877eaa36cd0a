/** The commands of Plugins &gt; EncoderJ &gt; EM: from a labelled stack to a segmentation of neurons. */
package io.github.encoderj.command.em;
