package io.github.encoderj.volume.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import io.github.encoderj.volume.View;
import io.github.encoderj.volume.ViewTest;
import net.imglib2.type.numeric.real.FloatType;

class ProjectionFigureTest {

	private static final int SIDE = 10;

	/** 10 x 10 x 10 voxels of 4 mm; one bright block at the patient's left, front, head. */
	private static Volume<FloatType> scan(final double spacing) {
		final float[] data = new float[SIDE * SIDE * SIDE];
		for (int i = 0; i < data.length; i++) if (inBlock(i)) data[i] = 8;
		return Volume.of(data, SIDE, SIDE, SIDE, Geometry.spacing(spacing, spacing, spacing, "mm"), "scan");
	}

	private static boolean inBlock(final int i) {
		return i % SIDE >= 6 && i % SIDE < 9 && i / SIDE % SIDE >= 1 && i / SIDE % SIDE < 4 && i / (SIDE * SIDE) >= 6 && i / (SIDE * SIDE) < 9;
	}

	private static Volume<?> labels() {
		final int[] data = new int[SIDE * SIDE * SIDE];
		for (int i = 0; i < data.length; i++) if (inBlock(i)) data[i] = 2;
		return Volume.ofLabels(data, SIDE, SIDE, SIDE, Geometry.spacing(4, 4, 4, "mm"), "labels");
	}

	private static BufferedImage draw(final Volume<?> scan, final Optional<Volume<?>> labels, final boolean inverted) {
		return ProjectionFigure.draw(scan, labels, new ProjectionFigure.Style(List.of(View.CORONAL, View.SAGITTAL, View.AXIAL), Optional.of(
			new Window(0, 10)), inverted, 100), Progress.NONE);
	}

	@Test
	void projectsTheLargestValueOfEachRay() {
		final Volume<FloatType> scan = ViewTest.stored(new int[] { 2, 0, 1 }, 5); // 100 left + 10 back + head, 4 x 3 x 2
		final MaximumProjection coronal = MaximumProjection.of(scan, View.CORONAL);
		assertArrayEquals(new float[] { 21, 121, 221, 321, 20, 120, 220, 320 }, coronal.values());
		assertArrayEquals(new float[] { 1, 101, 201, 301, 11, 111, 211, 311, 21, 121, 221, 321 }, MaximumProjection.of(scan, View.AXIAL)
			.values());
		assertArrayEquals(new float[] { 0, 1, 0, 0, 0, 0, 0, 0 }, MaximumProjection.ofLabels(scan, View.CORONAL).get(111).values());
		assertEquals(23, MaximumProjection.ofLabels(scan, View.CORONAL).size()); // all values but 0
		assertArrayEquals(coronal.values(), Parallel.withThreads(1, () -> MaximumProjection.of(scan, View.CORONAL)).values());
		final MaximumProjection large = coronal.enlarged(0.5);
		assertEquals(16, large.width());
		assertEquals(20, large.height());
		assertEquals(21, large.values()[0]);
	}

	@Test
	void valuesThatAreNoNumbersDoNotCount() {
		final float[] data = { Float.NaN, 3, Float.NaN, Float.NaN };
		final Volume<FloatType> scan = Volume.of(data, 2, 1, 2, Geometry.PIXELS, "scan");
		assertArrayEquals(new float[] { Float.NaN, 3 }, MaximumProjection.of(scan, View.AXIAL).values());
	}

	/** Each panel is 100 pixels, with 10 between; the block lies on the right and above, in the sagittal panel on the left and above. */
	@Test
	void panelsShowTheBlockWhereRadiologistsLookForIt() {
		final BufferedImage picture = draw(scan(4), Optional.empty(), true);
		assertEquals(340, picture.getWidth());
		assertEquals(134, picture.getHeight());
		final int dark = 0xff333333; // 8 of 10, inverted
		assertEquals(dark, picture.getRGB(10 + 75, 10 + 25));
		assertEquals(dark, picture.getRGB(120 + 25, 10 + 25));
		assertEquals(dark, picture.getRGB(230 + 75, 10 + 25));
		assertEquals(0xffffffff, picture.getRGB(10 + 25, 10 + 25));
		assertEquals(0xffffffff, picture.getRGB(10 + 75, 10 + 75));
		assertEquals(0xffcccccc, draw(scan(4), Optional.empty(), false).getRGB(10 + 75, 10 + 25));
		assertEquals(0xff000000, draw(scan(4), Optional.empty(), false).getRGB(0, 0));
	}

	@Test
	void outlinesFollowTheLabels() {
		final BufferedImage picture = draw(scan(4), Optional.of(labels()), true);
		final int blue = 0xff0072b2;
		assertEquals(blue, picture.getRGB(10 + 60, 10 + 25)); // left edge of the block: column 6
		assertEquals(blue, picture.getRGB(10 + 89, 10 + 25));
		assertEquals(0xff333333, picture.getRGB(10 + 75, 10 + 25));
		assertEquals(0xffffffff, picture.getRGB(10 + 54, 10 + 25));
	}

	/** Labels on half the scan's grid come out in the same place. */
	@Test
	void labelsOnAnotherGridAreBroughtOntoTheScans() {
		final float[] data = new float[8000];
		final double[] origin = { -1, -1, -1 };
		final Volume<FloatType> fine = Volume.of(data, 20, 20, 20, new Geometry(new double[] { 2, 2, 2 }, origin, new double[] { 1, 0, 0, 0, 1,
			0, 0, 0, 1 }, "mm"), "fine");
		final BufferedImage picture = draw(fine, Optional.of(labels()), true);
		assertEquals(0xff0072b2, picture.getRGB(10 + 60, 10 + 25));
		assertEquals(0xffffffff, picture.getRGB(10 + 75, 10 + 25));
	}

	@Test
	void aBarOf10CentimetresIsDrawnWhereTheVoxelSizeIsKnown() {
		final BufferedImage picture = draw(scan(20), Optional.empty(), true); // 200 mm are 100 pixels
		assertEquals(0xff000000, picture.getRGB(10 + 49, 121));
		assertEquals(0xffffffff, picture.getRGB(10 + 50, 121));
		final Volume<FloatType> unknown = Volume.of(new float[1000], SIDE, SIDE, SIDE, Geometry.PIXELS, "unknown");
		assertEquals(0xffffffff, draw(unknown, Optional.empty(), true).getRGB(10, 121));
	}

	@Test
	void whatDoesNotFitIsRefused() {
		final Volume<?> small = Volume.ofLabels(new int[8], 2, 2, 2, Geometry.PIXELS, "small");
		assertTrue(assertThrows(Refusal.class, () -> draw(scan(4), Optional.of(small), true)).getMessage().contains("small"));
		assertThrows(Refusal.class, () -> new ProjectionFigure.Style(List.of(), Optional.empty(), true, 100));
		final Volume<?> colours = Volume.of(new float[24], 2, 2, 2, 3, Geometry.PIXELS, "colours");
		assertThrows(Refusal.class, () -> draw(colours, Optional.empty(), true));
		final Volume<?> nothing = Volume.of(new float[] { Float.NaN }, 1, 1, 1, Geometry.PIXELS, "nothing");
		assertThrows(Refusal.class, () -> ProjectionFigure.draw(nothing, Optional.empty(), new ProjectionFigure.Style(List.of(View.AXIAL),
			Optional.empty(), true, 100), Progress.NONE));
	}
}
