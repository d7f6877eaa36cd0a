package io.github.encoderj.wsi.tissue;

import java.util.List;

/**
 * The tissue of a slide.
 *
 * @param regions in pixels of level 0, in the order in which raster scanning meets them
 * @param warnings what a person should look at: nothing or everything is tissue; each with a hint
 */
public record Tissue(List<Region> regions, List<String> warnings) {

	public Tissue {
		regions = List.copyOf(regions);
		warnings = List.copyOf(warnings);
	}

	/** Area without the holes, in pixels of level 0. */
	public double area() {
		return regions.stream().mapToDouble(Region::area).sum();
	}

	/** Whether a point of level 0 lies in or on a region and in no hole of it. */
	public boolean contains(final double x, final double y) {
		return regions.stream().anyMatch(region -> region.contains(x, y));
	}
}
