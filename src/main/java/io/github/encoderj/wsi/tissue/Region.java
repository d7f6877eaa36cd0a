package io.github.encoderj.wsi.tissue;

import java.util.List;

/**
 * A piece of tissue.
 *
 * @param outline in pixels of level 0
 * @param holes inside of it, in pixels of level 0
 */
public record Region(Outline outline, List<Outline> holes) {

	public Region {
		holes = List.copyOf(holes);
	}

	/** Area without the holes, in pixels of level 0. */
	public double area() {
		return Math.max(0, outline.area() - holes.stream().mapToDouble(Outline::area).sum());
	}

	/** Whether a point lies in or on the outline and in no hole. */
	public boolean contains(final double x, final double y) {
		return outline.side(x, y) >= 0 && holes.stream().noneMatch(hole -> hole.side(x, y) > 0);
	}
}
