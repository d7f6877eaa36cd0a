package io.github.encoderj.command.start;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A step on the way from data to scores: an ordinary command and the line of a macro that calls it.
 *
 * @param name in a word or two, such as Train
 * @param command its label
 * @param sample options with the sample data; empty where the sample does not serve
 * @param own options with the user's own data; empty where there is nothing to do
 * @param text what the step does, in a sentence or two
 */
record StartStep(String name, String command, Optional<String> sample, Optional<String> own, String text) {

	private static final String FILE = "steps.txt";

	/** Stands for the folder of results in options. */
	private static final String FOLDER = "{folder}";

	/** The tasks, each with its steps, of which the commands are there; a task whose commands are all missing is left out. */
	static Map<String, List<StartStep>> tasks(final Set<String> commands) {
		final Map<String, List<StartStep>> tasks = new LinkedHashMap<>();
		try (InputStream in = StartStep.class.getResourceAsStream(FILE)) {
			new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(
				line -> {
					final String[] parts = line.split("\\|", -1);
					if (parts.length != 6) throw new IllegalStateException(FILE + ": \"" + line + "\" has not six parts");
					final StartStep step = new StartStep(parts[1].strip(), parts[2].strip(), options(parts[3]), options(parts[4]), parts[5].strip());
					if (commands.contains(step.command())) tasks.computeIfAbsent(parts[0].strip(), task -> new ArrayList<>()).add(step);
				});
		}
		catch (final IOException e) {
			throw new UncheckedIOException(FILE + " of the start window cannot be read", e);
		}
		return tasks;
	}

	private static Optional<String> options(final String text) {
		return text.strip().equals("-") ? Optional.empty() : Optional.of(text.strip());
	}

	/**
	 * The macro line of the step; empty where there is none for this kind of data.
	 *
	 * @param withSample whether the sample data is used
	 * @param folder where results go
	 */
	Optional<String> line(final boolean withSample, final String folder) {
		final String slashed = folder.replace('\\', '/');
		final String ended = slashed.isEmpty() || slashed.endsWith("/") ? slashed : slashed + "/";
		return (withSample ? sample : own).map(options -> options.isEmpty() ? "run(\"" + command + "\");" : "run(\"" + command + "\", \"" +
			options.replace(FOLDER, ended) + "\");");
	}

	/** What the user must fill in before a line can run, such as {@code <image>}; empty if nothing. */
	static Optional<String> gap(final String line) {
		final int from = line.indexOf('<');
		final int to = line.indexOf('>', from + 1);
		return from < 0 || to < 0 ? Optional.empty() : Optional.of(line.substring(from, to + 1));
	}
}
