package io.github.encoderj.image.pyramid;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tiles read in a second from level 0 of a slide, on a number of threads: grid of 256 pixels that lies on the stored tiles, and of 224
 * pixels that does not. {@code PyramidBenchmark FILE [TILES [THREADS [ROUNDS]]]}; src/test/python/slide_reading.py times OpenSlide on
 * the same tiles.
 */
public final class PyramidBenchmark {

	private PyramidBenchmark() {}

	public static void main(final String[] arguments) throws InterruptedException {
		final Path path = Path.of(arguments[0]);
		final int tiles = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4000;
		final int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
		final int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 4;
		for (int round = 0; round < rounds; round++) {
			for (final int side : new int[] { 256, 224 }) {
				final long start = System.nanoTime();
				try (Pyramid pyramid = Pyramid.open(path)) {
					final double work = pass(pyramid, side, tiles, threads);
					final double seconds = (System.nanoTime() - start) / 1e9;
					System.out.printf("%d px, %d threads, %d tiles, %.2f s with opening: %.0f tiles/s, %.2f ms of CPU a tile, %d stored tiles " +
						"decoded%n", side, threads, tiles, seconds, tiles / seconds, work, pyramid.decodedTiles());
				}
			}
		}
	}

	private static double pass(final Pyramid pyramid, final int side, final int tiles, final int threads) throws InterruptedException {
		final PyramidLevel level = pyramid.level(0);
		final List<long[]> places = new ArrayList<>();
		for (long y = 0; y + side <= level.height(); y += side) {
			for (long x = 0; x + side <= level.width() && places.size() < tiles; x += side) places.add(new long[] { x, y });
		}
		final AtomicInteger next = new AtomicInteger();
		final AtomicLong work = new AtomicLong();
		final List<Thread> all = new ArrayList<>();
		for (int t = 0; t < threads; t++) {
			final Thread thread = new Thread(() -> {
				final byte[] out = new byte[3 * side * side];
				for (int i = next.getAndIncrement(); i < places.size(); i = next.getAndIncrement()) {
					pyramid.read(0, places.get(i)[0], places.get(i)[1], side, side, out);
				}
				work.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
			});
			thread.start();
			all.add(thread);
		}
		for (final Thread thread : all) thread.join();
		return work.get() / 1e6 / places.size();
	}
}
