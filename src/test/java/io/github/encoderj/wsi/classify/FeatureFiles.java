package io.github.encoderj.wsi.classify;

import java.nio.file.Path;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableDataset;

/** Small files of features for tests. */
public final class FeatureFiles {

	private FeatureFiles() {}

	/**
	 * Writes a file as TRIDENT's and this suite's.
	 *
	 * @param features [tile][feature]
	 * @param places left column and upper row of each tile
	 * @param side of a tile in pixels of level 0
	 * @param sha256 of the encoder
	 */
	public static void write(final Path file, final float[][] features, final long[][] places, final int side, final String sha256) {
		try (WritableHdfFile hdf = HdfFile.write(file)) {
			hdf.putDataset("features", features);
			final WritableDataset coordinates = hdf.putDataset("coords", places);
			coordinates.putAttribute("patch_size_level0", side);
			hdf.putAttribute("encoder", "tiny");
			hdf.putAttribute("weights_sha256", sha256);
			hdf.putAttribute("preprocessing", "none");
		}
	}

	/** A cohort: of each slide's tiles one is odd if the slide's number is. Its table of labels has one column, odd. */
	public static String cohort(final Path folder, final int slides, final int tiles, final int width, final String sha256) {
		final java.util.Random random = new java.util.Random(3);
		final StringBuilder labels = new StringBuilder("slide,patient,odd\n");
		for (int s = 0; s < slides; s++) {
			final float[][] features = new float[tiles][width];
			final long[][] places = new long[tiles][];
			for (int t = 0; t < tiles; t++) {
				for (int f = 0; f < width; f++) features[t][f] = (float) random.nextGaussian();
				places[t] = new long[] { t % 8 * 64, t / 8 * 64 };
			}
			if (s % 2 == 1) features[(7 * s) % tiles][1] = 8;
			write(folder.resolve("s" + s + ".h5"), features, places, 64, sha256);
			labels.append("s" + s + ",p" + s / 4 * 2 + s % 2 + "," + s % 2 + "\n");
		}
		return labels.toString();
	}
}
