package io.github.encoderj.encoder.engine;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/**
 * Tells the engine's thread pool to sleep instead of spinning while it waits. Spinning gains little on an idle machine; as soon as
 * another program wants a core it makes a training step two to five times slower. The pool reads its environment when the engine's
 * library is loaded, so this must come before.
 */
final class PassiveThreads {

	private static final String POLICY = "OMP_WAIT_POLICY";

	private PassiveThreads() {}

	static void prepare() {
		if (!Platform.isLinux() || System.getenv(POLICY) != null) return;
		try {
			Function.getFunction("c", "setenv").invokeInt(new Object[] { POLICY, "PASSIVE", 0 });
		}
		catch (final UnsatisfiedLinkError e) {
			// Without it the engine still works, slower on a busy machine
		}
	}
}
