package io.github.encoderj.encoder.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.network.Config;
import io.github.encoderj.encoder.preprocess.Preprocessing;

/**
 * The JSON file beside a model ({@code model.onnx.json} beside {@code model.onnx}; {@code encoderj.json} inside a SavedModel's folder):
 *
 * <pre>
 * {"preprocessing": {"size": {"height": 224, "width": 224}, "resample": 2,
 *                    "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]},
 *  "input": {"name": "pixels", "layout": "nchw", "channels": 3},
 *  "output": {"name": "features", "layout": "tokens", "prefix": 1},
 *  "signature": "serving_default"}
 * </pre>
 *
 * @param preprocessing how pictures become its input, in the words of preprocessor_config.json
 * @param inputName name of the input; empty for the only one
 * @param input order of the input's axes
 * @param channels 1 or 3
 * @param outputName name of the output; empty for the only one, or the first of TorchScript
 * @param output what the output is
 * @param prefix tokens before the patches
 * @param signature of a SavedModel
 * @param steps on the raw values instead of window and normalisation, of bioimage.io models
 * @param finish on the output, [feature, row, column] of each picture
 */
record ModelDescription(Preprocessing preprocessing, String inputName, InputLayout input, int channels, String outputName,
	OutputLayout output, int prefix, String signature, Optional<List<Operation>> steps, List<Operation> finish)
{

	/** Order of the axes of an input. */
	enum InputLayout {
		NCHW, NHWC, NCDHW, NDHWC,
		/** Texts of bytes: a tf.train.Example with the picture as PNG under image/encoded, as CXR Foundation takes it. */
		TF_EXAMPLE;

		boolean volumes() {
			return this == NCDHW || this == NDHWC;
		}
	}

	/** What an output is. */
	enum OutputLayout {
		/** One vector a picture, [image, feature]; further axes of size 1 do not matter. */
		VECTOR,
		/** [image, token, feature]. */
		TOKENS,
		/** [image, feature, row, column]. */
		NCHW,
		/** [image, row, column, feature]. */
		NHWC
	}

	/** Where the description of a model lies. */
	static Path fileOf(final Path model) {
		return Files.isDirectory(model) ? model.resolve("encoderj.json") : model.resolveSibling(model.getFileName() + ".json");
	}

	/**
	 * Reads the description of a model.
	 *
	 * @throws Refusal if it is missing, not JSON, or says something that is not known
	 */
	static ModelDescription of(final Path model) {
		final Path file = fileOf(model);
		Refusal.unless(Files.exists(file), "The model %s needs a file %s that says how its input is made; EncoderJ's documentation shows one.",
			model, file.getFileName());
		final Config config = Config.read(file);
		Refusal.unless(config.has("preprocessing"), "%s lacks the key preprocessing, in the words of preprocessor_config.json.", file);
		final Config input = config.inside("input");
		final Config output = config.inside("output");
		final int channels = input.integer("channels", 3);
		Refusal.unless(channels == 1 || channels == 3, "%s: channels is %d; 1 and 3 are known.", input.where(), channels);
		return new ModelDescription(Preprocessing.huggingFace(config.inside("preprocessing")), input.text("name").orElse(""), one(
			InputLayout.class, input, "nchw"), channels, output.text("name").orElse(""), one(OutputLayout.class, output, "vector"), output
				.integer("prefix", 0), config.text("signature").orElse("serving_default"), Optional.empty(), List.of());
	}

	private static <E extends Enum<E>> E one(final Class<E> type, final Config config, final String otherwise) {
		final String text = config.text("layout").orElse(otherwise);
		for (final E value : type.getEnumConstants()) if (value.name().equalsIgnoreCase(text)) return value;
		throw new Refusal(config.where() + ": layout is " + text + "; known are " + String.join(", ", Arrays.stream(type
			.getEnumConstants()).map(v -> v.name().toLowerCase(Locale.ROOT)).toList()) + ".");
	}
}
