package io.github.encoderj.encoder.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Threads that do one job together, stage by stage. Each thread runs the engine's operations alone, so that small operations cost no
 * meeting of threads; they meet only where a stage ends. A waiting thread spins for a moment, since the others are mostly about to
 * come, and then sleeps, since spinning loses badly on a busy machine.
 */
public final class ThreadTeam implements AutoCloseable {

	private static final long SPIN_NANOSECONDS = 50_000;
	private static final long NAP_NANOSECONDS = 20_000;

	/** What every thread does. */
	@FunctionalInterface
	public interface Job {

		/** @param member number of the thread, from 0 */
		void run(int member);
	}

	private final int size;
	private final ExecutorService threads;
	private final AtomicInteger next = new AtomicInteger();
	private final AtomicInteger arrived = new AtomicInteger();
	private volatile int stage;
	private volatile boolean broken;

	/** A team of some threads. */
	public ThreadTeam(final int size) {
		this.size = size;
		threads = Executors.newFixedThreadPool(size, task -> {
			final Thread thread = new Thread(task, "encoderj-engine");
			thread.setDaemon(true);
			return thread;
		});
		final int outside = JniUtils.getNumThreads();
		run(member -> JniUtils.setNumThreads(1)); // of that thread; also of threads to come, hence the next line
		JniUtils.setNumThreads(outside);
	}

	/** Number of threads. */
	public int size() {
		return size;
	}

	/** Lets all threads do a job, and returns when all have done it. */
	public synchronized void run(final Job job) {
		broken = false;
		arrived.set(0);
		next.set(0);
		final List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			final int member = i;
			all.add(threads.submit(() -> {
				try {
					job.run(member);
					meet();
				}
				catch (final RuntimeException | Error e) {
					broken = true;
					throw e;
				}
			}));
		}
		Throwable failure = null;
		for (final Future<?> one : all) {
			final Throwable its = failure(one);
			if (failure == null || failure instanceof Broken) failure = its;
		}
		if (failure instanceof Error e) throw e;
		if (failure instanceof RuntimeException e) throw e;
	}

	/** Waits for a thread, even if interrupted, since it works on arrays that the caller owns; null if it did not fail. */
	private static Throwable failure(final Future<?> one) {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					one.get();
					return null;
				}
				catch (final ExecutionException e) {
					return e.getCause();
				}
				catch (final InterruptedException e) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) Thread.currentThread().interrupt();
		}
	}

	/** Hands out 0..n-1 to the threads that call this in the same stage, every number once. */
	public void each(final int n, final IntConsumer body) {
		for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) body.accept(i);
	}

	/** A range of rows, {@code first} included, {@code last} excluded. */
	@FunctionalInterface
	public interface Rows {

		void accept(int first, int last);
	}

	/** Hands out the rows 0..n-1 in pieces of at most {@code most}, a multiple of 16, to the threads that call this in the same stage. */
	public void pieces(final int n, final int most, final Rows body) {
		final int pieces = ((n + most - 1) / most + size - 1) / size * size;
		final int rows = ((n + pieces - 1) / pieces + 15) / 16 * 16;
		each((n + rows - 1) / rows, i -> body.accept(i * rows, Math.min(n, (i + 1) * rows)));
	}

	/** Waits until all threads have come here. */
	public void meet() {
		final int now = stage;
		if (arrived.incrementAndGet() == size) {
			arrived.set(0);
			next.set(0);
			stage = now + 1;
			return;
		}
		final long start = System.nanoTime();
		while (stage == now) {
			if (broken) throw new Broken();
			if (System.nanoTime() - start < SPIN_NANOSECONDS) Thread.onSpinWait();
			else LockSupport.parkNanos(NAP_NANOSECONDS);
		}
	}

	/** Another thread has failed. */
	private static final class Broken extends RuntimeException {

		private static final long serialVersionUID = 1;
	}

	@Override
	public void close() {
		threads.shutdown();
	}
}
