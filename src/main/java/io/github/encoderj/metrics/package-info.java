/**
 * Scores by the definitions of the tools that papers use, and the {@link io.github.encoderj.metrics.Table} that every command fills.
 * Arrays and imglib2 only: nothing here knows a file or a window.
 * <p>
 * Three facades, each with an empty table of its command's columns and a method that adds rows:
 * {@link io.github.encoderj.metrics.PartitionScores} (segmentations as partitions: VOI, Rand, adapted Rand error, CREMI score),
 * {@link io.github.encoderj.metrics.MaskScores} (masks: Dice, Hausdorff and surface distances, volumes; lesions in
 * {@link io.github.encoderj.metrics.LesionScores}) and {@link io.github.encoderj.metrics.ClassificationScores} (AUROC, average
 * precision, decisions, with intervals). {@link io.github.encoderj.metrics.Summary} adds mean, standard deviation, median and
 * interval below the cases; {@link io.github.encoderj.metrics.TableText} writes a table as LaTeX or Markdown.
 */
package io.github.encoderj.metrics;
