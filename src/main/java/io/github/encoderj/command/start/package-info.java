/** The start window, Plugins &gt; EncoderJ &gt; Start...: the way from data to scores, a command each step. */
package io.github.encoderj.command.start;
