package io.github.encoderj.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.encoderj.base.Refusal;

/**
 * Two files, one of each of two folders, that belong together because they have the same name, such as truth and segmentation of a
 * case. Suffixes do not count: {@code a.nii.gz} and {@code a.tif} are partners.
 *
 * @param name what both are called, without the suffix
 * @param first file of the first folder; empty if that has none of this name
 * @param second file of the second folder; empty if that has none of this name
 */
public record FilePair(String name, Optional<Path> first, Optional<Path> second) {

	private static final String SUFFIX = "(?i)(\\.nii\\.gz|\\.ome\\.(tiff?|zarr)|\\.[a-z][a-z0-9]*)$";

	/** Files that lie beside images and are none. */
	private static final List<String> NO_IMAGES = List.of(".txt", ".csv", ".tsv", ".json", ".md", ".xml", ".html", ".pdf", ".log", ".yaml",
		".yml", ".tex", ".ijm", ".py", ".ini", ".db", ".safetensors");

	/**
	 * Matches the images of two folders by name. If not one name is in both, what the names of a folder end with in common, from a
	 * {@code _}, {@code -}, point or blank on, is left out first: {@code a_mask.tif} and {@code b_mask.tif} are then a and b. Hidden
	 * files, folders other than Zarr images, and texts and tables are left out.
	 *
	 * @return in natural order of names; some may lack a partner, but not all
	 * @throws Refusal if a folder is missing, has two images of one name, or no two names match
	 */
	public static List<FilePair> of(final Path first, final Path second) {
		final Map<String, Path> all = images(first);
		final Map<String, Path> others = images(second);
		final boolean alike = !Collections.disjoint(all.keySet(), others.keySet());
		final Map<String, Path> a = alike ? all : withoutCommonEnding(all);
		final Map<String, Path> b = alike ? others : withoutCommonEnding(others);
		Refusal.unless(!Collections.disjoint(a.keySet(), b.keySet()), "%s and %s hold no two images of the same name: there is %s in the one, " +
			"%s in the other. Give partners the same name.", first, second, shown(all), shown(others));
		final TreeSet<String> names = new TreeSet<>(Natural.ORDER);
		names.addAll(a.keySet());
		names.addAll(b.keySet());
		return names.stream().map(name -> new FilePair(name, Optional.ofNullable(a.get(name)), Optional.ofNullable(b.get(name)))).toList();
	}

	/** Whether both partners are there. */
	public boolean complete() {
		return first.isPresent() && second.isPresent();
	}

	/** Whether a path is a folder of files, not a Zarr image. */
	public static boolean isFolder(final Path path) {
		return Files.isDirectory(path) && !ImageFiles.hasSuffix(path, List.of(".zarr")) && !ZarrFolder.zarr(path);
	}

	private static Map<String, Path> images(final Path folder) {
		Refusal.unless(Files.isDirectory(folder), "%s is not a folder. Give a folder that exists.", folder);
		final Map<String, Path> images = new TreeMap<>(Natural.ORDER);
		try (Stream<Path> files = Files.list(folder)) {
			files.filter(FilePair::isImage).sorted().forEach(file -> {
				final String name = file.getFileName().toString().replaceFirst(SUFFIX, "");
				final Path same = images.put(name, file);
				Refusal.unless(same == null, "The folder %s holds two images named %s: %s and %s. Leave one of them.", folder, name, same == null
					? "" : same.getFileName(), file.getFileName());
			});
		}
		catch (final IOException | UncheckedIOException e) {
			throw new Refusal("Could not list the folder " + folder + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
		return images;
	}

	private static boolean isImage(final Path file) {
		if (file.getFileName().toString().startsWith(".") || ImageFiles.hasSuffix(file, NO_IMAGES)) return false;
		return Files.isRegularFile(file) || Files.isDirectory(file) && !isFolder(file);
	}

	private static Map<String, Path> withoutCommonEnding(final Map<String, Path> images) {
		final int ending = commonEnding(images.keySet()).length();
		if (images.keySet().stream().anyMatch(name -> name.length() == ending)) return images;
		final Map<String, Path> shorter = new TreeMap<>(Natural.ORDER);
		images.forEach((name, file) -> shorter.put(name.substring(0, name.length() - ending), file));
		return shorter;
	}

	/** Of one name alone nobody can tell what its ending is. */
	private static String commonEnding(final Collection<String> names) {
		if (names.size() < 2) return "";
		String ending = names.iterator().next();
		for (final String name : names) while (!name.endsWith(ending)) ending = ending.substring(1);
		return ending.replaceFirst("^[^_\\-. ]*", "");
	}

	private static String shown(final Map<String, Path> images) {
		return images.values().stream().findFirst().map(path -> path.getFileName().toString()).orElse("no image");
	}
}
