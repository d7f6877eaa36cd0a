package io.github.encoderj.command;

import static io.github.encoderj.command.CommandCase.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How {@link EveryCommandTest} calls the commands of the menu Metrics, and the tables that they are given. */
final class MetricCases {

	private MetricCases() {}

	/** The commands of the menu. */
	static List<CommandCase> all() {
		return List.of( //
			new CommandCase("Compare Segmentations...", options("truth", "{inputs}/labels.tif", "segmentation", "{inputs}/segments.tif", "output",
				"{folder}/scores.csv"), List.of("truth", "segmentation"), Map.of("truth", List.of("{inputs}/small.tif", "{inputs}/zero.tif",
					"{inputs}/fractions.tif", "{inputs}/nan.tif"), "segmentation", List.of("{inputs}/small.tif", "{inputs}/fractions.tif",
						"{inputs}/nan.tif")), List.of("scores.csv")), //
			new CommandCase("Compare Masks...", options("truth", "{inputs}/labels.tif", "segmentation", "{inputs}/segments.tif", "output",
				"{folder}/masks.csv", "lesions", "coverage"), List.of("truth", "segmentation"), Map.of("truth", List.of("", "{inputs}/small.tif",
					"{inputs}/fractions.tif", "{inputs}/nan.tif"), "segmentation", List.of("{inputs}/small.tif", "{inputs}/fractions.tif",
						"{inputs}/nan.tif", "{inputs}/finer.tif"), "labels", List.of("0", "abc", "1,-2")), List.of("masks.csv")), //
			new CommandCase("Score Classification...", options("truth", "{inputs}/truth.csv", "scores", "{inputs}/scores.csv", "threshold",
				"youden", "validationtruth", "{inputs}/truth.csv", "validationscores", "{inputs}/others.csv", "compare", "{inputs}/others.csv",
				"bootstrap", "20", "permutations", "20", "output", "{folder}/classes.csv"), List.of("truth", "scores", "compare",
					"validationtruth", "validationscores"), Map.of("truth", List.of("", "{inputs}/two.csv", "{inputs}/truth nan.csv"), "scores",
						List.of("", "{inputs}/scores nan.csv", "{inputs}/scores text.csv", "{inputs}/scores fewer.csv"), "group", List.of("clinic"),
						"threshold", List.of("", "best", "0.1,0.2,0.3", "recall x", "argmax 2"), "validationscores", List.of(""), "compare", List.of(
							"{inputs}/scores fewer.csv")), List.of("classes.csv", "classes_roc.png", "classes_pr.png", "classes_calibration.png",
								"classes_confusion.csv")));
	}

	/** True classes and scores of four cases, and tables that do not fit. */
	static void write(final Path folder) throws IOException {
		final String header = "case,cat,dog\n";
		Files.writeString(folder.resolve("truth.csv"), "case,patient,cat,dog\na,p,1,0\nb,p,0,1\nc,q,1,0\nd,q,0,1\n");
		Files.writeString(folder.resolve("scores.csv"), header + "a,0.9,0.1\nb,0.4,0.6\nc,0.3,0.7\nd,0.2,0.8\n");
		Files.writeString(folder.resolve("others.csv"), header + "a,0.8,0.2\nb,0.9,0.1\nc,0.6,0.4\nd,0.3,0.7\n");
		Files.writeString(folder.resolve("two.csv"), header + "a,2,0\nb,0,1\nc,1,0\nd,0,1\n");
		Files.writeString(folder.resolve("truth nan.csv"), header + "a,yes,0\nb,0,1\nc,1,0\nd,0,1\n");
		Files.writeString(folder.resolve("scores nan.csv"), header + "a,NaN,0.1\nb,0.4,0.6\nc,0.3,0.7\nd,0.2,0.8\n");
		Files.writeString(folder.resolve("scores text.csv"), header + "a,high,0.1\nb,0.4,0.6\nc,0.3,0.7\nd,0.2,0.8\n");
		Files.writeString(folder.resolve("scores fewer.csv"), header + "a,0.9,0.1\nb,0.4,0.6\nc,0.3,0.7\n");
	}
}
