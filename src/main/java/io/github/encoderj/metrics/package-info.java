/**
 * Scores by the definitions of the tools that papers use, and the {@link io.github.encoderj.metrics.Table} that every command fills.
 * Arrays and imglib2 only: nothing here knows a file or a window.
 */
package io.github.encoderj.metrics;
