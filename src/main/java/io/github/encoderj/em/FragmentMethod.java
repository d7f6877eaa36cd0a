package io.github.encoderj.em;

import java.util.Locale;

import io.github.encoderj.base.Refusal;

/** How fragments are made. */
public enum FragmentMethod {

	/** Watershed on the smoothed mean affinity; every voxel belongs to a fragment. */
	GAPFREE,
	/** waterz's watershed; voxels whose affinities are all at or below {@code low} stay 0. */
	WATERZ,
	/** waterz's watershed, then its gaps given to the fragments beside them. */
	FILLED,
	/** Each section for itself, by the distance to the boundary; for thick sections. */
	SECTIONS;

	/** The method of a name as macros write it: gapfree, waterz, filled, sections. */
	public static FragmentMethod of(final String name) {
		for (final FragmentMethod method : values()) {
			if (method.name().equals(name.trim().toUpperCase(Locale.ROOT))) return method;
		}
		throw new Refusal("fragments = \"" + name + "\": expected gapfree, waterz, filled or sections.");
	}
}
