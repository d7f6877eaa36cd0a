package io.github.encoderj.encoder.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Refusal;

/** Work in batches that become smaller when memory does not suffice. */
public final class Batches {

	private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

	private int size;

	/**
	 * Batches of a size to begin with.
	 *
	 * @throws Refusal if it is not positive
	 */
	public Batches(final int size) {
		Refusal.unless(size > 0, "batch = %d: at least one picture at a time.", size);
		this.size = size;
	}

	/** The present size. */
	public int size() {
		return size;
	}

	/**
	 * Calls {@code body} with one batch after another. After an out-of-memory error the batch is halved, which is logged, and the same
	 * items are tried again; the smaller size stays for what follows.
	 *
	 * @return the results of all items in their order
	 * @throws Refusal if even one item at a time needs too much memory
	 */
	public <A, R> List<R> run(final List<A> items, final Function<List<A>, List<R>> body) {
		final List<R> results = new ArrayList<>(items.size());
		while (results.size() < items.size()) {
			final List<A> batch = items.subList(results.size(), Math.min(items.size(), results.size() + size));
			try {
				results.addAll(body.apply(batch));
			}
			catch (final RuntimeException | OutOfMemoryError e) {
				if (!isOutOfMemory(e)) throw e;
				final int tried = batch.size();
				Refusal.unless(tried > 1, "Memory does not suffice for a single picture of this size (%s). Choose a smaller resolution, a smaller " +
					"encoder, or device cpu.", e.getMessage());
				size = tried / 2;
				LOG.warn("Memory did not suffice for {} pictures at a time; going on with {}.", tried, size);
			}
		}
		return results;
	}

	/** Whether an error says that memory, of the GPU or of the machine, ran out. */
	public static boolean isOutOfMemory(final Throwable error) {
		if (error instanceof Refusal) return false;
		if (error instanceof OutOfMemoryError) return true;
		final String message = error.getMessage() == null ? "" : error.getMessage().toLowerCase(Locale.ROOT);
		return message.contains("out of memory") || message.contains("can't allocate memory") || message.contains("bad_alloc") || error
			.getCause() != null && isOutOfMemory(error.getCause());
	}
}
