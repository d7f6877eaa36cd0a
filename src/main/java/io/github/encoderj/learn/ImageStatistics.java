package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.image.Geometry;

/**
 * What the images of a head look like, so that applying it to something else can be noticed: voxel size, and mean and standard
 * deviation of the raw intensity and of every feature.
 *
 * @param voxel size along x, y, z
 * @param unit of the voxel size; "pixel" when unknown
 * @param intensityMean of the raw values
 * @param intensityDeviation of the raw values
 * @param mean of each feature
 * @param deviation of each feature, above 0
 */
public record ImageStatistics(double[] voxel, String unit, double intensityMean, double intensityDeviation, float[] mean,
	float[] deviation)
{

	private static final double SMALLEST_DEVIATION = 1e-6;
	/** Beyond these an image counts as far from the training images. */
	private static final double VOXEL_RATIO = 1.5;
	private static final double FEATURE_SHIFT = 0.5;
	private static final double FEATURE_SPREAD = 1.6;

	/** Statistics of a volume's features. */
	public static ImageStatistics of(final FeatureGrid grid, final float[] raw, final Geometry geometry) {
		final double[] intensity = moments(raw, 0, raw.length);
		final int cells = grid.sections() * grid.rows() * grid.columns();
		final float[] mean = new float[grid.width()];
		final float[] deviation = new float[grid.width()];
		for (int f = 0; f < grid.width(); f++) {
			final double[] moments = moments(grid.data(), f * cells, cells);
			mean[f] = (float) moments[0];
			deviation[f] = (float) Math.max(SMALLEST_DEVIATION, moments[1]);
		}
		return new ImageStatistics(geometry.spacing(), geometry.unit(), intensity[0], intensity[1], mean, deviation);
	}

	private static double[] moments(final float[] values, final int from, final int n) {
		double mean = 0;
		for (int i = from; i < from + n; i++) mean += values[i];
		mean /= n;
		double squares = 0;
		for (int i = from; i < from + n; i++) squares += (values[i] - mean) * (values[i] - mean);
		return new double[] { mean, Math.sqrt(squares / n) };
	}

	/** Brings features to mean 0 and standard deviation 1 of the training images, in place. */
	public void standardise(final float[] features, final int from, final int to, final int feature) {
		final float m = mean[feature];
		final float factor = 1 / deviation[feature];
		for (int i = from; i < to; i++) features[i] = (features[i] - m) * factor;
	}

	/**
	 * What is unlike the training images in an image.
	 *
	 * @return sentences for the log and the table; empty when nothing is
	 */
	public List<String> differences(final ImageStatistics image) {
		final List<String> found = new ArrayList<>();
		final boolean calibrated = !unit.equals("pixel") && !image.unit.equals("pixel");
		for (int axis = 0; axis < 3 && calibrated; axis++) {
			final double ratio = nanometres(image.voxel[axis], image.unit) / nanometres(voxel[axis], unit);
			if (ratio > VOXEL_RATIO || ratio < 1 / VOXEL_RATIO) {
				found.add(String.format(Locale.ROOT, "voxel size along %c is %.3g %s, in training it was %.3g %s", "xyz".charAt(axis),
					image.voxel[axis], image.unit, voxel[axis], unit));
			}
		}
		double shift = 0;
		double spread = 0;
		for (int f = 0; f < mean.length; f++) {
			shift += Math.abs(image.mean[f] - mean[f]) / deviation[f] / mean.length;
			spread += Math.abs(Math.log(image.deviation[f] / deviation[f])) / mean.length;
		}
		if (shift > FEATURE_SHIFT) found.add(String.format(Locale.ROOT, "features are shifted by %.2f training deviations on average",
			shift));
		if (spread > Math.log(FEATURE_SPREAD)) found.add(String.format(Locale.ROOT, "the spread of the features differs by a factor of " +
			"%.2f on average", Math.exp(spread)));
		return found;
	}

	private static double nanometres(final double size, final String unit) {
		return switch (unit) {
			case "nm" -> size;
			case "µm" -> size * 1e3;
			case "mm" -> size * 1e6;
			default -> size;
		};
	}

	String toText() {
		return new Gson().toJson(this);
	}

	static ImageStatistics parse(final String text, final String file) {
		try {
			final ImageStatistics statistics = new Gson().fromJson(text, ImageStatistics.class);
			if (statistics != null && statistics.mean != null && statistics.deviation != null && statistics.voxel != null) return statistics;
		}
		catch (final JsonSyntaxException e) {
			// falls through to the refusal
		}
		throw new Refusal(file + ": the statistics of the training images cannot be read from its metadata. Train the head again.");
	}
}
