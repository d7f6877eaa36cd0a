package io.github.encoderj.image.pyramid;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decoded tiles, least recently used dropped first. Threads that want the same tile at the same time wait for the one that decodes it,
 * so that no tile is decoded twice while it fits.
 */
final class TileCache {

	private record Key(int level, int column, int row) {}

	private record Entry(FutureTask<byte[]> tile, int bytes) {}

	private final Map<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
	private final long capacity;
	private final AtomicLong decoded = new AtomicLong();
	private long held;

	/** @param capacity bytes of decoded tiles that are kept at most; those being decoded come on top */
	TileCache(final long capacity) {
		this.capacity = capacity;
	}

	/**
	 * A tile, decoded now or kept from before.
	 *
	 * @param bytes size of the decoded tile
	 * @param decoder decodes it
	 * @throws ExecutionException with what the decoder threw
	 */
	byte[] get(final int level, final int column, final int row, final int bytes, final Callable<byte[]> decoder)
		throws ExecutionException
	{
		final Key key = new Key(level, column, row);
		final Entry entry;
		boolean mine = false;
		synchronized (this) {
			Entry known = entries.get(key);
			if (known == null) {
				known = new Entry(new FutureTask<>(decoder), bytes);
				entries.put(key, known);
				held += bytes;
				mine = true;
				dropOldest(key);
			}
			entry = known;
		}
		if (mine) {
			decoded.incrementAndGet();
			entry.tile.run();
		}
		try {
			return entry.tile.get();
		}
		catch (final ExecutionException e) {
			remove(key, entry);
			throw e;
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Cancelled");
		}
	}

	/** Number of tiles decoded so far. */
	long decoded() {
		return decoded.get();
	}

	synchronized void clear() {
		entries.clear();
		held = 0;
	}

	private synchronized void remove(final Key key, final Entry entry) {
		if (entries.remove(key, entry)) held -= entry.bytes;
	}

	private void dropOldest(final Key newest) {
		final Iterator<Map.Entry<Key, Entry>> oldest = entries.entrySet().iterator();
		while (held > capacity && oldest.hasNext()) {
			final Map.Entry<Key, Entry> one = oldest.next();
			if (one.getKey().equals(newest)) return;
			held -= one.getValue().bytes;
			oldest.remove();
		}
	}
}
