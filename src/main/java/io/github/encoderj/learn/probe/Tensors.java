package io.github.encoderj.learn.probe;

import java.util.Arrays;
import java.util.List;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

/** Arrays of arrays as tensors of a head file, and back. */
final class Tensors {

	private Tensors() {}

	static Tensor matrix(final String name, final float[][] rows) {
		final int width = rows[0].length;
		final float[] values = new float[Math.multiplyExact(rows.length, width)];
		for (int i = 0; i < rows.length; i++) System.arraycopy(rows[i], 0, values, i * width, width);
		return Tensor.of(name, values, rows.length, width);
	}

	static float[][] rows(final Tensor tensor) {
		final float[] values = tensor.floats();
		final int width = (int) tensor.shape()[1];
		final float[][] rows = new float[(int) tensor.shape()[0]][];
		for (int i = 0; i < rows.length; i++) rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
		return rows;
	}

	static Tensor named(final List<Tensor> tensors, final String name) {
		return tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow(() -> new Refusal("The head lacks its tensor \"" +
			name + "\". Train it again."));
	}
}
