package io.github.encoderj.em.proofreading;

import java.util.List;

import io.github.encoderj.metrics.Table;

/**
 * What a merge or a split did.
 *
 * @param action "merge" or "split"
 * @param label at each point before
 * @param becomes label at each point afterwards
 * @param voxels that each point's label lost or gained a number, in the order of the points: the voxels that have the new label now and had
 *          another one before
 */
public record Correction(String action, List<Point> points, List<Integer> label, List<Integer> becomes, List<Long> voxels) {

	/** The list of corrections without entries. */
	public static Table list() {
		return new Table("action", "label", "becomes", "x", "y", "z", "voxels");
	}

	/** Adds a row for each point to a list of corrections. */
	public Table addTo(final Table list) {
		for (int i = 0; i < points.size(); i++) {
			final Point p = points.get(i);
			list.add().set("action", action).set("label", label.get(i)).set("becomes", becomes.get(i)).set("x", p.x()).set("y", p.y()).set("z", p
				.z()).set("voxels", voxels.get(i));
		}
		return list;
	}
}
