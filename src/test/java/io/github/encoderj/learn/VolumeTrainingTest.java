package io.github.encoderj.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

/** The decoder of volumes, its optimiser, and training that is cut off. */
class VolumeTrainingTest {

	private static final int SIDE = 8;
	private static final int VOXELS = SIDE * SIDE * SIDE;
	static final int[] CHANNELS = { 4, 4, 4 };

	@TempDir
	private Path folder;

	/** Two examples of noise, in which class 1 is where the first feature is high. */
	static VolumePatches noise(final long seed, final int coarse) {
		final Random random = new Random(seed);
		final float[] fine = new float[2 * 2 * VOXELS];
		for (int i = 0; i < fine.length; i++) fine[i] = (float) random.nextGaussian();
		final float[] low = new float[2 * coarse * 8];
		for (int i = 0; i < low.length; i++) low[i] = (float) random.nextGaussian();
		final float[] target = new float[2 * 2 * VOXELS];
		for (int e = 0; e < 2; e++)
			for (int i = 0; i < VOXELS; i++) target[(2 * e + (fine[2 * e * VOXELS + i] > 0.5 ? 1 : 0)) * VOXELS + i] = 1;
		return new VolumePatches(fine, low, target, 2, SIDE, SIDE, SIDE);
	}

	static VolumeTraining.Settings settings(final int steps) {
		return new VolumeTraining.Settings(steps, 10, 1e-2, 0.01, 60);
	}

	/** Logits of zero: each of three classes has a third, whatever goes in. */
	@Test
	void theLossIsCrossEntropyPlusOneMinusDice() {
		final List<Tensor> zeros = VolumeDecoder.random(2, 0, 3, CHANNELS, 1).stream().map(t -> Tensor.of(t.name(), new float[(int) t.size()], t
			.shape())).toList();
		final float[] target = new float[3 * VOXELS];
		for (int i = 0; i < VOXELS; i++) {
			if (i < 100) target[VOXELS + i] = 1;
			else if (i < 400) target[i] = 1; // the others are left out, and class 2 is nowhere
		}
		try (VolumeDecoder decoder = VolumeDecoder.open(zeros, "cpu", 1)) {
			final float loss = decoder.lossWithGradient(new VolumePatches(new float[2 * VOXELS], new float[0], target, 1, SIDE, SIDE, SIDE));
			final double first = (2 * 100 / 3.0 + 50) / (400 / 3.0 + 100 + 50);
			final double second = 50 / (400 / 3.0 + 50);
			assertEquals(Math.log(3) + 1 - (first + second) / 2, loss, 1e-4);
		}
	}

	@Test
	void theOptimiserIsAdamWithDecoupledDecay() {
		try (VolumeDecoder decoder = VolumeDecoder.open(VolumeDecoder.random(2, 0, 2, CHANNELS, 3), "cpu", 1);
				AdamW optimizer = new AdamW(decoder.network(), 0.1))
		{
			final int i = 20; // the output layer
			final float[] weights = decoder.tensors().get(i).floats();
			final double[] expected = new double[weights.length];
			for (int k = 0; k < expected.length; k++) expected[k] = weights[k];
			final double[] m = new double[expected.length];
			final double[] v = new double[expected.length];
			for (int step = 1; step <= 3; step++) {
				decoder.lossWithGradient(noise(step, 0));
				final float[] gradient;
				try (ai.djl.ndarray.NDArray g = decoder.network().weights()[i].getGradient()) {
					gradient = g.toFloatArray();
				}
				optimizer.step(0.02);
				for (int k = 0; k < expected.length; k++) {
					m[k] = 0.9 * m[k] + 0.1 * gradient[k];
					v[k] = 0.999 * v[k] + 0.001 * gradient[k] * gradient[k];
					expected[k] -= 0.02 * 0.1 * expected[k];
					expected[k] -= 0.02 * m[k] / (1 - Math.pow(0.9, step)) / (Math.sqrt(v[k] / (1 - Math.pow(0.999, step))) + 1e-8);
				}
			}
			final float[] found = decoder.tensors().get(i).floats();
			for (int k = 0; k < expected.length; k++) assertEquals(expected[k], found[k], 2e-5);
		}
	}

	@Test
	void itLearnsAndTheSameSeedGivesTheSameWeights() {
		final List<List<Tensor>> heads = new ArrayList<>();
		for (int repeat = 0; repeat < 2; repeat++) {
			try (VolumeDecoder decoder = VolumeDecoder.open(VolumeDecoder.random(2, 3, 2, CHANNELS, 5), "cpu", 1)) {
				final VolumeTraining.Result result = VolumeTraining.train(decoder, step -> noise(step, 3), settings(150), "test", Optional.empty(),
					Progress.NONE);
				assertTrue(result.complete());
				assertEquals(15, result.curve().size());
				assertTrue(result.curve().get(14).loss() < 0.75 * result.curve().get(0).loss(), result.curve().toString());
				heads.add(decoder.tensors());
			}
		}
		for (int i = 0; i < heads.get(0).size(); i++) assertArrayEquals(heads.get(0).get(i).floats(), heads.get(1).get(i).floats());
	}

	@Test
	void aTrainingThatIsCutOffGoesOnAsIfItHadNotBeen() {
		final Optional<Path> state = Optional.of(folder.resolve("state.safetensors"));
		final List<Tensor> start = VolumeDecoder.random(2, 0, 2, CHANNELS, 7);
		final List<Tensor> straight;
		final VolumeTraining.Result whole;
		try (VolumeDecoder decoder = VolumeDecoder.open(start, "cpu", 1)) {
			whole = VolumeTraining.train(decoder, step -> noise(step, 0), settings(25), "test", Optional.empty(), Progress.NONE);
			straight = decoder.tensors();
		}
		try (VolumeDecoder decoder = VolumeDecoder.open(start, "cpu", 1)) {
			final long[] seen = new long[1];
			final Progress atStep13 = new Progress() {

				@Override
				public void report(final String stage, final double done) {}

				@Override
				public boolean cancelled() {
					return seen[0] == 13;
				}
			};
			assertThrows(CancellationException.class, () -> VolumeTraining.train(decoder, step -> {
				seen[0] = step + 1;
				return noise(step, 0);
			}, settings(25), "test", state, atStep13));
		}
		assertTrue(Files.exists(state.get()));
		try (VolumeDecoder decoder = VolumeDecoder.open(start, "cpu", 1)) {
			final Refusal other = assertThrows(Refusal.class, () -> VolumeTraining.train(decoder, step -> noise(step, 0), settings(25), "other",
				state, Progress.NONE));
			assertTrue(other.getMessage().contains("state of another training"), other.getMessage());
			final VolumeTraining.Result rest = VolumeTraining.train(decoder, step -> noise(step, 0), settings(25), "test", state, Progress.NONE);
			for (int i = 0; i < straight.size(); i++) assertArrayEquals(straight.get(i).floats(), decoder.tensors().get(i).floats());
			assertEquals(whole.curve().stream().map(VolumeTraining.Epoch::loss).toList(), rest.curve().stream().map(VolumeTraining.Epoch::loss)
				.toList());
		}
		assertFalse(Files.exists(state.get()));
	}

	/** Killed at any moment, in the middle of writing a state too: at most the step under way is lost. */
	@Test
	void aTrainingThatIsKilledGoesOnAsIfItHadNotBeen() throws IOException, InterruptedException {
		final Path state = folder.resolve("state.safetensors");
		final Path count = folder.resolve("count");
		final Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-D" + Precision.PROPERTY +
			"=float32", "-cp", System.getProperty("java.class.path"), TrainingThatHangs.class.getName(), state.toString(), count.toString())
				.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
		while (process.isAlive() && begun(count) < 20) Thread.sleep(1);
		assertTrue(process.isAlive(), () -> "see " + folder.resolve("log"));
		process.destroyForcibly().waitFor();
		final long last = begun(count);

		final String before = System.getProperty(Precision.PROPERTY, "");
		System.setProperty(Precision.PROPERTY, "float32");
		try (VolumeDecoder straight = VolumeDecoder.open(VolumeDecoder.random(2, 0, 2, CHANNELS, 7), "cpu", 1);
				VolumeDecoder resumed = VolumeDecoder.open(VolumeDecoder.random(2, 0, 2, CHANNELS, 1), "cpu", 1))
		{
			final List<Long> steps = new ArrayList<>();
			final VolumeTraining.Result rest = VolumeTraining.train(resumed, step -> {
				steps.add(step);
				return noise(step, 0);
			}, settings(TrainingThatHangs.STEPS), "test", Optional.of(state), Progress.NONE);
			assertTrue(last - steps.get(0) <= 1, "step " + last + " was under way, step " + steps.get(0) + " came next");
			final VolumeTraining.Result whole = VolumeTraining.train(straight, step -> noise(step, 0), settings(TrainingThatHangs.STEPS), "test",
				Optional.empty(), Progress.NONE);
			for (int i = 0; i < straight.tensors().size(); i++) {
				assertArrayEquals(straight.tensors().get(i).floats(), resumed.tensors().get(i).floats());
			}
			assertEquals(whole.curve().stream().map(VolumeTraining.Epoch::loss).toList(), rest.curve().stream().map(VolumeTraining.Epoch::loss)
				.toList());
		}
		finally {
			if (before.isEmpty()) System.clearProperty(Precision.PROPERTY);
			else System.setProperty(Precision.PROPERTY, before);
		}
		assertFalse(Files.exists(state));
	}

	/** The step that the other process began; -1 before the first, and while it is being written. */
	private static long begun(final Path count) throws IOException {
		final String text = Files.exists(count) ? Files.readString(count) : "";
		return text.isEmpty() ? -1 : Long.parseLong(text);
	}

	@Test
	void probabilitiesSumToOneAndFlipWithTheWindow() {
		try (VolumeDecoder decoder = VolumeDecoder.open(VolumeDecoder.random(2, 3, 3, CHANNELS, 9), "cpu", 1)) {
			final VolumePatches both = noise(1, 3);
			final float[] fine = java.util.Arrays.copyOf(both.fine(), 2 * VOXELS);
			final float[] coarse = java.util.Arrays.copyOf(both.coarse(), 3 * 8);
			final float[] p = decoder.predict(new VolumePatches(fine, coarse, new float[0], 1, SIDE, SIDE, SIDE), true);
			for (int i = 0; i < VOXELS; i++) assertEquals(1, p[i] + p[VOXELS + i] + p[2 * VOXELS + i], 1e-3);
			final float[] mirrored = decoder.predict(new VolumePatches(mirror(fine, SIDE), mirror(coarse, 2), new float[0], 1, SIDE, SIDE, SIDE),
				true);
			assertArrayEquals(p, mirror(mirrored, SIDE), 0.01f);
		}
	}

	/** Sides of 4 leave one section, row or column at the coarsest resolution; bfloat16 is where the engine once went wrong there. */
	@Test
	void thinWindowsGiveProbabilities() {
		final String before = System.getProperty(Precision.PROPERTY, "");
		try {
			for (final int[] size : new int[][] { { 4, 16, 16 }, { 16, 4, 16 }, { 16, 16, 4 }, { 4, 4, 4 }, { 4, 40, 40 } }) {
				final float[][] found = new float[2][];
				for (int exact = 0; exact < 2; exact++) {
					System.setProperty(Precision.PROPERTY, exact == 1 ? "float32" : "bfloat16");
					try (VolumeDecoder decoder = VolumeDecoder.open(VolumeDecoder.random(5, 3, 3, new int[] { 16, 32, 64 }, 9), "cpu", 2)) {
						for (int repeat = 0; repeat < 10; repeat++) {
							found[exact] = decoder.predict(window(size, 5, 3), false);
							for (final float p : found[exact]) assertTrue(p >= 0 && p <= 1, p + " in a window of " + Arrays.toString(size));
						}
					}
				}
				assertArrayEquals(found[1], found[0], 0.02f, Arrays.toString(size));
			}
		}
		finally {
			if (before.isEmpty()) System.clearProperty(Precision.PROPERTY);
			else System.setProperty(Precision.PROPERTY, before);
		}
	}

	private static VolumePatches window(final int[] size, final int width, final int coarse) {
		final Random random = new Random(size[0]);
		final int voxels = size[0] * size[1] * size[2];
		final float[] fine = new float[width * voxels];
		for (int i = 0; i < fine.length; i++) fine[i] = (float) random.nextGaussian();
		final float[] low = new float[coarse * voxels / 64];
		for (int i = 0; i < low.length; i++) low[i] = (float) random.nextGaussian();
		return new VolumePatches(fine, low, new float[0], 1, size[0], size[1], size[2]);
	}

	/** Reverses rows of a length. */
	private static float[] mirror(final float[] values, final int length) {
		final float[] mirrored = new float[values.length];
		for (int i = 0; i < values.length; i++) mirrored[i] = values[i / length * length + length - 1 - i % length];
		return mirrored;
	}
}
