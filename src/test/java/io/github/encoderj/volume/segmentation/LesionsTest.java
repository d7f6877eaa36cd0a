package io.github.encoderj.volume.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

/** Components against a flood fill. */
class LesionsTest {

	private static final int DEPTH = 7;
	private static final int ROWS = 9;
	private static final int COLUMNS = 11;

	@Test
	void componentsAreThoseOfAFloodFill() {
		for (int seed = 0; seed < 40; seed++) {
			final byte[][] labels = random(seed);
			final List<List<Integer>> expected = flood(labels);
			assertEquals(expected.size(), new Lesions(labels, ROWS, COLUMNS).count(), "seed " + seed);
			for (final int smallest : new int[] { 1, 2, 5 }) {
				for (final double share : new double[] { 0, 0.3, 1 }) {
					final byte[][] kept = copy(labels);
					new Lesions(kept, ROWS, COLUMNS).keep(smallest, share);
					assertArrayEquals(kept(labels, expected, smallest, share), kept, "seed " + seed + ", " + smallest + ", " + share);
				}
			}
		}
	}

	private static byte[][] random(final int seed) {
		final Random random = new Random(seed);
		final double density = 0.1 + 0.3 * random.nextDouble();
		final byte[][] labels = new byte[DEPTH][ROWS * COLUMNS];
		for (final byte[] section : labels) {
			for (int i = 0; i < section.length; i++) if (random.nextDouble() < density) section[i] = (byte) (1 + random.nextInt(2));
		}
		return labels;
	}

	private static byte[][] copy(final byte[][] labels) {
		final byte[][] copy = new byte[labels.length][];
		for (int z = 0; z < copy.length; z++) copy[z] = labels[z].clone();
		return copy;
	}

	/** In raster order of their first voxels. */
	private static List<List<Integer>> flood(final byte[][] labels) {
		final boolean[] seen = new boolean[DEPTH * ROWS * COLUMNS];
		final List<List<Integer>> found = new ArrayList<>();
		for (int start = 0; start < seen.length; start++) {
			if (seen[start] || label(labels, start) == 0) continue;
			final List<Integer> component = new ArrayList<>();
			final Deque<Integer> open = new ArrayDeque<>(List.of(start));
			seen[start] = true;
			while (!open.isEmpty()) {
				final int i = open.pop();
				component.add(i);
				for (int n = 0; n < 27; n++) {
					final int dz = n / 9 - 1;
					final int dy = n / 3 % 3 - 1;
					final int dx = n % 3 - 1;
					final int z = i / (ROWS * COLUMNS) + dz;
					final int y = i / COLUMNS % ROWS + dy;
					final int x = i % COLUMNS + dx;
					if (Math.abs(dz) + Math.abs(dy) + Math.abs(dx) > 2 || z < 0 || y < 0 || x < 0 || z >= DEPTH || y >= ROWS || x >= COLUMNS) continue;
					final int j = (z * ROWS + y) * COLUMNS + x;
					if (seen[j] || label(labels, j) != label(labels, i)) continue;
					seen[j] = true;
					open.push(j);
				}
			}
			found.add(component);
		}
		return found;
	}

	private static byte label(final byte[][] labels, final int i) {
		return labels[i / (ROWS * COLUMNS)][i % (ROWS * COLUMNS)];
	}

	private static byte[][] kept(final byte[][] labels, final List<List<Integer>> components, final int smallest, final double share) {
		final byte[][] kept = new byte[DEPTH][ROWS * COLUMNS];
		for (final List<Integer> component : components) {
			final byte label = label(labels, component.get(0));
			final int largest = components.stream().filter(c -> label(labels, c.get(0)) == label).mapToInt(List::size).max().orElseThrow();
			if (component.size() < smallest || component.size() < share * largest) continue;
			for (final int i : component) kept[i / (ROWS * COLUMNS)][i % (ROWS * COLUMNS)] = label;
		}
		return kept;
	}
}
