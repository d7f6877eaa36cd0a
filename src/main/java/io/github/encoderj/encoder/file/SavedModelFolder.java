package io.github.encoderj.encoder.file;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

import io.github.encoderj.base.Refusal;

/** A TensorFlow SavedModel, run by TensorFlow for Java on the CPU. */
final class SavedModelFolder implements ModelFile {

	private final Path path;
	private final SavedModelBundle bundle;
	private final SessionFunction function;
	private final String input;
	private final String output;

	SavedModelFolder(final Path path, final ModelDescription description) {
		this.path = path;
		try {
			bundle = SavedModelBundle.load(path.toString(), SavedModelBundle.DEFAULT_TAG);
		}
		catch (final TensorFlowException e) {
			throw new Refusal(path + " is no SavedModel for serving, or damaged (" + e.getMessage() + "). Fetch the folder again.", e);
		}
		catch (final LinkageError e) {
			throw new Refusal("TensorFlow could not start (" + e.getMessage() + "). Run Plugins > EncoderJ > Encoders > Engine Setup... to " +
				"install its natives.", e);
		}
		try {
			function = function(description.signature());
			input = one("input", description.inputName(), function.signature().inputNames());
			output = one("output", description.outputName(), function.signature().outputNames());
		}
		catch (final RuntimeException e) {
			bundle.close();
			throw e;
		}
	}

	private SessionFunction function(final String signature) {
		return bundle.functions().stream().filter(f -> f.signature().key().equals(signature)).findFirst().orElseThrow(() -> new Refusal(path +
			" has no signature " + signature + "; it has " + bundle.functions().stream().map(f -> f.signature().key()).toList() + "."));
	}

	private String one(final String what, final String name, final Set<String> there) {
		if (name.isEmpty() && !there.isEmpty()) return there.iterator().next();
		Refusal.unless(there.contains(name), "%s has no %s %s; it has %s.", path, what, name, there);
		return name;
	}

	@Override
	public Values run(final Values values) {
		try (TFloat32 tensor = TFloat32.tensorOf(Shape.of(values.shape()), DataBuffers.of(values.data()))) {
			return run(tensor, values.shapeText());
		}
	}

	@Override
	public Values runBytes(final byte[][] serialised) {
		try (TString tensor = TString.tensorOfBytes(NdArrays.vectorOfObjects(serialised))) {
			return run(tensor, "[" + serialised.length + "] of texts");
		}
	}

	private Values run(final Tensor tensor, final String shape) {
		try (Result result = function.call(Map.of(input, tensor))) {
			Refusal.unless(result.get(output).orElseThrow() instanceof TFloat32, "%s: the output %s is not float32.", path, output);
			final TFloat32 out = (TFloat32) result.get(output).orElseThrow();
			final float[] data = new float[Math.toIntExact(out.size())];
			out.copyTo(NdArrays.wrap(out.shape(), DataBuffers.of(data, false, false)));
			return new Values(data, out.shape().asArray());
		}
		catch (final TensorFlowException | IllegalArgumentException e) {
			throw new Refusal(path + " does not take an input of shape " + shape + " (" + e.getMessage() + ").", e);
		}
	}

	@Override
	public void close() {
		bundle.close();
	}
}
