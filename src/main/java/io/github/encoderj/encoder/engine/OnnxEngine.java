package io.github.encoderj.encoder.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import ai.onnxruntime.OrtEnvironment;

/** ONNX Runtime, started so that it does not take Java down with it. */
public final class OnnxEngine {

	/** Its start (1.29.0, Linux) needs more than the 1 MB that Java gives a thread, and beyond it the whole process dies. Bytes. */
	private static final long STACK = 16L << 20;

	private OnnxEngine() {}

	/**
	 * The environment, started at the first call.
	 *
	 * @throws LinkageError if its native libraries are missing or do not fit this machine
	 */
	public static OrtEnvironment environment() {
		final CompletableFuture<OrtEnvironment> started = new CompletableFuture<>();
		new Thread(null, () -> {
			try {
				started.complete(OrtEnvironment.getEnvironment());
			}
			catch (final Throwable e) {
				started.completeExceptionally(e);
			}
		}, "ONNX Runtime start", STACK).start();
		try {
			return started.join();
		}
		catch (final CompletionException e) {
			if (e.getCause() instanceof LinkageError missing) throw missing;
			throw e;
		}
	}
}
