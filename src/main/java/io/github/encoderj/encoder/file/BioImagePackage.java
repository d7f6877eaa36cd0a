package io.github.encoderj.encoder.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.file.ModelDescription.InputLayout;
import io.github.encoderj.encoder.file.ModelDescription.OutputLayout;
import io.github.encoderj.encoder.preprocess.Preprocessing;
import io.github.encoderj.encoder.preprocess.Resampling;
import io.github.encoderj.encoder.weights.Fingerprint;

/**
 * A model of bioimage.io as published, unpacked into a folder: {@code rdf.yaml} (format 0.4 or 0.5) and its weights, of which the
 * TorchScript or ONNX ones are taken. Pictures are brought to the input's size; the model's own steps then work on the raw values.
 *
 * @param weights the model file
 * @param description input and output in the words of the other model files
 */
record BioImagePackage(Path weights, ModelDescription description) {

	private static final List<String> FILES = List.of("rdf.yaml", "bioimageio.yaml");
	private static final int USUAL_SIDE = 256;

	/** The description of a package's folder, if it is one. */
	static Optional<Path> fileIn(final Path folder) {
		return FILES.stream().map(folder::resolve).filter(Files::exists).findFirst();
	}

	/**
	 * Reads a package.
	 *
	 * @throws Refusal if something in it is missing, damaged or not known
	 */
	static BioImagePackage of(final Path folder) {
		final Path file = fileIn(folder).orElseThrow(() -> new Refusal(folder + " holds no rdf.yaml."));
		try {
			final JsonObject root = Yaml.parse(Files.readString(file)).getAsJsonObject();
			final Path weights = weights(folder, file, root.getAsJsonObject("weights"));
			final JsonObject input = root.getAsJsonArray("inputs").get(0).getAsJsonObject();
			final JsonObject output = root.getAsJsonArray("outputs").get(0).getAsJsonObject();
			Refusal.unless(root.getAsJsonArray("inputs").size() == 1, "%s: the model has %d inputs; one is known.", file, root.getAsJsonArray(
				"inputs").size());
			return new BioImagePackage(weights, description(file, input, output));
		}
		catch (final IOException | IllegalStateException | NullPointerException | ClassCastException | IndexOutOfBoundsException |
			UnsupportedOperationException e)
		{
			throw new Refusal(file + " could not be understood (" + e.getMessage() + "). Fetch the package again.", e);
		}
	}

	private static Path weights(final Path folder, final Path file, final JsonObject weights) {
		for (final String kind : new String[] { "torchscript", "onnx" }) {
			if (!weights.has(kind)) continue;
			final JsonObject entry = weights.getAsJsonObject(kind);
			final String source = entry.get("source").getAsString().replaceFirst("^\\./", "");
			Refusal.unless(!source.contains("..") && !source.contains("/") && !source.contains("\\"),
				"%s: the weights %s do not lie in the package's folder. Fetch the whole package.", file, source);
			final Path path = folder.resolve(source);
			Refusal.unless(Files.isRegularFile(path), "%s: the weights %s are missing. Fetch the whole package.", file, source);
			if (entry.has("sha256") && !entry.get("sha256").isJsonNull()) {
				final String found = Fingerprint.of(List.of(path));
				Refusal.unless(found.equalsIgnoreCase(entry.get("sha256").getAsString()), "%s is damaged: its SHA-256 is %s, expected %s.", path, found,
					entry.get("sha256").getAsString());
			}
			return path;
		}
		throw new Refusal(file + ": the package has weights as " + weights.keySet() + "; torchscript or onnx ones are needed.");
	}

	private static ModelDescription description(final Path file, final JsonObject input, final JsonObject output) {
		final String in = axes(input);
		final String out = axes(output);
		final InputLayout inputLayout = switch (in) {
			case "bcyx" -> InputLayout.NCHW;
			case "byxc" -> InputLayout.NHWC;
			default -> throw new Refusal(file + ": the input has the axes " + in + "; bcyx and byxc are known.");
		};
		final OutputLayout outputLayout = switch (out) {
			case "bc" -> OutputLayout.VECTOR;
			case "bcyx" -> OutputLayout.NCHW;
			case "byxc" -> OutputLayout.NHWC;
			default -> throw new Refusal(file + ": the output has the axes " + out + "; bc, bcyx and byxc are known.");
		};
		final int side = size(file, input, in.indexOf('x'), USUAL_SIDE);
		Refusal.unless(side == size(file, input, in.indexOf('y'), USUAL_SIDE), "%s: the input is no square.", file);
		final int channels = size(file, input, in.indexOf('c'), 1);
		Refusal.unless(channels == 1 || channels == 3, "%s: the input has %d channels; 1 and 3 are known.", file, channels);
		final List<Operation> after = Operation.of(output.get("postprocessing"), file.toString());
		Refusal.unless(after.isEmpty() || outputLayout == OutputLayout.NCHW, "%s: postprocessing is known for an output of axes bcyx only.", file);
		final Preprocessing size = new Preprocessing(true, Preprocessing.Resize.SQUARE, side, 0, Resampling.BILINEAR, new double[3], new double[] {
			1, 1, 1 });
		return new ModelDescription(size, "", inputLayout, channels, "", outputLayout, 0, "", Optional.of(Operation.of(input.get(
			"preprocessing"), file.toString())), after);
	}

	/** The axes as letters: format 0.4 has them as a text, 0.5 as a list of objects. */
	private static String axes(final JsonObject tensor) {
		if (!tensor.get("axes").isJsonArray()) return tensor.get("axes").getAsString();
		final StringBuilder letters = new StringBuilder();
		for (final JsonElement element : tensor.getAsJsonArray("axes")) {
			if (element.isJsonPrimitive()) letters.append(element.getAsString(), 0, 1);
			else {
				final JsonObject axis = element.getAsJsonObject();
				final String type = axis.get("type").getAsString();
				letters.append(type.equals("batch") ? "b" : type.equals("channel") ? "c" : axis.get("id").getAsString());
			}
		}
		return letters.toString();
	}

	/** The size along an axis; of sizes that may vary the smallest allowed one of at least {@code usual}. */
	private static int size(final Path file, final JsonObject tensor, final int axis, final int usual) {
		final JsonElement size;
		if (tensor.get("axes").isJsonArray() && tensor.getAsJsonArray("axes").get(axis).isJsonObject()) {
			final JsonObject description = tensor.getAsJsonArray("axes").get(axis).getAsJsonObject();
			if (description.has("channel_names")) return description.getAsJsonArray("channel_names").size();
			size = description.get("size");
		}
		else {
			final JsonElement shape = tensor.get("shape");
			if (shape.isJsonArray()) size = shape.getAsJsonArray().get(axis);
			else {
				final int min = shape.getAsJsonObject().getAsJsonArray("min").get(axis).getAsInt();
				return stepped(min, shape.getAsJsonObject().getAsJsonArray("step").get(axis).getAsInt(), usual);
			}
		}
		if (size.isJsonPrimitive()) return size.getAsInt();
		Refusal.unless(size.getAsJsonObject().has("min"), "%s: a size of the input depends on another tensor, which is not known.", file);
		return stepped(size.getAsJsonObject().get("min").getAsInt(), size.getAsJsonObject().get("step").getAsInt(), usual);
	}

	private static int stepped(final int min, final int step, final int usual) {
		return step <= 0 || min >= usual ? min : min + (usual - min + step - 1) / step * step;
	}
}
