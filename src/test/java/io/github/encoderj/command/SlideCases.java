package io.github.encoderj.command;

import static io.github.encoderj.command.CommandCase.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.encoderj.base.Progress;
import io.github.encoderj.learn.BagTasks;
import io.github.encoderj.learn.GatedAttention;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.sample.SyntheticSlide;
import io.github.encoderj.wsi.classify.FeatureFiles;
import io.github.encoderj.wsi.classify.SlideTraining;

/** How {@link EveryCommandTest} calls the commands of the menu Slides, and the slides and heads that they are given. */
final class SlideCases {

	private SlideCases() {}

	/** The commands of the menu. */
	static List<CommandCase> all() {
		return List.of( //
			new CommandCase("Find Tissue...", options("input", "{inputs}/slide.ome.tif", "preset", "biopsy", "output",
				"{folder}/tissue.geojson"), List.of("input", "mask"), Map.of("input", List.of("", "{inputs}/raw.tif"), "level", List.of("9"), "median",
					List.of("4"), "mask", List.of("{inputs}/text.geojson")), List.of("tissue.geojson", "tissue.csv")), //
			new CommandCase("Show Tiles...", options("input", "{inputs}/slide.ome.tif", "mask", "{inputs}/slide.geojson", "tile", "64",
				"output", "{folder}/sheet.png"), List.of("input", "mask"), Map.of("input", List.of("", "{inputs}/raw.tif"), "mask", List.of(
					"{inputs}/text.geojson"), "overlap", List.of("64"), "micrometres", List.of("0.01")), List.of("sheet.png", "sheet.csv")), //
			new CommandCase("Encode Slides...", options("input", "{inputs}/slide.ome.tif", "mask", "{inputs}/slide.geojson", "tile", "64",
				"output", "{folder}"), List.of("input", "mask"), Map.of("input", List.of("", "{inputs}/raw.tif", "{inputs}/preferences"), "mask", List.of(
					"{inputs}/text.geojson", "{inputs}/preferences"), "overlap", List.of("64"), "micrometres", List.of("0.01"), "encoder", List.of(
						"", "resnet", "{inputs}"), "pooling", List.of("cls"), "resolution", List.of("8"), "device", List.of("tpu", "gpu77"), "output",
					List.of("")), List.of("slide.h5", "encoding.csv")), //
			new CommandCase("Train Slide Classifier...", options("input", "{inputs}/bags", "labels", "{inputs}/slides.csv", "output",
				"{folder}/slides.safetensors", "folds", "2", "epochs", "1", "bootstrap", "10"), List.of("input", "labels"), Map.of("input", List.of("",
					"{inputs}/preferences"), "labels", List.of("", "{inputs}/scores.csv"), "columns", List.of("nocolumn"), "group", List.of(
						"clinic"), "folds", List.of("50"), "output", List.of(""), "device", List.of("tpu", "gpu77"), "rate", List.of("0")), List.of(
							"slides.safetensors", "slides_scores.csv", "slides_predictions.csv", "slides_curve.csv", "slides_roc.png")), //
			new CommandCase("Classify Slides...", options("input", "{inputs}/bags", "head", "{inputs}/slides.safetensors", "output",
				"{folder}/classes.csv"), List.of("input", "head"), Map.of("input", List.of("", "{inputs}/preferences", "{inputs}/other width.h5",
					"{inputs}/other weights.h5"), "head", List.of("", "{inputs}/head.safetensors", "{inputs}/truncated.safetensors"), "device", List
						.of("tpu", "gpu77")), List.of("classes.csv")), //
			new CommandCase("Slide Attention Map...", options("input", "{inputs}/slide.ome.tif", "features", "{inputs}/bags/s1.h5", "head",
				"{inputs}/slides.safetensors", "mask", "{inputs}/slide.geojson", "output", "{folder}/map.ome.tif"), List.of("input", "features",
					"head", "mask"), Map.of("input", List.of("", "{inputs}/raw.tif"), "features", List.of("", "{inputs}/bags"), "head", List.of("",
						"{inputs}/head.safetensors", "{inputs}/mean.safetensors"), "label", List.of("nobody"), "mask", List.of(
							"{inputs}/text.geojson"), "device", List.of("tpu", "gpu77")), List.of("map.ome.tif", "map_tiles.csv", "map_tiles.png")));
	}

	/** A slide with outlines, features of eight slides with their labels, an untrained head for them, and what does not fit it. */
	static void write(final Path folder) throws IOException {
		final String sha256 = "ab".repeat(32);
		final int width = 5;
		Files.createDirectories(folder.resolve("bags"));
		Files.writeString(folder.resolve("slides.csv"), FeatureFiles.cohort(folder.resolve("bags"), 8, 20, width, sha256));
		FeatureFiles.write(folder.resolve("other width.h5"), new float[2][9], new long[2][2], 64, sha256);
		FeatureFiles.write(folder.resolve("other weights.h5"), new float[2][width], new long[2][2], 64, "cd".repeat(32));
		final Map<String, String> metadata = Map.of("encoder", "tiny", "encoder_sha256", sha256, "preprocessing", "none", "version", "test",
			"tasks", new BagTasks(List.of("odd"), false).toText(), "pooling", "attention");
		final float[] ones = new float[width];
		Arrays.fill(ones, 1);
		final Head head = new Head(SlideTraining.TYPE, metadata, GatedAttention.random(width, 2, 1, false, 1), new ImageStatistics(new double[] {
			1, 1, 1 }, "pixel", 0, 1, new float[width], ones));
		head.write(folder.resolve("slides.safetensors"));
		head.with("pooling", "mean").write(folder.resolve("mean.safetensors"));
		new SyntheticSlide(600, 512, 0.1, 1).write(folder.resolve("slide.ome.tif"), Progress.NONE);
		Files.writeString(folder.resolve("slide.geojson"), "{\"type\":\"Polygon\",\"coordinates\":[[[90,80],[400,80],[400,300],[90,80]]]}");
		Files.writeString(folder.resolve("text.geojson"), "{\"type\": 3, ");
	}
}
