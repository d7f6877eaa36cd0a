/** The commands of Plugins &gt; EncoderJ &gt; Metrics. */
package io.github.encoderj.command.metrics;
