package io.github.encoderj.em;

import java.util.SplittableRandom;

import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.DenseDecoder;
import io.github.encoderj.learn.DenseTraining;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.Patch;
import io.github.encoderj.learn.Symmetry;

/**
 * Training examples of affinities. A block of the volume is drawn, its intensities are changed at random (contrast, brightness,
 * noise, a missing or faint section; the order of sections may be reversed), its features are encoded, and a number of patches, each
 * flipped and turned at random, come from it before the next block is drawn; so the memory does not grow with the volume.
 */
final class AffinityPatches implements DenseTraining.Examples {

	private static final int PATCHES_A_BLOCK = 48;
	private static final long BLOCK_VOXELS = 1_000_000;

	private final Encoder encoder;
	private final Section3D volume;
	private final int[] labels;
	private final ImageStatistics statistics;
	private final float[][] balance;
	private final boolean planar;
	private final int patchDepth;
	private final int patchSide;

	private FeatureGrid features;
	private int[] blockLabels;
	private int left;

	/**
	 * @param volume normalised intensities
	 * @param labels order [z, y, x], of the same size
	 * @param patchDepth sections of a patch
	 * @param patchSide rows and columns of a patch
	 * @param statistics that bring the features to mean 0 and standard deviation 1
	 */
	AffinityPatches(final Encoder encoder, final Section3D volume, final int[] labels, final int patchDepth, final int patchSide,
		final ImageStatistics statistics)
	{
		this.statistics = statistics;
		this.encoder = encoder;
		this.volume = volume;
		this.labels = labels;
		this.patchDepth = Math.min(patchDepth, volume.depth());
		this.patchSide = patchSide;
		balance = Affinities.balance(labels, volume.depth(), volume.height(), volume.width());
		planar = Affinities.planar(labels, volume.height() * volume.width());
	}

	@Override
	public Patch next(final SplittableRandom random) {
		if (left-- <= 0) {
			drawBlock(random);
			left = PATCHES_A_BLOCK - 1;
		}
		final int rows = side(features.rows());
		final int columns = side(features.columns());
		final int z = random.nextInt(features.sections() - patchDepth + 1);
		final int y = random.nextInt(features.rows() - rows + 1);
		final int x = random.nextInt(features.columns() - columns + 1);
		return patch(features, blockLabels, z, y, x, patchDepth, rows, columns, Symmetry.random(random, rows == columns));
	}

	/** The whole volume, unchanged, as one example. */
	Patch whole() {
		final FeatureGrid grid = encoder.encode(volume.asVolume(), 0, volume.depth());
		final int rows = grid.rows() / DenseDecoder.MULTIPLE * DenseDecoder.MULTIPLE;
		final int columns = grid.columns() / DenseDecoder.MULTIPLE * DenseDecoder.MULTIPLE;
		return patch(grid, labels, 0, 0, 0, grid.sections(), rows, columns, Symmetry.NONE);
	}

	private int side(final int available) {
		return Math.min(patchSide, available) / DenseDecoder.MULTIPLE * DenseDecoder.MULTIPLE;
	}

	private void drawBlock(final SplittableRandom random) {
		final int depth = (int) Math.min(volume.depth(), Math.max(patchDepth, BLOCK_VOXELS / ((long) patchSide * patchSide * 4)));
		final int side = (int) Math.max(patchSide, Math.sqrt((double) BLOCK_VOXELS / depth));
		final int rows = Math.min(side, volume.height());
		final int columns = Math.min((int) Math.max(side, BLOCK_VOXELS / ((long) depth * rows)), volume.width());
		final int z = random.nextInt(volume.depth() - depth + 1);
		final int y = random.nextInt(volume.height() - rows + 1);
		final int x = random.nextInt(volume.width() - columns + 1);
		Section3D block = volume.crop(z, y, x, depth, rows, columns);
		blockLabels = new int[depth * rows * columns];
		for (int k = 0, to = 0; k < depth; k++)
			for (int j = 0; j < rows; j++, to += columns)
				System.arraycopy(labels, ((z + k) * volume.height() + y + j) * volume.width() + x, blockLabels, to, columns);
		if (random.nextBoolean()) {
			block = block.reversed();
			reverse(blockLabels, depth, rows * columns);
		}
		changeIntensities(block, random);
		features = encoder.encode(block.asVolume(), 0, depth);
	}

	/** Contrast and brightness of the block and, less, of each section; noise; now and then a section is missing or faint. */
	private static void changeIntensities(final Section3D block, final SplittableRandom random) {
		final float contrast = between(random, 0.85f, 1.15f);
		final float brightness = between(random, -0.15f, 0.15f);
		final float noise = between(random, 0, 0.15f);
		final int plane = block.height() * block.width();
		for (int z = 0; z < block.depth(); z++) {
			final float gain = contrast * between(random, 0.95f, 1.05f);
			final float offset = brightness + between(random, -0.05f, 0.05f);
			final double fate = random.nextDouble();
			final float kept = fate < 0.01 ? 0 : fate < 0.02 ? 0.4f : 1;
			for (int i = z * plane; i < (z + 1) * plane; i++) {
				final float grain = noise * (random.nextInt() + (float) random.nextInt()) * 0x1p-31f;
				block.data()[i] = kept * (gain * block.data()[i] + offset + grain);
			}
		}
	}

	private static float between(final SplittableRandom random, final float low, final float high) {
		return low + (high - low) * (float) random.nextDouble();
	}

	private static void reverse(final Object array, final int depth, final int plane) {
		final Object section = java.lang.reflect.Array.newInstance(array.getClass().getComponentType(), plane);
		for (int z = 0; z < depth / 2; z++) {
			final int mirrored = (depth - 1 - z) * plane;
			System.arraycopy(array, z * plane, section, 0, plane);
			System.arraycopy(array, mirrored, array, z * plane, plane);
			System.arraycopy(section, 0, array, mirrored, plane);
		}
	}

	private Patch patch(final FeatureGrid grid, final int[] gridLabels, final int z, final int y, final int x, final int depth,
		final int rows, final int columns, final Symmetry symmetry)
	{
		final int[] source = symmetry.indices(depth, rows, columns);
		final int voxels = source.length;
		final int plane = rows * columns;
		for (int i = 0; i < voxels; i++) {
			final int s = source[i];
			source[i] = ((z + s / plane) * grid.rows() + y + s % plane / columns) * grid.columns() + x + s % columns;
		}
		final int gridVoxels = grid.sections() * grid.rows() * grid.columns();
		final float[] values = new float[grid.width() * voxels];
		for (int f = 0; f < grid.width(); f++) {
			for (int i = 0; i < voxels; i++) values[f * voxels + i] = grid.data()[f * gridVoxels + source[i]];
			statistics.standardise(values, f * voxels, (f + 1) * voxels, f);
		}
		final int[] patchLabels = new int[voxels];
		for (int i = 0; i < voxels; i++) patchLabels[i] = gridLabels[source[i]];
		final float[] target = new float[Affinities.CHANNELS * voxels];
		final float[] weight = new float[Affinities.CHANNELS * voxels];
		Affinities.fill(patchLabels, depth, rows, columns, target, weight);
		for (int c = 0; c < Affinities.CHANNELS; c++)
			for (int i = c * voxels; i < (c + 1) * voxels; i++)
				weight[i] *= c == 0 && planar ? 0 : balance[c][(int) target[i]];
		return new Patch(values, target, weight, grid.width(), Affinities.CHANNELS, depth, rows, columns);
	}

	/**
	 * Normalised intensities in the order [z, y, x].
	 */
	record Section3D(float[] data, int depth, int height, int width, Geometry geometry) {

		Section3D crop(final int z, final int y, final int x, final int newDepth, final int rows, final int columns) {
			final float[] out = new float[newDepth * rows * columns];
			for (int k = 0, to = 0; k < newDepth; k++)
				for (int j = 0; j < rows; j++, to += columns)
					System.arraycopy(data, ((z + k) * height + y + j) * width + x, out, to, columns);
			return new Section3D(out, newDepth, rows, columns, geometry);
		}

		Section3D reversed() {
			final float[] out = data.clone();
			reverse(out, depth, height * width);
			return new Section3D(out, depth, height, width, geometry);
		}

		Volume<?> asVolume() {
			return Volume.of(data, width, height, depth, geometry, "block");
		}
	}
}
