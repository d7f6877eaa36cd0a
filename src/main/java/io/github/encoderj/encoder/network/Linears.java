package io.github.encoderj.encoder.network;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.encoder.engine.MatrixUnits;
import io.github.encoderj.encoder.engine.Script;

/**
 * How matrix products are computed on this machine. Where the processor has matrix units, they multiply. On other CPUs a matrix can be
 * re-ordered once for oneDNN ("packed"), which on many processors is twice as fast as the library's usual product and on others no
 * faster; which of them wins is measured once.
 */
enum Linears {
	/** The engine's usual product. */
	PLAIN("linear-plain.torchscript"),
	/** Matrices re-ordered once for oneDNN; CPU only. */
	PACKED("linear-packed.torchscript"),
	/** The same, with GELU computed inside the product. */
	FUSED("linear-fused.torchscript"),
	/** Matrix units that multiply bfloat16, float32 numbers being split into two of them; see {@link SplitLinear}. */
	SPLIT("linear-plain.torchscript");

	/** System property with the value "float32" that keeps products of float32 numbers off the matrix units. */
	private static final String PRECISION = "encoderj.precision";

	private static final Logger LOG = LoggerFactory.getLogger(Linears.class);

	private final String resource;

	Linears(final String resource) {
		this.resource = resource;
	}

	private static Linears fastest;

	/** Whether the CPU and the running engine have this kind; SPLIT needs matrix units. */
	boolean present() {
		return this != SPLIT || MatrixUnits.present();
	}

	/** A script that has these products beside other methods. */
	Script script(final PtNDManager manager, final String methods) {
		return new Script(manager, methods + Script.resource(Linears.class, resource));
	}

	/** The fastest kind on this manager's device; without matrix units measured once per JVM, in some tens of milliseconds. */
	static synchronized Linears fastest(final PtNDManager manager) {
		if (!manager.getDevice().getDeviceType().equals("cpu")) return PLAIN;
		if (!System.getProperty(PRECISION, "").equals("float32") && MatrixUnits.present()) return SPLIT;
		if (fastest == null) fastest = measured(manager);
		return fastest;
	}

	private static Linears measured(final PtNDManager manager) {
		try (NDManager scratch = manager.newSubManager()) {
			final NDArray x = scratch.ones(new Shape(800, 768));
			final NDArray weight = scratch.ones(new Shape(1536, 768));
			final NDArray bias = scratch.zeros(new Shape(1536));
			Linears best = PLAIN;
			double shortest = Double.MAX_VALUE;
			for (final Linears kind : List.of(PLAIN, PACKED, FUSED)) {
				final double seconds = seconds(kind, manager, x, weight, bias);
				if (seconds < shortest) {
					shortest = seconds;
					best = kind;
				}
			}
			return best;
		}
		catch (final RuntimeException e) {
			LOG.debug("This build of the engine has no oneDNN", e);
			return PLAIN;
		}
	}

	private static double seconds(final Linears kind, final PtNDManager manager, final NDArray x, final NDArray weight, final NDArray bias) {
		try (PtNDManager scratch = (PtNDManager) manager.newSubManager(); Script script = kind.script(scratch, "")) {
			final NDArray packed = script.run(scratch, "pack", weight);
			double best = Double.MAX_VALUE;
			for (int i = 0; i < 8; i++) {
				final long start = System.nanoTime();
				script.run(scratch, "linear_gelu", x, packed, bias).close();
				best = Math.min(best, System.nanoTime() - start);
			}
			return best;
		}
	}
}
