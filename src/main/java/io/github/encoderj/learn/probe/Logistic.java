package io.github.encoderj.learn.probe;

/** The functions behind linear classifiers. */
final class Logistic {

	private Logistic() {}

	static double sigmoid(final double x) {
		return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
	}

	/** log(1 + exp(x)). */
	static double softplus(final double x) {
		return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
	}

	/** Turns logits into probabilities, in place; returns the logarithm of the sum of their exponentials. */
	static double softmax(final double[] logits) {
		double highest = Double.NEGATIVE_INFINITY;
		for (final double logit : logits) highest = Math.max(highest, logit);
		double sum = 0;
		for (int l = 0; l < logits.length; l++) {
			logits[l] = Math.exp(logits[l] - highest);
			sum += logits[l];
		}
		for (int l = 0; l < logits.length; l++) logits[l] /= sum;
		return highest + Math.log(sum);
	}

	/** Four sums side by side: one would wait for itself. */
	static double dot(final float[] a, final float[] b) {
		double s0 = 0;
		double s1 = 0;
		double s2 = 0;
		double s3 = 0;
		int i = 0;
		for (; i + 3 < a.length; i += 4) {
			s0 += (double) a[i] * b[i];
			s1 += (double) a[i + 1] * b[i + 1];
			s2 += (double) a[i + 2] * b[i + 2];
			s3 += (double) a[i + 3] * b[i + 3];
		}
		for (; i < a.length; i++) s0 += (double) a[i] * b[i];
		return s0 + s1 + (s2 + s3);
	}

	/** The product of the entries of {@code a} from {@code offset} on with {@code b}. */
	static double dot(final double[] a, final int offset, final float[] b) {
		double s0 = 0;
		double s1 = 0;
		double s2 = 0;
		double s3 = 0;
		int i = 0;
		for (; i + 3 < b.length; i += 4) {
			s0 += a[offset + i] * b[i];
			s1 += a[offset + i + 1] * b[i + 1];
			s2 += a[offset + i + 2] * b[i + 2];
			s3 += a[offset + i + 3] * b[i + 3];
		}
		for (; i < b.length; i++) s0 += a[offset + i] * b[i];
		return s0 + s1 + (s2 + s3);
	}
}
