package io.github.encoderj.em;

import java.util.HashMap;
import java.util.Map;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.learn.Symmetry;

/**
 * Local shape descriptors (Sheridan et al. 2022, "Local shape descriptors for neuron segmentation"): what of its own neuron a voxel sees under
 * a Gaussian window, as ten numbers 0..1: where the centre of that part lies (z, y, x; 0.5 is here, 0 and 1 one standard deviation of the
 * window away), its variance along z, y, x over that of the window, its correlations z-y, z-x, y-x (0.5 is none), and the share of the window
 * that it fills. Voxels of label 0 have none and get 0.
 * <p>
 * They vary slowly, so they are computed on cells of a few voxels, in which each label has a share, with the window cut off at 3 standard
 * deviations; the centre is given relative to the voxel itself.
 */
final class ShapeDescriptors {

	/** Number of descriptors. */
	static final int COUNT = 10;

	/** Channels of the centre, the variances and, with those of the correlations, the axes that they are about: z, y, x. */
	private static final int[][] CORRELATIONS = { { 0, 1 }, { 0, 2 }, { 1, 2 } };

	private static final double CUT_OFF = 3;

	private final int[] labels;
	private final int[] size;
	private final double[] sigma;
	private final int[] cell;
	private final int[] cells = new int[3];
	private final float[] out;

	private ShapeDescriptors(final int[] labels, final int[] size, final double[] sigma, final int[] cell) {
		this.labels = labels;
		this.size = size;
		this.sigma = sigma;
		this.cell = cell;
		for (int a = 0; a < 3; a++) cells[a] = (size[a] + cell[a] - 1) / cell[a];
		out = new float[COUNT * labels.length];
	}

	/** Whether a descriptor is about the axis across sections. */
	static boolean acrossSections(final int descriptor) {
		return descriptor == 0 || descriptor == 3 || descriptor == 6 || descriptor == 7;
	}

	/**
	 * Descriptors of every voxel.
	 *
	 * @param labels order [z, y, x]
	 * @param size of the volume along z, y, x
	 * @param sigma standard deviation of the window along z, y, x in voxels
	 * @param cell voxels of a cell along z, y, x
	 * @return order [descriptor, z, y, x]
	 */
	static float[] of(final int[] labels, final int[] size, final double[] sigma, final int[] cell) {
		final ShapeDescriptors descriptors = new ShapeDescriptors(labels, size, sigma, cell);
		final int[][] boxes = descriptors.boxes();
		Parallel.forEach(boxes.length, i -> descriptors.fill(boxes[i]));
		return descriptors.out;
	}

	/** For each label: its number, first and last cell along z, y, x. */
	private int[][] boxes() {
		final Map<Integer, int[]> boxes = new HashMap<>();
		int[] box = null;
		for (int p = 0; p < labels.length; p++) {
			final int label = labels[p];
			if (label == 0) continue;
			if (box == null || box[0] != label) {
				box = boxes.computeIfAbsent(label, l -> new int[] { l, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, -1, -1, -1 });
			}
			final int[] at = { p / (size[1] * size[2]) / cell[0], p / size[2] % size[1] / cell[1], p % size[2] / cell[2] };
			for (int a = 0; a < 3; a++) {
				box[1 + a] = Math.min(box[1 + a], at[a]);
				box[4 + a] = Math.max(box[4 + a], at[a]);
			}
		}
		return boxes.values().toArray(int[][]::new);
	}

	private void fill(final int[] box) {
		final int[] n = { box[4] - box[1] + 1, box[5] - box[2] + 1, box[6] - box[3] + 1 };
		final float[] share = share(box, n);
		final float[][] x = new float[3][];
		final float[][][] xy = new float[3][3][];
		final float[][][][] moments = new float[3][3][3][];
		for (int i = 0; i < 3; i++) {
			x[i] = along(share, n, 2, i);
			for (int j = 0; i + j < 3; j++) {
				xy[i][j] = along(x[i], n, 1, j);
				for (int k = 0; i + j + k < 3; k++) moments[k][j][i] = along(xy[i][j], n, 0, k);
			}
		}
		write(box, n, moments);
	}

	/** The share of the label in each cell of its box. */
	private float[] share(final int[] box, final int[] n) {
		final float[] share = new float[n[0] * n[1] * n[2]];
		final float one = 1f / (cell[0] * cell[1] * cell[2]);
		forEachVoxel(box, (p, i, z, y, x) -> share[i] += one);
		return share;
	}

	private interface Visit {

		/** @param p voxel; i cell of the box; z, y, x how far the voxel is from the middle of its cell, in voxels */
		void at(int p, int i, double z, double y, double x);
	}

	private void forEachVoxel(final int[] box, final Visit visit) {
		final int columns = box[6] - box[3] + 1;
		final int rows = box[5] - box[2] + 1;
		for (int z = box[1] * cell[0]; z < Math.min(size[0], (box[4] + 1) * cell[0]); z++) {
			for (int y = box[2] * cell[1]; y < Math.min(size[1], (box[5] + 1) * cell[1]); y++) {
				final int row = ((z / cell[0] - box[1]) * rows + y / cell[1] - box[2]) * columns - box[3];
				for (int x = box[3] * cell[2]; x < Math.min(size[2], (box[6] + 1) * cell[2]); x++) {
					final int p = (z * size[1] + y) * size[2] + x;
					if (labels[p] == box[0]) visit.at(p, row + x / cell[2], away(z, 0), away(y, 1), away(x, 2));
				}
			}
		}
	}

	private double away(final int position, final int axis) {
		return position % cell[axis] - (cell[axis] - 1) / 2.0;
	}

	/** Values weighted by window x distance^power along an axis; distances in voxels from here to there. */
	private float[] along(final float[] in, final int[] n, final int axis, final int power) {
		final double s = sigma[axis] / cell[axis];
		final int radius = Math.min((int) Math.ceil(CUT_OFF * s), n[axis] - 1);
		final int whole = (int) Math.ceil(CUT_OFF * s);
		double sum = 0;
		for (int t = -whole; t <= whole; t++) sum += Math.exp(-0.5 * t * t / (s * s));
		final float[] kernel = new float[2 * radius + 1];
		for (int t = -radius; t <= radius; t++) {
			kernel[t + radius] = (float) (Math.exp(-0.5 * t * t / (s * s)) / sum * Math.pow(t * cell[axis], power));
		}
		final int stride = axis == 2 ? 1 : axis == 1 ? n[2] : n[1] * n[2];
		final float[] result = new float[in.length];
		for (int i = 0; i < in.length; i++) {
			final int at = i / stride % n[axis];
			final int from = Math.max(-radius, -at);
			final int to = Math.min(radius, n[axis] - 1 - at);
			float value = 0;
			for (int t = from; t <= to; t++) value += kernel[t + radius] * in[i + t * stride];
			result[i] = value;
		}
		return result;
	}

	private void write(final int[] box, final int[] n, final float[][][][] moments) {
		final int voxels = labels.length;
		final int count = n[0] * n[1] * n[2];
		final float[][] cellValues = new float[count][];
		forEachVoxel(box, (p, i, z, y, x) -> {
			if (cellValues[i] == null) cellValues[i] = values(moments, i);
			final float[] v = cellValues[i];
			final double[] away = { z, y, x };
			for (int a = 0; a < 3; a++) out[a * voxels + p] = clip((v[a] - away[a]) / sigma[a] * 0.5 + 0.5);
			for (int d = 3; d < COUNT; d++) out[d * voxels + p] = v[d];
		});
	}

	/** Centre relative to the middle of the cell in voxels, then the other descriptors. */
	private float[] values(final float[][][][] moments, final int i) {
		final double mass = moments[0][0][0][i];
		final double[] mean = { moments[1][0][0][i] / mass, moments[0][1][0][i] / mass, moments[0][0][1][i] / mass };
		final double[] squares = { moments[2][0][0][i] / mass, moments[0][2][0][i] / mass, moments[0][0][2][i] / mass };
		final double[] products = { moments[1][1][0][i] / mass, moments[1][0][1][i] / mass, moments[0][1][1][i] / mass };
		final float[] values = new float[COUNT];
		final double[] variance = new double[3];
		for (int a = 0; a < 3; a++) {
			values[a] = (float) mean[a];
			variance[a] = Math.max(1e-3, squares[a] - mean[a] * mean[a]);
			values[3 + a] = clip(variance[a] / (sigma[a] * sigma[a]));
		}
		for (int c = 0; c < 3; c++) {
			final int a = CORRELATIONS[c][0];
			final int b = CORRELATIONS[c][1];
			values[6 + c] = clip((products[c] - mean[a] * mean[b]) / Math.sqrt(variance[a] * variance[b]) * 0.5 + 0.5);
		}
		values[9] = clip(mass);
		return values;
	}

	private static float clip(final double value) {
		return (float) Math.max(0, Math.min(1, value));
	}

	/** Where a descriptor comes from in a patch that is seen in another way: the same, or that of the other axis of the section. */
	static int source(final int descriptor, final Symmetry view) {
		if (!view.swap()) return descriptor;
		return switch (descriptor) {
			case 1 -> 2;
			case 2 -> 1;
			case 4 -> 5;
			case 5 -> 4;
			case 6 -> 7;
			case 7 -> 6;
			default -> descriptor;
		};
	}

	/** Whether a descriptor v, as named before the view, becomes 1 - v in a view that reverses axes. */
	static boolean reversed(final int descriptor, final Symmetry view, final boolean flipZ) {
		return switch (descriptor) {
			case 0 -> flipZ;
			case 1 -> view.flipY();
			case 2 -> view.flipX();
			case 6 -> flipZ != view.flipY();
			case 7 -> flipZ != view.flipX();
			case 8 -> view.flipY() != view.flipX();
			default -> false;
		};
	}
}
