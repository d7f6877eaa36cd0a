package io.github.encoderj.em;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.ImageStatistics;

/** Sections of an electron-microscopy stack with their staining evened out, and what they look like. */
final class Sections {

	private static final int STATISTICS_VOXELS = 2_000_000;

	private Sections() {}

	/** Intensities, each section normalised by its own percentiles. */
	static Section3D normalised(final Volume<?> image) {
		final int plane = (int) (image.width() * image.height());
		final float[] raw = Pixels.floats(image);
		final float[] data = new float[raw.length];
		Parallel.forEach((int) image.depth(), z -> {
			final float[] section = java.util.Arrays.copyOfRange(raw, z * plane, (z + 1) * plane);
			for (int i = 0; i < plane; i++) {
				Refusal.unless(Float.isFinite(section[i]), "%s holds the value %s at x = %d, y = %d, section %d; expected finite numbers. " +
					"Replace it first.", image.name(), section[i], i % image.width(), i / image.width(), z + 1);
			}
			Normalisation.SECTION.apply(section);
			System.arraycopy(section, 0, data, z * plane, plane);
		});
		return new Section3D(data, (int) image.depth(), (int) image.height(), (int) image.width(), image.geometry());
	}

	/** Statistics of the raw intensities and of the features of at most about two million voxels in the middle of each section. */
	static ImageStatistics statistics(final Encoder encoder, final Volume<?> image, final Section3D volume) {
		final int depth = Math.min(volume.depth(), 32);
		final int side = (int) Math.sqrt((double) STATISTICS_VOXELS / depth);
		final int rows = Math.min(side, volume.height());
		final int columns = Math.min(side, volume.width());
		final Section3D middle = volume.crop((volume.depth() - depth) / 2, (volume.height() - rows) / 2, (volume.width() - columns) / 2, depth,
			rows, columns);
		final FeatureGrid grid = encoder.encode(middle.asVolume(), 0, depth);
		return ImageStatistics.of(grid, Pixels.floats(image), image.geometry());
	}
}
