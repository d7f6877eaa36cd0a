/** The commands of File &gt; Open Samples. */
package io.github.encoderj.command.sample;
