package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.em.agglomerate.EdgeScores;
import io.github.encoderj.em.agglomerate.MergeConstraint;
import io.github.encoderj.em.agglomerate.MergeHistory;
import io.github.encoderj.em.agglomerate.RegionMerging;
import io.github.encoderj.em.agglomerate.ScoringFunction;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.graph.RegionGraphs;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.AffinityWatershed;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;

/** Watershed, region graph, scores, merge history and look-up tables equal those of waterz 0.10.1, with any number of threads. */
class AgglomerationGoldenTest {

	private static final Grid GRID = new Grid(64, 64, 16);

	@TestFactory
	Stream<DynamicTest> watershed() {
		return Stream.of("aff", "aff_q").flatMap(name -> Stream.of("0.0001_0.9999", "0.1_0.99", "0.3_0.9").flatMap(limits -> Stream.of(1, 2,
			5).map(threads -> DynamicTest.dynamicTest(name + " " + limits + ", threads " + threads, () -> {
				final float low = Float.parseFloat(limits.split("_")[0]);
				final float high = Float.parseFloat(limits.split("_")[1]);
				final Fragments fragments = Parallel.withThreads(threads, () -> AffinityWatershed.fragments(affinities(name), low, high,
					Progress.NONE));
				final int[] expected = NpyFile.resource("/em/ws_" + name + "_" + limits + ".npy").ints();
				assertArrayEquals(expected, fragments.labels());
				assertEquals(Arrays.stream(expected).max().getAsInt(), fragments.count());
				assertEquals(Arrays.stream(expected).filter(label -> label == 0).count(), fragments.zeros());
			}))));
	}

	@TestFactory
	Stream<DynamicTest> agglomeration() throws IOException {
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(getClass().getResourceAsStream("/em/agglomerations.csv"),
			StandardCharsets.UTF_8)))
		{
			return reader.lines().skip(1).map(line -> line.split(";")).toList().stream().map(fields -> DynamicTest.dynamicTest(fields[0], () -> {
				Parallel.withThreads(1 + Math.floorMod(fields[0].hashCode(), 3), () -> {
					agglomerate(fields);
					return null;
				});
			}));
		}
	}

	private static void agglomerate(final String[] fields) {
		final AffinityField affinities = affinities(fields[1]);
		final Fragments fragments = Fragments.of(GRID, NpyFile.resource("/em/" + fields[2] + ".npy").ints());
		final RegionGraph graph = RegionGraphs.of(affinities, fragments, Progress.NONE);
		final int[] uv = NpyFile.resource("/em/graph_" + fields[0].split("_")[0] + "_uv.npy").ints();
		for (int e = 0; e < graph.edges(); e++) {
			assertEquals(uv[2 * e], graph.u()[e]);
			assertEquals(uv[2 * e + 1], graph.v()[e]);
		}
		assertEquals(uv.length / 2, graph.edges());
		final ScoringFunction function = ScoringFunction.parse(fields[4]);
		final EdgeScores scores = EdgeScores.of(function, graph, affinities, fragments, Progress.NONE);
		assertArrayEquals(NpyFile.resource("/em/graph_" + fields[3] + ".npy").floats(), scores.initial());

		final RegionMerging merging = new RegionMerging(scores, Integer.parseInt(fields[5]), MergeConstraint.NONE);
		final String[] thresholds = fields[6].split(" ");
		final int[] tables = NpyFile.resource("/em/agg_" + fields[0] + "_lut.npy").ints();
		final int[] merges = NpyFile.resource("/em/agg_" + fields[0] + "_hist.npy").ints();
		final float[] mergeScores = NpyFile.resource("/em/agg_" + fields[0] + "_hist_score.npy").floats();
		final int ids = tables.length / thresholds.length;
		int done = 0;
		for (int t = 0; t < thresholds.length; t++) {
			final int n = merging.mergeUntil(Float.parseFloat(thresholds[t]), Progress.NONE);
			final MergeHistory history = merging.history();
			for (int i = done; i < done + n; i++) {
				assertEquals(t, merges[4 * i]);
				assertEquals(merges[4 * i + 1], history.absorbing(i), "merge " + i);
				assertEquals(merges[4 * i + 2], history.absorbed(i), "merge " + i);
				assertEquals(mergeScores[i], history.score(i), "merge " + i);
			}
			done += n;
			assertArrayEquals(Arrays.copyOfRange(tables, t * ids, (t + 1) * ids), merging.lookUpTable());
		}
		assertEquals(mergeScores.length, done);
	}

	private static AffinityField affinities(final String name) {
		return AffinityField.of(NpyFile.resource("/em/" + name + ".npy").floats(), GRID);
	}
}
