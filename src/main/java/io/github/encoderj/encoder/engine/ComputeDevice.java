package io.github.encoderj.encoder.engine;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.github.encoderj.base.Refusal;

/**
 * Where networks run, chosen once and passed through everything.
 *
 * @param device the engine's device
 * @param remark why it is not a GPU and the one thing to do about it; empty when there is nothing to say
 */
public record ComputeDevice(Device device, String remark) {

	/** What the machine and the installed natives offer. */
	public interface Offer {

		/** Number of GPUs that the engine can use. */
		int gpus();

		/** Why there is none and what to do, in one sentence. */
		String whyNone();
	}

	/** The CPU, chosen by the user. */
	public static ComputeDevice cpu() {
		return new ComputeDevice(Device.cpu(), "");
	}

	/**
	 * The device that a text names, on this machine.
	 *
	 * @param text auto, cpu, gpu (the first) or gpuN
	 * @throws Refusal if the text is none of these, or names a GPU that is not there
	 */
	public static ComputeDevice of(final String text) {
		return text.equals("cpu") ? cpu() : of(text, thisMachine());
	}

	/** The device that a text names, where {@code offer} is what there is. */
	public static ComputeDevice of(final String text, final Offer offer) {
		if (text.equals("cpu")) return cpu();
		if (text.isEmpty() || text.equals("auto")) {
			return offer.gpus() > 0 ? new ComputeDevice(Device.gpu(0), "") : new ComputeDevice(Device.cpu(), offer.whyNone());
		}
		Refusal.unless(text.matches("gpu\\d{0,3}"), "device = \"%s\": expected auto, cpu, or gpu0, gpu1...", text);
		final int index = text.equals("gpu") ? 0 : Integer.parseInt(text.substring(3));
		Refusal.unless(index < offer.gpus(), "device = %s: %s Choose device auto or cpu.", text, offer.gpus() == 0 ? offer.whyNone()
			: "there are only " + offer.gpus() + " GPUs.");
		return new ComputeDevice(Device.gpu(index), "");
	}

	private static Offer thisMachine() {
		return new Offer() {

			@Override
			public int gpus() {
				return TorchEngine.start().getGpuCount();
			}

			@Override
			public String whyNone() {
				return CudaUtils.getGpuCount() > 0
					? "A GPU is there, but the installed PyTorch natives are those for the CPU: install the CUDA ones with Engine Setup."
					: "No NVIDIA GPU with a driver was found: install the driver if there is one.";
			}
		};
	}

	/** As tables show it: cpu, gpu0... */
	@Override
	public String toString() {
		return device.isGpu() ? "gpu" + device.getDeviceId() : "cpu";
	}
}
