package io.github.encoderj.volume.segmentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.FilePair;
import io.github.encoderj.image.Natural;

/**
 * Patients with the same modalities, from one of these layouts:
 * <ul>
 * <li>a folder with {@code dataset.json} as the Medical Segmentation Decathlon or nnU-Net has it ({@link DatasetJson});</li>
 * <li>a folder with one folder for each patient, in which files have the same names everywhere;</li>
 * <li>one folder for each modality and one of labels, in which the files of a patient have the same name;</li>
 * <li>single files.</li>
 * </ul>
 *
 * @param modalities what the channels show
 * @param patients in natural order of names
 */
public record PatientSet(List<Modality> modalities, List<Patient> patients) {

	private static final Predicate<Path> NAMED = f -> f.getFileName().toString().matches("(?i).+\\.(nii|nii\\.gz|tif|tiff|h5)");
	private static final String SUFFIX = "(?i)(\\.nii\\.gz|\\.[a-z][a-z0-9]*)$";

	public PatientSet {
		modalities = List.copyOf(modalities);
		patients = List.copyOf(patients);
	}

	/**
	 * The patients that the keys of a command stand for.
	 *
	 * @param input folder with dataset.json or with a folder for each patient; empty if ct, pet and labels are paths
	 * @param ct name of the CT file in each patient's folder, or path of a file or folder; empty for none
	 * @param pet the same for PET in SUV
	 * @param labels the same for labels; empty for none
	 * @throws Refusal if there is nothing of that kind, or files have no partners
	 */
	public static PatientSet of(final String input, final String ct, final String pet, final String labels) {
		if (isDataset(input)) return DatasetJson.read(Path.of(input.trim()));
		final Map<Modality, String> given = new LinkedHashMap<>();
		if (!ct.isBlank()) given.put(Modality.CT, ct.trim());
		if (!pet.isBlank()) given.put(Modality.PET, pet.trim());
		Refusal.unless(!given.isEmpty(), "ct and pet are both empty: name at least one of them, or give a folder with %s as input.",
			DatasetJson.NAME);
		return input.isBlank() ? ofPaths(given, labels.trim()) : ofPatientFolders(Path.of(input.trim()), given, labels.trim());
	}

	/** Whether a folder holds a {@code dataset.json}. */
	public static boolean isDataset(final String folder) {
		return !folder.isBlank() && Files.isRegularFile(Path.of(folder.trim()).resolve(DatasetJson.NAME));
	}

	/** Whether a path is a folder of volumes rather than one volume (a file, or a DICOM series). */
	public static boolean isFolderOfVolumes(final String path) {
		return volumes(Path.of(path.trim()));
	}

	private static PatientSet ofPatientFolders(final Path folder, final Map<Modality, String> given, final String labels) {
		Refusal.unless(Files.isDirectory(folder), "input = %s: there is no such folder.", folder);
		final List<Patient> patients = new ArrayList<>();
		for (final Path patient : folders(folder)) {
			final List<Patient.Source> sources = new ArrayList<>();
			for (final String name : given.values()) sources.add(new Patient.Source(file(patient, name), 0));
			final boolean complete = sources.stream().allMatch(s -> Files.exists(s.file()));
			final Optional<Path> truth = labels.isEmpty() ? Optional.empty() : Optional.of(file(patient, labels));
			if (complete && truth.map(Files::exists).orElse(true)) patients.add(new Patient(String.valueOf(patient.getFileName()), sources, truth));
		}
		Refusal.unless(!patients.isEmpty(), "input = %s: no folder in it holds %s%s. Give the names that the files of each patient have.", folder,
			String.join(" and ", given.values()), labels.isEmpty() ? "" : " and " + labels);
		return new PatientSet(List.copyOf(given.keySet()), patients);
	}

	private static List<Path> folders(final Path folder) {
		try (Stream<Path> all = Files.list(folder)) {
			return all.filter(f -> Files.isDirectory(f) && !f.getFileName().toString().startsWith(".")).sorted(Comparator.comparing(f -> f
				.getFileName().toString(), Natural.ORDER)).toList();
		}
		catch (final IOException | UncheckedIOException e) {
			throw new Refusal("Could not list the folder " + folder + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
	}

	/** A file of a patient's folder, with any of the usual endings if none is given. */
	private static Path file(final Path folder, final String name) {
		for (final String ending : List.of("", ".nii.gz", ".nii")) {
			if (Files.exists(folder.resolve(name + ending))) return folder.resolve(name + ending);
		}
		return folder.resolve(name);
	}

	private static PatientSet ofPaths(final Map<Modality, String> given, final String labels) {
		final Map<String, Map<Modality, Path>> found = new TreeMap<>(Natural.ORDER);
		final Map<String, Path> truths = new TreeMap<>(Natural.ORDER);
		final Modality first = given.keySet().iterator().next();
		final Path main = existing(key(first), given.get(first));
		final boolean folders = volumes(main);
		if (!folders) {
			given.forEach((modality, path) -> found.computeIfAbsent(nameOf(main), n -> new TreeMap<>()).put(modality, existing(key(modality), path)));
			if (!labels.isEmpty()) truths.put(nameOf(main), existing("labels", labels));
		}
		else {
			for (final Path file : Natural.files(main, NAMED)) found.computeIfAbsent(nameOf(file), n -> new TreeMap<>()).put(first,
				file);
			given.forEach((modality, path) -> {
				if (modality != first) match(main, Path.of(path)).forEach((name, file) -> found.computeIfAbsent(name, n -> new TreeMap<>()).put(
					modality, file));
			});
			if (!labels.isEmpty()) truths.putAll(match(main, Path.of(labels)));
		}
		final List<Patient> patients = new ArrayList<>();
		found.forEach((name, files) -> {
			final boolean complete = files.keySet().containsAll(given.keySet()) && (labels.isEmpty() || truths.containsKey(name));
			if (complete) patients.add(new Patient(name, given.keySet().stream().map(m -> new Patient.Source(files.get(m), 0)).toList(), Optional
				.ofNullable(truths.get(name))));
		});
		Refusal.unless(!patients.isEmpty(), "%s: no patient has files of the same name everywhere. Give the files of a patient the same name.",
			main);
		return new PatientSet(List.copyOf(given.keySet()), patients);
	}

	private static boolean volumes(final Path path) {
		return Files.isDirectory(path) && FilePair.isFolder(path) && !Natural.files(path, NAMED).isEmpty();
	}

	/** Files of another folder by the names that their partners have here. */
	private static Map<String, Path> match(final Path main, final Path other) {
		final Map<String, Path> matched = new TreeMap<>(Natural.ORDER);
		for (final FilePair pair : FilePair.of(main, other)) {
			if (pair.complete()) matched.put(nameOf(pair.first().orElseThrow()), pair.second().orElseThrow());
		}
		return matched;
	}

	private static Path existing(final String key, final String text) {
		final Path path = Path.of(text);
		Refusal.unless(Files.exists(path), "%s = %s: there is no such file or folder.", key, text);
		return path;
	}

	private static String key(final Modality modality) {
		return modality.name().toLowerCase(Locale.ROOT);
	}

	/** Name of a file without its ending. */
	public static String nameOf(final Path file) {
		return String.valueOf(file.getFileName()).replaceFirst(SUFFIX, "");
	}
}
