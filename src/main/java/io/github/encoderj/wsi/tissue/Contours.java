package io.github.encoderj.wsi.tissue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Borders of the 8-connected components of a mask and of their holes, followed pixel by pixel (Suzuki and Abe, Topological structural
 * analysis of digitized binary images by border following, 1985): what OpenCV's findContours gives with RETR_CCOMP and
 * CHAIN_APPROX_NONE, in the order in which raster scanning meets them.
 */
final class Contours {

	/**
	 * @param outline through the centres of the component's pixels; a hole's runs through the component around it
	 * @param parent index of the component that a hole lies in; -1 for components
	 */
	record Contour(Outline outline, int parent) {}

	/** Steps to the 8 neighbours, anticlockwise from the east with rows going down. */
	private static final int[] DX = { 1, 1, 0, -1, -1, -1, 0, 1 };
	private static final int[] DY = { 0, -1, -1, -1, 0, 1, 1, 1 };

	private final int stride;
	private final int[] marks;
	private final int[] step = new int[8];
	private final List<Contour> found = new ArrayList<>();
	private int[] path = new int[1024];

	private Contours(final byte[] mask, final int width, final int height) {
		stride = width + 2;
		marks = new int[stride * (height + 2)];
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) marks[(y + 1) * stride + x + 1] = mask[y * width + x] != 0 ? 1 : 0;
		}
		for (int d = 0; d < 8; d++) step[d] = DY[d] * stride + DX[d];
	}

	/** All contours of a mask, [height, width], where not 0 is inside. */
	static List<Contour> of(final byte[] mask, final int width, final int height) {
		final Contours contours = new Contours(mask, width, height);
		contours.scan(height);
		return contours.found;
	}

	/** Borders have the numbers 2, 3...; contour n - 2 has border n. */
	private void scan(final int height) {
		for (int y = 1; y <= height; y++) {
			int last = 0; // number of the border met last in this row; 0: the frame
			for (int i = y * stride + 1; i < (y + 1) * stride - 1; i++) {
				final int mark = marks[i];
				if (mark == 0) continue;
				if (mark == 1 && marks[i - 1] == 0) last = follow(i, 4, -1);
				else if (mark > 0 && marks[i + 1] == 0) {
					if (mark > 1) last = mark;
					last = follow(i, 0, component(last));
				}
				else if (mark != 1) last = Math.abs(mark);
			}
		}
	}

	/** Index of the component whose own border, or that of one of its holes, has a number. */
	private int component(final int border) {
		final int index = border - 2;
		return found.get(index).parent() < 0 ? index : found.get(index).parent();
	}

	/**
	 * Follows a border.
	 *
	 * @param start its first pixel
	 * @param outside direction of the neighbour of {@code start} that is 0
	 * @return the border's number
	 */
	private int follow(final int start, final int outside, final int parent) {
		final int number = found.size() + 2;
		int length = 0;
		int direction = outside;
		do {
			direction = direction - 1 & 7; // clockwise
		}
		while (marks[start + step[direction]] == 0 && direction != outside);
		if (marks[start + step[direction]] == 0) {
			marks[start] = -number;
			path[length++] = start;
		}
		else {
			final int before = start + step[direction];
			int at = start;
			while (true) {
				final int from = direction;
				boolean passedEast = false;
				do {
					direction = direction + 1 & 7; // anticlockwise from the pixel that was left
					if (marks[at + step[direction]] != 0) break;
					passedEast |= direction == 0;
				}
				while (direction != from);
				if (passedEast) marks[at] = -number;
				else if (marks[at] == 1) marks[at] = number;
				if (length == path.length) path = Arrays.copyOf(path, 2 * length);
				path[length++] = at;
				final int next = at + step[direction];
				if (next == start && at == before) break;
				at = next;
				direction = direction + 4 & 7;
			}
		}
		final double[] x = new double[length];
		final double[] y = new double[length];
		for (int i = 0; i < length; i++) {
			x[i] = path[i] % stride - 1;
			y[i] = path[i] / stride - 1;
		}
		found.add(new Contour(new Outline(x, y), parent));
		return number;
	}
}
