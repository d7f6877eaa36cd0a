package io.github.encoderj.em;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.agglomerate.ScoringFunction;
import io.github.encoderj.image.Geometry;

/**
 * What {@link Agglomeration} does.
 *
 * @param fragments how fragments are made
 * @param low for waterz's watershed: a voxel whose edges are all at or below it is background
 * @param high for waterz's watershed: an edge at or above it always connects
 * @param sigma for gap-free fragments: smoothing of the mean affinity, in voxels along x; along z as many nanometres, so less for
 *          thicker sections
 * @param score scoring function, for instance {@code 1 - mean}
 * @param thresholds edges are merged while their score is below; ascending
 * @param queue 0 for an exact queue, else the number of bins of scores 0..1 (faster, nearly the same)
 * @param minSize segments of fewer voxels are given to the neighbour with the highest mean affinity; 0 or 1 leaves all
 * @param minAffinity segments below {@code minSize} without a neighbour of at least this mean affinity are removed (become 0)
 */
public record AgglomerationSettings(FragmentMethod fragments, float low, float high, double sigma, ScoringFunction score,
	float[] thresholds, int queue, int minSize, float minAffinity)
{

	/** Gap-free fragments, mean affinity, threshold 0.5, exact queue. */
	public static final AgglomerationSettings DEFAULT = new AgglomerationSettings(FragmentMethod.GAPFREE, 0.0001f, 0.9999f, 0.6,
		ScoringFunction.MEAN, new float[] { 0.5f }, 0, 0, 0);

	public AgglomerationSettings {
		thresholds = thresholds.clone();
		Refusal.unless(low < high, "low = %s, high = %s: low must be below high (waterz: 0.0001 and 0.9999).", low, high);
		Refusal.unless(sigma >= 0 && sigma <= 20, "sigma = %s: expected 0..20 voxels.", sigma);
		Refusal.unless(thresholds.length > 0, "thresholds: give at least one, for instance 0.5.");
		for (int t = 0; t < thresholds.length; t++) {
			Refusal.unless(Float.isFinite(thresholds[t]), "thresholds: %s is not a number.", thresholds[t]);
			Refusal.unless(t == 0 || thresholds[t] > thresholds[t - 1], "thresholds: %s comes after %s; give them in ascending order.",
				thresholds[t], t == 0 ? 0 : thresholds[t - 1]);
		}
		Refusal.unless(queue >= 0 && queue <= 65536, "queue = %d: expected 0 (exact) or a number of bins up to 65536.", queue);
		Refusal.unless(minSize >= 0, "minSize = %d: expected 0 or a number of voxels.", minSize);
		Refusal.unless(minAffinity >= 0 && minAffinity <= 1, "minAffinity = %s: expected 0..1.", minAffinity);
	}

	/**
	 * Reads thresholds as macros write them: numbers separated by commas or spaces, or a range {@code first:last:step}, sorted.
	 *
	 * @throws Refusal if the text is something else
	 */
	public static float[] thresholds(final String text) {
		final String trimmed = text.trim();
		try {
			if (trimmed.contains(":")) {
				final double[] range = Arrays.stream(trimmed.split(":")).mapToDouble(Double::parseDouble).toArray();
				if (range.length != 3 || !(range[2] > 0) || range[1] < range[0] || (range[1] - range[0]) / range[2] > 10000) {
					throw new NumberFormatException();
				}
				final int n = (int) Math.floor((range[1] - range[0]) / range[2] + 1e-6) + 1;
				final float[] thresholds = new float[n];
				for (int i = 0; i < n; i++) thresholds[i] = (float) (Math.rint((range[0] + i * range[2]) * 1e6) / 1e6);
				return thresholds;
			}
			final double[] numbers = Arrays.stream(trimmed.split("[,;\\s]+")).mapToDouble(Double::parseDouble).sorted().distinct().toArray();
			final float[] thresholds = new float[numbers.length];
			for (int i = 0; i < numbers.length; i++) thresholds[i] = (float) numbers[i];
			return thresholds;
		}
		catch (final NumberFormatException e) {
			throw new Refusal("thresholds = \"" + text + "\": expected numbers such as 0.3,0.5 or a range first:last:step such as " +
				"0.02:0.98:0.02.");
		}
	}

	/** The smoothing along x, y, z in voxels: as many nanometres along each. */
	public double[] sigmas(final Geometry geometry) {
		return new double[] { sigma, sigma * geometry.x() / geometry.y(), sigma * geometry.x() / geometry.z() };
	}

	@Override
	public float[] thresholds() {
		return thresholds.clone();
	}

	public AgglomerationSettings withFragments(final FragmentMethod method) {
		return new AgglomerationSettings(method, low, high, sigma, score, thresholds, queue, minSize, minAffinity);
	}

	public AgglomerationSettings withLimits(final float newLow, final float newHigh) {
		return new AgglomerationSettings(fragments, newLow, newHigh, sigma, score, thresholds, queue, minSize, minAffinity);
	}

	public AgglomerationSettings withSigma(final double newSigma) {
		return new AgglomerationSettings(fragments, low, high, newSigma, score, thresholds, queue, minSize, minAffinity);
	}

	/** @param text for instance {@code 1 - quantile(50)}, see {@link ScoringFunction#parse} */
	public AgglomerationSettings withScore(final String text) {
		return new AgglomerationSettings(fragments, low, high, sigma, ScoringFunction.parse(text), thresholds, queue, minSize, minAffinity);
	}

	public AgglomerationSettings withThresholds(final float... newThresholds) {
		return new AgglomerationSettings(fragments, low, high, sigma, score, newThresholds, queue, minSize, minAffinity);
	}

	public AgglomerationSettings withQueue(final int bins) {
		return new AgglomerationSettings(fragments, low, high, sigma, score, thresholds, bins, minSize, minAffinity);
	}

	public AgglomerationSettings withMinSize(final int voxels, final float affinity) {
		return new AgglomerationSettings(fragments, low, high, sigma, score, thresholds, queue, voxels, affinity);
	}
}
