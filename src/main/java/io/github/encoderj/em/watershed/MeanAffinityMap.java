package io.github.encoderj.em.watershed;

import io.github.encoderj.base.Parallel;

/** The mean affinity of each voxel over its edges inside the volume, and its smoothing. */
final class MeanAffinityMap {

	private MeanAffinityMap() {}

	/**
	 * Mean over the up to six edges of each voxel.
	 *
	 * @return order [z, y, x]; 0 for a voxel without edges
	 */
	static float[] of(final AffinityField affinities) {
		final Grid grid = affinities.grid();
		final float[] map = new float[grid.voxels()];
		Parallel.ranges(grid.depth(), 1, (from, to) -> {
			final float[][] buffers = { affinities.buffer(), affinities.buffer(), affinities.buffer(), affinities.buffer() };
			for (int z = (int) from; z < to; z++) section(affinities, z, buffers, map);
		});
		return map;
	}

	private static void section(final AffinityField affinities, final int z, final float[][] buffers, final float[] map) {
		final Grid grid = affinities.grid();
		final int width = grid.width();
		final boolean top = z == 0;
		final boolean bottom = z == grid.depth() - 1;
		final float[] up = affinities.plane(0, z, buffers[0]);
		final float[] down = bottom ? up : affinities.plane(0, z + 1, buffers[1]);
		final float[] back = affinities.plane(1, z, buffers[2]);
		final float[] left = affinities.plane(2, z, buffers[3]);
		final int upAt = affinities.offset(0, z);
		final int downAt = bottom ? upAt : affinities.offset(0, z + 1);
		final int backAt = affinities.offset(1, z);
		final int leftAt = affinities.offset(2, z);
		for (int y = 0; y < grid.height(); y++) {
			for (int x = 0; x < width; x++) {
				final int i = y * width + x;
				float sum = 0;
				int n = 0;
				if (!top) {
					sum += up[upAt + i];
					n++;
				}
				if (!bottom) {
					sum += down[downAt + i];
					n++;
				}
				if (y > 0) {
					sum += back[backAt + i];
					n++;
				}
				if (y < grid.height() - 1) {
					sum += back[backAt + i + width];
					n++;
				}
				if (x > 0) {
					sum += left[leftAt + i];
					n++;
				}
				if (x < width - 1) {
					sum += left[leftAt + i + 1];
					n++;
				}
				map[z * grid.plane() + i] = n == 0 ? 0 : sum / n;
			}
		}
	}

	/**
	 * Gaussian smoothing in place, mirrored at the borders (the border voxel is repeated), cut off at 3 sigma.
	 *
	 * @param sigmaX along x, in voxels; below 0.2 nothing is done along an axis
	 */
	static void smooth(final float[] map, final Grid grid, final double sigmaX, final double sigmaY, final double sigmaZ) {
		final float[] kernelX = kernel(sigmaX);
		final float[] kernelY = kernel(sigmaY);
		final float[] kernelZ = kernel(sigmaZ);
		if (kernelX.length > 1 || kernelY.length > 1) {
			Parallel.ranges(grid.depth(), 1, (from, to) -> {
				final float[] section = new float[grid.plane()];
				for (int z = (int) from; z < to; z++) {
					final int at = z * grid.plane();
					rows(map, at, section, grid.width(), grid.height(), kernelX);
					columns(section, 0, grid.width(), map, at, grid.width(), grid.width(), grid.height(), kernelY);
				}
			});
		}
		if (kernelZ.length > 1) {
			Parallel.ranges(grid.height(), 1, (from, to) -> {
				final float[] curtain = new float[grid.width() * grid.depth()];
				for (int y = (int) from; y < to; y++) {
					for (int z = 0; z < grid.depth(); z++) {
						System.arraycopy(map, z * grid.plane() + y * grid.width(), curtain, z * grid.width(), grid.width());
					}
					columns(curtain, 0, grid.width(), map, y * grid.width(), grid.plane(), grid.width(), grid.depth(), kernelZ);
				}
			});
		}
	}

	/** Half a kernel: the centre's weight, then those beside it. */
	private static float[] kernel(final double sigma) {
		final int radius = sigma < 0.2 ? 0 : (int) Math.ceil(3 * sigma);
		final float[] kernel = new float[radius + 1];
		double sum = 0;
		for (int k = 0; k <= radius; k++) sum += (k == 0 ? 1 : 2) * weight(k, sigma);
		for (int k = 0; k <= radius; k++) kernel[k] = (float) (weight(k, sigma) / sum);
		return kernel;
	}

	private static double weight(final int k, final double sigma) {
		return k == 0 ? 1 : Math.exp(-0.5 * k * k / (sigma * sigma));
	}

	private static void rows(final float[] in, final int at, final float[] out, final int width, final int height, final float[] kernel) {
		for (int y = 0; y < height; y++) {
			final int row = at + y * width;
			for (int x = 0; x < width; x++) {
				float sum = kernel[0] * in[row + x];
				for (int k = 1; k < kernel.length; k++) {
					sum += kernel[k] * (in[row + Math.max(0, x - k)] + in[row + Math.min(width - 1, x + k)]);
				}
				out[y * width + x] = sum;
			}
		}
	}

	private static void columns(final float[] in, final int inAt, final int inStep, final float[] out, final int outAt, final int outStep,
		final int width, final int height, final float[] kernel)
	{
		for (int y = 0; y < height; y++) {
			final int to = outAt + y * outStep;
			final int centre = inAt + y * inStep;
			for (int x = 0; x < width; x++) out[to + x] = kernel[0] * in[centre + x];
			for (int k = 1; k < kernel.length; k++) {
				final int before = inAt + Math.max(0, y - k) * inStep;
				final int after = inAt + Math.min(height - 1, y + k) * inStep;
				for (int x = 0; x < width; x++) out[to + x] += kernel[k] * (in[before + x] + in[after + x]);
			}
		}
	}
}
