package io.github.encoderj.learn.probe;

import java.util.Arrays;

import io.github.encoderj.base.Refusal;

/**
 * Vectors of cases and what is known about them.
 *
 * @param features order [case][feature], finite
 * @param labels order [case][label]: 1, 0, or NaN for unknown
 * @param exclusive whether each case has exactly one of the labels (or all NaN)
 */
public record LabelledFeatures(float[][] features, float[][] labels, boolean exclusive) {

	/**
	 * @throws Refusal if there are no cases, or a feature is not finite
	 */
	public LabelledFeatures {
		Refusal.unless(features.length == labels.length, "There are %d vectors for %d cases with labels: one each is expected.",
			features.length, labels.length);
		for (int i = 0; i < features.length; i++) {
			for (final float value : features[i]) {
				Refusal.unless(Float.isFinite(value), "The vector of case %d has a value that is not finite: encode that image again.", i + 1);
			}
		}
	}

	/** Number of cases. */
	public int size() {
		return features.length;
	}

	/** Number of features of a case. */
	public int width() {
		return features.length == 0 ? 0 : features[0].length;
	}

	/** Number of labels of a case. */
	public int labelCount() {
		return labels.length == 0 ? 0 : labels[0].length;
	}

	/** The cases with these indices, in this order; vectors are not copied. */
	public LabelledFeatures subset(final int... indices) {
		return new LabelledFeatures(Arrays.stream(indices).mapToObj(i -> features[i]).toArray(float[][]::new), Arrays.stream(indices).mapToObj(
			i -> labels[i]).toArray(float[][]::new), exclusive);
	}

	/** Number of cases that have a label. */
	long positives(final int label) {
		return Arrays.stream(labels).filter(row -> row[label] > 0.5f).count();
	}

	/** Number of cases of which it is known whether they have a label. */
	long known(final int label) {
		return Arrays.stream(labels).filter(row -> !Float.isNaN(row[label])).count();
	}
}
