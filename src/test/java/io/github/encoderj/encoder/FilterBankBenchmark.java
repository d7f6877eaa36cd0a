package io.github.encoderj.encoder;

import java.util.Random;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/**
 * Speed of the filter bank in million voxels a second. Arguments: width, height and depth of the volume, sections a call, threads (0 =
 * all cores).
 */
final class FilterBankBenchmark {

	private FilterBankBenchmark() {}

	public static void main(final String[] args) {
		final int width = args.length > 0 ? Integer.parseInt(args[0]) : 512;
		final int height = args.length > 1 ? Integer.parseInt(args[1]) : 512;
		final int depth = args.length > 2 ? Integer.parseInt(args[2]) : 32;
		final int step = args.length > 3 ? Integer.parseInt(args[3]) : 16;
		final int threads = args.length > 4 ? Integer.parseInt(args[4]) : 0;
		final byte[] data = new byte[width * height * depth];
		new Random(1).nextBytes(data);
		for (final double thickness : new double[] { 1, 10 }) {
			final Volume<?> volume = Volume.of(data, width, height, depth, Geometry.spacing(4, 4, 4 * thickness, "nm"), "noise");
			double best = Double.POSITIVE_INFINITY;
			for (int run = 0; run < 5; run++) {
				final long start = System.nanoTime();
				Parallel.withThreads(threads, () -> {
					for (int z = 0; z < depth; z += step) new FilterBank().encode(volume, z, Math.min(depth, z + step));
					return null;
				});
				best = Math.min(best, (System.nanoTime() - start) / 1e9);
			}
			System.out.printf("%d x %d x %d, sections %.0f pixels apart: %.2f s, %.2f Mvoxel/s%n", width, height, depth, thickness, best,
				data.length / best / 1e6);
		}
	}
}
