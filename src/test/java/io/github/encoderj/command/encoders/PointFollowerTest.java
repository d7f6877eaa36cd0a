package io.github.encoderj.command.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import ij.ImagePlus;
import ij.gui.PointRoi;
import ij.process.ByteProcessor;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

class PointFollowerTest {

	/** Patches 2 x 2 with features of their own, and the same ones turned by half a circle. */
	private static ImageFeatures features(final boolean turned) {
		final float[] patches = new float[16];
		for (int i = 0; i < 4; i++) patches[4 * i + (turned ? 3 - i : i)] = 1;
		return new ImageFeatures(2, 2, 4, Optional.empty(), new float[0], patches, new float[4], Optional.empty(), Map.of(), Map.of());
	}

	@Test
	void theMapFollowsThePointUntilTheImageIsClosed() {
		final ImagePlus source = new ImagePlus("source", new ByteProcessor(40, 20));
		final byte[] even = new byte[30 * 60];
		Arrays.fill(even, (byte) 100);
		final Volume<?> target = Volume.of(even, 30, 60, 1, Geometry.spacing(0.5, 0.5, 1, "mm"), "target");
		final PointFollower follower = new PointFollower(source, features(false), target, features(true), PictureCommand.colours());
		final ImagePlus shown = follower.start();
		assertEquals("Similarity in target 30 60 0.5 mm", shown.getTitle() + " " + shown.getWidth() + " " + shown.getHeight() + " " + shown
			.getCalibration().pixelWidth + " " + shown.getCalibration().getUnit());
		source.setRoi(new PointRoi(5, 5)); // upper left: there, the lower right is alike
		final int[] first = (int[]) shown.getProcessor().getPixelsCopy();
		assertArrayEquals(new double[] { 22.5, 45 }, point(shown));
		source.setRoi(new PointRoi(35, 5)); // upper right
		assertArrayEquals(new double[] { 7.5, 45 }, point(shown));
		assertFalse(Arrays.equals(first, (int[]) shown.getProcessor().getPixels()));
		follower.imageClosed(source);
		source.setRoi(new PointRoi(5, 5));
		assertArrayEquals(new double[] { 7.5, 45 }, point(shown));
	}

	private static double[] point(final ImagePlus image) {
		return new double[] { image.getRoi().getFloatPolygon().xpoints[0], image.getRoi().getFloatPolygon().ypoints[0] };
	}
}
