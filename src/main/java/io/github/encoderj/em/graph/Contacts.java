package io.github.encoderj.em.graph;

import io.github.encoderj.base.Progress;

/** All pairs of neighbouring voxels that lie in two fragments, which may be handed out more than once, in the same order each time. */
@FunctionalInterface
public interface Contacts {

	/**
	 * Hands out all pairs.
	 *
	 * @param takers pairs are dealt to them by the smaller id, see {@link ContactScan#part}
	 */
	void run(ContactScan.Part[] takers, Progress progress);
}
