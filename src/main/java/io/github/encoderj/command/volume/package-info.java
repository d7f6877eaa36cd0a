/** Commands on three-dimensional scans: menu Plugins > EncoderJ > Volumes. */
package io.github.encoderj.command.volume;
