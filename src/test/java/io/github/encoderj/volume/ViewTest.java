package io.github.encoderj.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import net.imglib2.type.numeric.real.FloatType;

/** Cuts through one scan, whatever the order of its axes in the file. */
public class ViewTest {

	private static final int[][] ORDERS = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	private static final int[] SIZE = { 4, 3, 2 }; // left, back, head
	private static final double[] SPACING = { 2, 3, 5 };

	/** A scan of 4 x 3 x 2 voxels whose value is 100 left + 10 back + head, stored with other axes. */
	public static Volume<FloatType> stored(final int[] order, final int flips) {
		final int[] size = { SIZE[order[0]], SIZE[order[1]], SIZE[order[2]] };
		final float[] data = new float[24];
		final double[] direction = new double[9];
		final double[] origin = { -10, 20, 30 };
		final double[] spacing = new double[3];
		for (int d = 0; d < 3; d++) {
			final boolean flipped = (flips >> d & 1) == 1;
			direction[3 * order[d] + d] = flipped ? -1 : 1;
			spacing[d] = SPACING[order[d]];
			if (flipped) origin[order[d]] += SPACING[order[d]] * (SIZE[order[d]] - 1);
		}
		for (int i = 0; i < 24; i++) {
			final int[] stored = { i % size[0], i / size[0] % size[1], i / (size[0] * size[1]) };
			final int[] body = new int[3];
			for (int d = 0; d < 3; d++) body[order[d]] = (flips >> d & 1) == 1 ? size[d] - 1 - stored[d] : stored[d];
			data[i] = 100 * body[0] + 10 * body[1] + body[2];
		}
		return Volume.of(data, size[0], size[1], size[2], new Geometry(spacing, origin, direction, "mm"), "scan");
	}

	@TestFactory
	Stream<DynamicTest> all48OrdersOfAxesLookTheSame() {
		final List<DynamicTest> tests = new ArrayList<>();
		for (final int[] order : ORDERS) {
			for (int flips = 0; flips < 8; flips++) {
				final Volume<FloatType> volume = stored(order, flips);
				tests.add(DynamicTest.dynamicTest(order[0] + "" + order[1] + order[2] + " " + flips, () -> {
					for (final View view : View.values()) {
						final Volume<?> expected = view.cut(stored(ORDERS[0], 0));
						final Volume<?> found = view.cut(volume);
						assertEquals(expected.size(), found.size());
						assertArrayEquals(Pixels.floats(expected), Pixels.floats(found));
						assertArrayEquals(expected.geometry().spacing(), found.geometry().spacing(), 1e-12);
						assertArrayEquals(expected.geometry().origin(), found.geometry().origin(), 1e-12);
						assertArrayEquals(expected.geometry().direction(), found.geometry().direction(), 1e-12);
					}
				}));
			}
		}
		return tests.stream();
	}

	@Test
	void picturesHaveTheRightOnTheLeftAndHeadOrFrontOnTop() {
		final Volume<FloatType> scan = stored(ORDERS[0], 0);
		final Volume<?> axial = View.AXIAL.cut(scan);
		assertEquals("4 x 3 x 2", axial.size());
		assertArrayEquals(new float[] { 0, 100, 200, 300, 10 }, first(axial, 5));
		final Volume<?> coronal = View.CORONAL.cut(scan);
		assertEquals("4 x 2 x 3", coronal.size());
		assertArrayEquals(new float[] { 1, 101, 201, 301, 0 }, first(coronal, 5)); // the head's row first
		assertArrayEquals(new double[] { 2, 5, 3 }, coronal.geometry().spacing());
		assertArrayEquals(new double[] { -10, 20, 35 }, coronal.geometry().origin());
		final Volume<?> sagittal = View.SAGITTAL.cut(scan);
		assertEquals("3 x 2 x 4", sagittal.size());
		assertArrayEquals(new float[] { 1, 11, 21, 0 }, first(sagittal, 4));
	}

	/** An oblique volume is cut along its nearest axes, and its voxels stay where they are. */
	@Test
	void positionsStay() {
		final double c = Math.cos(0.3);
		final double s = Math.sin(0.3);
		final Geometry tilted = new Geometry(SPACING, new double[] { 1, 2, 3 }, new double[] { -1, 0, 0, 0, -s, c, 0, c, s }, "mm");
		final Volume<FloatType> volume = Volume.of(new float[24], 4, 3, 2, tilted, "tilted");
		final Volume<?> axial = View.AXIAL.cut(volume);
		assertEquals("4 x 2 x 3", axial.size()); // the second axis points to the head
		final double[] origin = axial.geometry().origin();
		assertEquals(1 - 2 * 3, origin[0], 1e-12); // the last column is now the first
		final double[] direction = axial.geometry().direction();
		assertArrayEquals(new double[] { 1, 0, 0, 0, c, -s, 0, s, c }, direction, 1e-12);
	}

	@Test
	void namesAndWindowsAreChecked() {
		assertEquals(View.CORONAL, View.named("views", " Coronal"));
		assertTrue(assertThrows(Refusal.class, () -> View.named("views", "top")).getMessage().contains("views = top"));
		assertEquals("-1000..400.5", GreyWindows.parse("window", " -1000 .. 400.5").toString());
		assertEquals("0..1,2..3,-4..5", GreyWindows.parse("window", "0..1,2..3,-4..5").toString());
		for (final String bad : List.of("", "5", "1..0", "0..1,2..3", "a..b", "1..2..3", "0...1x")) {
			assertTrue(assertThrows(Refusal.class, () -> GreyWindows.parse("window", bad)).getMessage().startsWith("window = "), bad);
		}
	}

	private static float[] first(final Volume<?> volume, final int n) {
		return Arrays.copyOf(Pixels.floats(volume), n);
	}
}
