package io.github.encoderj.em.blockwise;

/** Takes a segmentation a few sections at a time, in any order; the same sections may come again after a job was stopped. */
public interface SectionSink {

	/**
	 * Writes sections.
	 *
	 * @param threshold which of the job's thresholds, from 0
	 * @param from first section
	 * @param labels order [z, y, x], whole sections
	 */
	void write(int threshold, int from, int[] labels);

	/** Called when all sections of all thresholds are written. */
	void finish();
}
