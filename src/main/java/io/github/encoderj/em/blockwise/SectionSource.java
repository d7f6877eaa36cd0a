package io.github.encoderj.em.blockwise;

import io.github.encoderj.image.Geometry;

/** Affinities that are read a few sections at a time. */
public interface SectionSource {

	int width();

	int height();

	int depth();

	Geometry geometry();

	/** What a person calls it; also tells one source from another when a job goes on. */
	String name();

	/**
	 * Reads sections of the three channels z, y, x.
	 *
	 * @param from first section
	 * @param to last section, excluded
	 * @param out receives values 0..1, of each channel in the order [z, y, x]
	 * @param at where the first channel's first value goes
	 * @param stride how much farther the next channel begins
	 */
	void read(int from, int to, float[] out, int at, int stride);
}
