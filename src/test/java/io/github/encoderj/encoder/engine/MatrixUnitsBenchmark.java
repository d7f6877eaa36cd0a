package io.github.encoderj.encoder.engine;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * What bounds products on matrix units: the speed of one thread in bfloat16 TFLOP/s, for rows against matrices of 768 x 3072 that stay in the
 * cache, or that come from memory as the weights of a large network do. A float32 number counts as two terms, so three products.
 */
public final class MatrixUnitsBenchmark {

	private static final int INPUTS = 768;
	private static final int OUTPUTS = 3072;
	private static final int REPEATS = 24;
	private static final long PAGE = 2 << 20;

	private final List<Memory> kept = new ArrayList<>();

	private MatrixUnitsBenchmark() {}

	/** No arguments. */
	public static void main(final String[] arguments) {
		TorchEngine.start();
		if (!MatrixUnits.present()) {
			System.out.println("This processor has no matrix units, or the engine gives no access to them.");
			return;
		}
		for (final int rows : new int[] { 96, 128, 256, 512 }) {
			System.out.printf(Locale.ROOT, "%d rows: weights in the cache %.2f, weights from memory %.2f TFLOP/s%n", rows,
				new MatrixUnitsBenchmark().speed(rows, false), new MatrixUnitsBenchmark().speed(rows, true));
		}
	}

	private double speed(final int rows, final boolean cold) {
		final int stride = 2 * INPUTS + 32;
		final int strideC = OUTPUTS + 16;
		final long matrix = 2L * OUTPUTS * stride;
		final long a = memory(2L * rows * stride);
		final long b = memory(cold ? REPEATS * matrix : matrix);
		final long c = memory(4L * rows * strideC);
		final int block = MatrixUnits.BLOCK;
		double best = Double.POSITIVE_INFINITY;
		for (int r = 0; r < REPEATS; r++) {
			final long start = System.nanoTime();
			for (int n = 0; n < OUTPUTS; n += block) {
				final long columns = cold ? b + r * matrix + 2L * n * stride : b;
				MatrixUnits.multiply(rows, block, 2 * INPUTS, stride, strideC, false, a, columns, c + 4L * n);
				MatrixUnits.multiply(rows, block, INPUTS, stride, strideC, true, a + 2L * INPUTS, columns, c + 4L * n);
			}
			best = Math.min(best, System.nanoTime() - start);
		}
		MatrixUnits.release();
		Reference.reachabilityFence(this); // keeps the memory
		return 3 * 2.0 * rows * INPUTS * OUTPUTS / best / 1e3;
	}

	private long memory(final long bytes) {
		final Memory memory = new Memory(bytes + PAGE);
		kept.add(memory);
		memory.clear();
		final long address = (Pointer.nativeValue(memory) + PAGE - 1) / PAGE * PAGE;
		MatrixUnits.useLargePages(address, bytes);
		return address;
	}
}
