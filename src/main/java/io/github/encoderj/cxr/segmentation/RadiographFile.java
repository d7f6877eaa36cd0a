package io.github.encoderj.cxr.segmentation;

import java.nio.file.Path;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/** A radiograph as one plane of grey values. */
final class RadiographFile {

	private RadiographFile() {}

	/**
	 * Reads a radiograph; of a colour picture the mean of the channels.
	 *
	 * @throws Refusal if it cannot be read or has several sections
	 */
	static Volume<?> read(final Path file) {
		return grey(ImageFiles.read(file));
	}

	/** The same of a picture in memory. */
	static Volume<?> grey(final Volume<?> image) {
		Refusal.unless(image.depth() == 1, "%s has %d sections; a radiograph has one. Give each its own file.", image.name(), image.depth());
		final int n = (int) image.voxels();
		final float[] values = Pixels.floats(image);
		for (final float v : values) {
			Refusal.unless(Float.isFinite(v), "%s holds the value %s; a radiograph has finite grey values.", image.name(), v);
		}
		if (image.channels() == 1) return image;
		final float[] grey = new float[n];
		for (int i = 0; i < values.length; i++) grey[i % n] += values[i] / image.channels();
		final Geometry geometry = image.geometry();
		return Volume.of(grey, image.width(), image.height(), 1, geometry, image.name());
	}
}
