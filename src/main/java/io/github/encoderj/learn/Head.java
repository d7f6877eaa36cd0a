package io.github.encoderj.learn;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * A trained head: weights and what must be known to apply them. Kept as one .safetensors file whose metadata holds {@code type},
 * {@code encoder}, {@code encoder_sha256}, {@code preprocessing}, {@code version}, the training settings ({@code setting.*}), scores
 * ({@code score.*}) and the statistics of the training images ({@code statistics}).
 *
 * @param type what the head predicts, such as "affinities"
 * @param metadata all but the type
 * @param tensors weights of the decoder, in its order
 * @param statistics of the images that it was trained on
 */
public record Head(String type, Map<String, String> metadata, List<Tensor> tensors, ImageStatistics statistics) {

	private static final String TYPE = "type";
	private static final String ORDER = "order";
	private static final String STATISTICS = "statistics";

	public Head {
		metadata = Map.copyOf(metadata);
		tensors = List.copyOf(tensors);
	}

	/** The metadata that ties a head to its encoder. */
	public static Map<String, String> of(final Encoder encoder, final String version) {
		final Map<String, String> metadata = new TreeMap<>();
		metadata.put("encoder", encoder.name());
		metadata.put("encoder_sha256", encoder.sha256());
		metadata.put("preprocessing", encoder.preprocessing());
		metadata.put("version", version);
		return metadata;
	}

	/** The same head with one more entry of metadata. */
	public Head with(final String key, final String value) {
		final Map<String, String> more = new TreeMap<>(metadata);
		more.put(key, value);
		return new Head(type, more, tensors, statistics);
	}

	/** Name of the encoder. */
	public String encoder() {
		return metadata.get("encoder");
	}

	/**
	 * Checks that an encoder is the one that this head was trained on.
	 *
	 * @throws Refusal if it is another one
	 */
	public void check(final Encoder encoder, final String file) {
		Refusal.unless(encoder.sha256().equals(metadata.get("encoder_sha256")), "%s was trained on the encoder %s (%.12s), not on %s " +
			"(%.12s). Choose that encoder, or train a head on this one.", file, encoder(), metadata.get("encoder_sha256"), encoder.name(),
			encoder.sha256());
		Refusal.unless(encoder.preprocessing().equals(metadata.get("preprocessing")), "%s was trained with the preprocessing \"%s\", not " +
			"\"%s\". Use the same, or train again.", file, metadata.get("preprocessing"), encoder.preprocessing());
	}

	/**
	 * Writes the head as one file, whole or not at all.
	 *
	 * @param path ends in .safetensors
	 */
	public void write(final Path path) {
		final Map<String, String> all = new LinkedHashMap<>(new TreeMap<>(metadata));
		all.put(TYPE, type);
		all.put(ORDER, String.join(" ", tensors.stream().map(Tensor::name).toList()));
		all.put(STATISTICS, statistics.toText());
		Safetensors.write(path, all, tensors);
	}

	/**
	 * Reads a head.
	 *
	 * @param type that it must have
	 * @throws Refusal if the file is missing, damaged, no head, or a head of another type
	 */
	public static Head read(final Path path, final String type) {
		Refusal.unless(!path.toString().isBlank() && Files.isRegularFile(path), "head = \"%s\": there is no such file. Name a head file " +
			"(.safetensors) that a Train command wrote.", path);
		final Safetensors file = Safetensors.open(path);
		final Map<String, String> metadata = new TreeMap<>(file.metadata());
		final String found = metadata.remove(TYPE);
		final String order = metadata.remove(ORDER);
		final String statistics = metadata.remove(STATISTICS);
		Refusal.unless(found != null && order != null && statistics != null && metadata.containsKey("encoder"),
			"%s is no EncoderJ head: its metadata lack type, order, encoder or statistics. Name a file that a Train command wrote.", path);
		Refusal.unless(found.equals(type), "%s is a head of type \"%s\", expected \"%s\". Name one that predicts %s.", path, found, type, type);
		final List<Tensor> tensors = new ArrayList<>();
		for (final String name : order.split(" ")) tensors.add(file.tensor(name));
		return new Head(type, metadata, tensors, ImageStatistics.parse(statistics, path.toString()));
	}
}
