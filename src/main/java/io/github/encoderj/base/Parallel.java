package io.github.encoderj.base;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.imglib2.parallel.Parallelization;

/**
 * Loops that run on as many threads as the surrounding {@link #withThreads} allows (all cores outside of one). What a loop
 * computes must not depend on the number of threads or the order of the tasks.
 */
public final class Parallel {

	private Parallel() {}

	/**
	 * Runs an action with a given number of threads for all loops inside it.
	 *
	 * @param threads number of threads; 0 means all cores
	 */
	public static <T> T withThreads(final int threads, final Callable<T> action) {
		Refusal.unless(threads >= 0, "threads = %d: the number of threads must be 0 (all cores) or more.", threads);
		final int n = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
		return Parallelization.runWithNumThreads(n, action);
	}

	/** The number of threads that a loop uses here. */
	public static int threads() {
		return Math.max(1, Parallelization.getTaskExecutor().getParallelism());
	}

	/** Calls {@code body} with 0..n-1, in any order, in parallel. */
	public static void forEach(final int n, final IntConsumer body) {
		if (n <= 0) return;
		if (n == 1 || threads() == 1) {
			for (int i = 0; i < n; i++) body.accept(i);
			return;
		}
		final List<Integer> indices = IntStream.range(0, n).boxed().collect(Collectors.toList());
		Parallelization.getTaskExecutor().forEach(indices, body::accept);
	}

	/** A range of indices, {@code from} included, {@code to} excluded. */
	@FunctionalInterface
	public interface RangeBody {

		void accept(long from, long to);
	}

	/**
	 * Splits 0..n into pieces of at least {@code grain} and calls {@code body} with each piece, in parallel.
	 *
	 * @param n end of the range, excluded
	 * @param grain smallest worthwhile piece
	 */
	public static void ranges(final long n, final long grain, final RangeBody body) {
		if (n <= 0) return;
		final long pieces = Math.max(1, Math.min(threads() * 4L, n / Math.max(1, grain)));
		forEach((int) pieces, i -> body.accept(n * i / pieces, n * (i + 1) / pieces));
	}
}
