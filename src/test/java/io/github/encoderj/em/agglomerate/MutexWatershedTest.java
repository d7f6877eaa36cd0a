package io.github.encoderj.em.agglomerate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;

class MutexWatershedTest {

	private static final int[][] OFFSETS = { { -1, 0, 0 }, { 0, -1, 0 }, { 0, 0, -1 }, { -2, 0, 0 }, { 0, -3, 0 }, { 0, 0, -3 }, { 0, -2,
		2 } };
	private static final int[] ALL = { 1, 1, 1 };

	@Test
	void equalsThePlainestImplementation() {
		final Random random = new Random(17);
		for (int trial = 0; trial < 30; trial++) {
			final Grid grid = new Grid(3 + random.nextInt(5), 3 + random.nextInt(5), 1 + random.nextInt(4));
			final float[] affinities = new float[OFFSETS.length * grid.voxels()];
			for (int i = 0; i < affinities.length; i++) {
				affinities[i] = trial % 2 == 0 ? random.nextFloat() : random.nextInt(5) / 4f;
			}
			final Fragments found = MutexWatershed.segment(affinities, OFFSETS, 3, ALL, grid, new byte[0], Progress.NONE);
			assertArrayEquals(plain(affinities, grid), found.labels(), "trial " + trial);
		}
	}

	private record Edge(float weight, int number, int p, int q, boolean attracts) {}

	private static int[] plain(final float[] affinities, final Grid grid) {
		final List<Edge> edges = new ArrayList<>();
		for (int o = 0; o < OFFSETS.length; o++) {
			for (int p = 0; p < grid.voxels(); p++) {
				final int z = p / grid.plane() + OFFSETS[o][0];
				final int y = p / grid.width() % grid.height() + OFFSETS[o][1];
				final int x = p % grid.width() + OFFSETS[o][2];
				if (z < 0 || y < 0 || x < 0 || z >= grid.depth() || y >= grid.height() || x >= grid.width()) continue;
				final int number = o * grid.voxels() + p;
				edges.add(new Edge(o < 3 ? affinities[number] : 1 - affinities[number], number, p, (z * grid.height() + y) * grid.width() + x,
					o < 3));
			}
		}
		edges.sort(Comparator.comparingDouble((Edge e) -> -e.weight).thenComparingInt(Edge::number));
		final int[] cluster = new int[grid.voxels()];
		Arrays.setAll(cluster, i -> i);
		final boolean[][] mutex = new boolean[grid.voxels()][grid.voxels()];
		for (final Edge e : edges) {
			final int a = cluster[e.p];
			final int b = cluster[e.q];
			if (a == b) continue;
			if (!e.attracts) {
				mutex[a][b] = mutex[b][a] = true;
			}
			else if (!mutex[a][b]) {
				for (int i = 0; i < cluster.length; i++) {
					if (cluster[i] == b) cluster[i] = a;
					mutex[a][i] |= mutex[b][i];
					mutex[i][a] |= mutex[i][b];
				}
			}
		}
		final int[] number = new int[grid.voxels()];
		int n = 0;
		for (int i = 0; i < cluster.length; i++) {
			if (number[cluster[i]] == 0) number[cluster[i]] = ++n;
		}
		return Arrays.stream(cluster).map(c -> number[c]).toArray();
	}

	@Test
	void findsSeparatedCells() {
		final Grid grid = new Grid(12, 10, 4);
		final int[] truth = new int[grid.voxels()];
		for (int i = 0; i < truth.length; i++) truth[i] = 1 + (i % 12) / 4 + 3 * (i / 12 % 10 / 5);
		final float[] affinities = new float[OFFSETS.length * grid.voxels()];
		final Random random = new Random(1);
		for (int o = 0; o < OFFSETS.length; o++) {
			final int from = o * grid.voxels();
			OffsetPairs.forEach(grid, OFFSETS[o], (p, q) -> affinities[from + p] = truth[p] == truth[q] ? 0.8f + 0.2f * random.nextFloat()
				: 0.2f * random.nextFloat());
		}
		final Fragments found = MutexWatershed.segment(affinities, OFFSETS, 3, ALL, grid, new byte[0], Progress.NONE);
		assertArrayEquals(truth, found.labels());
		final Fragments thinned = MutexWatershed.segment(affinities, OFFSETS, 3, new int[] { 1, 2, 2 }, grid, new byte[0], Progress.NONE);
		assertArrayEquals(truth, thinned.labels());
		final byte[] mask = new byte[grid.voxels()];
		Arrays.fill(mask, 0, 200, (byte) 1);
		final int[] masked = MutexWatershed.segment(affinities, OFFSETS, 3, ALL, grid, mask, Progress.NONE).labels();
		for (int i = 0; i < masked.length; i++) assertEquals(mask[i] != 0, masked[i] != 0);
	}

	@Test
	void refusesWrongSizes() {
		final Grid grid = new Grid(2, 2, 2);
		refused("need 56", () -> MutexWatershed.segment(new float[7], OFFSETS, 3, ALL, grid, new byte[0], Progress.NONE));
		refused("attractive = 8", () -> MutexWatershed.segment(new float[56], OFFSETS, 8, ALL, grid, new byte[0], Progress.NONE));
		refused("stride", () -> MutexWatershed.segment(new float[56], OFFSETS, 3, new int[] { 0, 1, 1 }, grid, new byte[0], Progress.NONE));
		refused("mask", () -> MutexWatershed.segment(new float[56], OFFSETS, 3, ALL, grid, new byte[1], Progress.NONE));
	}

	private static void refused(final String part, final org.junit.jupiter.api.function.Executable action) {
		final String message = assertThrows(Refusal.class, action).getMessage();
		assertTrue(message.contains(part), message);
	}
}
