package io.github.encoderj.learn.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

class PlaneDecoderTest {

	private static final int SIDE = 4;

	/** A linear head that hands its features on, so that they are the logits. */
	private static PlaneDecoder identity(final int outputs, final boolean exclusive) {
		final float[] weight = new float[outputs * outputs];
		for (int i = 0; i < outputs; i++) weight[i * outputs + i] = 1;
		return PlaneDecoder.open(PlaneHead.LINEAR, new PlaneHead.Shape(outputs, 1, 0, 8, outputs), exclusive, List.of(Tensor.of("output.weight",
			weight, outputs, outputs, 1, 1), Tensor.of("output.bias", new float[outputs], outputs)), "cpu", 1);
	}

	private static PlaneDecoder.Example example(final int features, final int structures, final boolean exclusive, final long seed) {
		final Random random = new Random(seed);
		final float[] logits = new float[features * SIDE * SIDE];
		for (int i = 0; i < logits.length; i++) logits[i] = (float) random.nextGaussian();
		final float[] truth = new float[structures * SIDE * SIDE];
		for (int i = 0; i < SIDE * SIDE; i++) {
			final int own = random.nextInt(structures + 1);
			for (int s = 0; s < structures; s++) truth[s * SIDE * SIDE + i] = exclusive ? own == s + 1 ? 1 : 0 : random.nextInt(2);
		}
		return new PlaneDecoder.Example(logits, SIDE, SIDE, truth, SIDE);
	}

	@Test
	void theLossOfExclusiveStructuresIsCrossEntropyAndDice() {
		final List<PlaneDecoder.Example> batch = List.of(example(3, 2, true, 1), example(3, 2, true, 2));
		final int n = SIDE * SIDE;
		double entropy = 0;
		final double[] both = new double[2];
		final double[] sum = new double[2];
		for (final PlaneDecoder.Example e : batch) {
			for (int i = 0; i < n; i++) {
				double all = 0;
				for (int o = 0; o < 3; o++) all += Math.exp(e.features()[o * n + i]);
				int own = 0;
				for (int s = 0; s < 2; s++) {
					final double t = e.truth()[s * n + i];
					final double p = Math.exp(e.features()[(s + 1) * n + i]) / all;
					if (t == 1) own = s + 1;
					both[s] += p * t;
					sum[s] += p + t;
				}
				entropy -= Math.log(Math.exp(e.features()[own * n + i]) / all) / (2 * n);
			}
		}
		double dice = 0;
		for (int s = 0; s < 2; s++) dice += (2 * both[s] + 1) / (sum[s] + 1) / 2;
		try (PlaneDecoder decoder = identity(3, true)) {
			assertEquals(entropy + 1 - dice, decoder.loss(batch), 1e-5);
			assertEquals(entropy + 1 - dice, decoder.lossWithGradient(batch), 1e-5);
		}
	}

	@Test
	void theLossOfOverlappingStructuresIsLogistic() {
		final PlaneDecoder.Example e = example(2, 2, false, 3);
		final int n = SIDE * SIDE;
		double entropy = 0;
		double dice = 0;
		for (int s = 0; s < 2; s++) {
			double both = 0;
			double sum = 0;
			for (int i = s * n; i < (s + 1) * n; i++) {
				final double p = 1 / (1 + Math.exp(-e.features()[i]));
				entropy -= (e.truth()[i] == 1 ? Math.log(p) : Math.log(1 - p)) / (2 * n);
				both += p * e.truth()[i];
				sum += p + e.truth()[i];
			}
			dice += (2 * both + 1) / (sum + 1) / 2;
		}
		try (PlaneDecoder decoder = identity(2, false)) {
			assertEquals(entropy + 1 - dice, decoder.loss(List.of(e)), 1e-5);
			final float[] probability = decoder.predict(e, SIDE, SIDE);
			assertEquals(1 / (1 + Math.exp(-e.features()[5])), probability[5], 1e-6);
		}
	}

	/** Each head learns two pictures by heart, whatever the resolution of its pyramid, and gives any size. */
	@Test
	void everyHeadLearns() {
		for (final PlaneHead head : PlaneHead.values()) {
			for (int doublings = 0; doublings <= 2; doublings++) {
				final PlaneHead.Shape shape = new PlaneHead.Shape(6, head == PlaneHead.UPERNET && doublings == 2 ? 4 : 1, doublings, 16, 3);
				final List<PlaneDecoder.Example> pictures = new ArrayList<>();
				final Random random = new Random(5);
				for (int p = 0; p < 2; p++) {
					final float[] features = new float[shape.blocks() * 6 * 64];
					final float[] truth = new float[2 * 16 * 16];
					for (int i = 0; i < features.length; i++) features[i] = (float) random.nextGaussian();
					for (int i = 0; i < 256; i++) {
						final int x = i % 16;
						final boolean left = p == 0 ? x < 6 : x < 10;
						truth[(left ? 0 : 256) + i] = i / 16 > 3 ? 1 : 0;
						for (int b = 0; b < shape.blocks(); b++) {
							features[b * 384 + i / 32 * 8 + x / 2] = left ? 1 : -1;
							features[b * 384 + 64 + i / 32 * 8 + x / 2] = i / 16 - 8;
						}
					}
					pictures.add(new PlaneDecoder.Example(features, 8, 8, truth, 16));
				}
				try (PlaneDecoder decoder = PlaneDecoder.open(head, shape, true, PlaneDecoder.random(head, shape, 1), "cpu", 1)) {
					final float before = decoder.loss(pictures);
					final PlaneTraining.Result result = PlaneTraining.train(decoder, 2, pictures::get, new PlaneTraining.Settings(60, 2, 0.02, 1, 1),
						Progress.NONE);
					assertTrue(decoder.loss(pictures) < 0.6 * before, head + " " + doublings + ": " + before + " to " + decoder.loss(pictures));
					assertEquals(60, result.curve().size());
					final float[] large = decoder.predict(pictures.get(0), 11, 23);
					assertEquals(3 * 11 * 23, large.length);
					for (int i = 0; i < 11 * 23; i++) assertEquals(1, large[i] + large[253 + i] + large[506 + i], 1e-5);
				}
			}
		}
	}

	/** Against heads written with torch.nn.functional; see make_segmentation_goldens.py. Products may run in bfloat16. */
	@Test
	void probabilitiesArePyTorchs() {
		for (final PlaneHead head : PlaneHead.values()) {
			final Safetensors golden = Safetensors.open(Path.of("src/test/resources/segmentation", head.key() + ".safetensors"));
			final PlaneHead.Shape shape = new PlaneHead.Shape(6, 4, 2, 8, 3);
			final List<Tensor> weights = PlaneDecoder.random(head, shape, 1).stream().map(t -> golden.tensor(t.name())).toList();
			final float[] expected = golden.tensor("probability").floats();
			try (PlaneDecoder decoder = PlaneDecoder.open(head, shape, true, weights, "cpu", 1)) {
				final float[] found = decoder.predict(new PlaneDecoder.Example(golden.tensor("x").floats(), 5, 6, new float[0], 0), 11, 9);
				assertEquals(expected.length, found.length);
				double mean = 0;
				for (int i = 0; i < found.length; i++) {
					assertEquals(expected[i], found[i], head == PlaneHead.LINEAR ? 1e-5 : 0.03, head + " " + i);
					mean += Math.abs(expected[i] - found[i]) / found.length;
				}
				assertTrue(mean < 0.005, head + ": " + mean);
			}
		}
	}

	@Test
	void theWeightsAreThoseOfTheSeed() {
		final PlaneHead.Shape shape = new PlaneHead.Shape(5, 4, 2, 16, 3);
		final List<Tensor> weights = PlaneDecoder.random(PlaneHead.UPERNET, shape, 7);
		try (PlaneDecoder decoder = PlaneDecoder.open(PlaneHead.UPERNET, shape, true, weights, "cpu", 1)) {
			assertEquals(3, decoder.outputs());
			for (int i = 0; i < weights.size(); i++) assertArrayEquals(weights.get(i).floats(), decoder.tensors().get(i).floats());
		}
		assertArrayEquals(weights.get(0).floats(), PlaneDecoder.random(PlaneHead.UPERNET, shape, 7).get(0).floats());
		assertThrows(Refusal.class, () -> new PlaneHead.Shape(5, 1, 0, 12, 3));
		assertThrows(Refusal.class, () -> PlaneHead.of("unet"));
	}
}
