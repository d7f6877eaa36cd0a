package io.github.encoderj.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.djl.ndarray.NDArray;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

class DenseNetworkTest {

	private static final int WIDTH = 2;

	private static float[] noise(final int n, final long seed) {
		final Random random = new Random(seed);
		final float[] values = new float[n];
		for (int i = 0; i < n; i++) values[i] = (float) random.nextGaussian();
		return values;
	}

	private static DenseDecoder open(final DenseNetwork network, final List<Tensor> weights) {
		return DenseDecoder.open(network, weights, "cpu", 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "superhuman", "mala" })
	void itSeesItsContextAndNoMore(final String kind) {
		final DenseNetwork network = DenseNetwork.of(kind, 4, 3, 0);
		assertEquals(0, network.context() % network.multiple());
		if (kind.equals("light")) assertTrue(network.context() >= 56, "about 60 pixels around: " + network.context());
		final int side = (2 * network.context() / network.multiple() + 2) * network.multiple();
		final float[] features = noise(WIDTH * 2 * side * side, 1);
		final int middle = side / 2 * side + side / 2;
		try (DenseDecoder decoder = open(network, network.random(WIDTH, 7))) {
			final float before = decoder.predict(features, 2, side, side, List.of(Symmetry.NONE)).get(0)[middle];
			for (int i = 0; i < side; i++) {
				if (Math.abs(i - side / 2) > network.context()) Arrays.fill(features, i * side, (i + 1) * side, 5);
			}
			assertEquals(before, decoder.predict(features, 2, side, side, List.of(Symmetry.NONE)).get(0)[middle], 0);
			for (int i = 0; i < side; i++) {
				if (Math.abs(i - side / 2) > network.context() / 3) Arrays.fill(features, i * side, (i + 1) * side, 5);
			}
			assertNotEquals(before, decoder.predict(features, 2, side, side, List.of(Symmetry.NONE)).get(0)[middle]);
		}
	}

	@Test
	void aCoarseGridChangesNothingBeforeItIsLearned() {
		final DenseNetwork plain = DenseNetwork.of("light", 4, 3, 5);
		final DenseNetwork joined = plain.withCoarse(6, 4);
		assertEquals(4, joined.coarseStride());
		final int side = 16;
		final float[] features = noise(WIDTH * 2 * side * side, 2);
		try (DenseDecoder a = open(plain, plain.random(WIDTH, 3)); DenseDecoder b = open(joined, joined.random(WIDTH, 3))) {
			assertArrayEquals(a.predict(features, 2, side, side, Symmetry.all()).get(6), b.predict(features, noise(6 * 2 * 4 * 4, 5), 2, side, side,
				Symmetry.all()).get(6));
		}
	}

	@Test
	void theCoarseGridTurnsWithTheView() {
		final DenseNetwork network = DenseNetwork.of("light", 4, 1, 0).withCoarse(2, 2);
		final int side = 16;
		final List<Tensor> weights = network.random(1, 3).stream().map(t -> t.name().equals("coarse.out.weight") ? Tensor.of(t.name(), noise(
			(int) t.size(), 8), t.shape()) : t).toList();
		final float[] coarse = noise(2 * 8 * 8, 9);
		final Symmetry turn = new Symmetry(true, false, true);
		final float[] turned = new float[coarse.length];
		final int[] from = turn.indices(1, 8, 8);
		for (int i = 0; i < coarse.length; i++) turned[i] = coarse[i / 64 * 64 + from[i % 64]];
		final float[] even = new float[side * side]; // the same in every view
		try (DenseDecoder decoder = open(network, weights)) {
			final float[] a = decoder.predict(even, turned, 1, side, side, List.of(Symmetry.NONE)).get(0);
			final float[] b = decoder.predict(even, coarse, 1, side, side, List.of(turn)).get(0);
			final int[] pixels = turn.indices(1, side, side);
			for (int i = 0; i < a.length; i++) assertEquals(a[i], b[pixels[i]], 0.01, "pixel " + i);
		}
	}

	@Test
	void largePatchesAreTrainedInFloat32() {
		final DenseNetwork network = DenseNetwork.of("light", 4, 1, 0);
		assertTrue(network.text(0, false).contains("${type}"));
		assertFalse(network.text(0, true).contains("${type}"));
		final int side = 96;
		final float[] target = new float[2 * side * side];
		final float[] weight = new float[2 * side * side];
		Arrays.fill(weight, 1);
		final Patch patch = new Patch(noise(WIDTH * 2 * side * side, 4), target, weight, WIDTH, 1, 2, side, side);
		try (DenseDecoder decoder = DenseDecoder.toTrain(network, network.random(WIDTH, 5), 0, side * side, "cpu", 1)) {
			final float whole = decoder.loss(patch, decoder.network().weights());
			for (int i = 0; i < 5; i++) assertEquals(whole, decoder.lossWithGradient(patch), 1e-5 * whole);
		}
	}

	@Test
	void aSingleSectionIsPredicted() {
		final DenseNetwork network = DenseNetwork.of("light", 16, 1, 0);
		final int side = 32;
		final float[] section = noise(side * side, 6);
		try (DenseDecoder decoder = open(network, network.random(1, 2))) {
			for (final float v : decoder.predict(section, 1, side, side, List.of(Symmetry.NONE)).get(0)) assertTrue(v >= 0 && v <= 1, "value " + v);
		}
	}

	@Test
	void theAverageFollowsTheWeights() {
		final DenseNetwork network = DenseNetwork.of("mala", 4, 1, 0);
		try (DenseDecoder decoder = open(network, network.random(1, 5)); WeightAverage average = new WeightAverage(decoder.network(), 0.5)) {
			final float first = decoder.tensors().get(0).floats()[0];
			final NDArray weight = decoder.network().weights()[0];
			weight.setRequiresGradient(false);
			weight.addi(2);
			average.follow(); // 1 of 11 is kept after one step
			assertEquals(first + 2 * 10 / 11.0, average.tensors().get(0).floats()[0], 1e-5);
			assertEquals(first + 2, decoder.tensors().get(0).floats()[0], 1e-5, "the weights stay");
		}
	}

	@Test
	void itIsReadBackFromAHead() {
		final DenseNetwork network = DenseNetwork.of("superhuman", 28, 3, 18).withCoarse(32, 7);
		final DenseNetwork read = DenseNetwork.parse(network.toString(), "head");
		assertEquals(network.toString(), read.toString());
		assertEquals(8, read.coarseStride());
		assertThrows(Refusal.class, () -> DenseNetwork.parse("light 3", "head"));
		assertThrows(Refusal.class, () -> DenseNetwork.parse("transformer channels 1 coarse 0 level 0 outputs 1 auxiliary 0", "head"));
	}
}
