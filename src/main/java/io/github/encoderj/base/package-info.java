/**
 * What every room needs and no room owns: how a user's mistake is told ({@link io.github.encoderj.base.Refusal}), how a long job
 * reports and is cancelled ({@link io.github.encoderj.base.Progress}), loops on several threads, and output files that appear
 * only when they are whole. Nothing here knows an image, an encoder or a score.
 */
package io.github.encoderj.base;
