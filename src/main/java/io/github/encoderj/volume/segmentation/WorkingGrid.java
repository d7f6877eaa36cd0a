package io.github.encoderj.volume.segmentation;

import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Volume;

/**
 * The grid that the network works on: along the axes of the scan, around the same centre, with voxels of one size for all patients.
 * Scan to grid and back is linear interpolation, axis by axis.
 */
final class WorkingGrid {

	private final int[] scan = new int[3];
	private final int[] size = new int[3];
	private final AxisMap[] in = new AxisMap[3];
	private final AxisMap[] out = new AxisMap[3];
	private final Geometry geometry;

	/**
	 * @param reference the scan; only size and geometry count
	 * @param voxel side of the grid's voxels in the scan's unit, above 0
	 */
	WorkingGrid(final Volume<?> reference, final double voxel) {
		final double[] spacing = reference.geometry().spacing();
		for (int d = 0; d < 3; d++) {
			scan[d] = Math.toIntExact(reference.pixels().dimension(d));
			size[d] = (int) Math.max(1, Math.ceil(scan[d] * spacing[d] / voxel - 1e-6));
			in[d] = new AxisMap(scan[d], size[d], voxel / spacing[d]);
			out[d] = new AxisMap(size[d], scan[d], spacing[d] / voxel);
		}
		geometry = Geometry.spacing(voxel, voxel, voxel, reference.geometry().unit());
	}

	int columns() {
		return size[0];
	}

	int rows() {
		return size[1];
	}

	int depth() {
		return size[2];
	}

	/** Voxel size, without a place in space. */
	Geometry geometry() {
		return geometry;
	}

	/** From the grid's sections to the scan's. */
	AxisMap sectionsOut() {
		return out[2];
	}

	/**
	 * Sections of a scan on this grid.
	 *
	 * @param volume of the size of the reference
	 * @param from first section of the grid
	 * @param to end of the sections, excluded
	 * @return order [z, y, x]
	 * @throws Refusal if a value is not finite
	 */
	float[] sections(final Volume<?> volume, final long channel, final int from, final int to) {
		final int plane = size[0] * size[1];
		final float[] result = new float[Math.multiplyExact(plane, to - from)];
		final int first = in[2].first(from);
		final float[][] planes = new float[in[2].last(to - 1) - first + 1][];
		Parallel.forEach(planes.length, i -> planes[i] = plane(volume, channel, first + i));
		Parallel.forEach(to - from, i -> {
			final float[] weights = in[2].weights(from + i);
			final int start = in[2].first(from + i) - first;
			for (int k = 0; k < weights.length; k++) add(planes[start + k], weights[k], result, i * plane);
		});
		return result;
	}

	private static void add(final float[] plane, final float weight, final float[] to, final int offset) {
		for (int i = 0; i < plane.length; i++) to[offset + i] += weight * plane[i];
	}

	/** One section of the scan with the grid's rows and columns. */
	private float[] plane(final Volume<?> volume, final long channel, final int z) {
		final float[] read = new float[scan[0] * scan[1]];
		Raster.section(volume, PixelType.FLOAT, z, channel, read, 0);
		for (int i = 0; i < read.length; i++) {
			if (!Float.isFinite(read[i])) {
				throw new Refusal(volume.name() + " holds the value " + read[i] + " at x = " + i % scan[0] + ", y = " + i / scan[0] + ", z = " + z +
					"; expected finite numbers. Replace it first.");
			}
		}
		return resample(read, scan, in, size);
	}

	/** Rows first, then columns. */
	private static float[] resample(final float[] plane, final int[] from, final AxisMap[] maps, final int[] to) {
		final float[] rows = new float[to[0] * from[1]];
		for (int y = 0; y < from[1]; y++) maps[0].row(plane, y * from[0], rows, y * to[0]);
		final float[] result = new float[to[0] * to[1]];
		for (int y = 0; y < to[1]; y++) {
			final float[] weights = maps[1].weights(y);
			for (int k = 0; k < weights.length; k++) {
				final int row = (maps[1].first(y) + k) * to[0];
				for (int x = 0; x < to[0]; x++) result[y * to[0] + x] += weights[k] * rows[row + x];
			}
		}
		return result;
	}

	/**
	 * The class of the highest probability at each voxel of a section of the scan.
	 *
	 * @param z section of the scan
	 * @param planes probabilities on the grid, order [section][class][y, x], from section {@code sectionsOut().first(z)} on
	 * @param to classes in the order [y, x]
	 * @param offset where the section starts
	 */
	void classes(final int z, final float[][][] planes, final byte[] to, final int offset) {
		final int classes = planes[0].length;
		final float[] weights = out[2].weights(z);
		final int plane = size[0] * size[1];
		final float[] best = new float[scan[0]];
		final float[] one = new float[scan[0]];
		final float[] row = new float[size[0]];
		final float[][] mixed = new float[classes][];
		for (int c = 0; c < classes; c++) {
			mixed[c] = new float[plane];
			for (int k = 0; k < weights.length; k++) add(planes[k][c], weights[k], mixed[c], 0);
		}
		for (int y = 0; y < scan[1]; y++) {
			boolean any = false;
			for (int c = 1; c < classes; c++) {
				if (row(mixed[c], y, row) * classes < 1) continue; // nowhere the most likely of all
				out[0].row(row, 0, one, 0);
				if (!any) background(mixed[0], y, best);
				any = true;
				merge(one, c, best, to, offset + y * scan[0]);
			}
		}
	}

	/** The background's probabilities in a row of the scan. */
	private void background(final float[] plane, final int y, final float[] to) {
		final float[] background = new float[size[0]];
		row(plane, y, background);
		out[0].row(background, 0, to, 0);
	}

	/** A row of the scan at the grid's columns; gives its highest value. */
	private float row(final float[] plane, final int y, final float[] to) {
		Arrays.fill(to, 0);
		final float[] weights = out[1].weights(y);
		for (int k = 0; k < weights.length; k++) {
			final int from = (out[1].first(y) + k) * size[0];
			for (int x = 0; x < size[0]; x++) to[x] += weights[k] * plane[from + x];
		}
		float highest = 0;
		for (final float v : to) highest = Math.max(highest, v);
		return highest;
	}

	private static void merge(final float[] one, final int c, final float[] best, final byte[] to, final int offset) {
		for (int x = 0; x < one.length; x++) {
			if (one[x] > best[x]) {
				best[x] = one[x];
				to[offset + x] = (byte) c;
			}
		}
	}

	/**
	 * Labels on this grid: at each voxel the label with the largest share.
	 *
	 * @param labels of the size of the reference
	 * @param classes number of classes, the background included
	 * @return order [z, y, x]
	 */
	byte[] labels(final Volume<?> labels, final int classes) {
		final byte[] result = new byte[Math.multiplyExact(size[0] * size[1], size[2])];
		final int plane = size[0] * size[1];
		Parallel.forEach(size[2], z -> {
			final float[] best = new float[plane];
			final float[] read = new float[scan[0] * scan[1]];
			final float[][] shares = new float[classes][plane];
			final float[] weights = in[2].weights(z);
			for (int k = 0; k < weights.length; k++) {
				Raster.section(labels, PixelType.FLOAT, in[2].first(z) + k, 0, read, 0);
				for (int c = 0; c < classes; c++) {
					final float[] indicator = indicator(read, c);
					if (indicator.length > 0) add(resample(indicator, scan, in, size), weights[k], shares[c], 0);
				}
			}
			for (int c = 0; c < classes; c++) merge(shares[c], c, best, result, z * plane);
		});
		return result;
	}

	/** 1 where a section has a label; nothing if it has it nowhere. */
	private static float[] indicator(final float[] labels, final int label) {
		boolean any = false;
		final float[] indicator = new float[labels.length];
		for (int i = 0; i < labels.length; i++) {
			if (labels[i] == label) {
				indicator[i] = 1;
				any = true;
			}
		}
		return any ? indicator : new float[0];
	}
}
