package io.github.encoderj.command;

import static io.github.encoderj.command.CommandCase.options;

import java.util.List;
import java.util.Map;

/** How {@link EveryCommandTest} calls the samples and the start window. */
final class SampleCases {

	private SampleCases() {}

	/** The commands of the menu. */
	static List<CommandCase> all() {
		return List.of( //
			new CommandCase("EncoderJ Neurites", Map.of(), List.of(), Map.of(), List.of()), //
			new CommandCase("EncoderJ Slide...", options("output", "{folder}/slide.ome.tif", "folder", "{folder}/slides", "number", "2"), List.of(),
				Map.of("folder", List.of("{inputs}", "{inputs}/none/set")), List.of("slide.ome.tif", "slide-truth.tif", "slides/labels.csv",
					"slides/images/s2.ome.tif")), //
			new CommandCase("EncoderJ Radiographs", options("number", "2", "size", "32", "output", "{folder}/set"), List.of(), Map.of("output",
				List.of("{inputs}")), List.of("set/labels.csv", "set/images/p0001_1.tif", "set/findings/p0002_1.png")), //
			new CommandCase("EncoderJ PET/CT", options("number", "2", "output", "{folder}/patients"), List.of(), Map.of("output", List.of("{inputs}")),
				List.of("patients/p1/pet.nii.gz", "patients/p2/lesions.nii.gz")), //
			new CommandCase("Start...", Map.of(), List.of(), Map.of(), List.of()));
	}
}
