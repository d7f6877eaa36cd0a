package io.github.encoderj.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Refusal;

/** The file of a head that a command trains. */
public final class HeadFile {

	private static final Logger LOG = LoggerFactory.getLogger(HeadFile.class);

	private HeadFile() {}

	/**
	 * Where a head is written that is to be trained.
	 *
	 * @param output what the key {@code output} was given
	 * @param overwrite whether a head that is there already is trained again
	 * @return empty if it is there and is kept, which the log then says
	 * @throws Refusal if nothing was given or it cannot be written
	 */
	public static Optional<Path> toTrain(final String output, final boolean overwrite) {
		final Path file = OutputFile.of("output", output, ".safetensors").orElseThrow(() -> new Refusal("output is empty: name the head file " +
			"to be written (.safetensors)."));
		if (overwrite || !Files.exists(file)) return Optional.of(file);
		LOG.info("{} exists and is kept; set overwrite=true to train again.", file);
		return Optional.empty();
	}
}
