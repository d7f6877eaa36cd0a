package io.github.encoderj.em.agglomerate;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.RegionGraph;

/**
 * Hierarchical agglomeration as in Funke et al. (2019), "Large Scale Image Segmentation with Structured Loss Based Deep Learning for
 * Connectome Reconstruction", and in waterz: the cheapest edge is merged while its score is below the threshold; the smaller id
 * survives; where both regions have an edge to a neighbour, the one with the cheaper old score is kept (on a tie the absorbed
 * region's) and takes up the other; changed edges are stale and get their new score when their old one comes up.
 * <p>
 * A region lives at a place; of two merging regions the one with fewer neighbours moves to the other's place, whatever their ids, so
 * that the work grows like the number of edges times its logarithm, also at regions with very many neighbours.
 */
public final class RegionMerging {

	private static final int DELETED = 1;
	private static final int STALE = 2;

	private final EdgeScores edgeScores;
	private final MergeConstraint constraint;
	private final EdgeQueue queue;
	private final Neighbours neighbours;

	/** Of each edge the places of its two regions, one in each half, then its score's bits and its state: one look-up for all. */
	private final long[] edges;
	/** Keeps the compiler from leaving out early look-ups. */
	private long touched;

	private final int[] idAt;
	private final int[] parents;
	private final MergeHistory history = new MergeHistory();

	/** The merge at which the scores of all edges of a place were last outdated, and that at which an edge was scored; or empty. */
	private final int[] outdatedAt;
	private final int[] scoredAt;

	/**
	 * Prepares merging.
	 *
	 * @param scores what merging costs; consumed by this merging
	 * @param bins 0 for an exact queue, else the number of bins of scores 0..1
	 */
	public RegionMerging(final EdgeScores scores, final int bins, final MergeConstraint constraint) {
		Refusal.unless(bins >= 0 && bins <= 65536, "queue = %d: the number of bins must lie in 0..65536; 0 means an exact queue.", bins);
		final RegionGraph graph = scores.graph();
		edgeScores = scores;
		this.constraint = constraint;
		edges = new long[2 * graph.edges()];
		idAt = new int[graph.nodes()];
		parents = new int[graph.nodes()];
		for (int id = 0; id < graph.nodes(); id++) idAt[id] = parents[id] = id;
		outdatedAt = new int[scores.useSizes() ? graph.nodes() : 0];
		scoredAt = new int[scores.useSizes() ? graph.edges() : 0];
		queue = EdgeQueue.of(bins, graph.edges());
		final Neighbours[] made = new Neighbours[1];
		Parallel.forEach(2, part -> {
			if (part == 0) made[0] = new Neighbours(graph);
			else for (int e = 0; e < graph.edges(); e++) {
				edges[2 * e] = ends(graph.u()[e], graph.v()[e]);
				rescore(e);
			}
		});
		neighbours = made[0];
	}

	/**
	 * Merges all edges whose score is below a threshold. Thresholds of later calls must not be lower.
	 *
	 * @return number of merges
	 */
	public int mergeUntil(final float threshold, final Progress progress) {
		final int before = history.size();
		for (int n = 1; !queue.isEmpty(); n++) {
			if ((n & 0xfffff) == 0) {
				progress.check();
				progress.report("Merging", Math.min(1, (double) history.size() / parents.length));
			}
			final int edge = queue.first();
			if (queue.firstScore() >= threshold) break;
			// Looked up before the queue is put in order, so that the memory answers meanwhile
			final int state = state(edge);
			lookAhead();
			queue.removeFirst();
			if (state == DELETED) continue;
			if (stale(edge)) rescore(edge);
			else if (constraint == MergeConstraint.NONE || allowed(edge)) merge(edge);
		}
		return history.size() - before;
	}

	/** For each id the id of the region that it belongs to now; 0 belongs to 0. */
	public int[] lookUpTable() {
		final int[] table = new int[parents.length];
		for (int id = 1; id < table.length; id++) table[id] = parents[id] == id ? id : table[parents[id]];
		return table;
	}

	/** What was merged so far. */
	public MergeHistory history() {
		return history;
	}

	/** Looks at what the next merges need, each time one step farther from the edge to its regions' neighbours. */
	private void lookAhead() {
		long seen = 0;
		final int next = queue.soon(1);
		if (next >= 0) seen += neighbours.look(first(next)) + neighbours.look(second(next));
		final int second = queue.soon(2);
		if (second >= 0) seen += neighbours.size(first(second)) + neighbours.size(second(second));
		final int third = queue.soon(3);
		if (third >= 0) seen += edges[2 * third];
		touched = seen;
	}

	private boolean stale(final int edge) {
		if (state(edge) == STALE || scoredAt.length == 0) return state(edge) == STALE;
		return scoredAt[edge] < Math.max(outdatedAt[first(edge)], outdatedAt[second(edge)]);
	}

	private void rescore(final int edge) {
		final float score = edgeScores.score(edge, first(edge), second(edge));
		edges[2 * edge + 1] = (long) Float.floatToRawIntBits(score) << 32;
		if (scoredAt.length > 0) scoredAt[edge] = history.size();
		queue.push(edge, score);
	}

	private void merge(final int edge) {
		final int first = first(edge);
		final int second = second(edge);
		final boolean firstIsLarger = neighbours.size(first) >= neighbours.size(second);
		final int stays = firstIsLarger ? first : second;
		final int moves = firstIsLarger ? second : first;
		final boolean movingIsAbsorbed = idAt[moves] > idAt[stays];
		final int a = movingIsAbsorbed ? idAt[stays] : idAt[moves];
		final int b = movingIsAbsorbed ? idAt[moves] : idAt[stays];
		parents[b] = a;
		idAt[stays] = a;
		history.add(a, b, score(edge));
		constraint.merged(a, b);
		if (edgeScores.mergeRegions(moves, stays)) outdatedAt[stays] = history.size();
		setState(edge, DELETED);
		neighbours.remove(stays, moves);
		final long[] entries = neighbours.entries(moves);
		neighbours.clear(moves);
		// All entries' look-ups are begun together, so that the memory answers them together
		long seen = 0;
		for (final long entry : entries) {
			if (Neighbours.empty(entry)) continue;
			final int neighbour = (int) (entry >> 32);
			seen += neighbours.look(neighbour, moves) + neighbours.look(stays, neighbour) + edges[2 * (int) entry];
		}
		touched = seen;
		for (final long entry : entries) {
			if (Neighbours.empty(entry)) continue;
			final int neighbour = (int) (entry >> 32);
			if (neighbour != stays) move((int) entry, neighbour, moves, stays, movingIsAbsorbed);
		}
	}

	/** Moves the edge from a moving region to a neighbour to the place that the region moves to. */
	private void move(final int edge, final int neighbour, final int moves, final int stays, final boolean movingIsAbsorbed) {
		final int other = neighbours.find(stays, neighbour);
		if (other < 0) {
			neighbours.put(stays, neighbour, edge);
			neighbours.rename(neighbour, moves, stays);
			replace(edge, moves, stays);
			return;
		}
		neighbours.remove(neighbour, moves);
		final int absorbed = movingIsAbsorbed ? edge : other;
		final int absorbing = movingIsAbsorbed ? other : edge;
		final int kept = score(absorbed) > score(absorbing) ? absorbing : absorbed;
		final int dropped = kept == edge ? other : edge;
		if (edgeScores.mergeEdges(dropped, kept)) setState(kept, STALE);
		setState(dropped, DELETED);
		if (kept == edge) {
			neighbours.set(stays, neighbour, edge);
			neighbours.set(neighbour, stays, edge);
			replace(edge, moves, stays);
		}
	}

	private void replace(final int edge, final int moves, final int stays) {
		edges[2 * edge] = ends(first(edge) == moves ? stays : first(edge), second(edge) == moves ? stays : second(edge));
	}

	private boolean allowed(final int edge) {
		return constraint.allows(idAt[first(edge)], idAt[second(edge)]);
	}

	private int first(final int edge) {
		return (int) (edges[2 * edge] >> 32);
	}

	private int second(final int edge) {
		return (int) edges[2 * edge];
	}

	private float score(final int edge) {
		return Float.intBitsToFloat((int) (edges[2 * edge + 1] >>> 32));
	}

	private int state(final int edge) {
		return (int) edges[2 * edge + 1];
	}

	private void setState(final int edge, final int state) {
		edges[2 * edge + 1] = edges[2 * edge + 1] & ~0xffffffffL | state;
	}

	private static long ends(final int first, final int second) {
		return (long) first << 32 | second;
	}
}
