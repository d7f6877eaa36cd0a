package io.github.encoderj.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import io.github.encoderj.base.Refusal;

/** The file that the text of an output key stands for, checked before the work begins: what cannot be written is said at once. */
public final class OutputFile {

	private OutputFile() {}

	/**
	 * The file of an output key.
	 *
	 * @param key the macro key, for messages
	 * @param text what it was given; empty means no file
	 * @param suffixes what its name may end with, the usual one first
	 * @throws Refusal if the name ends otherwise, or its folder does not exist or is read-only, or it is a folder
	 */
	public static Optional<Path> of(final String key, final String text, final String... suffixes) {
		if (text.isBlank()) return Optional.empty();
		final Path path;
		try {
			path = Path.of(text.trim());
		}
		catch (final InvalidPathException e) {
			throw new Refusal(key + " = " + text + ": this is no name of a file.", e);
		}
		final String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
		boolean known = false;
		for (final String suffix : suffixes) known |= name.endsWith(suffix) && name.length() > suffix.length();
		Refusal.unless(known, "%s = %s: the name must end with %s.", key, text, String.join(" or ", suffixes));
		final Path folder = path.toAbsolutePath().getParent();
		Refusal.unless(Files.isDirectory(folder), "%s = %s: the folder %s does not exist. Create it first.", key, text, folder);
		Refusal.unless(Files.isWritable(folder), "%s = %s: the folder %s is read-only. Choose one that you may write to.", key, text, folder);
		final boolean zarr = name.endsWith(".zarr"); // is a folder
		Refusal.unless(zarr || !Files.isDirectory(path), "%s = %s: this is a folder. Give the name of a file.", key, text);
		return Optional.of(path);
	}

	/** The name with its suffix replaced: {@code a.tif} with {@code "_0.50.tif"} gives {@code a_0.50.tif}, {@code .ome.tif} counts as one. */
	public static Path withEnding(final Path path, final String ending) {
		return path.resolveSibling(path.getFileName().toString().replaceFirst("(?i)(\\.ome)?\\.[^.]+$", "") + ending);
	}

	/** The suffix of a name, {@code .ome.tif} counted as one. */
	public static String suffix(final Path path) {
		final String name = path.getFileName().toString();
		return name.substring(name.replaceFirst("(?i)(\\.ome)?\\.[^.]+$", "").length());
	}
}
