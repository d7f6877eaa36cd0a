package io.github.encoderj.wsi.tissue;

import io.github.encoderj.base.Refusal;

/** A closed polygon; its last corner joins the first. Edges are sorted into bands of rows, so that asking where a point lies is fast. */
public final class Outline {

	private static final int EDGES_A_BAND = 8;

	private final double[] x;
	private final double[] y;
	private final double left;
	private final double top;
	private final double right;
	private final double bottom;
	private final int[] bandStart;
	private final int[] bandEdges;
	private final double bandHeight;

	/**
	 * @param x columns of the corners
	 * @param y rows of the corners, as many
	 */
	public Outline(final double[] x, final double[] y) {
		Refusal.unless(x.length == y.length && x.length > 0, "An outline has as many columns as rows, and at least one corner; found %d and " +
			"%d.", x.length, y.length);
		this.x = x.clone();
		this.y = y.clone();
		double minX = x[0], maxX = x[0], minY = y[0], maxY = y[0];
		for (int i = 0; i < x.length; i++) {
			Refusal.unless(Double.isFinite(x[i]) && Double.isFinite(y[i]), "Corner %d of an outline is (%s, %s): expected numbers.", i, x[i],
				y[i]);
			minX = Math.min(minX, x[i]);
			maxX = Math.max(maxX, x[i]);
			minY = Math.min(minY, y[i]);
			maxY = Math.max(maxY, y[i]);
		}
		left = minX;
		right = maxX;
		top = minY;
		bottom = maxY;
		final int bands = Math.max(1, Math.min(4096, x.length / EDGES_A_BAND));
		bandHeight = Math.max((bottom - top) / bands, 1e-9);
		bandStart = new int[bands + 1];
		for (int e = 0; e < x.length; e++) {
			for (int b = firstBand(e); b <= lastBand(e); b++) bandStart[b + 1]++;
		}
		for (int b = 0; b < bands; b++) bandStart[b + 1] += bandStart[b];
		bandEdges = new int[bandStart[bands]];
		final int[] next = bandStart.clone();
		for (int e = 0; e < x.length; e++) {
			for (int b = firstBand(e); b <= lastBand(e); b++) bandEdges[next[b]++] = e;
		}
	}

	private int band(final double row) {
		return (int) Math.max(0, Math.min(bandStart.length - 2, (row - top) / bandHeight));
	}

	private int firstBand(final int edge) {
		return band(Math.min(y[edge], y[after(edge)]));
	}

	private int lastBand(final int edge) {
		return band(Math.max(y[edge], y[after(edge)]));
	}

	private int after(final int corner) {
		return corner + 1 == x.length ? 0 : corner + 1;
	}

	public int corners() {
		return x.length;
	}

	public double x(final int corner) {
		return x[corner];
	}

	public double y(final int corner) {
		return y[corner];
	}

	public double left() {
		return left;
	}

	public double top() {
		return top;
	}

	public double right() {
		return right;
	}

	public double bottom() {
		return bottom;
	}

	/** Area of the polygon through the corners, as OpenCV's contourArea. */
	public double area() {
		double twice = 0;
		for (int i = 0; i < x.length; i++) twice += x[i] * y[after(i)] - x[after(i)] * y[i];
		return Math.abs(twice) / 2;
	}

	/** Where a point lies, as OpenCV's pointPolygonTest: 1 inside, 0 on the outline, -1 outside. */
	public int side(final double px, final double py) {
		if (px < left || px > right || py < top || py > bottom) return -1;
		final int b = band(py);
		boolean inside = false;
		for (int k = bandStart[b]; k < bandStart[b + 1]; k++) {
			final int i = bandEdges[k];
			final int j = after(i);
			final double x1 = x[i], y1 = y[i], x2 = x[j], y2 = y[j];
			final double cross = (x2 - x1) * (py - y1) - (y2 - y1) * (px - x1);
			if (cross == 0 && px >= Math.min(x1, x2) && px <= Math.max(x1, x2) && py >= Math.min(y1, y2) && py <= Math.max(y1, y2)) return 0;
			if (y1 > py != y2 > py && cross > 0 == y2 > y1) inside = !inside;
		}
		return inside ? 1 : -1;
	}

	/** The outline with each corner multiplied and cut to whole pixels, as CLAM does it. */
	Outline scaled(final double factorX, final double factorY) {
		final double[] sx = new double[x.length];
		final double[] sy = new double[x.length];
		for (int i = 0; i < x.length; i++) {
			sx[i] = (int) (x[i] * factorX);
			sy[i] = (int) (y[i] * factorY);
		}
		return new Outline(sx, sy);
	}
}
