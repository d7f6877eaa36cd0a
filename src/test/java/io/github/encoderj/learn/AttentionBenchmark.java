package io.github.encoderj.learn;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.base.Progress;

/**
 * Times training steps on a bag of 5,000 x 768 against PyTorch, or measures memory at inference; run by src/test/python/bench_abmil.sh.
 * For timings, answers each line "step" on its input with the milliseconds of one step.
 */
public final class AttentionBenchmark {

	private static final int WIDTH = 768;

	private AttentionBenchmark() {}

	/** With "step" times steps; with "inference" a number of vectors. */
	public static void main(final String[] arguments) throws java.io.IOException {
		if (arguments[0].equals("step")) steps(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
		else inference(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
	}

	private static void steps(final int vectors, final int threads) throws java.io.IOException {
		try (GatedAttention attention = GatedAttention.open(GatedAttention.random(WIDTH, 2, 1, false, 1), "cpu", threads)) {
			final AttentionStep step = new AttentionStep(attention, new BagTasks(List.of("a", "b"), true), true);
			final NDArray x = attention.network().manager().create(random(vectors * WIDTH), new Shape(vectors, WIDTH));
			final SplittableRandom random = new SplittableRandom(1);
			final NDManager owner = attention.network().manager();
			final java.io.BufferedReader in = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
			System.out.println("ready " + (Precision.bfloat16IsFaster((ai.djl.pytorch.engine.PtNDManager) owner) ? "bfloat16" : "float32"));
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				final long start = System.nanoTime();
				step.step(x, new float[] { 1, 0 }, 1e-4, 1e-5, random);
				System.out.println((System.nanoTime() - start) / 1e6);
			}
		}
	}

	private static float[] random(final int count) {
		final Random random = new Random(1);
		final float[] values = new float[count];
		for (int i = 0; i < count; i++) values[i] = (float) random.nextGaussian();
		return values;
	}

	/** A bag that is computed when it is read, so that only what the network needs is measured. */
	private static void inference(final int vectors, final int threads) throws java.io.IOException {
		final float[] some = random(4096 * WIDTH);
		final Bag bag = new Bag() {

			@Override
			public int size() {
				return vectors;
			}

			@Override
			public int width() {
				return WIDTH;
			}

			@Override
			public float[] read(final int from, final int to) {
				return Arrays.copyOf(some, (to - from) * WIDTH);
			}
		};
		try (GatedAttention attention = GatedAttention.open(GatedAttention.random(WIDTH, 2, 1, false, 1), "cpu", threads)) {
			attention.apply(bag, Progress.NONE);
			final long start = System.nanoTime();
			attention.apply(bag, Progress.NONE);
			System.out.printf("%d vectors of %d: %.2f s%n", vectors, WIDTH, (System.nanoTime() - start) / 1e9);
		}
		for (final String line : Files.readAllLines(Path.of("/proc/self/status"))) if (line.startsWith("VmHWM")) System.out.println(line);
	}
}
