package io.github.encoderj.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.encoder.engine.Script;

/**
 * Whether this processor convolves faster in bfloat16 than in float32: with matrix units for it some ten times, without them it is
 * slower. Decided once by a short self-test, since no flag of the processor says it reliably.
 */
final class Precision {

	private static final String CONVOLUTION = """
		  def run(self: __torch__.Ops,
		    x: Tensor,
		    w: Tensor,
		    type: int) -> Tensor:
		    a = torch.contiguous(torch.to(x, type), memory_format=3)
		    return torch.to(torch.conv3d(a, torch.to(w, type), None, [1, 1, 1], [1, 1, 1], [1, 1, 1], 1), 6)
		""";

	/** System property that decides in place of the self-test: "float32" or "bfloat16". */
	static final String PROPERTY = "encoderj.precision";

	private static Boolean bfloat16;

	private Precision() {}

	static synchronized boolean bfloat16IsFaster(final PtNDManager manager) {
		final String decided = System.getProperty(PROPERTY, "");
		if (!decided.isEmpty()) return decided.equals("bfloat16");
		if (bfloat16 == null) bfloat16 = manager.getDevice().isGpu() || measure(manager);
		return bfloat16;
	}

	private static boolean measure(final PtNDManager manager) {
		try (NDManager test = manager.newSubManager(); Script script = new Script(manager, CONVOLUTION)) {
			final NDArray x = test.ones(new Shape(1, 16, 8, 64, 64));
			final NDArray w = test.ones(new Shape(16, 16, 3, 3, 3));
			final long[] best = { Long.MAX_VALUE, Long.MAX_VALUE };
			for (int repeat = 0; repeat < 4; repeat++) {
				for (int i = 0; i < 2; i++) {
					final long start = System.nanoTime();
					script.run(test, "run", x, w, i == 0 ? 6 : 15).getFloat(0, 0, 0, 0, 0);
					if (repeat > 0) best[i] = Math.min(best[i], System.nanoTime() - start);
				}
			}
			return best[1] < 0.7 * best[0];
		}
		catch (final RuntimeException e) {
			return false; // a build without bfloat16 convolutions
		}
	}
}
