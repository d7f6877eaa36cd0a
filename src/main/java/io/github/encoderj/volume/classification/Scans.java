package io.github.encoderj.volume.classification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Natural;
import io.github.encoderj.image.Volume;
import io.github.encoderj.image.dicom.DicomSeries;

/** The scans that an input stands for. */
public final class Scans {

	private static final List<String> SUFFIXES = List.of(".nii", ".nii.gz", ".tif", ".tiff", ".h5", ".hdf5", ".hdf", ".mha", ".nrrd");

	private static final Set<String> SCANNERS = Set.of("CT", "PT", "MR", "NM");

	private Scans() {}

	/**
	 * A scan, read when its turn comes.
	 *
	 * @param name as stores and tables show it
	 */
	public record Scan(String name, Supplier<Volume<?>> volume) {}

	/**
	 * The scans of a file, a list (.txt, a path a line) or a folder. In a folder and the folders below, each folder of DICOM files is a scan,
	 * and so is each image file; hidden ones are left out. A scan is called by its file or folder name, or, where two would be called alike,
	 * by its path below the input.
	 *
	 * @param pattern which files or DICOM folders of a folder are taken, by their name, such as {@code *PET*}; empty for all
	 * @throws Refusal if there is no such file or folder, or no scan in it
	 */
	public static List<Scan> of(final Path input, final String pattern) {
		Refusal.unless(Files.exists(input), "%s does not exist. Check the name and the folder.", input);
		final List<Path> paths;
		if (!Files.isDirectory(input)) {
			paths = input.toString().toLowerCase(Locale.ROOT).endsWith(".txt") ? list(input) : List.of(input);
		}
		else if (DicomSeries.folder(input)) paths = List.of(input);
		else paths = below(input, matcher(pattern));
		Refusal.unless(!paths.isEmpty(), "%s holds no scan%s: expected NIfTI, TIFF or HDF5 files, or folders of DICOM files.", input, pattern
			.isBlank() ? "" : " called " + pattern);
		final Set<String> names = new HashSet<>();
		final boolean unique = paths.stream().allMatch(p -> names.add(String.valueOf(p.toAbsolutePath().normalize().getFileName())));
		return paths.stream().map(p -> new Scan(name(p, input, unique), () -> read(p))).toList();
	}

	/** Of a folder with one series of slices and others beside it (segmentations, scouts of one image) the slices. */
	private static Volume<?> read(final Path path) {
		if (!Files.isDirectory(path) || !DicomSeries.folder(path)) return ImageFiles.read(path);
		final List<DicomSeries.Group> stacks = DicomSeries.in(path).stream().filter(g -> SCANNERS.contains(g.modality()) && g.images().size() > 1)
			.toList();
		return stacks.size() == 1 ? stacks.get(0).series().volume(Progress.NONE) : ImageFiles.read(path);
	}

	private static String name(final Path path, final Path input, final boolean unique) {
		if (unique) return String.valueOf(path.toAbsolutePath().normalize().getFileName());
		final Path base = Files.isDirectory(input) ? input.toAbsolutePath() : input.toAbsolutePath().getParent();
		return base.normalize().relativize(path.toAbsolutePath().normalize()).toString().replace('\\', '/');
	}

	private static PathMatcher matcher(final String pattern) {
		try {
			return FileSystems.getDefault().getPathMatcher("glob:" + (pattern.isBlank() ? "*" : pattern.trim()));
		}
		catch (final PatternSyntaxException e) {
			throw new Refusal("pattern = " + pattern + ": expected a file name with * and ?, such as *PET*.", e);
		}
	}

	private static List<Path> below(final Path folder, final PathMatcher matcher) {
		final List<Path> found = new ArrayList<>();
		for (final Path path : children(folder)) {
			final Path name = path.getFileName();
			if (Files.isDirectory(path)) {
				if (!DicomSeries.folder(path)) found.addAll(below(path, matcher));
				else if (matcher.matches(name)) found.add(path);
			}
			else if (matcher.matches(name) && SUFFIXES.stream().anyMatch(name.toString().toLowerCase(Locale.ROOT)::endsWith)) found.add(path);
		}
		return found;
	}

	private static List<Path> children(final Path folder) {
		try (Stream<Path> all = Files.list(folder)) {
			return all.filter(p -> !p.getFileName().toString().startsWith(".")).sorted((a, b) -> Natural.ORDER.compare(a.getFileName().toString(), b
				.getFileName().toString())).toList();
		}
		catch (final IOException | UncheckedIOException e) {
			throw new Refusal("Could not list the folder " + folder + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
	}

	private static List<Path> list(final Path file) {
		try {
			return Files.readAllLines(file).stream().filter(l -> !l.isBlank()).map(l -> file.toAbsolutePath().resolveSibling(l.trim())).toList();
		}
		catch (final IOException | InvalidPathException e) {
			throw new Refusal("Could not read the list " + file + ": " + e.getMessage() + ".", e);
		}
	}
}
