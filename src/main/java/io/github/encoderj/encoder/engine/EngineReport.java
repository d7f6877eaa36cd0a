package io.github.encoderj.encoder.engine;

import java.util.ArrayList;
import java.util.List;

import org.tensorflow.TensorFlow;

import io.github.encoderj.base.Refusal;

/** What runs on this machine, on what, and the one thing to do where something does not. */
public final class EngineReport {

	private EngineReport() {}

	/**
	 * An engine.
	 *
	 * @param engine name
	 * @param version empty if it does not run
	 * @param device cpu, gpu0; empty if it does not run
	 * @param runs what it is needed for
	 * @param remark why there is no GPU or why it does not run, and what to do
	 */
	public record Line(String engine, String version, String device, String runs, String remark) {}

	/** All engines; those whose libraries are there are started. */
	public static List<Line> lines() {
		final List<Line> lines = new ArrayList<>();
		lines.add(torch());
		lines.add(onnx());
		lines.add(tensorFlow());
		return lines;
	}

	private static Line torch() {
		final String runs = "weights folders, TorchScript files, training";
		try {
			final String version = TorchEngine.start().getVersion();
			final ComputeDevice device = ComputeDevice.of("auto");
			return new Line(TorchEngine.NAME, version, device.toString(), runs, device.remark());
		}
		catch (final Refusal e) {
			return new Line(TorchEngine.NAME, "", "", runs, "Not installed: give install=FILE with " + Natives.jarName() + " (" + Natives
				.megabytes() + " MB, " + Natives.LICENCE + ", ai.djl.pytorch:pytorch-native-cpu on Maven Central), or its address.");
		}
	}

	private static Line onnx() {
		try {
			return new Line("ONNX Runtime", OnnxEngine.environment().getVersion(), "cpu", "ONNX files", "");
		}
		catch (final LinkageError e) {
			return new Line("ONNX Runtime", "", "", "ONNX files", "Not installed: put onnxruntime-1.29.0.jar (54 MB, MIT licence, Maven " +
				"Central, com.microsoft.onnxruntime) into Fiji's jars folder, in the place of the one there, and start Fiji again.");
		}
	}

	private static Line tensorFlow() {
		try {
			return new Line("TensorFlow", TensorFlow.version(), "cpu", "SavedModel folders", "");
		}
		catch (final LinkageError e) {
			return new Line("TensorFlow", "", "", "SavedModel folders", "Not installed: put tensorflow-core-native-1.1.0 for this machine (Maven " +
				"Central, org.tensorflow) into Fiji's jars folder.");
		}
	}
}
