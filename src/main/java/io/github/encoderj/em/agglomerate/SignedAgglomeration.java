package io.github.encoderj.em.agglomerate;

import java.util.Arrays;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.RegionGraph;

/**
 * GASP with average linkage, Bailoni et al. (2022), "GASP, a generalized framework for agglomerative clustering of signed graphs and its
 * application to instance segmentation", Algorithm 1: edges carry signed weights; the one of the largest absolute weight comes first;
 * attractive ones merge, repulsive ones may forbid the merge for good; edges to a common neighbour become one with the average weight.
 * There is no threshold: the number of segments follows from the signs.
 */
public final class SignedAgglomeration {

	private final float[] weights;
	private final int[] counts;
	private final int[] first;
	private final int[] second;
	private final int[] version;
	private final boolean[] forbidden;
	private final Neighbours neighbours;
	private final int[] parents;
	private final boolean constraints;

	/** Absolute weight in the upper half, then the edge, as a heap with the largest first. */
	private long[] heap;
	private int[] versions;
	private int size;

	private SignedAgglomeration(final RegionGraph graph, final float bias, final boolean constraints) {
		this.constraints = constraints;
		weights = new float[graph.edges()];
		for (int e = 0; e < weights.length; e++) weights[e] = graph.mean()[e] - bias;
		counts = graph.contacts().clone();
		first = graph.u().clone();
		second = graph.v().clone();
		version = new int[graph.edges()];
		forbidden = new boolean[graph.edges()];
		neighbours = new Neighbours(graph);
		parents = new int[graph.nodes()];
		Arrays.setAll(parents, id -> id);
		heap = new long[Math.max(16, graph.edges() * 2)];
		versions = new int[heap.length];
		for (int e = 0; e < weights.length; e++) push(e);
	}

	/**
	 * Agglomerates a graph.
	 *
	 * @param graph mean affinities 0..1, for instance of {@link SignedGraph} with long-range offsets
	 * @param bias the affinity that is neither attractive nor repulsive; 0.5 is customary, less merges more
	 * @param constraints whether a repulsive edge forbids the merge for good when it comes first (HCC-Avg), or only waits until its
	 *          average changes (HC-Avg)
	 * @return for each id the smallest id of its segment
	 */
	public static int[] agglomerate(final RegionGraph graph, final float bias, final boolean constraints, final Progress progress) {
		Refusal.unless(bias >= 0 && bias <= 1, "bias = %s: expected 0..1; customary is 0.5.", bias);
		return new SignedAgglomeration(graph, bias, constraints).run(progress);
	}

	private int[] run(final Progress progress) {
		for (int n = 0; size > 0; n++) {
			if ((n & 0xffff) == 0) progress.check();
			final int edge = (int) heap[0];
			final boolean current = versions[0] == version[edge];
			pop();
			if (!current) continue;
			if (weights[edge] > 0) {
				if (!forbidden[edge]) merge(edge);
			}
			else if (constraints) {
				forbidden[edge] = true;
			}
		}
		final int[] table = new int[parents.length];
		final int[] smallest = new int[parents.length];
		for (int id = 1; id < table.length; id++) {
			int root = id;
			while (parents[root] != root) root = parents[root];
			if (smallest[root] == 0) smallest[root] = id;
			table[id] = smallest[root];
		}
		return table;
	}

	private void merge(final int edge) {
		final boolean firstStays = neighbours.size(first[edge]) >= neighbours.size(second[edge]);
		final int stays = firstStays ? first[edge] : second[edge];
		final int moves = firstStays ? second[edge] : first[edge];
		parents[moves] = stays;
		version[edge]++;
		neighbours.remove(stays, moves);
		final long[] entries = neighbours.entries(moves);
		neighbours.clear(moves);
		for (final long entry : entries) {
			final int neighbour = (int) (entry >> 32);
			if (Neighbours.empty(entry) || neighbour == stays) continue;
			final int moved = (int) entry;
			final int other = neighbours.find(stays, neighbour);
			if (other < 0) {
				neighbours.put(stays, neighbour, moved);
				neighbours.rename(neighbour, moves, stays);
				if (first[moved] == moves) first[moved] = stays;
				else second[moved] = stays;
				continue;
			}
			neighbours.remove(neighbour, moves);
			final long sum = (long) counts[other] + counts[moved];
			weights[other] = (float) (((double) weights[other] * counts[other] + (double) weights[moved] * counts[moved]) / sum);
			counts[other] = (int) Math.min(Integer.MAX_VALUE, sum);
			forbidden[other] |= forbidden[moved];
			version[moved]++;
			version[other]++;
			push(other);
		}
	}

	private void push(final int edge) {
		if (size == heap.length) {
			heap = Arrays.copyOf(heap, size * 2);
			versions = Arrays.copyOf(versions, size * 2);
		}
		climb(size++, (long) Float.floatToRawIntBits(Math.abs(weights[edge])) << 32 | edge, version[edge]);
	}

	private void climb(final int from, final long entry, final int itsVersion) {
		int hole = from;
		while (hole > 0 && before(entry, heap[hole - 1 >> 1])) {
			heap[hole] = heap[hole - 1 >> 1];
			versions[hole] = versions[hole - 1 >> 1];
			hole = hole - 1 >> 1;
		}
		heap[hole] = entry;
		versions[hole] = itsVersion;
	}

	private void pop() {
		size--;
		final long last = heap[size];
		final int itsVersion = versions[size];
		int hole = 0;
		while (2 * hole + 1 < size) {
			int child = 2 * hole + 1;
			if (child + 1 < size && before(heap[child + 1], heap[child])) child++;
			if (!before(heap[child], last)) break;
			heap[hole] = heap[child];
			versions[hole] = versions[child];
			hole = child;
		}
		heap[hole] = last;
		versions[hole] = itsVersion;
	}

	/** The larger absolute weight first; of equal ones the smaller edge. */
	private static boolean before(final long a, final long b) {
		return a >> 32 > b >> 32 || a >> 32 == b >> 32 && (int) a < (int) b;
	}
}
