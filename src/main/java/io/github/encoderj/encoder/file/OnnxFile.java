package io.github.encoderj.encoder.file;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.OnnxEngine;

/** An ONNX file, run by ONNX Runtime on the CPU. */
final class OnnxFile implements ModelFile {

	private final Path path;
	private final OrtSession session;
	private final String input;
	private final String output;

	OnnxFile(final Path path, final ModelDescription description, final int threads) {
		this.path = path;
		try {
			session = session(threads);
		}
		catch (final OrtException e) {
			throw new Refusal(path + " is no ONNX file, or damaged (" + e.getMessage() + "). Fetch or export it again.", e);
		}
		catch (final LinkageError e) {
			throw new Refusal("ONNX Runtime could not start (" + e.getMessage() + "). Run Plugins > EncoderJ > Encoders > Engine Setup... " +
				"to see why.", e);
		}
		input = one("input", description.inputName(), session.getInputNames());
		output = one("output", description.outputName(), session.getOutputNames());
	}

	private OrtSession session(final int threads) throws OrtException {
		final OrtEnvironment environment = OnnxEngine.environment(); // before all else, which would start the library on this thread
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
			options.setIntraOpNumThreads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
			options.addConfigEntry("session.intra_op.allow_spinning", "0");
			return environment.createSession(path.toString(), options);
		}
	}

	private String one(final String what, final String name, final Set<String> there) {
		if (name.isEmpty() && !there.isEmpty()) return there.iterator().next();
		Refusal.unless(there.contains(name), "%s has no %s %s; it has %s.", path, what, name, there);
		return name;
	}

	@Override
	public Values run(final Values values) {
		final OrtEnvironment environment = OnnxEngine.environment();
		try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values.data()), values.shape()); OrtSession.Result result =
			session.run(Map.of(input, tensor)))
		{
			final OnnxValue value = result.get(output).orElseThrow();
			Refusal.unless(value instanceof OnnxTensor, "%s: the output %s is no tensor.", path, output);
			final OnnxTensor out = (OnnxTensor) value;
			final FloatBuffer buffer = out.getFloatBuffer();
			Refusal.unless(buffer != null, "%s: the output %s is not of a float type.", path, output);
			final float[] data = new float[buffer.remaining()];
			buffer.get(data);
			return new Values(data, out.getInfo().getShape());
		}
		catch (final OrtException e) {
			throw new Refusal(path + " does not take an input of shape " + values.shapeText() + " (" + e.getMessage() + ").", e);
		}
	}

	@Override
	public void close() {
		try {
			session.close();
		}
		catch (final OrtException e) {
			throw new IllegalStateException(e);
		}
	}
}
