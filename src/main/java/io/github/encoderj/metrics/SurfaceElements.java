package io.github.encoderj.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Size of the piece of surface at a corner between voxels, given which of the voxels around it are inside: the area of the
 * triangles that marching cubes draws through the middles of the edges (a length, in a picture). The smaller side of the corner
 * is cut off, each connected group of its voxels on its own; with four inside, the inside. These are the sizes that DeepMind's
 * surface-distance uses.
 *
 * @see <a href="https://doi.org/10.1145/37402.37422">Lorensen and Cline 1987, marching cubes</a>
 */
final class SurfaceElements {

	private static final double[] CORNER = { 1 / 8., 1 / 8., 1 / 8. };
	private static final double[] CENTRAL = { 1 / 4., 1 / 4., 1 / 4. };
	private static final double[] TWISTED = { 3 / 8., 3 / 8., 3 / 8. };

	private SurfaceElements() {}

	/**
	 * Areas by neighbour code, 256 for volumes.
	 *
	 * @param spacing along x, y, z; bits 0, 1, 2 of a voxel's number in the code are its place along x, y, z
	 */
	static double[] areas(final double[] spacing) {
		final double[] face = { spacing[1] * spacing[2], spacing[0] * spacing[2], spacing[0] * spacing[1] };
		final double[] areas = new double[256];
		for (int code = 1; code < 255; code++) {
			final int smaller = Integer.bitCount(code) > 4 ? ~code & 255 : code;
			for (final List<Integer> group : groups(smaller)) {
				for (final double[] triangle : triangles(group)) {
					areas[code] += Math.sqrt(square(triangle[0] * face[0]) + square(triangle[1] * face[1]) + square(triangle[2] * face[2]));
				}
			}
		}
		return areas;
	}

	/** Lengths by neighbour code, 16 for pictures; bits 0 and 1 of a pixel's number in the code are its place along x and y. */
	static double[] lengths(final double[] spacing) {
		final double diagonal = Math.hypot(spacing[0], spacing[1]) / 2;
		final double[] lengths = new double[16];
		for (int code = 1; code < 15; code++) {
			lengths[code] = switch (code) {
				case 0b0011, 0b1100 -> spacing[0];
				case 0b0101, 0b1010 -> spacing[1];
				case 0b0110, 0b1001 -> 2 * diagonal;
				default -> diagonal;
			};
		}
		return lengths;
	}

	private static double square(final double x) {
		return x * x;
	}

	/** Groups of voxels connected through faces. */
	private static List<List<Integer>> groups(final int code) {
		final List<List<Integer>> groups = new ArrayList<>();
		int left = code;
		while (left != 0) {
			final List<Integer> group = new ArrayList<>();
			group.add(Integer.numberOfTrailingZeros(left));
			left &= left - 1;
			for (int k = 0; k < group.size(); k++) {
				for (int axis = 0; axis < 3; axis++) {
					final int neighbour = group.get(k) ^ 1 << axis;
					if ((left >> neighbour & 1) == 0) continue;
					group.add(neighbour);
					left ^= 1 << neighbour;
				}
			}
			groups.add(group);
		}
		return groups;
	}

	/** Area vectors, up to signs, of the triangles that cut off a group of one to four voxels of unit size. */
	private static List<double[]> triangles(final List<Integer> group) {
		int spanned = 0;
		for (final int voxel : group) spanned |= voxel ^ group.get(0);
		final int missing = Integer.numberOfTrailingZeros(~spanned);
		switch (group.size()) {
			case 1:
				return List.of(CORNER);
			case 2:
				final double[] strip = slanted(Integer.numberOfTrailingZeros(spanned));
				return List.of(strip, strip);
			case 3:
				return List.of(facing(missing), CENTRAL, CORNER);
			default:
				if (missing < 3) return List.of(facing(missing), facing(missing));
				final int[] ends = group.stream().mapToInt(Integer::intValue).filter(voxel -> neighbours(group, voxel) == 1).toArray();
				if (ends.length == 3) return List.of(CORNER, CORNER, CENTRAL, CENTRAL);
				return List.of(CORNER, TWISTED, slanted(onlyEdge(group, ends[0])), slanted(onlyEdge(group, ends[1])));
		}
	}

	private static double[] slanted(final int axis) {
		final double[] vector = CENTRAL.clone();
		vector[axis] = 0;
		return vector;
	}

	private static double[] facing(final int axis) {
		final double[] vector = new double[3];
		vector[axis] = 1 / 2.;
		return vector;
	}

	private static long neighbours(final List<Integer> group, final int voxel) {
		return group.stream().filter(other -> Integer.bitCount(other ^ voxel) == 1).count();
	}

	private static int onlyEdge(final List<Integer> group, final int end) {
		return group.stream().filter(other -> Integer.bitCount(other ^ end) == 1).mapToInt(other -> Integer.numberOfTrailingZeros(other ^
			end)).findFirst().orElseThrow();
	}

	/** The elements' sizes at the corners with the given bit, in the order of their indices. */
	static double[] sizes(final MaskPair masks, final byte[] corners, final int bit, final double[] spacing) {
		final double[] byCode = masks.flat ? lengths(spacing) : areas(spacing);
		double[] result = new double[16];
		int n = 0;
		for (int i = 0; i < corners.length; i++) {
			if ((corners[i] & bit) == 0) continue;
			if (n == result.length) result = Arrays.copyOf(result, 2 * n);
			result[n++] = byCode[masks.neighbourCode(i, bit)];
		}
		return Arrays.copyOf(result, n);
	}
}
