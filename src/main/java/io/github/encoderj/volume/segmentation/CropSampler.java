package io.github.encoderj.volume.segmentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.VolumeDecoder;
import io.github.encoderj.learn.VolumePatches;
import io.github.encoderj.learn.VolumeTraining;

/**
 * Random crops of labelled scans: half of them around a voxel of a class, the others anywhere; turned by a few degrees around each axis,
 * made larger or smaller, flipped, with contrast and brightness changed. Every patient comes up equally often. The crops of a step follow
 * from the seed and the step alone, so that a training that is resumed sees what it would have seen. Where a crop was drawn is nothing
 * that the network sees.
 */
final class CropSampler implements VolumeTraining.Examples {

	private static final double FOREGROUND_SHARE = 0.5;
	/** How far from the middle of a crop the voxel of a class may lie, as a share of the crop's side. */
	private static final double OFF_CENTRE = 0.35;
	private static final double LARGEST_TURN = 0.3;
	private static final double LARGEST_SCALING = 0.2;
	/** Crops that are taken from a part of a large scan before the next is encoded. */
	private static final int CROPS_OF_PART = 12;

	private final List<Field> fields;
	private final VolumeInputs inputs;
	private final ImageStatistics statistics;
	private final int classes;
	private final int crop;
	private final int batch;
	private final long seed;
	private final EncodedFields encodedFields;
	private final Map<Integer, Part> kept = new HashMap<>();
	private long lastDraw = -1;
	private Part last;

	/** A scan or a part of one, encoded. */
	private record Part(Field field, VolumeInputs.Encoded encoded, List<int[]> foreground) {}

	/**
	 * @param crop side of a crop in voxels
	 * @param batch crops of a step
	 */
	CropSampler(final List<Field> fields, final EncodedFields encodedFields, final ImageStatistics statistics, final int classes,
		final int crop, final int batch, final long seed)
	{
		this.fields = fields;
		this.encodedFields = encodedFields;
		inputs = encodedFields.inputs();
		this.statistics = statistics;
		this.classes = classes;
		this.crop = crop;
		this.batch = batch;
		this.seed = seed;
	}

	@Override
	public VolumePatches batch(final long step) {
		final int voxels = crop * crop * crop;
		final int cells = voxels / (VolumeDecoder.MULTIPLE * VolumeDecoder.MULTIPLE * VolumeDecoder.MULTIPLE);
		final float[] fine = new float[batch * inputs.width() * voxels];
		final float[] coarse = new float[batch * inputs.coarseWidth() * cells];
		final float[] target = new float[batch * classes * voxels];
		for (int b = 0; b < batch; b++) {
			final long draw = step * batch + b;
			final SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + draw);
			final Part part = part(encodedFields.keepsAll() ? draw : draw / CROPS_OF_PART);
			final Placement placement = placement(part, random);
			new Crop(part, placement, random).fill(fine, coarse, target, b);
		}
		return new VolumePatches(fine, coarse, target, batch, crop, crop, crop);
	}

	/** The scan, or part of a scan, of a draw: each patient once before any comes again. */
	private Part part(final long draw) {
		if (draw == lastDraw) return last;
		final int n = fields.size();
		final int[] order = new int[n];
		final SplittableRandom shuffle = new SplittableRandom(seed ^ 0x5deece66dL * (draw / n + 1));
		for (int i = 0; i < n; i++) {
			final int j = shuffle.nextInt(i + 1);
			order[i] = order[j];
			order[j] = i;
		}
		final int index = order[(int) (draw % n)];
		lastDraw = draw;
		last = encodedFields.keepsAll() ? kept.computeIfAbsent(index, i -> encoded(fields.get(i))) : encoded(cut(fields.get(index), new SplittableRandom(seed +
			31 * draw)));
		return last;
	}

	private Part encoded(final Field field) {
		return new Part(field, encodedFields.of(field), field.foreground(classes));
	}

	/** A box of at most {@link EncodedFields#PART_VOXELS}, half of the time around a voxel of a class. */
	private Field cut(final Field field, final SplittableRandom random) {
		if (field.voxels() <= EncodedFields.PART_VOXELS) return field;
		final double scale = Math.cbrt((double) EncodedFields.PART_VOXELS / field.voxels());
		final int[] size = { field.depth(), field.rows(), field.columns() };
		final int[] wanted = new int[3];
		for (int d = 0; d < 3; d++) wanted[d] = Math.min(size[d], Math.max(2 * crop, (int) (scale * size[d])));
		final double[] centre = centre(field, field.foreground(classes), random, 0);
		final int[] start = new int[3];
		for (int d = 0; d < 3; d++) start[d] = (int) Math.max(0, Math.min(size[d] - wanted[d], Math.round(centre[d] - wanted[d] / 2.0)));
		return field.crop(start[0], start[1], start[2], wanted[0], wanted[1], wanted[2]);
	}

	/** Position z, y, x in voxels: anywhere, or near a voxel of a class. */
	private double[] centre(final Field field, final List<int[]> foreground, final SplittableRandom random, final double spread) {
		final int[] size = { field.depth(), field.rows(), field.columns() };
		final double[] centre = new double[3];
		if (foreground.isEmpty() || random.nextDouble() >= FOREGROUND_SHARE) {
			for (int d = 0; d < 3; d++) centre[d] = random.nextDouble() * (size[d] - 1);
			return centre;
		}
		final int[] voxels = foreground.get(random.nextInt(foreground.size()));
		final int voxel = voxels[random.nextInt(voxels.length)];
		centre[0] = voxel / (size[1] * size[2]);
		centre[1] = voxel / size[2] % size[1];
		centre[2] = voxel % size[2];
		for (int d = 0; d < 3; d++) centre[d] += (2 * random.nextDouble() - 1) * spread * crop;
		return centre;
	}

	/**
	 * Where a crop lies: voxel (i, j, k) of it, counted from its middle, is at centre + matrix * (i, j, k), in the order z, y, x.
	 */
	private record Placement(double[] centre, double[][] matrix) {}

	private Placement placement(final Part part, final SplittableRandom random) {
		final Field field = part.field;
		final double[] centre = centre(field, part.foreground, random, OFF_CENTRE);
		final int[] size = { field.depth(), field.rows(), field.columns() };
		for (int d = 0; d < 3; d++) {
			final double half = Math.min(crop, size[d]) / 2.0;
			centre[d] = Math.max(half - 0.5, Math.min(size[d] - 0.5 - half, centre[d]));
		}
		double[][] matrix = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
		for (int axis = 0; axis < 3; axis++) matrix = turned(matrix, axis, (2 * random.nextDouble() - 1) * LARGEST_TURN);
		final double scale = Math.exp((2 * random.nextDouble() - 1) * LARGEST_SCALING);
		for (int column = 0; column < 3; column++) {
			final double factor = random.nextBoolean() ? scale : -scale;
			for (int row = 0; row < 3; row++) matrix[row][column] *= factor;
		}
		return new Placement(centre, matrix);
	}

	private static double[][] turned(final double[][] matrix, final int axis, final double angle) {
		final int a = (axis + 1) % 3;
		final int b = (axis + 2) % 3;
		final double[][] result = new double[3][3];
		for (int row = 0; row < 3; row++) {
			result[row][axis] = matrix[row][axis];
			result[row][a] = Math.cos(angle) * matrix[row][a] + Math.sin(angle) * matrix[row][b];
			result[row][b] = Math.cos(angle) * matrix[row][b] - Math.sin(angle) * matrix[row][a];
		}
		return result;
	}

	/** One crop being taken. */
	private final class Crop {

		private final Part part;
		private final Placement placement;
		private final List<VolumeInputs.Change> changes = new ArrayList<>();

		Crop(final Part part, final Placement placement, final SplittableRandom random) {
			this.part = part;
			this.placement = placement;
			for (final Modality modality : inputs.modalities()) {
				changes.add(new VolumeInputs.Change(Math.exp(modality.variation() * gaussian(random)), modality.variation() * gaussian(random)));
			}
		}

		void fill(final float[] fine, final float[] coarse, final float[] target, final int example) {
			final int voxels = crop * crop * crop;
			final int[] index = new int[voxels];
			final float[] rest = new float[3 * voxels];
			locate(index, rest, target, example * classes * voxels);
			final float[][] base = part.encoded.base();
			final float[][] taken = new float[base.length][voxels];
			Parallel.forEach(base.length, f -> interpolate(base[f], index, rest, taken[f]));
			final float[][] features = inputs.features(taken, changes, part.field.scales());
			for (int f = 0; f < features.length; f++) {
				statistics.standardise(features[f], 0, voxels, f);
				System.arraycopy(features[f], 0, fine, (example * features.length + f) * voxels, voxels);
			}
			part.encoded.coarse().ifPresent(grid -> coarse(grid, coarse, example));
		}

		/** Position of row (k, j) and its step along x. */
		private double at(final int d, final double k, final double j, final double i) {
			final double[] m = placement.matrix[d];
			return placement.centre[d] + m[0] * k + m[1] * j + m[2] * i;
		}

		/** For each voxel the index of the voxel before it and how far it is from that; and the class of the nearest. */
		private void locate(final int[] index, final float[] rest, final float[] target, final int targetOffset) {
			final Field field = part.field;
			final int[] size = { field.depth(), field.rows(), field.columns() };
			final double middle = (crop - 1) / 2.0;
			final int voxels = index.length;
			Parallel.forEach(crop, z -> {
				final double[] p = new double[3];
				int to = z * crop * crop;
				for (int y = 0; y < crop; y++) {
					for (int x = 0; x < crop; x++, to++) {
						boolean inside = true;
						int first = 0;
						int nearest = 0;
						for (int d = 0; d < 3; d++) {
							p[d] = at(d, z - middle, y - middle, x - middle);
							inside &= p[d] > -0.5 && p[d] < size[d] - 0.5;
							final double clamped = Math.max(0, Math.min(size[d] - 1.001, p[d]));
							final int whole = (int) Math.max(0, clamped);
							rest[d * voxels + to] = (float) Math.max(0, clamped - whole);
							first = first * size[d] + whole;
							nearest = nearest * size[d] + (int) Math.max(0, Math.min(size[d] - 1, Math.rint(p[d])));
						}
						index[to] = first;
						if (inside) target[targetOffset + field.labels()[nearest] * voxels + to] = 1;
					}
				}
			});
		}

		private void interpolate(final float[] from, final int[] index, final float[] rest, final float[] to) {
			final Field field = part.field;
			final int voxels = index.length;
			final int nextX = field.columns() > 1 ? 1 : 0;
			final int nextY = field.rows() > 1 ? field.columns() : 0;
			final int nextZ = field.depth() > 1 ? field.rows() * field.columns() : 0;
			for (int i = 0; i < voxels; i++) {
				final int a = index[i];
				final int b = a + nextZ;
				final float ty = rest[voxels + i];
				final float tx = rest[2 * voxels + i];
				final float low = bilinear(from[a], from[a + nextX], from[a + nextY], from[a + nextY + nextX], ty, tx);
				to[i] = low + rest[i] * (bilinear(from[b], from[b + nextX], from[b + nextY], from[b + nextY + nextX], ty, tx) - low);
			}
		}

		private void coarse(final CoarseGrid grid, final float[] to, final int example) {
			final int side = crop / VolumeDecoder.MULTIPLE;
			final int cells = side * side * side;
			final int width = grid.width();
			final double middle = (side - 1) / 2.0;
			Parallel.forEach(cells, cell -> {
				final double k = (cell / (side * side) - middle) * VolumeDecoder.MULTIPLE;
				final double j = (cell / side % side - middle) * VolumeDecoder.MULTIPLE;
				final double i = (cell % side - middle) * VolumeDecoder.MULTIPLE;
				grid.at(at(0, k, j, i), at(1, k, j, i), at(2, k, j, i), to, example * width * cells + cell, cells);
			});
			for (int f = 0; f < width; f++) {
				final int from = (example * width + f) * cells;
				statistics.standardise(to, from, from + cells, inputs.width() + f);
			}
		}
	}

	private static float bilinear(final float a, final float b, final float c, final float d, final float ty, final float tx) {
		final float low = a + tx * (b - a);
		return low + ty * (c + tx * (d - c) - low);
	}

	/** Normally distributed, by the method of Box and Muller. */
	private static double gaussian(final SplittableRandom random) {
		return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
	}
}
