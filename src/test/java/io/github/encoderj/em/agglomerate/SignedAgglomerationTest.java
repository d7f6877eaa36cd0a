package io.github.encoderj.em.agglomerate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.graph.RegionGraphs;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;

class SignedAgglomerationTest {

	private static final int[][] DIRECT = { { -1, 0, 0 }, { 0, -1, 0 }, { 0, 0, -1 } };

	@Test
	void directOffsetsGiveTheRegionGraph() {
		final Grid grid = new Grid(64, 64, 16);
		final float[] values = NpyFile.resource("/em/aff.npy").floats();
		final Fragments fragments = Fragments.of(grid, NpyFile.resource("/em/ws_aff_0.1_0.99.npy").ints());
		final RegionGraph expected = RegionGraphs.of(AffinityField.of(values, grid), fragments, Progress.NONE);
		final RegionGraph found = SignedGraph.of(values, DIRECT, fragments);
		assertArrayEquals(expected.u(), found.u());
		assertArrayEquals(expected.v(), found.v());
		assertArrayEquals(expected.contacts(), found.contacts());
		assertArrayEquals(expected.mean(), found.mean(), 1e-5f);
		// Average linkage without constraints is agglomeration by mean affinity until one half
		final RegionMerging merging = new RegionMerging(EdgeScores.of(ScoringFunction.MEAN, expected), 0, MergeConstraint.NONE);
		merging.mergeUntil(0.5f, Progress.NONE);
		assertArrayEquals(merging.lookUpTable(), SignedAgglomeration.agglomerate(expected, 0.5f, false, Progress.NONE));
	}

	@Test
	void equalsThePlainestImplementation() {
		final Random random = new Random(13);
		for (int trial = 0; trial < 80; trial++) {
			final int nodes = 3 + random.nextInt(40);
			final float[][] weight = new float[nodes][nodes];
			final int[][] count = new int[nodes][nodes];
			int edges = 0;
			for (int u = 1; u < nodes; u++) {
				for (int v = u + 1; v < nodes; v++) {
					if (random.nextInt(4) != 0) continue;
					weight[u][v] = random.nextFloat();
					count[u][v] = 1 + random.nextInt(9);
					edges++;
				}
			}
			final RegionGraph graph = new RegionGraph(nodes, new int[edges], new int[edges], new int[edges], new float[edges], new int[0]);
			for (int u = 1, e = 0; u < nodes; u++) {
				for (int v = u + 1; v < nodes; v++) {
					if (count[u][v] == 0) continue;
					graph.u()[e] = u;
					graph.v()[e] = v;
					graph.contacts()[e] = count[u][v];
					graph.mean()[e++] = weight[u][v];
				}
			}
			final boolean constraints = trial % 2 == 0;
			assertArrayEquals(plain(nodes, weight, count, constraints), SignedAgglomeration.agglomerate(graph, 0.5f, constraints,
				Progress.NONE), "trial " + trial);
		}
	}

	private static int[] plain(final int nodes, final float[][] affinity, final int[][] count, final boolean constraints) {
		final double[][] weight = new double[nodes][nodes];
		final boolean[][] forbidden = new boolean[nodes][nodes];
		final boolean[][] done = new boolean[nodes][nodes];
		for (int u = 1; u < nodes; u++) {
			for (int v = u + 1; v < nodes; v++) {
				weight[u][v] = weight[v][u] = affinity[u][v] - 0.5f;
				count[v][u] = count[u][v];
			}
		}
		final int[] table = new int[nodes];
		Arrays.setAll(table, i -> i);
		while (true) {
			int a = 0;
			int b = 0;
			for (int u = 1; u < nodes; u++) {
				for (int v = u + 1; v < nodes; v++) {
					if (count[u][v] > 0 && !done[u][v] && (a == 0 || Math.abs(weight[u][v]) > Math.abs(weight[a][b]))) {
						a = u;
						b = v;
					}
				}
			}
			if (a == 0) return table;
			if (weight[a][b] <= 0 || forbidden[a][b]) {
				done[a][b] = true;
				if (constraints && weight[a][b] <= 0) forbidden[a][b] = forbidden[b][a] = true;
				continue;
			}
			for (int i = 0; i < nodes; i++) if (table[i] == b) table[i] = a;
			for (int c = 1; c < nodes; c++) {
				if (c == a || count[b][c] == 0) continue;
				final int sum = count[a][c] + count[b][c];
				final boolean both = count[a][c] > 0;
				weight[a][c] = weight[c][a] = (weight[a][c] * count[a][c] + weight[b][c] * count[b][c]) / sum;
				forbidden[a][c] = forbidden[c][a] = forbidden[a][c] | forbidden[b][c];
				final boolean settled = !both && done[Math.min(b, c)][Math.max(b, c)];
				done[Math.min(a, c)][Math.max(a, c)] = settled;
				count[a][c] = count[c][a] = sum;
			}
			for (int c = 0; c < nodes; c++) count[b][c] = count[c][b] = 0;
		}
	}

	@Test
	void refusesWrongSizes() {
		final Fragments fragments = Fragments.of(new Grid(2, 1, 1), new int[] { 1, 2 });
		assertThrows(Refusal.class, () -> SignedGraph.of(new float[5], DIRECT, fragments));
		final RegionGraph graph = SignedGraph.of(new float[6], DIRECT, fragments);
		assertEquals(1, graph.edges());
		assertThrows(Refusal.class, () -> SignedAgglomeration.agglomerate(graph, 2, true, Progress.NONE));
	}
}
