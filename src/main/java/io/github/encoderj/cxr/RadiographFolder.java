package io.github.encoderj.cxr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Natural;

/**
 * The files of a folder and of the folders in it, found by what label tables call them: a path, the end of one, a file name, or a
 * file name without its suffix.
 */
public final class RadiographFolder {

	private final Path folder;
	private final Map<String, Path> byPath = new HashMap<>();
	private final Map<String, Path> byName = new HashMap<>();
	private final Map<String, Path> byStem = new HashMap<>();
	private final Set<String> twice = new HashSet<>();

	private RadiographFolder(final Path folder) {
		this.folder = folder;
	}

	/**
	 * Looks through a folder; hidden files and folders are left out.
	 *
	 * @throws Refusal if it is missing or cannot be read
	 */
	public static RadiographFolder of(final Path folder) {
		Refusal.unless(Files.isDirectory(folder), "input = \"%s\": there is no such folder. Name the folder of the radiographs.", folder);
		final RadiographFolder index = new RadiographFolder(folder);
		for (final Path file : files(folder)) {
			final String path = index.relative(file);
			final String name = file.getFileName().toString();
			index.byPath.put(path, file);
			index.put(index.byName, name, file);
			index.put(index.byStem, name.replaceFirst("\\.[^.]+$", ""), file);
		}
		return index;
	}

	/** All files under a folder in natural order. */
	private static List<Path> files(final Path folder) {
		try (Stream<Path> tree = Files.walk(folder)) {
			return tree.filter(f -> !hidden(folder.relativize(f)) && Files.isRegularFile(f)).sorted((a, b) -> Natural.ORDER.compare(a.toString(), b
				.toString())).toList();
		}
		catch (final IOException | UncheckedIOException e) {
			throw new Refusal("Could not list the folder " + folder + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
	}

	private static boolean hidden(final Path relative) {
		for (final Path part : relative) if (part.toString().startsWith(".")) return true;
		return false;
	}

	private String relative(final Path file) {
		return folder.relativize(file).toString().replace('\\', '/');
	}

	private void put(final Map<String, Path> map, final String name, final Path file) {
		if (map.put(name, file) != null) twice.add(name);
	}

	/** All files, in natural order of their paths. */
	public List<Path> files() {
		return files(folder);
	}

	/** Number of files. */
	public int size() {
		return byPath.size();
	}

	/**
	 * The file that a table means.
	 *
	 * @param name as the table has it
	 * @return empty if there is none
	 * @throws Refusal if several files could be meant
	 */
	public Optional<Path> file(final String name) {
		String path = name.replace('\\', '/').replaceFirst("^\\./", "");
		while (true) { // "CheXpert-v1.0/train/patient1/view1.jpg" is also looked for as "train/patient1/view1.jpg" and so on
			if (byPath.containsKey(path)) return Optional.of(byPath.get(path));
			final int slash = path.indexOf('/');
			if (slash < 0) break;
			path = path.substring(slash + 1);
		}
		final Path found = byName.getOrDefault(path, byStem.get(path));
		Refusal.unless(found == null || !twice.contains(path), "The table's image %s could be several files of %s, such as %s. Give paths in " +
			"the table, relative to the folder.", name, folder, found);
		return Optional.ofNullable(found);
	}
}
