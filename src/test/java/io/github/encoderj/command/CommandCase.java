package io.github.encoderj.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.encoderj.encoder.Catalogue;

/**
 * How {@link EveryCommandTest} calls a command. {@code {inputs}} stands for a folder with the files of {@link #writeInputs},
 * {@code {folder}} for an empty one.
 *
 * @param label as in the menu
 * @param options that it takes, in order
 * @param files keys that name an image file
 * @param refused further values that it must refuse, for each key
 * @param outputs names of the files that it writes into {@code {folder}}
 */
record CommandCase(String label, Map<String, String> options, List<String> files, Map<String, List<String>> refused,
	List<String> outputs)
{

	/** Files that no command can read as an image. */
	static final List<String> BAD_FILES = List.of("missing.tif", "empty.tif", "truncated.tif", "text.tif", "text.h5");

	/** Files that are no heads of affinities on an encoder that is there. */
	static final List<String> HEADS = List.of("", "{inputs}/other encoder.safetensors", "{inputs}/other weights.safetensors",
		"{inputs}/other type.safetensors", "{inputs}/truncated.safetensors");

	static final String TINY = "src/test/resources/encoders/golden/models/dinov3-vit-tiny";

	/** Every command of the suite. */
	static List<CommandCase> all() {
		return Stream.of(MetricCases.all(), SlideCases.all(), SampleCases.all(), EmCases.all(), VolumeCases.all(), RadiographCases.all(), EncoderCases
			.all()).flatMap(List::stream).toList();
	}

	/** Writes the good and the bad files that the cases name. */
	static void writeInputs(final Path folder) throws IOException {
		System.setProperty(Catalogue.FOLDER_PROPERTY, folder.resolve("preferences").toString());
		SmallImages.writeAll(folder);
		EmCases.write(folder);
		SlideCases.write(folder);
		VolumeCases.write(folder);
		RadiographCases.write(folder);
		MetricCases.write(folder);
	}

	/** Keys and lists of values that are refused. */
	static Map<String, List<String>> refused(final Object... keysAndValues) {
		final Map<String, List<String>> refused = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			@SuppressWarnings("unchecked")
			final List<String> values = (List<String>) keysAndValues[i + 1];
			refused.put(keysAndValues[i].toString(), values);
		}
		return refused;
	}

	static Map<String, String> options(final String... keysAndValues) {
		final Map<String, String> options = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) options.put(keysAndValues[i], keysAndValues[i + 1]);
		return options;
	}
}
