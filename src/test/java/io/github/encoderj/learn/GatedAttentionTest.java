package io.github.encoderj.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.Gson;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

/** Against PyTorch (make_abmil_goldens.py), and what must hold of any bag. */
class GatedAttentionTest {

	private record Golden(String torch, List<Case> cases) {}

	private record Case(String name, boolean exclusive, int labels, float[] values, boolean dropout, int width, int projection, int gate,
		int branches, float[] x, byte[] keep, byte[] keepGate, float[][] weights, long[][] shapes, double[] outputs, float[] attention,
		double loss, float[][] gradients, float[][] after)
	{

		List<Tensor> tensors() {
			return IntStream.range(0, weights.length).mapToObj(i -> Tensor.of("w" + i, weights[i], shapes[i])).toList();
		}

		BagTasks tasks() {
			return new BagTasks(IntStream.range(0, labels).mapToObj(l -> "l" + l).toList(), exclusive);
		}

		float[] known() {
			final float[] known = values.clone();
			for (int l = 0; l < known.length; l++) if (known[l] < 0) known[l] = Float.NaN;
			return known;
		}
	}

	private static List<Case> cases() {
		try (Reader in = new InputStreamReader(GatedAttentionTest.class.getResourceAsStream("/learn/gated_attention.json"),
			StandardCharsets.UTF_8))
		{
			return new Gson().fromJson(in, Golden.class).cases();
		}
		catch (final IOException e) {
			throw new IllegalStateException(e);
		}
	}

	@TestFactory
	Stream<DynamicTest> outputsAreThoseOfPyTorch() {
		return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> {
			try (GatedAttention attention = GatedAttention.open(c.tensors(), "cpu", 1)) {
				final GatedAttention.Result result = attention.apply(bag(c.x(), c.width()), Progress.NONE);
				assertArrayEquals(c.outputs(), result.outputs(), 2e-5);
				final int n = c.x().length / c.width();
				for (int b = 0; b < c.branches(); b++) {
					for (int i = 0; i < n; i++) assertEquals(c.attention()[b * n + i], result.attention()[b][i], 2e-5);
				}
				for (int o = 0; o < c.outputs().length; o++) {
					double sum = c.weights()[9][o];
					for (final float share : result.shares()[o]) sum += share;
					assertEquals(c.outputs()[o], sum, 2e-5, "shares add up to the output");
				}
			}
		}));
	}

	@TestFactory
	Stream<DynamicTest> lossGradientsAndAdamAreThoseOfPyTorch() {
		return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> {
			System.setProperty(Precision.PROPERTY, "float32");
			try (GatedAttention attention = GatedAttention.open(c.tensors(), "cpu", 1); NDManager owner = attention.network().manager()
				.newSubManager())
			{
				final AttentionStep step = new AttentionStep(attention, c.tasks(), c.dropout());
				final int n = c.x().length / c.width();
				final NDArray x = owner.create(c.x(), new Shape(n, c.width()));
				final NDArray keep = c.dropout() ? mask(owner, c.keep(), n) : owner.create(new Shape(0));
				final NDArray keepGate = c.dropout() ? mask(owner, c.keepGate(), n) : owner.create(new Shape(0));
				assertEquals(c.loss(), step.gradients(owner, x, keep, keepGate, c.known()), 1e-5);
				for (int i = 0; i < c.gradients().length; i++) {
					assertArrayEquals(c.gradients()[i], step.gradients()[i].toFloatArray(), 2e-5f, "gradient of " + i);
				}
				step.update(1e-2, 1e-2);
				for (int more = 0; more < 2; more++) {
					step.gradients(owner, x, keep, keepGate, c.known());
					step.update(1e-2, 1e-2);
				}
				final List<Tensor> after = attention.tensors();
				for (int i = 0; i < c.after().length; i++) {
					if (i == 7) continue; // the softmax takes the bias of the attention away: its gradient is rounding
					assertArrayEquals(c.after()[i], after.get(i).floats(), 2e-4f, "weights " + i);
				}
			}
			finally {
				System.clearProperty(Precision.PROPERTY);
			}
		}));
	}

	@TestFactory
	Stream<DynamicTest> productsInBfloat16ComeClose() {
		return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> {
			System.setProperty(Precision.PROPERTY, "bfloat16");
			try (GatedAttention attention = GatedAttention.open(c.tensors(), "cpu", 1); NDManager owner = attention.network().manager()
				.newSubManager())
			{
				final int n = c.x().length / c.width();
				final NDArray keep = c.dropout() ? mask(owner, c.keep(), n) : owner.create(new Shape(0));
				final NDArray keepGate = c.dropout() ? mask(owner, c.keepGate(), n) : owner.create(new Shape(0));
				final AttentionStep step = new AttentionStep(attention, c.tasks(), c.dropout());
				assertEquals(c.loss(), step.gradients(owner, owner.create(c.x(), new Shape(n, c.width())), keep, keepGate, c.known()), 0.02);
				assertArrayEquals(c.gradients()[9], step.gradients()[9].toFloatArray(), 0.02f, "gradient of the head's bias");
			}
			finally {
				System.clearProperty(Precision.PROPERTY);
			}
		}));
	}

	private static NDArray mask(final NDManager owner, final byte[] keep, final int rows) {
		final ByteBuffer bytes = ByteBuffer.allocateDirect(keep.length).put(keep).flip();
		return owner.create(bytes, new Shape(rows, keep.length / rows), DataType.BOOLEAN);
	}

	@Test
	void aBagInPartsGivesWhatItGivesWhole() {
		final List<Tensor> tensors = GatedAttention.random(6, 8, 5, 4, 4, false, 3);
		final Random random = new Random(1);
		final float[] rows = new float[6 * 9000]; // three parts
		for (int i = 0; i < rows.length; i++) rows[i] = (float) (3 * random.nextGaussian());
		try (GatedAttention attention = GatedAttention.open(tensors, "cpu", 2)) {
			final double[] parts = attention.apply(bag(rows, 6), Progress.NONE).outputs();
			final double[] doubled = attention.apply(new Repeated(rows, 6, 2), Progress.NONE).outputs();
			assertArrayEquals(parts, doubled, 1e-6, "the same vectors twice weigh half each");
			assertArrayEquals(direct(tensors, rows, 6), parts, 1e-4);
		}
	}

	/** The definition, in doubles, without parts. */
	private static double[] direct(final List<Tensor> tensors, final float[] rows, final int width) {
		final List<float[]> p = tensors.stream().map(Tensor::floats).toList();
		final int hidden = p.get(1).length;
		final int gate = p.get(3).length;
		final int outputs = p.get(9).length;
		final double[][] pooled = new double[outputs][hidden];
		final double[] weights = new double[outputs];
		for (int i = 0; i < rows.length / width; i++) {
			final double[] h = new double[hidden];
			for (int k = 0; k < hidden; k++) {
				double sum = p.get(1)[k];
				for (int f = 0; f < width; f++) sum += p.get(0)[k * width + f] * rows[i * width + f];
				h[k] = Math.max(0, sum);
			}
			final double[] g = new double[gate];
			for (int k = 0; k < gate; k++) {
				double t = p.get(3)[k];
				double s = p.get(5)[k];
				for (int f = 0; f < hidden; f++) {
					t += p.get(2)[k * hidden + f] * h[f];
					s += p.get(4)[k * hidden + f] * h[f];
				}
				g[k] = Math.tanh(t) / (1 + Math.exp(-s));
			}
			for (int o = 0; o < outputs; o++) {
				double a = p.get(7)[o];
				for (int k = 0; k < gate; k++) a += p.get(6)[o * gate + k] * g[k];
				weights[o] += Math.exp(a);
				for (int k = 0; k < hidden; k++) pooled[o][k] += Math.exp(a) * h[k];
			}
		}
		final double[] out = new double[outputs];
		for (int o = 0; o < outputs; o++) {
			out[o] = p.get(9)[o];
			for (int k = 0; k < hidden; k++) out[o] += p.get(8)[o * hidden + k] * pooled[o][k] / weights[o];
		}
		return out;
	}

	@Test
	void aScaleWorkedIntoTheFirstLayerChangesNothing() {
		final List<Tensor> tensors = GatedAttention.random(6, 8, 5, 2, 1, false, 3);
		final Random random = new Random(2);
		final float[] rows = new float[6 * 50];
		for (int i = 0; i < rows.length; i++) rows[i] = (float) (20 + i % 6 * (random.nextGaussian() + 3));
		final FeatureScale scale = FeatureScale.of(List.of(bag(rows, 6)));
		assertEquals(1, scale.deviation()[0], "a constant feature is not enlarged");
		assertEquals(5, scale.deviation()[5], 1);
		try (GatedAttention plain = GatedAttention.open(tensors, "cpu", 1); GatedAttention worked = GatedAttention.open(scale.workedInto(
			tensors), "cpu", 1))
		{
			assertArrayEquals(plain.apply(bag(scale.apply(rows.clone()), 6), Progress.NONE).outputs(), worked.apply(bag(rows, 6), Progress.NONE)
				.outputs(), 2e-3);
		}
	}

	@Test
	void refusesFeaturesOfAnotherWidth() {
		try (GatedAttention attention = GatedAttention.open(GatedAttention.random(6, 8, 5, 2, 1, false, 3), "cpu", 1)) {
			final Refusal refusal = assertThrows(Refusal.class, () -> attention.apply(bag(new float[10], 5), Progress.NONE));
			assertTrue(refusal.getMessage().contains("5"), refusal.getMessage());
		}
	}

	@Test
	void aDropoutMaskKeepsThreeQuarters() {
		try (GatedAttention attention = GatedAttention.open(GatedAttention.random(2, 2, 2, 2, 1, false, 3), "cpu", 1)) {
			final DropoutMask mask = new DropoutMask();
			final SplittableRandom random = new SplittableRandom(4);
			final boolean[] kept = mask.draw(attention.network().manager(), 1000, 333, random).toBooleanArray();
			final double share = IntStream.range(0, kept.length).filter(i -> kept[i]).count() / 333_000.0;
			assertEquals(1 - DropoutMask.RATE, share, 0.004);
		}
	}

	@Test
	void trainingFindsTheBagsWithOneOddVector() {
		final Random random = new Random(7);
		final List<Bag> bags = new ArrayList<>();
		final float[][] values = new float[30][];
		for (int b = 0; b < values.length; b++) {
			final float[] rows = new float[40 * 4];
			for (int i = 0; i < rows.length; i++) rows[i] = (float) random.nextGaussian();
			if (b % 2 == 1) rows[4 * random.nextInt(40)] = 9;
			bags.add(bag(rows, 4));
			values[b] = new float[] { b % 2 == 0 ? 1 : 0, b % 2 };
		}
		final BagTasks tasks = new BagTasks(List.of("even", "odd"), true);
		final Folds.Split split = new Folds.Split(IntStream.range(0, 20).toArray(), IntStream.range(20, 24).toArray(), IntStream.range(24, 30)
			.toArray());
		final BagTraining.Settings settings = new BagTraining.Settings(60, 20, 20, 1e-3, 1e-5, false, false, true, true, 32, 5);
		final BagTraining.Result result = BagTraining.train(bags, values, tasks, split, settings, "cpu", 2, Progress.NONE);
		final BagTraining.Result again = BagTraining.train(bags, values, tasks, split, settings.withEpochs(3), "cpu", 2, Progress.NONE);
		assertEquals(again.curve().get(2).validation(), result.curve().get(2).validation(), 1e-6, "the same seed gives the same training");
		try (GatedAttention attention = GatedAttention.open(result.weights(), "cpu", 1)) {
			for (final int b : split.test()) {
				final double[] probabilities = tasks.probabilities(attention.apply(bags.get(b), Progress.NONE).outputs());
				assertEquals(values[b][1], probabilities[1], 0.45, "bag " + b);
			}
		}
	}

	private static Bag bag(final float[] rows, final int width) {
		return new Repeated(rows, width, 1);
	}

	private record Repeated(float[] rows, int width, int times) implements Bag {

		@Override
		public int size() {
			return times * rows.length / width;
		}

		@Override
		public float[] read(final int from, final int to) {
			final float[] out = new float[(to - from) * width];
			for (int i = 0; i < out.length; i++) out[i] = rows[(int) ((i + (long) from * width) % rows.length)];
			return out;
		}
	}
}
