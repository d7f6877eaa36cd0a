package io.github.encoderj.encoder.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.ComputeDevice;

/** A model that has been loaded: one input, one output. */
sealed interface ModelFile extends AutoCloseable permits TorchScriptFile, OnnxFile, SavedModelFolder {

	/**
	 * Runs the model.
	 *
	 * @throws Refusal if it does not take this input, or has no such output
	 */
	Values run(Values input);

	/** Runs a model that takes serialised pictures, one text of bytes each. */
	default Values runBytes(final byte[][] serialised) {
		throw new Refusal("Only a SavedModel takes serialised pictures; set the layout of the input to nchw or nhwc.");
	}

	@Override
	void close();

	/** Whether a path is a file of a kind that is known, or a SavedModel's folder. */
	static boolean is(final Path path) {
		final String name = path.getFileName() == null ? "" : path.getFileName().toString();
		return Files.isRegularFile(path) && name.matches("(?i).*\\.(pt|torchscript|onnx)") || Files.exists(path.resolve("saved_model.pb"));
	}

	/**
	 * Loads a model by its suffix, or a folder with saved_model.pb.
	 *
	 * @throws Refusal if it is none, damaged, or its engine's natives are not installed
	 */
	static ModelFile load(final Path path, final ModelDescription description, final ComputeDevice device, final int threads) {
		Refusal.unless(Files.exists(path), "There is no model %s.", path);
		final String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
		if (Files.isDirectory(path)) return new SavedModelFolder(path, description);
		return name.endsWith(".onnx") ? new OnnxFile(path, description, threads) : new TorchScriptFile(path, description, device, threads);
	}
}
