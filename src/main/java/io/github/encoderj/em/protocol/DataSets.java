package io.github.encoderj.em.protocol;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.protocol.DataSet.Part;
import io.github.encoderj.em.protocol.DataSet.Sections;
import io.github.encoderj.image.Natural;
import io.github.encoderj.metrics.CsvTable;
import io.github.encoderj.metrics.Table;

/**
 * Finds the data sets of the published protocol in a folder, or reads a table of others.
 * <ul>
 * <li>CREMI: {@code sample_A*.hdf} (B, C): sections 0-99 to train on, the last 25 to be scored; padded files are passed over.</li>
 * <li>AC3/AC4: four stacks whose names hold AC3 or AC4, those of the labels "label", "gt" or "seg" too: trained on AC4's first 80
 * sections, scored on AC3's first 100.</li>
 * <li>NAME-train.tif, NAME-train-labels.tif, NAME-test.tif, NAME-test-labels.tif, also without further sections to choose from.</li>
 * <li>a table (.csv) with the columns name, train_image, train_labels, train_sections, test_image, test_labels, test_sections; files
 * relative to the table.</li>
 * </ul>
 */
public final class DataSets {

	private static final Pattern CREMI = Pattern.compile("(?i)sample_?([ABC])(?!.*padded).*\\.(hdf|hdf5|h5)");
	private static final Pattern PAIR = Pattern.compile("(.+)-train\\.(tiff?|h5|hdf)");
	private static final List<String> COLUMNS = List.of("name", "train_image", "train_labels", "train_sections", "test_image", "test_labels",
		"test_sections");

	private DataSets() {}

	/**
	 * The data sets of a folder or a table.
	 *
	 * @throws Refusal if there is none
	 */
	public static List<DataSet> of(final Path input) {
		Refusal.unless(Files.exists(input), "input = %s: there is no such folder or table.", input);
		if (!Files.isDirectory(input)) return table(input);
		final List<Path> files = Natural.files(input, path -> true);
		final List<DataSet> found = new ArrayList<>();
		for (final Path file : files) {
			final Matcher cremi = CREMI.matcher(file.getFileName().toString());
			if (cremi.matches()) found.add(cremi("CREMI-" + cremi.group(1).toUpperCase(Locale.ROOT), file.toString()));
		}
		harvard(files).ifPresent(found::add);
		for (final Path file : files) {
			final Matcher pair = PAIR.matcher(file.getFileName().toString());
			if (pair.matches()) found.add(pair(file, pair.group(1), "." + pair.group(2)));
		}
		Refusal.unless(!found.isEmpty(), "input = %s: this folder holds no data set. Expected are sample_A.hdf (CREMI), stacks and labels of AC3 " +
			"and AC4, NAME-train.tif with NAME-train-labels.tif, NAME-test.tif and NAME-test-labels.tif, or give a table (.csv).", input);
		return found;
	}

	private static DataSet cremi(final String name, final String file) {
		return new DataSet(name, new Part(file, file, new Sections(0, 99)), new Part(file, file, new Sections(-25, -1)));
	}

	/** AC4 to train on, AC3 to be scored. */
	private static Optional<DataSet> harvard(final List<Path> files) {
		final TreeMap<String, Path> stacks = new TreeMap<>();
		for (final Path file : files) {
			final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
			final Matcher stack = Pattern.compile("ac([34])").matcher(name);
			if (!stack.find() || !name.matches(".*\\.(tiff?|h5|hdf5?|zarr)")) continue;
			final String key = stack.group(1) + (name.matches(".*(label|gt|seg).*") ? "labels" : "image");
			Refusal.unless(stacks.put(key, file) == null, "input: two files could be the %s of AC%s, one of them %s. Keep one, or give a table " +
				"(.csv).", key.substring(1), stack.group(1), file.getFileName());
		}
		if (stacks.isEmpty()) return Optional.empty();
		Refusal.unless(stacks.size() == 4, "input: of AC3/AC4 only %s are there; needed are an image and labels of both.", stacks.values().stream()
			.map(Path::getFileName).toList());
		return Optional.of(new DataSet("AC3/4", new Part(stacks.get("4image").toString(), stacks.get("4labels").toString(), new Sections(0, 79)),
			new Part(stacks.get("3image").toString(), stacks.get("3labels").toString(), new Sections(0, 99))));
	}

	private static DataSet pair(final Path train, final String name, final String suffix) {
		return new DataSet(name, part(train, name + "-train", suffix), part(train, name + "-test", suffix));
	}

	private static Part part(final Path beside, final String name, final String suffix) {
		final Path image = beside.resolveSibling(name + suffix);
		final Path labels = beside.resolveSibling(name + "-labels" + suffix);
		for (final Path file : List.of(image, labels)) {
			Refusal.unless(Files.exists(file), "input: %s is there, but %s is missing.", beside.getFileName(), file.getFileName());
		}
		return new Part(image.toString(), labels.toString(), Sections.ALL);
	}

	private static List<DataSet> table(final Path file) {
		final Table table = CsvTable.read(file);
		for (final String column : COLUMNS) {
			Refusal.unless(table.columns().contains(column), "%s lacks the column %s; a table of data sets has %s.", file.getFileName(), column,
				COLUMNS);
		}
		final List<DataSet> found = new ArrayList<>();
		for (int row = 0; row < table.size(); row++) {
			found.add(new DataSet(table.get(row, "name").toString(), part(table, row, "train_", file), part(table, row, "test_", file)));
		}
		Refusal.unless(!found.isEmpty(), "%s has no row.", file.getFileName());
		return found;
	}

	private static Part part(final Table table, final int row, final String which, final Path file) {
		final String where = file.getFileName() + ", row " + (row + 1);
		return new Part(beside(file, table.get(row, which + "image").toString(), where), beside(file, table.get(row, which + "labels").toString(),
			where), Sections.parse(where, table.get(row, which + "sections").toString()));
	}

	private static String beside(final Path table, final String name, final String where) {
		Refusal.unless(!name.isBlank(), "%s names no file in one of its columns.", where);
		return table.toAbsolutePath().resolveSibling(name.trim()).toString();
	}
}
