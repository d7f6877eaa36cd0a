package io.github.encoderj.em;

import java.util.Optional;
import java.util.SplittableRandom;

import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.DenseNetwork;
import io.github.encoderj.learn.DenseTraining;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.Patch;
import io.github.encoderj.learn.Symmetry;

/**
 * Training examples of affinities. A block of the volume is drawn, mostly {@link Deformation deformed}, its
 * {@link IntensityChanges intensities are changed} at random (the order of sections may be reversed), its features are encoded, and a number
 * of patches, each flipped and turned at random, come from it before the next block is drawn; so the memory does not grow with the volume.
 * Features of a coarse grid are those of the unchanged volume, taken where the pixels come from; every other patch goes without, so that the
 * network learns to do without.
 */
final class AffinityPatches implements DenseTraining.Examples {

	/** Share of the training after which held-out sections are learned from as well. */
	static final double HOLDING = 0.6;

	private static final int PATCHES_A_BLOCK = 48;
	private static final long BLOCK_VOXELS = 1_000_000;
	/** Share of the blocks that are deformed: much, since a stack of some dozen sections is soon known by heart. */
	private static final double DEFORMED = 0.9;
	private static final double WITHOUT_COARSE = 0.5;
	/** Standard deviation of the descriptors' window in pixels, and pixels of their cells. */
	private static final double WINDOW = 8;
	private static final int CELL = 2;

	private final Encoder encoder;
	private final Optional<CoarseSections> coarse;
	private final Section3D volume;
	private final int[] labels;
	private final AffinityTargets targets;
	private final ImageStatistics statistics;
	private final int held;
	private final Size size;

	private Block block;
	private int left;
	private boolean released;

	/**
	 * Of a patch.
	 *
	 * @param depth sections
	 * @param side rows and columns
	 * @param multiple rows and columns are a multiple of this
	 * @param coarseStride pixels of a cell of the coarse grid
	 */
	record Size(int depth, int side, int multiple, int coarseStride) {

		int side(final int available) {
			return Math.min(side, available) / multiple * multiple;
		}
	}

	/** A drawn part of the volume: where it begins, whether its sections are reversed, its features, labels and descriptors. */
	private record Block(int z, int y, int x, boolean reversed, Optional<Deformation> deformation, FeatureGrid features, int[] labels,
		float[] descriptors)
	{

		boolean at(final int otherZ, final int otherY, final int otherX, final int depth) {
			return deformation.isEmpty() && z == otherZ && y == otherY && x == otherX && features.sections() == depth;
		}
	}

	/**
	 * @param encoder of the features at full resolution
	 * @param coarse of the same volume
	 * @param volume normalised intensities
	 * @param labels order [z, y, x], of the same size
	 * @param held sections at the end of the volume that are left out until {@link #HOLDING} of the training is over
	 * @param statistics that bring the features to mean 0 and standard deviation 1
	 */
	AffinityPatches(final Encoder encoder, final Optional<CoarseSections> coarse, final Section3D volume, final int[] labels,
		final AffinityTargets targets, final int held, final Size size, final ImageStatistics statistics)
	{
		this.encoder = encoder;
		this.held = held;
		this.coarse = coarse;
		this.volume = volume;
		this.labels = labels;
		this.targets = targets;
		this.statistics = statistics;
		this.size = new Size(Math.min(size.depth, volume.depth() - held), size.side, size.multiple, size.coarseStride);
	}

	@Override
	public Patch next(final SplittableRandom random, final double progress) {
		if (left-- <= 0 || released != (progress >= HOLDING)) {
			released = progress >= HOLDING;
			drawBlock(random, released ? volume.depth() : volume.depth() - held);
			left = PATCHES_A_BLOCK - 1;
		}
		final FeatureGrid features = block.features;
		final int rows = size.side(features.rows());
		final int columns = size.side(features.columns());
		final int z = random.nextInt(features.sections() - size.depth + 1);
		final int y = random.nextInt(features.rows() - rows + 1);
		final int x = random.nextInt(features.columns() - columns + 1);
		final Symmetry view = Symmetry.random(random, rows == columns);
		return patch(z, y, x, size.depth, rows, columns, view, random.nextDouble() >= WITHOUT_COARSE);
	}

	/** The whole volume, unchanged, as one example. */
	Patch whole() {
		final FeatureGrid grid = encoder.encode(volume.asVolume(), 0, volume.depth());
		block = new Block(0, 0, 0, false, Optional.empty(), grid, labels, descriptors(labels, grid.sections(), grid.rows(), grid.columns()));
		left = 0;
		final int rows = grid.rows() / size.multiple * size.multiple;
		final int columns = grid.columns() / size.multiple * size.multiple;
		return patch(0, 0, 0, grid.sections(), rows, columns, Symmetry.NONE, true);
	}

	private void drawBlock(final SplittableRandom random, final int sections) {
		final int depth = (int) Math.min(sections, Math.max(size.depth, BLOCK_VOXELS / ((long) size.side * size.side * 4)));
		final int side = (int) Math.max(size.side, Math.sqrt((double) BLOCK_VOXELS / depth));
		final int rows = Math.min(side, volume.height());
		final int columns = Math.min((int) Math.max(side, BLOCK_VOXELS / ((long) depth * rows)), volume.width());
		final int z = random.nextInt(sections - depth + 1);
		final int y = random.nextInt(volume.height() - rows + 1);
		final int x = random.nextInt(volume.width() - columns + 1);
		Section3D part = volume.crop(z, y, x, depth, rows, columns);
		final Optional<Deformation> deformation = random.nextDouble() < DEFORMED ? Optional.of(Deformation.random(random, rows, columns)) : Optional
			.empty();
		final boolean same = deformation.isEmpty() && block != null && block.at(z, y, x, depth);
		int[] partLabels = same ? block.labels : crop(z, y, x, depth, rows, columns);
		if (deformation.isPresent()) {
			part = deformation.get().of(part);
			partLabels = deformation.get().of(partLabels);
		}
		final float[] descriptors = same ? block.descriptors : descriptors(partLabels, depth, rows, columns);
		final boolean reversed = random.nextBoolean();
		if (reversed) part = part.reversed();
		IntensityChanges.random(random).apply(part, random);
		block = new Block(z, y, x, reversed, deformation, encoder.encode(part.asVolume(), 0, depth), partLabels, descriptors);
	}

	private int[] crop(final int z, final int y, final int x, final int depth, final int rows, final int columns) {
		final int[] part = new int[depth * rows * columns];
		for (int k = 0, to = 0; k < depth; k++)
			for (int j = 0; j < rows; j++, to += columns)
				System.arraycopy(labels, ((z + k) * volume.height() + y + j) * volume.width() + x, part, to, columns);
		return part;
	}

	private float[] descriptors(final int[] partLabels, final int depth, final int rows, final int columns) {
		if (targets.auxiliary() == 0) return new float[0];
		final double thickness = Math.max(1, volume.geometry().z() / volume.geometry().x());
		final double[] sigma = { Math.max(1, WINDOW / thickness), WINDOW, WINDOW };
		final int[] cell = { thickness < 2 ? CELL : 1, CELL, CELL };
		return ShapeDescriptors.of(partLabels, new int[] { depth, rows, columns }, sigma, cell);
	}

	private static void reverse(final float[] array, final int depth, final int plane) {
		final float[] section = new float[plane];
		for (int z = 0; z < depth / 2; z++) {
			final int mirrored = (depth - 1 - z) * plane;
			System.arraycopy(array, z * plane, section, 0, plane);
			System.arraycopy(array, mirrored, array, z * plane, plane);
			System.arraycopy(section, 0, array, mirrored, plane);
		}
	}

	private Patch patch(final int z, final int y, final int x, final int depth, final int rows, final int columns, final Symmetry view,
		final boolean withCoarse)
	{
		final FeatureGrid grid = block.features;
		final int[] source = view.indices(depth, rows, columns);
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
		final int gridPlane = grid.rows() * grid.columns();
		// Labels and descriptors keep the order of the volume
		if (block.reversed) for (int i = 0; i < voxels; i++) source[i] += (grid.sections() - 1 - 2 * (source[i] / gridPlane)) * gridPlane;
		final int[] patchLabels = new int[voxels];
		for (int i = 0; i < voxels; i++) patchLabels[i] = block.labels[source[i]];
		final float[] target = new float[Affinities.CHANNELS * voxels];
		final float[] weight = new float[Affinities.CHANNELS * voxels];
		targets.fill(patchLabels, depth, rows, columns, target, weight);
		final float[] descriptors = descriptors(source, depth, rows, columns, gridVoxels, view);
		final int cells = descriptors.length / ShapeDescriptors.COUNT;
		final float[] auxiliaryTarget = new float[targets.auxiliary() * cells];
		final float[] auxiliaryWeight = new float[targets.auxiliary() * cells];
		if (cells > 0) {
			targets.fillAuxiliary(patchLabels, descriptors, depth, rows, columns, DenseNetwork.AUXILIARY_STRIDE, auxiliaryTarget, auxiliaryWeight);
		}
		return new Patch(values, coarse(z, y, x, depth, rows, columns, view, withCoarse), target, weight, auxiliaryTarget, auxiliaryWeight, grid
			.width(), Affinities.CHANNELS, depth, rows, columns);
	}

	/** The descriptors at every few rows and columns, as they are in this view. */
	private float[] descriptors(final int[] source, final int depth, final int rows, final int columns, final int gridVoxels,
		final Symmetry view)
	{
		if (targets.auxiliary() == 0) return new float[0];
		final int stride = DenseNetwork.AUXILIARY_STRIDE;
		final int cells = depth * ((rows + stride - 1) / stride) * ((columns + stride - 1) / stride);
		final float[] values = new float[ShapeDescriptors.COUNT * cells];
		for (int d = 0; d < ShapeDescriptors.COUNT; d++) {
			final int from = ShapeDescriptors.source(d, view) * gridVoxels;
			final boolean reversed = ShapeDescriptors.reversed(ShapeDescriptors.source(d, view), view, block.reversed);
			int i = d * cells;
			for (int z = 0; z < depth; z++) {
				for (int y = 0; y < rows; y += stride) {
					for (int x = 0; x < columns; x += stride) {
						final float v = block.descriptors[from + source[(z * rows + y) * columns + x]];
						values[i++] = reversed ? 1 - v : v;
					}
				}
			}
		}
		return values;
	}

	private float[] coarse(final int z, final int y, final int x, final int depth, final int rows, final int columns, final Symmetry view,
		final boolean with)
	{
		if (coarse.isEmpty()) return new float[0];
		final int stride = size.coarseStride;
		final int cells = depth * (rows / stride) * (columns / stride);
		final float[] values = new float[coarse.get().width() * cells];
		if (!with) return values;
		final int[] sections = new int[depth];
		for (int k = 0; k < depth; k++) sections[k] = block.z + (block.reversed ? block.features.sections() - 1 - z - k : z + k);
		final double[][] middles = CoarseSections.middles(y, x, rows / stride, columns / stride, stride);
		final double[][] positions = block.deformation.map(d -> d.of(middles)).orElse(middles);
		for (int i = 0; i < positions[0].length; i++) {
			positions[0][i] += block.y;
			positions[1][i] += block.x;
		}
		final float[] sampled = coarse.get().sample(sections, positions);
		final int[] from = view.indices(depth, rows / stride, columns / stride);
		for (int f = 0; f < coarse.get().width(); f++)
			for (int i = 0; i < cells; i++)
				values[f * cells + i] = sampled[f * cells + from[i]];
		return values;
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
