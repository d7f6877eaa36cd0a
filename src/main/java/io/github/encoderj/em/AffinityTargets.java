package io.github.encoderj.em;

/**
 * What a network learns about a block of labels: the affinities of direct neighbours, which are predicted, and, as auxiliary targets that
 * only help to learn, affinities over longer distances in the order of {@link #LONG} and the ten {@link ShapeDescriptors}.
 */
final class AffinityTargets {

	/** Distances z, y, x of the long affinities: the edge from voxel p to p - distance. */
	static final int[][] LONG = { { 2, 0, 0 }, { 3, 0, 0 }, { 0, 3, 0 }, { 0, 0, 3 }, { 0, 9, 0 }, { 0, 0, 9 }, { 0, 27, 0 }, { 0, 0, 27 } };

	private final boolean auxiliary;
	private final boolean planar;
	private final float[][] balance;

	/**
	 * @param auxiliary whether there are auxiliary targets
	 * @param labels of the whole training volume, order [z, y, x]; decide how much each class of each affinity counts
	 */
	AffinityTargets(final boolean auxiliary, final int[] labels, final int depth, final int height, final int width) {
		this.auxiliary = auxiliary;
		planar = Affinities.planar(labels, height * width);
		balance = new float[Affinities.CHANNELS + (auxiliary ? LONG.length : 0)][];
		for (int c = 0; c < balance.length; c++) balance[c] = Affinities.balance(labels, depth, height, width, distance(c));
	}

	/** Number of auxiliary targets. */
	int auxiliary() {
		return auxiliary ? LONG.length + ShapeDescriptors.COUNT : 0;
	}

	/** Whether the labels numbered the profiles of each section, so that edges across sections count nothing. */
	boolean planar() {
		return planar;
	}

	private static int[] distance(final int channel) {
		if (channel >= Affinities.CHANNELS) return LONG[channel - Affinities.CHANNELS];
		final int[] distance = new int[3];
		distance[channel] = 1;
		return distance;
	}

	/**
	 * Fills targets and weights of the affinities, order [channel, z, y, x].
	 *
	 * @param labels order [z, y, x]
	 */
	void fill(final int[] labels, final int depth, final int height, final int width, final float[] target, final float[] weight) {
		Affinities.fill(labels, depth, height, width, target, weight);
		for (int c = 0; c < Affinities.CHANNELS; c++) weigh(c, c * labels.length, labels.length, target, weight);
	}

	private void weigh(final int channel, final int from, final int count, final float[] target, final float[] weight) {
		final float share = planar && distance(channel)[0] > 0 ? 0 : 1;
		for (int i = from; i < from + count; i++) weight[i] *= share * balance[channel][(int) target[i]];
	}

	/**
	 * Fills the auxiliary targets and their weights at every so many rows and columns.
	 *
	 * @param labels order [z, y, x]
	 * @param descriptors order [descriptor, z, y, x] at these rows and columns only
	 * @param stride of the rows and columns
	 * @param target order [output, z, y, x]
	 */
	void fillAuxiliary(final int[] labels, final float[] descriptors, final int depth, final int height, final int width,
		final int stride, final float[] target, final float[] weight)
	{
		final int rows = (height + stride - 1) / stride;
		final int columns = (width + stride - 1) / stride;
		final int cells = depth * rows * columns;
		final int first = LONG.length * cells;
		System.arraycopy(descriptors, 0, target, first, descriptors.length);
		int i = 0;
		for (int z = 0; z < depth; z++) {
			for (int y = 0; y < height; y += stride) {
				for (int x = 0; x < width; x += stride, i++) {
					final int p = (z * height + y) * width + x;
					for (int l = 0; l < LONG.length; l++) {
						final int[] d = LONG[l];
						final boolean inside = z >= d[0] && y >= d[1] && x >= d[2];
						target[l * cells + i] = inside && labels[p] != 0 && labels[p] == labels[p - (d[0] * height + d[1]) * width - d[2]] ? 1 : 0;
						weight[l * cells + i] = inside ? 1 : 0;
					}
					for (int d = 0; d < ShapeDescriptors.COUNT; d++) {
						weight[first + d * cells + i] = labels[p] == 0 || planar && ShapeDescriptors.acrossSections(d) ? 0 : 1;
					}
				}
			}
		}
		for (int l = 0; l < LONG.length; l++) weigh(Affinities.CHANNELS + l, l * cells, cells, target, weight);
	}
}
