package io.github.encoderj.learn.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.encoderj.encoder.weights.Tensor;

/**
 * The method {@code logits} of a decoder while it is composed: each call adds an operation of PlaneDecoder.txt to the text, and the weights
 * that it needs to the list, and gives the name of its result.
 */
final class PlaneNetwork {

	/** Groups of the normalisation; numbers of channels are multiples of it. */
	static final int GROUPS = 8;

	private final List<Tensor> weights = new ArrayList<>();
	private final StringBuilder text = new StringBuilder(
		"  def logits(self: __torch__.Ops,\n    x: Tensor,\n    p: List[Tensor]) -> Tensor:\n");
	private final Random random;
	private int values;

	PlaneNetwork(final long seed) {
		random = new Random(seed);
	}

	/** Convolution that keeps the size, He weights. */
	String convolution(final String x, final String name, final int in, final int out, final int kernel) {
		return weighted("conv", x, normal(name + ".weight", Math.sqrt(2.0 / (in * kernel * kernel)), out, in, kernel, kernel), name, out);
	}

	/** The last layer: each pixel on its own, always in float32. With smaller weights all pixels would become background first, for long. */
	String output(final String x, final int in, final int out) {
		return weighted("output", x, normal("output.weight", Math.sqrt(2.0 / in), out, in, 1, 1), "output", out);
	}

	private String weighted(final String method, final String x, final Tensor weight, final String name, final int out) {
		final int i = weights.size();
		weights.add(weight);
		weights.add(Tensor.of(name + ".bias", new float[out], out));
		return value("(self)." + method + "(" + x + ", p[" + i + "], p[" + (i + 1) + "], )");
	}

	/** Convolution, group normalisation, ReLU. */
	String block(final String x, final String name, final int in, final int out, final int kernel) {
		return relu(norm(convolution(x, name, in, out, kernel), name + ".norm", out));
	}

	/** Doubles rows and columns by a transposed convolution of 2 x 2. */
	String doubled(final String x, final String name, final int in, final int out) {
		return weighted("double", x, normal(name + ".weight", Math.sqrt(2.0 / in), in, out, 2, 2), name, out);
	}

	String norm(final String x, final String name, final int channels) {
		final int i = weights.size();
		final float[] ones = new float[channels];
		java.util.Arrays.fill(ones, 1);
		weights.add(Tensor.of(name + ".weight", ones, channels));
		weights.add(Tensor.of(name + ".bias", new float[channels], channels));
		return value("(self).norm(" + x + ", p[" + i + "], p[" + (i + 1) + "], )");
	}

	String relu(final String x) {
		return value("torch.relu(" + x + ")");
	}

	/** Halves rows and columns by the largest of 2 x 2. */
	String halved(final String x) {
		return value("(self).half(" + x + ", )");
	}

	/** The mean over each of n x n parts. */
	String pooled(final String x, final int n) {
		return value("(self).pooled(" + x + ", " + n + ", )");
	}

	/** As many rows and columns as another value, bilinear. */
	String resized(final String x, final String like) {
		return value("(self).resized(" + x + ", " + like + ", )");
	}

	String sum(final String a, final String b) {
		return value("torch.add(" + a + ", " + b + ")");
	}

	String joined(final List<String> some) {
		return value("torch.cat([" + String.join(", ", some) + "], 1)");
	}

	/** The i-th of parts of n channels. */
	String part(final String x, final int i, final int n) {
		return value("(self).part(" + x + ", " + i + ", " + n + ", )");
	}

	/** The method's text with this value as the result. */
	String text(final String result) {
		return text + "    return " + result + "\n";
	}

	List<Tensor> weights() {
		return weights;
	}

	private String value(final String operation) {
		final String name = "v" + values++;
		text.append("    ").append(name).append(" = ").append(operation).append('\n');
		return name;
	}

	private Tensor normal(final String name, final double deviation, final long... shape) {
		long size = 1;
		for (final long side : shape) size *= side;
		final float[] all = new float[(int) size];
		for (int i = 0; i < all.length; i++) all[i] = (float) (deviation * random.nextGaussian());
		return Tensor.of(name, all, shape);
	}
}
