package io.github.encoderj.command;

import static io.github.encoderj.command.CommandCase.TINY;
import static io.github.encoderj.command.CommandCase.options;

import java.util.List;
import java.util.Map;

/** How {@link EveryCommandTest} calls the commands of the menu Encoders. */
final class EncoderCases {

	private static final String CONVOLUTIONS = "src/test/resources/encoders/golden/models/convnext-tiny";

	/** What is no encoder of pictures. */
	private static final List<String> ENCODERS = List.of("", "filterbank", "resnet", "{inputs}");

	private EncoderCases() {}

	/** The commands of the menu. */
	static List<CommandCase> all() {
		return List.of( //
			new CommandCase("Engine Setup...", Map.of(), List.of(), Map.of("install", List.of("{inputs}/missing.jar", "{inputs}/text.tif",
				"https://example.org/natives.jar")), List.of()), //
			new CommandCase("Manage Encoders...", options("add", TINY, "name", "tiny"), List.of(), Map.of("add", List.of("{inputs}/none",
				"{inputs}"), "name", List.of("two words", "filterbank"), "remove", List.of("nobody")), List.of()), //
			new CommandCase("Encode Images...", options("input", "{inputs}/section.tif", "encoder", TINY, "resolution", "64", "output",
				"{folder}/features.h5"), List.of("input"), Map.of("encoder", ENCODERS, "output", List.of(""), "device", List.of("tpu", "gpu77")),
				List.of("features.h5", "features.csv")), //
			new CommandCase("Feature PCA...", options("input", "{inputs}/raw.tif", "encoder", TINY, "resolution", "64", "output",
				"{folder}/pca.tif"), List.of("input"), Map.of("encoder", ENCODERS, "device", List.of("tpu", "gpu77")), List.of("pca.tif")), //
			new CommandCase("Landmark Similarity...", options("input", "{inputs}/section.tif", "encoder", TINY, "resolution", "64", "x", "3,20",
				"y", "4,5", "output", "{folder}/map.tif", "figure", "{folder}/map.png"), List.of("input", "target"), Map.of("figure", List.of(
					"{folder}/map.jpg"), "encoder", ENCODERS, "device", List.of("tpu",
					"gpu77"), "x", List.of("", "a", "3", "3,99"), "y", List.of("", "-1,2", "4,24"), "input", List.of("{inputs}/raw.tif"), "target",
					List.of("{inputs}/raw.tif")), List.of("map.tif", "map.png")), //
			new CommandCase("Attention Maps...", options("input", "{inputs}/section.tif", "encoder", TINY, "resolution", "64", "heads", "1,3",
				"output", "{folder}/attention.tif"), List.of("input"), Map.of("encoder", List.of("", "filterbank", "resnet", CONVOLUTIONS),
					"device", List.of("tpu", "gpu77"), "heads", List.of("0", "5", "one"), "layer", List.of("4"), "input", List.of(
						"{inputs}/raw.tif")), List.of("attention.tif")));
	}
}
