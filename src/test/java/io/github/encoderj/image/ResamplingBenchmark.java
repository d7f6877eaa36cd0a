package io.github.encoderj.image;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

import io.github.encoderj.base.Progress;

/** Times resampling at whole-body sizes; src/test/python/bench_resampling.py does the same with SimpleITK. Give Java 8 GB. */
public final class ResamplingBenchmark {

	private ResamplingBenchmark() {}

	public static void main(final String[] arguments) {
		final short[] hounsfield = new short[512 * 512 * 600];
		for (int i = 0; i < hounsfield.length; i++) hounsfield[i] = (short) ((i * 31 % 2048) - 1024);
		final Geometry fine = Geometry.spacing(0.98, 0.98, 1.5, "mm");
		final double c = Math.cos(0.05);
		final double s = Math.sin(0.05);
		final Geometry coarse = new Geometry(new double[] { 4.07, 4.07, 3 }, new double[] { -150, -150, 0 }, new double[] { 1, 0, 0, 0, 1, 0, 0, 0,
			1 }, "mm");
		final Geometry oblique = new Geometry(coarse.spacing(), coarse.origin(), new double[] { 1, 0, 0, 0, c, -s, 0, s, c }, "mm");
		final Volume<?> ct = Raster.volume(PixelType.INT16.image(hounsfield, 512, 512, 600), fine, "ct");
		final Volume<?> pet = Volume.of(new float[200 * 200 * 300], 200, 200, 300, coarse, "pet");
		final Volume<?> turned = Volume.of(new float[200 * 200 * 300], 200, 200, 300, oblique, "turned");
		final Volume<?> grid = Volume.of(new byte[512 * 512 * 600], 512, 512, 600, fine, "grid");
		for (int run = 0; run < 2; run++) {
			for (final Interpolation method : Interpolation.values()) {
				time("CT 512x512x600 to PET 200x200x300", ct, pet, method);
				time("PET 200x200x300 (oblique) to CT 512x512x600", turned, grid, method);
			}
		}
	}

	private static void time(final String what, final Volume<?> from, final Volume<?> to, final Interpolation method) {
		System.gc();
		ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
		final long start = System.nanoTime();
		Resampling.toReference(from, to, method, 0, Progress.NONE);
		final double seconds = (System.nanoTime() - start) / 1e9;
		final long peak = ManagementFactory.getMemoryPoolMXBeans().stream().filter(p -> p.getName().contains("Gen") || p.getName().contains(
			"Eden")).mapToLong(p -> p.getPeakUsage().getUsed()).sum();
		System.out.printf("%s, %s: %.2f s, peak heap with all inputs %d MB%n", what, method.key(), seconds, peak >> 20);
	}
}
