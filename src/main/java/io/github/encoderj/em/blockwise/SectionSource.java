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
	 * Reads sections of one channel.
	 *
	 * @param channel 0, 1, 2 for z, y, x
	 * @param from first section
	 * @param to last section, excluded
	 * @param out receives values 0..1, order [z, y, x]
	 * @param at where the first value goes
	 */
	void read(int channel, int from, int to, float[] out, int at);
}
