package io.github.encoderj.command;

import static io.github.encoderj.command.CommandCase.HEADS;
import static io.github.encoderj.command.CommandCase.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.learn.DenseDecoder;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;

/** How {@link EveryCommandTest} calls the commands of the menu EM, and the heads that they are given. */
final class EmCases {

	private EmCases() {}

	/** The commands of the menu. */
	static List<CommandCase> all() {
		return List.of( //
			new CommandCase("Train Affinities...", options("input", "{inputs}/raw.tif", "labels", "{inputs}/labels.tif", "output",
				"{folder}/head.safetensors", "epochs", "1", "minutes", "0.01", "patch", "16"), List.of("input", "labels"), Map.of("input", List
					.of("{inputs}/small.tif", "{inputs}/nan.tif", "{inputs}/section.tif"), "labels", List.of("", "{inputs}/small.tif",
						"{inputs}/zero.tif", "{inputs}/ones.tif", "{inputs}/fractions.tif", "{inputs}/nan.tif"), "output", List.of(""), "encoder",
					List.of("resnet"), "validation", List.of("5", "6"), "device", List.of("tpu", "gpu77"), "layers", List.of("last"), "cache", List.of(
						"{folder}/missing")), List.of("head.safetensors", "head_curve.csv")), //
			new CommandCase("Predict Affinities...", options("input", "{inputs}/raw.tif", "head", "{inputs}/head.safetensors", "output",
				"{folder}/affinities.tif"), List.of("input", "head"), Map.of("input", List.of("{inputs}/nan.tif"), "head", HEADS, "encoder", List
					.of("resnet"), "device", List.of("tpu", "gpu77")), List.of("affinities.tif", "affinities.csv")), //
			new CommandCase("Agglomerate Affinities...", options("input", "{inputs}/affinities.tif", "truth", "{inputs}/labels.tif", "thresholds",
				"0.3,0.5", "output", "{folder}/neurons.tif"), List.of("input", "truth"), Map.of("input", List.of("{inputs}/raw.tif",
					"{inputs}/nan.tif"), "truth", List.of("{inputs}/small.tif", "{inputs}/zero.tif", "{inputs}/fractions.tif", "{inputs}/nan.tif"),
					"thresholds", List.of("", "abc", "0.1:0.9", "0.9:0.1:0.1", "NaN"), "score", List.of("", "1 - median", "mean("), "low", List.of(
						"1")), List.of("neurons_0.30.tif", "neurons_0.50.tif", "neurons.csv")), //
			new CommandCase("Segment Neurons...", options("input", "{inputs}/raw.tif", "head", "{inputs}/head.safetensors", "output",
				"{folder}/neurons.tif"), List.of("input", "head"), Map.of("input", List.of("{inputs}/nan.tif"), "head", HEADS, "encoder", List.of(
					"resnet"), "device", List.of("tpu", "gpu77"), "score", List.of("1 - median")), List.of("neurons.tif", "neurons.csv")), //
			new CommandCase("Merge Labels...", options("input", "{inputs}/labels.tif", "points", "1,1,1;20,1,1", "list", "{folder}/list.csv", "output",
				"{folder}/merged.tif"), List.of("input"), Map.of("points", List.of("", "1,1", "1,1,1", "1,1,1;2,1,1", "1,1,1;99,1,1", "a,b,c"), "list",
					List.of("{inputs}/scores.csv")), List.of("merged.tif", "list.csv")), //
			new CommandCase("Split Label...", options("input", "{inputs}/labels.tif", "points", "1,1,1;5,5,4", "list", "{folder}/list.csv", "output",
				"{folder}/split.tif"), List.of("input"), Map.of("points", List.of("", "1,1", "1,1,1", "1,1,1;20,1,1", "1,1,1;99,1,1", "1,1,1;1,1,1"),
					"list", List.of("{inputs}/scores.csv")), List.of("split.tif", "list.csv")), //
			new CommandCase("Label Overlay...", options("input", "{inputs}/raw.tif", "labels", "{inputs}/labels.tif", "output",
				"{folder}/overlay.png"), List.of("input", "labels"), Map.of("labels", List.of("", "{inputs}/small.tif", "{inputs}/fractions.tif")),
				List.of("overlay.png")), //
			new CommandCase("Affinity Protocol...", options("input", "{inputs}/protocol.csv", "seeds", "1", "epochs", "1", "minutes", "0.01", "patch",
				"16", "validation", "2", "average", "false", "output", "{folder}/protocol"), List.of(), Map.of("input", List.of("", "{inputs}/none",
					"{inputs}/scores.csv"), "encoders", List.of("", "resnet"), "output", List.of("", "{inputs}/raw.tif"), "device", List.of("tpu",
						"gpu77")), List.of("protocol/scores.csv", "protocol/small_filterbank_1.tif", "protocol/small_filterbank_1_overlay.png",
							"protocol/small_filterbank_1_features.png", "protocol/small_filterbank_1_affinities.png")));
	}

	/** An untrained head, and heads that do not fit. */
	static void write(final Path folder) throws IOException {
		final Map<String, String> metadata = Head.of(AffinityTraining.encoder(), "test");
		final int width = AffinityTraining.encoder().width();
		final float[] mean = new float[width];
		final float[] deviation = new float[width];
		Arrays.fill(deviation, 1);
		final ImageStatistics statistics = new ImageStatistics(new double[] { 4, 4, 40 }, "nm", 130, 40, mean, deviation);
		final List<Tensor> weights = DenseDecoder.random(width, 3, new int[] { 4, 4, 4 }, 1);
		final Head head = new Head(AffinityTraining.TYPE, metadata, weights, statistics);
		head.write(folder.resolve("head.safetensors"));
		head.with("encoder", "dinov9").write(folder.resolve("other encoder.safetensors"));
		head.with("encoder_sha256", "0".repeat(64)).write(folder.resolve("other weights.safetensors"));
		new Head("slides", metadata, weights, statistics).write(folder.resolve("other type.safetensors"));
		final byte[] whole = Files.readAllBytes(folder.resolve("head.safetensors"));
		Files.write(folder.resolve("truncated.safetensors"), Arrays.copyOf(whole, whole.length / 2));
		Files.writeString(folder.resolve("protocol.csv"), "name,train_image,train_labels,train_sections,test_image,test_labels,test_sections\n" +
			"small,raw.tif,labels.tif,first 4,raw.tif,labels.tif,last 2\n");
	}
}
