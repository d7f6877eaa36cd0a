package io.github.encoderj.wsi.features;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import io.github.encoderj.base.Parallel;

/**
 * Reads and prepares batches on several threads while the calling thread encodes them in their order. So many batches are read ahead that
 * no reader waits as long as the encoder is the faster one, and no more.
 */
final class TilePipeline implements AutoCloseable {

	private static final int MOST_READERS = 8;

	private final int readers;
	private final ExecutorService pool;
	private final AtomicLong reading = new AtomicLong();
	private long waiting;

	/** A tile could not be read or prepared; the cause says why. */
	static final class Unreadable extends Exception {

		private static final long serialVersionUID = 1L;

		Unreadable(final Throwable cause) {
			super(cause);
		}
	}

	/** Takes what became of a batch. */
	@FunctionalInterface
	interface Sink {

		void accept(int batch, float[][] vectors);
	}

	/** A pipeline with as many readers as there are threads here. */
	TilePipeline() {
		readers = Math.min(MOST_READERS, Parallel.threads());
		pool = Executors.newFixedThreadPool(readers, task -> {
			final Thread thread = new Thread(task, "tile reader");
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * Encodes batches {@code first..end-1}.
	 *
	 * @param read reads and prepares a batch; called on several threads, each of which has loops of its own on one thread
	 * @param sink gets the vectors batch by batch
	 * @throws Unreadable if a batch could not be read or prepared; those before it have been encoded
	 * @throws CancellationException if the sink throws it, or the thread was interrupted
	 */
	void run(final int first, final int end, final IntFunction<Supplier<float[][]>> read, final Sink sink) throws Unreadable {
		final Deque<Future<Supplier<float[][]>>> ahead = new ArrayDeque<>();
		int next = first;
		try {
			for (int batch = first; batch < end; batch++) {
				for (; next < end && next < batch + readers + 2; next++) ahead.add(submit(read, next));
				final Supplier<float[][]> prepared = take(ahead.poll());
				sink.accept(batch, prepared.get());
			}
		}
		finally {
			ahead.forEach(future -> future.cancel(false));
		}
	}

	private Future<Supplier<float[][]>> submit(final IntFunction<Supplier<float[][]>> read, final int batch) {
		return pool.submit(() -> {
			final long start = System.nanoTime();
			try {
				return Parallel.withThreads(1, () -> read.apply(batch));
			}
			finally {
				reading.addAndGet(System.nanoTime() - start);
			}
		});
	}

	private Supplier<float[][]> take(final Future<Supplier<float[][]>> future) throws Unreadable {
		final long start = System.nanoTime();
		try {
			return future.get();
		}
		catch (final ExecutionException e) {
			if (e.getCause() instanceof Error error) throw error;
			throw new Unreadable(e.getCause());
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Cancelled");
		}
		finally {
			waiting += System.nanoTime() - start;
		}
	}

	/** Seconds that the encoder has waited for tiles since this was last asked. */
	double secondsWaiting() {
		final double seconds = waiting / 1e9;
		waiting = 0;
		return seconds;
	}

	/** Seconds that a reader has read and prepared since this was last asked, on average. */
	double secondsReading() {
		return reading.getAndSet(0) / 1e9 / readers;
	}

	@Override
	public void close() {
		pool.shutdownNow();
	}
}
