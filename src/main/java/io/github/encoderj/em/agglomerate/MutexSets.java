package io.github.encoderj.em.agglomerate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * For each cluster the repulsive edges that leave it. A mutex lies between two clusters when they share an edge; the smaller set is
 * searched in the larger one, and joins the larger one when their clusters merge.
 */
final class MutexSets {

	private final Map<Integer, EdgeSet> sets = new HashMap<>();

	void add(final int a, final int b, final int edge) {
		sets.computeIfAbsent(a, id -> new EdgeSet()).add(edge);
		sets.computeIfAbsent(b, id -> new EdgeSet()).add(edge);
	}

	boolean between(final int a, final int b) {
		final EdgeSet ofA = sets.get(a);
		final EdgeSet ofB = ofA == null ? null : sets.get(b);
		if (ofB == null) return false;
		return ofA.size < ofB.size ? ofB.containsAny(ofA) : ofA.containsAny(ofB);
	}

	/** Gives a cluster's mutexes to another. */
	void merge(final int from, final int to) {
		final EdgeSet moved = sets.remove(from);
		if (moved == null) return;
		final EdgeSet other = sets.get(to);
		if (other == null) {
			sets.put(to, moved);
		}
		else if (other.size >= moved.size) {
			other.addAll(moved);
		}
		else {
			moved.addAll(other);
			sets.put(to, moved);
		}
	}

	/** An open table of edges. */
	private static final class EdgeSet {

		private int[] table = empty(4);
		private int size;

		private static int[] empty(final int room) {
			final int[] table = new int[room];
			Arrays.fill(table, -1);
			return table;
		}

		private void add(final int edge) {
			if (size * 2 >= table.length) {
				final int[] old = table;
				table = empty(old.length * 2);
				for (final int e : old) if (e >= 0) table[slot(e)] = e;
			}
			final int i = slot(edge);
			if (table[i] >= 0) return;
			table[i] = edge;
			size++;
		}

		private void addAll(final EdgeSet other) {
			for (final int e : other.table) if (e >= 0) add(e);
		}

		private boolean containsAny(final EdgeSet smaller) {
			for (final int e : smaller.table) if (e >= 0 && table[slot(e)] >= 0) return true;
			return false;
		}

		private int slot(final int edge) {
			final int mask = table.length - 1;
			final int hash = edge * 0x9E3779B1;
			int i = (hash ^ hash >>> 15) & mask;
			while (table[i] >= 0 && table[i] != edge) i = i + 1 & mask;
			return i;
		}
	}
}
