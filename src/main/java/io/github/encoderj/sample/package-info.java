/**
 * Synthetic images with their truth, from fixed seeds: what test-images, the demo and File &gt; Open Samples show.
 */
package io.github.encoderj.sample;
