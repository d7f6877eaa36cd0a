package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.RegionGraph;

/**
 * For each place of a region its neighbours and the edges to them, all in one array. A few neighbours are a list that is searched from
 * the start; more are a hash table, so that a region with very many neighbours costs no more per neighbour than a small one.
 */
final class Neighbours {

	/** Longest list; what has more room is a hash table. */
	private static final int LIST = 32;
	private static final long EMPTY = -1;

	private static final int START = 0;
	private static final int SIZE = 1;
	private static final int ROOM = 2;

	/** Neighbour in the high half, edge in the low half of an entry. */
	private long[] pool;
	private int end;

	/** Of each place the start, the number of entries and the room in the pool. */
	private final int[] places;

	/** For each power of two the first of the freed pieces with at least that room, -1 for none; a piece's first entry is the next. */
	private final int[] free = new int[32];

	Neighbours(final RegionGraph graph) {
		places = new int[4 * graph.nodes()];
		for (int e = 0; e < graph.edges(); e++) {
			places[4 * graph.u()[e] + SIZE]++;
			places[4 * graph.v()[e] + SIZE]++;
		}
		long total = 0;
		for (int p = 0; p < places.length; p += 4) {
			places[p + ROOM] = places[p + SIZE] <= LIST ? places[p + SIZE] : table(places[p + SIZE]);
			places[p + START] = (int) Math.min(total, Integer.MAX_VALUE);
			total += places[p + ROOM];
		}
		Refusal.unless(total < 1_400_000_000, "The region graph has %d edges, too many for one piece. Segment blockwise.", graph.edges());
		end = (int) total;
		pool = new long[end + (end >> 3)];
		Arrays.fill(free, -1);
		for (int p = 0; p < places.length; p += 4) {
			if (places[p + ROOM] > LIST) Arrays.fill(pool, places[p + START], places[p + START] + places[p + ROOM], EMPTY);
			places[p + SIZE] = 0;
		}
		for (int e = 0; e < graph.edges(); e++) {
			put(graph.u()[e], graph.v()[e], e);
			put(graph.v()[e], graph.u()[e], e);
		}
	}

	/** Number of neighbours. */
	int size(final int place) {
		return places[4 * place + SIZE];
	}

	/** The entries of a place, some of them {@link #empty}; neighbour in the high half, edge in the low half. */
	long[] entries(final int place) {
		final int p = 4 * place;
		return Arrays.copyOfRange(pool, places[p + START], places[p + START] + (hashed(p) ? places[p + ROOM] : places[p + SIZE]));
	}

	/** Looks where the search for a neighbour begins, so that the memory has it at hand when {@link #find} comes. */
	long look(final int place, final int neighbour) {
		final int p = 4 * place;
		final int start = places[p + START];
		return hashed(p) ? pool[start + home(neighbour, places[p + ROOM] - 1)] : places[p + SIZE] == 0 ? 0 : pool[start];
	}

	/** Looks at the first entries of a place, so that the memory has them at hand. */
	long look(final int place) {
		final int start = places[4 * place + START];
		return pool[Math.min(start, end - 1)] + pool[Math.min(start + 7, end - 1)];
	}

	static boolean empty(final long entry) {
		return entry == EMPTY;
	}

	/** The edge from a place to a neighbour, or -1. */
	int find(final int place, final int neighbour) {
		final int p = 4 * place;
		final int start = places[p + START];
		if (hashed(p)) {
			final long entry = pool[slot(start, places[p + ROOM], neighbour)];
			return entry == EMPTY ? -1 : (int) entry;
		}
		for (int i = start; i < start + places[p + SIZE]; i++) if ((int) (pool[i] >> 32) == neighbour) return (int) pool[i];
		return -1;
	}

	/** Sets the edge to a neighbour that is there. */
	void set(final int place, final int neighbour, final int edge) {
		pool[index(4 * place, neighbour)] = entry(neighbour, edge);
	}

	/** Adds a neighbour that is not there. */
	void put(final int place, final int neighbour, final int edge) {
		final int p = 4 * place;
		final int size = places[p + SIZE];
		final int room = places[p + ROOM];
		if (hashed(p) ? size * 2 > room : size == room) enlarge(p, size < LIST ? Math.max(4, Integer.highestOneBit(size) * 2) : table(size + 1));
		final int start = places[p + START];
		pool[hashed(p) ? slot(start, places[p + ROOM], neighbour) : start + size] = entry(neighbour, edge);
		places[p + SIZE] = size + 1;
	}

	/** Removes a neighbour that is there. */
	void remove(final int place, final int neighbour) {
		final int p = 4 * place;
		final int start = places[p + START];
		int hole = index(p, neighbour);
		places[p + SIZE]--;
		if (!hashed(p)) {
			pool[hole] = pool[start + places[p + SIZE]];
			return;
		}
		// Entries behind the hole move up unless they already stand where their search begins
		final int mask = places[p + ROOM] - 1;
		hole -= start;
		for (int i = hole + 1 & mask; pool[start + i] != EMPTY; i = i + 1 & mask) {
			final int home = home((int) (pool[start + i] >> 32), mask);
			if ((i - home & mask) >= (i - hole & mask)) {
				pool[start + hole] = pool[start + i];
				hole = i;
			}
		}
		pool[start + hole] = EMPTY;
	}

	/** Gives a neighbour that is there another number, which is not there. */
	void rename(final int place, final int neighbour, final int renamed) {
		final int i = index(4 * place, neighbour);
		final int edge = (int) pool[i];
		if (hashed(4 * place)) {
			remove(place, neighbour);
			put(place, renamed, edge);
		}
		else {
			pool[i] = entry(renamed, edge);
		}
	}

	/** Forgets all neighbours of a place. */
	void clear(final int place) {
		release(places[4 * place + START], places[4 * place + ROOM]);
		places[4 * place + SIZE] = 0;
		places[4 * place + ROOM] = 0;
	}

	private boolean hashed(final int p) {
		return places[p + ROOM] > LIST;
	}

	/** Room of a table for some entries. */
	private static int table(final int size) {
		return Math.max(4 * LIST, Integer.highestOneBit(size) * 4);
	}

	private void enlarge(final int p, final int room) {
		final int oldStart = places[p + START];
		final int oldRoom = places[p + ROOM];
		final boolean wasHashed = hashed(p);
		final int entries = wasHashed ? oldRoom : places[p + SIZE];
		final int start = reserve(room);
		if (room > LIST) {
			Arrays.fill(pool, start, start + room, EMPTY);
			for (int i = oldStart; i < oldStart + entries; i++) {
				if (pool[i] != EMPTY) pool[slot(start, room, (int) (pool[i] >> 32))] = pool[i];
			}
		}
		else {
			System.arraycopy(pool, oldStart, pool, start, entries);
		}
		places[p + START] = start;
		places[p + ROOM] = room;
		release(oldStart, oldRoom);
	}

	/** A piece of the pool with a room that is a power of two. */
	private int reserve(final int room) {
		final int power = Integer.numberOfTrailingZeros(room);
		if (free[power] >= 0) {
			final int start = free[power];
			free[power] = (int) pool[start];
			return start;
		}
		if ((long) end + room > pool.length) {
			Refusal.unless((long) end + room < Integer.MAX_VALUE - 8, "The region graph is too large for one piece. Segment blockwise.");
			pool = Arrays.copyOf(pool, (int) Math.min(Integer.MAX_VALUE - 8, (long) end + room + (end >> 2)));
		}
		end += room;
		return end - room;
	}

	private void release(final int start, final int room) {
		if (room < 4) return;
		final int power = 31 - Integer.numberOfLeadingZeros(room);
		pool[start] = free[power];
		free[power] = start;
	}

	private int index(final int p, final int neighbour) {
		int i = places[p + START];
		if (hashed(p)) return slot(i, places[p + ROOM], neighbour);
		while ((int) (pool[i] >> 32) != neighbour) i++;
		return i;
	}

	private int slot(final int start, final int room, final int neighbour) {
		final int mask = room - 1;
		int i = home(neighbour, mask);
		while (pool[start + i] != EMPTY && (int) (pool[start + i] >> 32) != neighbour) i = i + 1 & mask;
		return start + i;
	}

	private static int home(final int neighbour, final int mask) {
		final int hash = neighbour * 0x9E3779B1;
		return (hash ^ hash >>> 15) & mask;
	}

	private static long entry(final int neighbour, final int edge) {
		return (long) neighbour << 32 | edge;
	}
}
