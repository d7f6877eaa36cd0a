package io.github.encoderj.metrics;

/** The standard normal distribution. */
final class NormalDistribution {

	private NormalDistribution() {}

	/** Probability of a value at least as far from 0 as z, to about 1e-12 relative; NaN for NaN. */
	static double twoSided(final double z) {
		final double x = Math.abs(z);
		if (Double.isNaN(x)) return Double.NaN;
		return x < 3 ? 1 - series(x) : fraction(x);
	}

	/** P(|Z| < x) by the power series of the error function whose terms are all positive. */
	private static double series(final double x) {
		double term = x;
		double sum = x;
		for (int k = 1; term > 1e-17 * sum; k++) {
			term *= x * x / (2 * k + 1);
			sum += term;
		}
		return Math.sqrt(2 / Math.PI) * Math.exp(-x * x / 2) * sum;
	}

	/** P(|Z| > x) by the continued fraction of Mills' ratio, from the inside out. */
	private static double fraction(final double x) {
		double value = x;
		for (int k = 1000; k > 0; k--) value = x + k / value;
		return Math.sqrt(2 / Math.PI) * Math.exp(-x * x / 2) / value;
	}
}
