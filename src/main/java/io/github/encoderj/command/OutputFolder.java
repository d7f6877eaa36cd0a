package io.github.encoderj.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.encoderj.base.Refusal;

/** The folder that the text of an output key stands for. */
public final class OutputFolder {

	private OutputFolder() {}

	/**
	 * The folder of an output key, checked and not made yet.
	 *
	 * @param key the macro key, for messages
	 * @param text what it was given
	 * @throws Refusal if it is empty, a file, in a folder that does not exist, or read-only
	 */
	public static Path of(final String key, final String text) {
		Refusal.unless(!text.isBlank(), "%s is empty: name the folder of the results.", key);
		final Path folder = Path.of(text.trim()).toAbsolutePath().normalize();
		final Path parent = folder.getParent();
		Refusal.unless(parent != null && Files.isDirectory(parent), "%s = %s: the folder %s does not exist. Create it first.", key, text, parent);
		Refusal.unless(Files.isDirectory(folder) || !Files.exists(folder), "%s = %s: this is a file. Name a folder.", key, text);
		Refusal.unless(Files.isWritable(Files.exists(folder) ? folder : parent), "%s = %s: the folder is read-only. Choose one that you may write " +
			"to.", key, text);
		return folder;
	}

	/** Makes the folder if it is missing. */
	public static void make(final String key, final Path folder) {
		try {
			Files.createDirectories(folder);
		}
		catch (final IOException e) {
			throw new Refusal(key + " = " + folder + ": this folder cannot be made (" + e.getMessage() + "). Choose another one.", e);
		}
	}
}
