package io.github.encoderj.em;

import io.github.encoderj.base.Parallel;

/**
 * Affinities of a labelled volume: whether neighbouring voxels belong to the same neuron. Order [channel, z, y, x], channel c = z, y, x:
 * {@code affinities[c, p]} is the edge from voxel p to p - e_c.
 */
public final class Affinities {

	/** Number of channels: one for each axis, in the order z, y, x. */
	public static final int CHANNELS = 3;

	private Affinities() {}

	/**
	 * Targets and weights of nearest-neighbour affinities.
	 *
	 * @param labels order [z, y, x]; 0 is membrane, so that every edge at it is 0
	 * @param depth sections
	 * @param height rows
	 * @param width columns
	 * @param target filled with 1 where both ends have the same label above 0, else 0
	 * @param weight filled with 1, and with 0 for edges that leave the volume
	 */
	public static void fill(final int[] labels, final int depth, final int height, final int width, final float[] target,
		final float[] weight)
	{
		final int[][] axes = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
		Parallel.forEach(CHANNELS, c -> fill(labels, depth, height, width, axes[c], target, weight, c * labels.length));
	}

	/**
	 * Targets and weights of the edges from each voxel p to p - distance.
	 *
	 * @param distance along z, y, x; each 0 or more
	 * @param first index of the first value that is filled
	 */
	static void fill(final int[] labels, final int depth, final int height, final int width, final int[] distance, final float[] target,
		final float[] weight, final int first)
	{
		final int step = (distance[0] * height + distance[1]) * width + distance[2];
		int p = 0;
		for (int z = 0; z < depth; z++) {
			for (int y = 0; y < height; y++) {
				for (int x = 0; x < width; x++, p++) {
					final boolean inside = z >= distance[0] && y >= distance[1] && x >= distance[2];
					target[first + p] = inside && labels[p] != 0 && labels[p] == labels[p - step] ? 1 : 0;
					weight[first + p] = inside ? 1 : 0;
				}
			}
		}
	}

	/**
	 * Whether labels number the profiles of each section for itself, as a membrane tracing does: no label goes on in the same place of the
	 * next section, so nothing can be learned about edges across sections.
	 *
	 * @param labels order [z, y, x] of several sections
	 * @param plane pixels of a section
	 */
	public static boolean planar(final int[] labels, final int plane) {
		for (int i = plane; i < labels.length; i++) if (labels[i] != 0 && labels[i] == labels[i - plane]) return false;
		return labels.length > plane;
	}

	/**
	 * Weights that give the rarer class of a channel more say: {@code sqrt(0.5 / share of the class)}. The root is half the way to an equal
	 * say, which would make every affinity too low and the threshold depend on how rare membranes are.
	 *
	 * @param labels order [z, y, x]
	 * @param distance of the edges along z, y, x
	 * @return 0: weight of a 0 edge, 1: weight of a 1 edge
	 */
	static float[] balance(final int[] labels, final int depth, final int height, final int width, final int[] distance) {
		final int step = (distance[0] * height + distance[1]) * width + distance[2];
		double ones = 0;
		double edges = 0;
		for (int z = distance[0]; z < depth; z++) {
			for (int y = distance[1]; y < height; y++) {
				for (int x = distance[2]; x < width; x++, edges++) {
					final int p = (z * height + y) * width + x;
					if (labels[p] != 0 && labels[p] == labels[p - step]) ones++;
				}
			}
		}
		return new float[] { edges == ones ? 1 : (float) Math.sqrt(0.5 * edges / (edges - ones)), ones == 0 ? 1 : (float) Math.sqrt(0.5 *
			edges / ones) };
	}
}
