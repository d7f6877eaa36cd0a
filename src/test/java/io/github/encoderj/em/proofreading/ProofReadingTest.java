package io.github.encoderj.em.proofreading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.watershed.Grid;
import io.github.encoderj.image.Geometry;

class ProofReadingTest {

	private static final Grid GRID = new Grid(21, 9, 3);

	@Test
	void mergedLabelsGetTheFirstPointsLabel() {
		final int[] labels = new int[GRID.voxels()];
		for (int i = 0; i < labels.length; i++) labels[i] = i % 21 < 5 ? 7 : i % 21 < 12 ? 3 : i % 21 < 15 ? 0 : 9;
		final int[] expected = Arrays.stream(labels).map(label -> label == 3 ? 7 : label).toArray();
		final Correction done = new ProofReading(labels, GRID, Geometry.PIXELS, "labels").merge(List.of(new Point(0, 0, 0), new Point(6, 4, 2)));
		assertArrayEquals(expected, labels);
		assertEquals(List.of(7, 3), done.label());
		assertEquals(List.of(7, 7), done.becomes());
		assertEquals(List.of(0L, 7L * 9 * 3), done.voxels());
		assertEquals("action,label,becomes,x,y,z,voxels\nmerge,7,7,0,0,0,0\nmerge,3,7,6,4,2,189\n", done.addTo(Correction.list()).toCsv());
	}

	/** Two blocks joined by a bridge of one voxel: the cut runs across the bridge, wherever in the blocks the points lie. */
	@Test
	void aLabelIsCutWhereItIsNarrow() {
		for (final Point second : List.of(new Point(19, 1, 1), new Point(13, 7, 0), new Point(16, 4, 2))) {
			final int[] labels = dumbbell();
			final int voxels = (int) Arrays.stream(labels).filter(label -> label == 5).count();
			final Correction done = new ProofReading(labels, GRID, Geometry.PIXELS, "labels").split(List.of(new Point(1, 1, 1), second));
			assertEquals(List.of(5, 13), done.becomes());
			for (int i = 0; i < labels.length; i++) {
				if (i % 21 < 8) assertTrue(labels[i] != 13, "left of the bridge at " + i);
				if (i % 21 > 12) assertTrue(labels[i] != 5, "right of the bridge at " + i);
			}
			assertEquals(voxels, Arrays.stream(labels).filter(label -> label == 5 || label == 13).count());
			assertEquals(4, Arrays.stream(labels).filter(label -> label == 12).count(), "another label changed");
		}
	}

	@Test
	void anUnconnectedPieceStaysWithTheFirstPoint() {
		final int[] labels = new int[GRID.voxels()];
		for (int y = 0; y < 9; y++) for (int x = 0; x < 21; x++) if (x < 9 || x > 14) labels[y * 21 + x] = 2;
		new ProofReading(labels, GRID, Geometry.PIXELS, "labels").split(List.of(new Point(0, 4, 0), new Point(8, 4, 0)));
		assertEquals(2, labels[20]);
		assertEquals(2, labels[4 * 21]);
		assertEquals(3, labels[4 * 21 + 8]);
	}

	@Test
	void whatCannotBeDoneIsRefusedAndNothingIsChanged() {
		final int[] labels = dumbbell();
		final int[] before = labels.clone();
		final ProofReading reading = new ProofReading(labels, GRID, Geometry.PIXELS, "neurons.tif");
		final Point one = new Point(1, 1, 1);
		assertMessage("two or more", () -> reading.merge(List.of(one)));
		assertMessage("all 2 lie on label 5", () -> reading.merge(List.of(one, new Point(2, 2, 1))));
		assertMessage("outside of neurons.tif", () -> reading.split(List.of(one, new Point(21, 1, 1))));
		assertMessage("background", () -> reading.merge(List.of(one, new Point(10, 0, 0))));
		assertMessage("the first one on 5", () -> reading.split(List.of(one, new Point(10, 8, 1))));
		assertMessage("given twice", () -> reading.split(List.of(one, one)));
		assertArrayEquals(before, labels);
		assertEquals(List.of(new Point(1, 2, 3), new Point(4, 5, 6)), Point.parse("points", "1,2,3; 4, 5,6"));
		assertMessage("points = 1,2", () -> Point.parse("points", "1,2"));
	}

	private static void assertMessage(final String part, final org.junit.jupiter.api.function.Executable action) {
		final String message = assertThrows(Refusal.class, action).getMessage();
		assertTrue(message.contains(part), message);
	}

	private static int[] dumbbell() {
		final int[] labels = new int[GRID.voxels()];
		for (int z = 0; z < 3; z++) {
			for (int y = 0; y < 9; y++) {
				for (int x = 0; x < 21; x++) {
					if (x < 8 || x > 12 || y == 4 && z == 1) labels[(z * 9 + y) * 21 + x] = 5;
					if (y == 8 && z == 1 && x > 7 && x < 12) labels[(z * 9 + y) * 21 + x] = 12;
				}
			}
		}
		return labels;
	}
}
