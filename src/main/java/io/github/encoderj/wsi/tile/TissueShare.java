package io.github.encoderj.wsi.tile;

import java.util.Arrays;
import java.util.List;

import io.github.encoderj.wsi.tissue.Outline;
import io.github.encoderj.wsi.tissue.Region;

/**
 * Area of tissue in rectangles, exactly: polygons are clipped to a row of tiles once and then to each tile (Sutherland and Hodgman,
 * Reentrant polygon clipping, 1974; edges that fold back enclose nothing and do not change an area).
 */
final class TissueShare {

	private final double[][] rings;
	private final int[] signs;

	/** Clips regions to the rows top..bottom; both must be above all of a row's tiles. */
	TissueShare(final List<Region> regions, final double top, final double bottom) {
		final int count = regions.stream().mapToInt(region -> 1 + region.holes().size()).sum();
		rings = new double[count][];
		signs = new int[count];
		int n = 0;
		for (final Region region : regions) {
			rings[n] = rows(region.outline(), top, bottom);
			signs[n++] = 1;
			for (final Outline hole : region.holes()) {
				rings[n] = rows(hole, top, bottom);
				signs[n++] = -1;
			}
		}
	}

	private static double[] rows(final Outline outline, final double top, final double bottom) {
		if (outline.bottom() < top || outline.top() > bottom) return new double[0];
		final double[] ring = new double[2 * outline.corners()];
		for (int i = 0; i < outline.corners(); i++) {
			ring[2 * i] = outline.x(i);
			ring[2 * i + 1] = outline.y(i);
		}
		return clip(clip(ring, 1, top, 1), 1, bottom, -1);
	}

	/** Area of tissue between two columns, inside of the rows. */
	double area(final double left, final double right) {
		double area = 0;
		for (int r = 0; r < rings.length; r++) {
			if (rings[r].length > 0) area += signs[r] * area(clip(clip(rings[r], 0, left, 1), 0, right, -1));
		}
		return Math.max(0, area);
	}

	private static double area(final double[] ring) {
		double twice = 0;
		for (int i = 0; i < ring.length; i += 2) {
			final int j = i + 2 == ring.length ? 0 : i + 2;
			twice += ring[i] * ring[j + 1] - ring[j] * ring[i + 1];
		}
		return Math.abs(twice) / 2;
	}

	/** What of a ring lies at {@code sign * (coordinate - limit) >= 0}. */
	private static double[] clip(final double[] ring, final int axis, final double limit, final int sign) {
		double[] out = new double[ring.length + 8];
		int n = 0;
		for (int i = 0; i < ring.length; i += 2) {
			final int j = i + 2 == ring.length ? 0 : i + 2;
			final double here = sign * (ring[i + axis] - limit);
			final double next = sign * (ring[j + axis] - limit);
			if (n + 4 > out.length) out = Arrays.copyOf(out, 2 * out.length);
			if (here >= 0) {
				out[n++] = ring[i];
				out[n++] = ring[i + 1];
			}
			if (here >= 0 != next >= 0) {
				final double t = here / (here - next);
				out[n + axis] = limit;
				out[n + 1 - axis] = ring[i + 1 - axis] + t * (ring[j + 1 - axis] - ring[i + 1 - axis]);
				n += 2;
			}
		}
		return Arrays.copyOf(out, n);
	}
}
