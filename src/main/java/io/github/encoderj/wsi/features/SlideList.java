package io.github.encoderj.wsi.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Natural;

/** The slides that an input stands for. */
final class SlideList {

	/** What lies beside slides and is none. */
	private static final Set<String> OTHERS = Set.of("csv", "txt", "json", "geojson", "xml", "ini", "log", "md", "h5", "hdf5", "part", "pt",
		"zip", "roi", "safetensors");

	private SlideList() {}

	static List<Path> of(final Path input) {
		Refusal.unless(Files.exists(input), "%s does not exist. Check the name and the folder.", input);
		final List<Path> slides;
		if (Files.isDirectory(input)) slides = Natural.files(input, file -> !OTHERS.contains(suffix(file)));
		else if (suffix(input).equals("txt")) slides = lines(input);
		else slides = List.of(input);
		Refusal.unless(!slides.isEmpty(), "%s holds no slide.", input);
		return slides;
	}

	private static String suffix(final Path file) {
		final String name = file.getFileName().toString();
		return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
	}

	private static List<Path> lines(final Path list) {
		try {
			return Files.readAllLines(list).stream().filter(line -> !line.isBlank()).map(line -> list.toAbsolutePath().resolveSibling(line
				.trim())).toList();
		}
		catch (final IOException | InvalidPathException e) {
			throw new Refusal("Could not read the list " + list + ": " + e.getMessage() + ".", e);
		}
	}
}
