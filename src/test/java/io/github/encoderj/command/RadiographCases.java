package io.github.encoderj.command;

import static io.github.encoderj.command.CommandCase.HEADS;
import static io.github.encoderj.command.CommandCase.TINY;
import static io.github.encoderj.command.CommandCase.options;
import static io.github.encoderj.command.CommandCase.refused;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.cxr.RadiographHead;
import io.github.encoderj.cxr.SmallRadiographs;
import io.github.encoderj.cxr.segmentation.RadiographSegmentation;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.decoder.PlaneDecoder;
import io.github.encoderj.learn.decoder.PlaneHead;

/** How {@link EveryCommandTest} calls the commands of the menu Radiographs, and the radiographs and heads that they are given. */
final class RadiographCases {

	/** Radiographs with their truth. */
	private static final String RADIOGRAPHS = "test-images/radiographs";

	private RadiographCases() {}

	/** The commands of the menu. */
	static List<CommandCase> all() {
		return List.of( //
			new CommandCase("Train Radiograph Classifier...", radiographs("resolution", "16", "seeds", "1", "epochs", "2", "bootstrap", "0", "output",
				"{folder}/findings.safetensors"), List.of(), badRadiographs("rates", List.of("", "fast", "-1"), "strengths", List.of("", "0"),
					"neighbours", List.of("", "0", "x"), "split", List.of("", "7:3", "0:1:1"), "testlist", List.of("{inputs}/none.txt"), "threshold",
					List.of("", "best"), "folds", List.of("1", "99"), "finetune", List.of("some", "2")), List.of("findings.safetensors", "findings.csv", "findings_test.csv")), //
			new CommandCase("Classify Radiographs...", options("input", "{inputs}/radiographs/images", "head", "{inputs}/findings.safetensors",
				"output", "{folder}/findings.csv"), List.of("input"), Map.of("head", HEADS, "device", List.of("tpu"), "encoder", List.of("resnet",
					TINY)), List.of("findings.csv")), //
			new CommandCase("Sweep Radiographs...", radiographs("over", "resolution", "values", "16,20", "methods", "logistic", "bootstrap", "0",
				"output", "{folder}/sweep.csv"), List.of(), badRadiographs("values", List.of("", "wide", "0"), "methods", List.of("", "svm"), "rates",
					List.of("fast"), "split", List.of("7:3"), "finetune", List.of("some")), List.of("sweep.csv", "sweep.png")), //
			new CommandCase("Study Radiograph Metadata...", radiographs("resolution", "16", "folds", "2", "bootstrap", "0", "output",
				"{folder}/metadata.csv"), List.of(), badRadiographs("ages", List.of("", "old"), "strengths", List.of("0")), List.of(
					"metadata.csv")), //
			new CommandCase("Train Radiograph Segmentation...", options("input", RADIOGRAPHS + "/images", "masks", RADIOGRAPHS + "/structures",
				"structures", "right_lung,left_lung,heart", "patients", RADIOGRAPHS + "/labels.csv", "resolution", "16", "channels", "8", "epochs",
				"1", "decoder", "linear", "output", "{folder}/lungs.safetensors"), List.of("input", "masks", "patients"), Map.of("masks", List.of("",
					"{inputs}"), "structures", List.of("", "lung", "a,a"), "encoder", List.of("", "resnet"), "channels", List.of("12"), "output", List.of(
						""), "device", List.of("tpu", "gpu77")), List.of("lungs.safetensors", "lungs_curve.csv", "lungs_dice.csv")), //
			new CommandCase("Segment Radiographs...", options("input", "{inputs}/section.tif", "head", "{inputs}/structures.safetensors", "output",
				"{folder}/segmented"), List.of("input", "head"), Map.of("input", List.of("{inputs}/raw.tif", "{inputs}/nan.tif"), "head", List.of("",
					"{inputs}/head.safetensors"), "encoder", List.of("resnet", TINY), "device", List.of("tpu", "gpu77")), List.of(
						"segmented/labels/section.png", "segmented/overlays/section.png", "segmented/structures.csv")));
	}

	/** Options of a command that learns from the small radiographs. */
	private static Map<String, String> radiographs(final String... more) {
		final Map<String, String> options = options("input", "{inputs}/radiographs/images", "labels", "{inputs}/radiographs/labels.csv",
			"features", "{folder}/kept");
		options.putAll(options(more));
		return options;
	}

	/** What such a command refuses, and more: keys and lists of values. */
	private static Map<String, List<String>> badRadiographs(final Object... more) {
		final Map<String, List<String>> refused = new LinkedHashMap<>(Map.of("input", List.of("", "{inputs}/none", "{inputs}/zero.tif"), "labels",
			List.of("", "{inputs}/none.csv", "{inputs}/truth.csv", "{inputs}/text.tif"), "findings", List.of("Flu"), "group", List.of("clinic"),
			"encoder", List.of("", "resnet", "{inputs}")));
		refused.putAll(refused(more));
		return refused;
	}

	/** Writes radiographs and heads. */
	static void write(final Path folder) throws IOException {
		SmallRadiographs.write(folder.resolve("radiographs"), 24, 20);
		RadiographHead.write(folder.resolve("findings.safetensors"));
		writeStructuresHead(folder);
	}

	/** An untrained head that segments two structures on the filter bank. */
	private static void writeStructuresHead(final Path folder) throws IOException {
		final Map<String, String> metadata = Head.of(new FilterBank(), "test");
		final int width = new FilterBank().width() + 2;
		Map.of("decoder", "linear", "structures", "lung|heart", "exclusive", "true", "resolution", "16", "features", "" + width, "blocks", "1",
			"doublings", "0", "channels", "8").forEach((key, value) -> metadata.put("setting." + key, value));
		final float[] ones = new float[width];
		Arrays.fill(ones, 1);
		new Head(RadiographSegmentation.TYPE, metadata, PlaneDecoder.random(PlaneHead.LINEAR, new PlaneHead.Shape(width, 1, 0, 8, 3), 1),
			new ImageStatistics(new double[] { 1, 1, 1 }, "pixel", 0, 1, new float[width], ones)).write(folder.resolve("structures.safetensors"));
	}
}
