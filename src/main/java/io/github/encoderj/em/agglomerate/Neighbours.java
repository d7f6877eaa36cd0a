package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

import io.github.encoderj.em.graph.RegionGraph;

/**
 * For each place of a region its neighbours and the edges to them. A few neighbours are a list that is searched from the start; more
 * are a hash table, so that a region with very many neighbours costs no more per neighbour than a small one.
 */
final class Neighbours {

	private static final int LIST = 24;
	private static final long EMPTY = -1;
	private static final long[] NONE = {};

	/** Neighbour in the high half, edge in the low half. */
	private final long[][] entries;
	private final int[] sizes;

	Neighbours(final RegionGraph graph) {
		entries = new long[graph.nodes()][];
		sizes = new int[graph.nodes()];
		for (int e = 0; e < graph.edges(); e++) {
			sizes[graph.u()[e]]++;
			sizes[graph.v()[e]]++;
		}
		for (int place = 0; place < entries.length; place++) {
			entries[place] = sizes[place] == 0 ? NONE : sizes[place] <= LIST ? new long[sizes[place]] : table(sizes[place]);
			sizes[place] = 0;
		}
		for (int e = 0; e < graph.edges(); e++) {
			put(graph.u()[e], graph.v()[e], e);
			put(graph.v()[e], graph.u()[e], e);
		}
	}

	int size(final int place) {
		return sizes[place];
	}

	/** The entries of a place, some of them {@link #empty}; neighbour in the high half, edge in the low half. */
	long[] entries(final int place) {
		return entries[place];
	}

	/** Number of entries to look at in {@link #entries}. */
	int length(final int place) {
		return hashed(entries[place]) ? entries[place].length : sizes[place];
	}

	static boolean empty(final long entry) {
		return entry == EMPTY;
	}

	/** The edge from a place to a neighbour, or -1. */
	int find(final int place, final int neighbour) {
		final long[] list = entries[place];
		if (hashed(list)) {
			final long entry = list[slot(list, neighbour)];
			return entry == EMPTY ? -1 : (int) entry;
		}
		final int n = sizes[place];
		for (int i = 0; i < n; i++) if ((int) (list[i] >> 32) == neighbour) return (int) list[i];
		return -1;
	}

	/** Sets the edge to a neighbour that is there. */
	void set(final int place, final int neighbour, final int edge) {
		entries[place][index(place, neighbour)] = entry(neighbour, edge);
	}

	/** Adds a neighbour that is not there. */
	void put(final int place, final int neighbour, final int edge) {
		if (hashed(entries[place])) {
			if (sizes[place] * 2 > entries[place].length) rebuild(place, table(sizes[place] * 2));
		}
		else if (sizes[place] == LIST) {
			rebuild(place, table(LIST * 2));
		}
		else if (sizes[place] == entries[place].length) {
			entries[place] = Arrays.copyOf(entries[place], Math.min(LIST, Math.max(4, sizes[place] * 2)));
		}
		final long[] list = entries[place];
		list[hashed(list) ? slot(list, neighbour) : sizes[place]] = entry(neighbour, edge);
		sizes[place]++;
	}

	/** Removes a neighbour that is there. */
	void remove(final int place, final int neighbour) {
		final long[] list = entries[place];
		int hole = index(place, neighbour);
		sizes[place]--;
		if (!hashed(list)) {
			list[hole] = list[sizes[place]];
			return;
		}
		// Entries behind the hole move up unless they already stand where their search begins
		final int mask = list.length - 1;
		for (int i = hole + 1 & mask; list[i] != EMPTY; i = i + 1 & mask) {
			final int home = home(list, (int) (list[i] >> 32));
			if ((i - home & mask) >= (i - hole & mask)) {
				list[hole] = list[i];
				hole = i;
			}
		}
		list[hole] = EMPTY;
	}

	/** Gives a neighbour that is there another number, which is not there. */
	void rename(final int place, final int neighbour, final int renamed) {
		final long[] list = entries[place];
		if (hashed(list)) {
			final int edge = find(place, neighbour);
			remove(place, neighbour);
			put(place, renamed, edge);
			return;
		}
		final int i = index(place, neighbour);
		list[i] = entry(renamed, (int) list[i]);
	}

	/** Forgets all neighbours of a place. */
	void clear(final int place) {
		entries[place] = NONE;
		sizes[place] = 0;
	}

	private static boolean hashed(final long[] list) {
		return list.length > LIST;
	}

	private static long[] table(final int size) {
		final long[] table = new long[Integer.highestOneBit(Math.max(size * 2, LIST + 1)) * 2];
		Arrays.fill(table, EMPTY);
		return table;
	}

	private void rebuild(final int place, final long[] table) {
		final long[] old = entries[place];
		final int n = length(place);
		for (int i = 0; i < n; i++) if (old[i] != EMPTY) table[slot(table, (int) (old[i] >> 32))] = old[i];
		entries[place] = table;
	}

	private int index(final int place, final int neighbour) {
		final long[] list = entries[place];
		if (hashed(list)) return slot(list, neighbour);
		int i = 0;
		while ((int) (list[i] >> 32) != neighbour) i++;
		return i;
	}

	private static int slot(final long[] table, final int neighbour) {
		final int mask = table.length - 1;
		int i = home(table, neighbour);
		while (table[i] != EMPTY && (int) (table[i] >> 32) != neighbour) i = i + 1 & mask;
		return i;
	}

	private static int home(final long[] table, final int neighbour) {
		final int hash = neighbour * 0x9E3779B1;
		return (hash ^ hash >>> 15) & table.length - 1;
	}

	private static long entry(final int neighbour, final int edge) {
		return (long) neighbour << 32 | edge;
	}
}
