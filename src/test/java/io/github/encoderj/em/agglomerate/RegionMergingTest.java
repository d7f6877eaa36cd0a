package io.github.encoderj.em.agglomerate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.graph.RegionGraphs;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;

/** Merging on small graphs where the right answer can be seen, the four defects of waterz 0.10.1 among them. */
class RegionMergingTest {

	/** A row of fragments 1, 2, 3 ..., each {@code height} voxels high; contacts from top to bottom for each border. */
	private static EdgeScores row(final String score, final int height, final float[]... contacts) {
		final int width = contacts.length + 1;
		final Grid grid = new Grid(width, height, 1);
		final float[] values = new float[3 * grid.voxels()];
		final int[] labels = new int[grid.voxels()];
		for (int i = 0; i < labels.length; i++) {
			labels[i] = i % width + 1;
			if (i % width > 0) values[2 * labels.length + i] = contacts[i % width - 1][i / width];
		}
		final AffinityField affinities = AffinityField.of(values, grid);
		final Fragments fragments = Fragments.of(grid, labels);
		return EdgeScores.of(ScoringFunction.parse(score), RegionGraphs.of(affinities, fragments, Progress.NONE), affinities, fragments,
			Progress.NONE);
	}

	/** Fragments 1 | 2 side by side above 3, which touches both. */
	private static EdgeScores triangle(final String score, final float side, final float[] below) {
		final Grid grid = new Grid(4, 2, 1);
		final float[] values = new float[24];
		values[16 + 2] = side;
		for (int x = 0; x < 4; x++) values[8 + 4 + x] = below[x];
		final AffinityField affinities = AffinityField.of(values, grid);
		final Fragments fragments = Fragments.of(grid, new int[] { 1, 1, 2, 2, 3, 3, 3, 3 });
		return EdgeScores.of(ScoringFunction.parse(score), RegionGraphs.of(affinities, fragments, Progress.NONE), affinities, fragments,
			Progress.NONE);
	}

	@Test
	void bothStatisticsOfAScoreAreMerged() {
		// mean of the merged edge: 0.4; its contact area: 4. (waterz 0.10.1 leaves the second statistic at 2.)
		final RegionMerging merging = new RegionMerging(triangle("(1 - mean) * contact", 0.9f, new float[] { 0.5f, 0.5f, 0.3f, 0.3f }), 0,
			MergeConstraint.NONE);
		merging.mergeUntil(100, Progress.NONE);
		assertEquals(2, merging.history().size());
		assertEquals(0.6f * 4, merging.history().score(1), 1e-6f);
		final RegionMerging other = new RegionMerging(triangle("contact * (1 - mean)", 0.9f, new float[] { 0.5f, 0.5f, 0.3f, 0.3f }), 0,
			MergeConstraint.NONE);
		other.mergeUntil(100, Progress.NONE);
		assertEquals(0.6f * 4, other.history().score(1), 1e-6f);
	}

	@Test
	void quantilesOfAllAffinitiesAreSortedFromTheStart() {
		// In raster order the middle value is 0.9; sorted it is 0.2
		final EdgeScores scores = row("1 - quantile(50)", 3, new float[] { 0.1f, 0.9f, 0.2f });
		assertEquals(0.8f, scores.initial()[0], 1e-6f);
	}

	@Test
	void aHistogramQuantileOfHundredPercentIsTheHighestBin() {
		final EdgeScores scores = row("1 - histogramquantile(100, 10)", 3, new float[] { 0.1f, 0.9f, 0.2f });
		assertEquals(1 - 0.95f, scores.initial()[0], 1e-6f);
		final RegionMerging merging = new RegionMerging(triangle("1 - histogramquantile(100, 10)", 1, new float[] { 0.5f, 0.55f, 0.3f,
			0.3f }), 0, MergeConstraint.NONE);
		merging.mergeUntil(1, Progress.NONE);
		assertEquals(1 - 0.55f, merging.history().score(1), 1e-6f);
	}

	@Test
	void aRegionIsAbsorbedOnceWhateverTheThresholdsBetween() {
		final Random random = new Random(5);
		final float[][] contacts = new float[40][];
		for (int i = 0; i < contacts.length; i++) contacts[i] = new float[] { random.nextFloat(), random.nextFloat() };
		final RegionMerging merging = new RegionMerging(row("minsize", 2, contacts), 0, MergeConstraint.NONE);
		for (final float threshold : new float[] { 3, 5, 9, 17, 1000 }) {
			merging.mergeUntil(threshold, Progress.NONE);
			merging.lookUpTable();
		}
		final Set<Integer> absorbed = new HashSet<>();
		for (int i = 0; i < merging.history().size(); i++) {
			assertTrue(absorbed.add(merging.history().absorbed(i)), "absorbed twice: " + merging.history().absorbed(i));
		}
		assertEquals(40, absorbed.size());
	}

	@Test
	void thresholdsOneByOneGiveWhatEachGivesAlone() {
		final Random random = new Random(7);
		final RegionGraph graph = randomGraph(random, 300, 1500);
		for (final int bins : new int[] { 0, 64 }) {
			final RegionMerging pass = new RegionMerging(EdgeScores.of(ScoringFunction.MEAN, graph), bins, MergeConstraint.NONE);
			for (final float threshold : new float[] { 0.1f, 0.3f, 0.5f, 0.7f }) {
				pass.mergeUntil(threshold, Progress.NONE);
				final RegionMerging alone = new RegionMerging(EdgeScores.of(ScoringFunction.MEAN, graph), bins, MergeConstraint.NONE);
				alone.mergeUntil(threshold, Progress.NONE);
				assertArrayEquals(alone.lookUpTable(), pass.lookUpTable());
			}
		}
	}

	/** Against the plainest implementation of the rules: all edges searched for the cheapest, no queue, no neighbour tables. */
	@Test
	void equalsThePlainestImplementation() {
		final Random random = new Random(11);
		for (int trial = 0; trial < 60; trial++) {
			final int nodes = 2 + random.nextInt(60);
			final RegionGraph graph = trial % 3 == 0 ? star(random, nodes) : randomGraph(random, nodes, random.nextInt(nodes * 4));
			final RegionMerging merging = new RegionMerging(EdgeScores.of(ScoringFunction.MEAN, graph), 0, MergeConstraint.NONE);
			merging.mergeUntil(0.8f, Progress.NONE);
			assertArrayEquals(plain(graph, 0.8f), merging.lookUpTable(), "trial " + trial);
		}
	}

	private static int[] plain(final RegionGraph graph, final float threshold) {
		final int n = graph.nodes();
		final float[][] mean = new float[n][n];
		final int[][] count = new int[n][n];
		final float[][] score = new float[n][n];
		final boolean[][] stale = new boolean[n][n];
		for (int e = 0; e < graph.edges(); e++) {
			final int u = graph.u()[e];
			final int v = graph.v()[e];
			mean[u][v] = mean[v][u] = graph.mean()[e];
			count[u][v] = count[v][u] = graph.contacts()[e];
			score[u][v] = score[v][u] = (float) (1.0 - graph.mean()[e]);
		}
		final int[] parent = new int[n];
		Arrays.setAll(parent, i -> i);
		while (true) {
			int a = -1;
			int b = -1;
			for (int u = 1; u < n; u++) {
				for (int v = u + 1; v < n; v++) {
					if (count[u][v] > 0 && (a < 0 || score[u][v] < score[a][b])) {
						a = u;
						b = v;
					}
				}
			}
			if (a < 0 || score[a][b] >= threshold) break;
			if (stale[a][b]) {
				stale[a][b] = false;
				score[a][b] = score[b][a] = (float) (1.0 - mean[a][b]);
				continue;
			}
			parent[b] = a;
			for (int c = 1; c < n; c++) {
				if (c == a || count[b][c] == 0) continue;
				final int sum = count[a][c] + count[b][c];
				if (count[a][c] > 0) {
					mean[a][c] = (mean[b][c] * count[b][c] + mean[a][c] * count[a][c]) / sum;
					score[a][c] = Math.min(score[a][c], score[b][c]);
					stale[Math.min(a, c)][Math.max(a, c)] = true;
				}
				else {
					mean[a][c] = mean[b][c];
					score[a][c] = score[b][c];
					stale[Math.min(a, c)][Math.max(a, c)] = stale[Math.min(b, c)][Math.max(b, c)];
				}
				count[a][c] = sum;
				mean[c][a] = mean[a][c];
				score[c][a] = score[a][c];
				count[c][a] = sum;
			}
			for (int c = 0; c < n; c++) count[b][c] = count[c][b] = 0;
		}
		for (int i = 1; i < n; i++) if (parent[i] != i) parent[i] = parent[parent[i]];
		return parent;
	}

	private static RegionGraph randomGraph(final Random random, final int nodes, final int edges) {
		final Set<Long> pairs = new HashSet<>();
		for (int i = 0; i < edges; i++) {
			final int a = 1 + random.nextInt(nodes);
			final int b = 1 + random.nextInt(nodes);
			if (a != b) pairs.add((long) Math.min(a, b) << 32 | Math.max(a, b));
		}
		return graph(random, nodes, pairs);
	}

	/** One region that touches all others, which makes tables of neighbours large, and a few edges between the others. */
	private static RegionGraph star(final Random random, final int nodes) {
		final Set<Long> pairs = new HashSet<>();
		final int hub = 1 + random.nextInt(nodes);
		for (int id = 1; id <= nodes; id++) {
			if (id != hub) pairs.add((long) Math.min(id, hub) << 32 | Math.max(id, hub));
			final int other = 1 + random.nextInt(nodes);
			if (id != other) pairs.add((long) Math.min(id, other) << 32 | Math.max(id, other));
		}
		return graph(random, nodes, pairs);
	}

	private static RegionGraph graph(final Random random, final int nodes, final Set<Long> pairs) {
		final long[] keys = pairs.stream().mapToLong(Long::longValue).toArray();
		final int[] u = new int[keys.length];
		final int[] v = new int[keys.length];
		final int[] contacts = new int[keys.length];
		final float[] mean = new float[keys.length];
		for (int e = 0; e < keys.length; e++) {
			u[e] = (int) (keys[e] >>> 32);
			v[e] = (int) keys[e];
			contacts[e] = 1 + random.nextInt(50);
			mean[e] = random.nextFloat();
		}
		return RegionGraph.of(nodes + 1, u, v, contacts, mean, new int[0]);
	}

	@Test
	void refusesGraphsThatAreNone() {
		refused("occurs twice", new int[] { 1, 2 }, new int[] { 2, 1 }, 3);
		refused("joins 1 and 1", new int[] { 1 }, new int[] { 1 }, 3);
		refused("joins 0 and 1", new int[] { 0 }, new int[] { 1 }, 3);
		refused("joins 1 and 7", new int[] { 1 }, new int[] { 7 }, 3);
		refused("need one for each edge", new int[] { 1, 2 }, new int[] { 2 }, 3);
	}

	private static void refused(final String part, final int[] u, final int[] v, final int nodes) {
		final int[] contacts = new int[u.length];
		Arrays.fill(contacts, 1);
		final String message = assertThrows(Refusal.class, () -> RegionGraph.of(nodes, u, v, contacts, new float[u.length], new int[0]))
			.getMessage();
		assertTrue(message.contains(part), message);
	}
}
