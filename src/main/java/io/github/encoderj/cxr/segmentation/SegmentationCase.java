package io.github.encoderj.cxr.segmentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.cxr.Radiograph;
import io.github.encoderj.image.FilePair;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Natural;
import io.github.encoderj.image.Volume;

/**
 * A radiograph with the truth of its structures, in files that are read when their turn comes.
 *
 * @param name of the files, without suffix
 * @param patient whose radiograph it is
 * @param image file
 * @param names of the structures
 * @param labelled whether the truth is one label image; else one mask of each structure
 * @param masks files of the truth
 */
public record SegmentationCase(String name, String patient, Path image, List<String> names, boolean labelled, List<Path> masks) {

	private static final List<String> PATIENT = List.of("patient", "patientid", "subject", "subjectid", "group");

	/**
	 * The cases of a folder of radiographs and a folder of truth.
	 *
	 * @param images folder of radiographs
	 * @param masks folder of label images named as the radiographs, with the values 1 to n; or folder of folders, one a structure, each
	 *          with masks named as the radiographs
	 * @param structures names of the values 1 to n, or which folders to take; empty for all folders
	 * @param table a CSV that names image and patient; empty if each radiograph is of a patient of its own
	 * @return in natural order of names
	 * @throws Refusal if folders, names or table do not fit together
	 */
	public static List<SegmentationCase> of(final Path images, final Path masks, final List<String> structures, final Optional<Path> table) {
		Refusal.unless(!images.toString().isBlank() && Files.isDirectory(images), "input = \"%s\": there is no such folder. Give the folder of the " +
			"radiographs.", images);
		Refusal.unless(!masks.toString().isBlank() && Files.isDirectory(masks), "masks = \"%s\": there is no such folder. Give the folder of label images, or of one folder for " +
			"each structure.", masks);
		final List<String> folders = folders(masks);
		final boolean byFolder = !folders.isEmpty();
		Refusal.unless(byFolder || !structures.isEmpty(), "structures is empty, and %s holds no folders named after structures. Name the " +
			"values 1, 2... of the label images.", masks);
		final List<String> names = structures.isEmpty() ? folders : structures;
		final Map<String, List<Path>> truth = new LinkedHashMap<>();
		final Map<String, Path> radiographs = new LinkedHashMap<>();
		for (final String name : byFolder ? names : List.of("")) {
			Refusal.unless(!byFolder || folders.contains(name), "structures: %s holds no folder \"%s\". It holds %s.", masks, name, String.join(
				", ", folders));
			for (final FilePair pair : FilePair.of(images, masks.resolve(name))) {
				Refusal.unless(pair.complete(), "%s has no %s. Give every radiograph its truth (an empty mask where nothing is there), or take " +
					"it out.", pair.first().or(pair::second).orElseThrow(), pair.first().isPresent() ? "mask in " + masks.resolve(name)
						: "radiograph in " + images);
				radiographs.put(pair.name(), pair.first().orElseThrow());
				truth.computeIfAbsent(pair.name(), n -> new ArrayList<>()).add(pair.second().orElseThrow());
			}
		}
		final Map<String, String> patients = table.map(SegmentationCase::patients).orElse(Map.of());
		final List<SegmentationCase> cases = new ArrayList<>();
		truth.forEach((name, files) -> {
			final Path image = radiographs.get(name);
			final String file = image.getFileName().toString();
			final String patient = patients.getOrDefault(file, patients.getOrDefault(name, table.isPresent() ? "" : name));
			Refusal.unless(!patient.isEmpty(), "%s names no patient of the radiograph %s. Add its row.", table.orElse(images), file);
			cases.add(new SegmentationCase(name, patient, image, names, !byFolder, files));
		});
		return cases;
	}

	/** Folders inside a folder, but for hidden ones and images that are folders. */
	private static List<String> folders(final Path folder) {
		try (Stream<Path> all = Files.list(folder)) {
			return all.filter(FilePair::isFolder).map(f -> f.getFileName().toString()).filter(n -> !n.startsWith(".")).sorted(Natural.ORDER)
				.toList();
		}
		catch (final IOException | UncheckedIOException e) {
			throw new Refusal("Could not list the folder " + folder + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
	}

	/** Patient by name of the image. */
	private static Map<String, String> patients(final Path table) {
		final CsvText text = CsvText.read(table);
		final int column = PATIENT.stream().mapToInt(text::column).filter(c -> c >= 0).findFirst().orElse(-1);
		Refusal.unless(column >= 0, "%s has no column patient. Its columns are %s.", table, String.join(", ", text.columns()));
		final int image = Math.max(0, text.column("image"));
		final Map<String, String> patients = new HashMap<>();
		for (final List<String> row : text.rows()) patients.put(row.get(image), row.get(column));
		return patients;
	}

	/** The radiograph. */
	public Volume<?> radiograph() {
		return Radiograph.read(image);
	}

	/**
	 * The truth.
	 *
	 * @param radiograph whose size it must have
	 * @throws Refusal if it has another size, or cannot be read
	 */
	Structures truth(final Volume<?> radiograph) {
		if (labelled) return Structures.ofLabels(names, sized(ImageFiles.readLabels(masks.get(0).toString()), radiograph));
		return new Structures(names, masks.stream().map(f -> Structures.mask(sized(ImageFiles.read(f), radiograph))).toList(),
			(int) radiograph.height(), (int) radiograph.width());
	}

	private Volume<?> sized(final Volume<?> mask, final Volume<?> radiograph) {
		Refusal.unless(mask.width() == radiograph.width() && mask.height() == radiograph.height(), "%s is %d x %d pixels, but the mask %s is " +
			"%d x %d. Give the mask of this radiograph.", image.getFileName(), radiograph.width(), radiograph.height(), mask.name(), mask
				.width(), mask.height());
		return mask;
	}
}
