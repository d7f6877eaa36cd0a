package io.github.encoderj.learn.probe;

import java.util.Locale;

import io.github.encoderj.base.Refusal;

/** The kinds of classifier on frozen vectors. */
public enum ProbeMethod {
	/** {@link LinearProbe}. */
	LINEAR,
	/** {@link LogisticRegression}. */
	LOGISTIC,
	/** {@link NearestNeighbours}. */
	KNN;

	/**
	 * The method of a name: linear, logistic, knn.
	 *
	 * @throws Refusal if it is another
	 */
	public static ProbeMethod named(final String name) {
		for (final ProbeMethod method : values()) if (method.toString().equals(name.toLowerCase(Locale.ROOT))) return method;
		throw new Refusal("method = \"" + name + "\": expected linear, logistic or knn.");
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}
}
