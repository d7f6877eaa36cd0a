package io.github.encoderj.volume.segmentation;

import java.util.Arrays;
import java.util.List;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Volume;

/**
 * A labelled scan on the working grid, as training takes it.
 *
 * @param views of each modality, order [z, y, x]
 * @param scales of each modality
 * @param labels order [z, y, x]
 */
record Field(String name, float[][] views, List<Modality.Scale> scales, byte[] labels, int depth, int rows, int columns, Geometry geometry) {

	/** Most classes that labels of one byte tell apart. */
	static final int MOST_CLASSES = 127;

	/**
	 * A scan with its labels on the working grid.
	 *
	 * @param voxel side of the grid's voxels, above 0
	 * @throws Refusal if the labels are of another size
	 */
	static Field of(final Scan scan, final Volume<?> labels, final int classes, final double voxel) {
		Refusal.unless(labels.sameSize(scan.reference()), "%s: the labels are %s voxels, but the volume is %s. Give labels on the grid of %s.", scan
			.name(), labels.size(), scan.reference().size(), scan.reference().name());
		final WorkingGrid grid = new WorkingGrid(scan.reference(), voxel);
		final float[][] views = new float[scan.channels().size()][];
		for (int m = 0; m < views.length; m++) views[m] = scan.channels().get(m).view(grid, 0, grid.depth());
		return new Field(scan.name(), views, scan.channels().stream().map(Scan.Channel::scale).toList(), grid.labels(labels, classes), grid.depth(), grid.rows(), grid.columns(), grid.geometry());
	}

	/**
	 * Highest label of a volume.
	 *
	 * @throws Refusal if a value is no whole number from 0 to 126
	 */
	static int highestLabel(final Volume<?> labels) {
		final float[] section = new float[Math.toIntExact(labels.width() * labels.height())];
		float highest = 0;
		for (long z = 0; z < labels.depth(); z++) {
			Raster.section(labels, PixelType.FLOAT, z, 0, section, 0);
			for (final float v : section) {
				if (!(v >= 0 && v < MOST_CLASSES && v == (int) v)) {
					throw new Refusal(labels.name() + " holds the value " + v + "; labels are whole numbers from 0 to " + (MOST_CLASSES - 1) +
						". Is it an image instead of labels?");
				}
				highest = Math.max(highest, v);
			}
		}
		return (int) highest;
	}

	int voxels() {
		return depth * rows * columns;
	}

	/** A box of this field; what sticks out is left away. */
	Field crop(final int z, final int y, final int x, final int newDepth, final int newRows, final int newColumns) {
		final float[][] parts = new float[views.length][newDepth * newRows * newColumns];
		final byte[] part = new byte[newDepth * newRows * newColumns];
		for (int k = 0, to = 0; k < newDepth; k++) {
			for (int j = 0; j < newRows; j++, to += newColumns) {
				final int from = ((z + k) * rows + y + j) * columns + x;
				for (int m = 0; m < views.length; m++) System.arraycopy(views[m], from, parts[m], to, newColumns);
				System.arraycopy(labels, from, part, to, newColumns);
			}
		}
		return new Field(name, parts, scales, part, newDepth, newRows, newColumns, geometry);
	}

	/** Voxels of each class but the background, at most 20,000 of each, evenly spread. */
	List<int[]> foreground(final int classes) {
		final int[] counts = new int[classes];
		for (final byte label : labels) counts[label]++;
		final int[][] found = new int[classes][];
		final int[] step = new int[classes];
		final int[] seen = new int[classes];
		for (int c = 1; c < classes; c++) {
			step[c] = Math.max(1, counts[c] / 20_000);
			found[c] = new int[(counts[c] + step[c] - 1) / step[c]];
		}
		for (int i = 0; i < labels.length; i++) {
			final int c = labels[i];
			if (c > 0 && seen[c]++ % step[c] == 0) found[c][(seen[c] - 1) / step[c]] = i;
		}
		return Arrays.stream(found).filter(f -> f != null && f.length > 0).toList();
	}
}
