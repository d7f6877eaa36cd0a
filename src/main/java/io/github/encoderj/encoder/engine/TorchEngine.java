package io.github.encoderj.encoder.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.github.encoderj.base.Refusal;

/** The PyTorch engine: started on first use, never downloading anything, with an explicit number of threads. */
public final class TorchEngine {

	public static final String NAME = "PyTorch";

	private TorchEngine() {}

	/**
	 * Starts the engine if it is not running yet.
	 *
	 * @throws Refusal if its natives are not installed; says how to install them
	 */
	public static synchronized Engine start() {
		System.setProperty("ai.djl.offline", "true");
		System.setProperty("OPT_OUT_TRACKING", "true");
		PassiveThreads.prepare();
		Natives.ofUser().announce();
		try {
			return Engine.getEngine(NAME);
		}
		catch (final RuntimeException | LinkageError e) {
			throw new Refusal("The PyTorch engine could not start (" + e.getMessage() + "). Run Plugins > EncoderJ > Encoders > Engine " +
				"Setup... to install its natives.", e);
		}
	}

	/**
	 * A device by its name.
	 *
	 * @param name "auto" (a GPU when there is one, else the CPU), "cpu", "gpu0", "gpu1"...
	 * @throws Refusal if there is no such device
	 */
	public static Device device(final String name) {
		return ComputeDevice.of(name).device();
	}

	/** What a device name comes down to on this machine, as tables show it: "cpu", "gpu0"... Takes and throws what {@link #device} does. */
	public static String deviceName(final String name) {
		return ComputeDevice.of(name).toString();
	}

	/**
	 * A manager of arrays on a device; close it to free them all.
	 *
	 * @param threads threads of an operation; 0 means all cores. Spinning threads on a busy machine lose badly, so never more than
	 *          the cores.
	 */
	public static PtNDManager newManager(final Device device, final int threads) {
		start();
		JniUtils.setNumThreads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
		return (PtNDManager) NDManager.newBaseManager(device, NAME);
	}

	/** The same on a device by its name; see {@link #device}. */
	public static PtNDManager newManager(final String device, final int threads) {
		return newManager(device(device), threads);
	}
}
