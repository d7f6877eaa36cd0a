package io.github.encoderj.sample;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.image.ImageFiles;

/**
 * Synthetic radiographs of several patients, every third of whom comes twice, and the folder in which they are kept as a study would:
 * {@code images} (TIFF), {@code structures}, {@code ribs} and {@code findings} (truth, PNG of the same names, see
 * {@link SyntheticRadiograph}) and {@code labels.csv} with the columns image, patient, sex, age and one of 0 and 1 for each {@link Finding}.
 *
 * @param size columns and rows of a radiograph
 * @param entries the radiographs, drawn when asked for
 */
public record RadiographSet(int size, List<Entry> entries) {

	/** One radiograph: name without suffix, patient, and the seeds that draw it. */
	public record Entry(String name, String patient, long patientSeed, long visit) {}

	public RadiographSet {
		entries = List.copyOf(entries);
	}

	/**
	 * A set of radiographs.
	 *
	 * @param number of radiographs, 1 to 100000
	 * @param size columns and rows, 32 to 4096
	 * @param seed same seed, same set; the patients of one seed are not those of another
	 * @throws Refusal if number or size is another
	 */
	public static RadiographSet of(final int number, final int size, final long seed) {
		Refusal.unless(number >= 1 && number <= 100_000, "number = %d: expected 1 to 100000 radiographs.", number);
		Refusal.unless(size >= 32 && size <= 4096, "size = %d: expected 32 to 4096 pixels a side.", size);
		final List<Entry> entries = new ArrayList<>();
		for (int patient = 0; entries.size() < number; patient++) {
			final String name = String.format(Locale.ROOT, "p%04d", patient + 1);
			final int visits = patient % 3 == 2 ? 2 : 1;
			for (int visit = 0; visit < visits && entries.size() < number; visit++) {
				entries.add(new Entry(name + "_" + (visit + 1), name, 1_000_003 * seed + patient, visit));
			}
		}
		return new RadiographSet(size, entries);
	}

	/** Draws a radiograph of the set. */
	public SyntheticRadiograph draw(final int index) {
		return SyntheticRadiograph.of(size, entries.get(index).patientSeed(), entries.get(index).visit());
	}

	/**
	 * Writes the set as a folder, whole or not at all.
	 *
	 * @param folder must not exist, or be empty
	 * @throws Refusal if it holds something, or cannot be written
	 */
	public void write(final Path folder, final Progress progress) {
		final String[] held = folder.toFile().list();
		Refusal.unless(!Files.exists(folder) || held != null && held.length == 0, "%s exists already and is not an empty folder. Give the name " +
			"of a new folder.", folder);
		WholeFile.writeFolder(folder, temporary -> {
			for (final String part : List.of("images", "structures", "ribs", "findings")) Files.createDirectories(temporary.resolve(part));
			final StringBuilder table = new StringBuilder("image,patient,sex,age");
			for (final Finding finding : Finding.values()) table.append(',').append(finding.key());
			for (int i = 0; i < entries.size(); i++) {
				progress.check();
				progress.report("Drawing radiographs", (double) i / entries.size());
				final Entry entry = entries.get(i);
				final SyntheticRadiograph drawn = draw(i);
				ImageFiles.write(drawn.image(), temporary.resolve("images").resolve(entry.name() + ".tif"));
				ImageFiles.write(drawn.structures(), temporary.resolve("structures").resolve(entry.name() + ".png"));
				ImageFiles.write(drawn.ribs(), temporary.resolve("ribs").resolve(entry.name() + ".png"));
				ImageFiles.write(drawn.findings(), temporary.resolve("findings").resolve(entry.name() + ".png"));
				table.append('\n').append(entry.name()).append(".tif,").append(entry.patient()).append(drawn.female() ? ",F," : ",M,").append(drawn
					.age());
				for (final Finding finding : Finding.values()) table.append(drawn.present().contains(finding) ? ",1" : ",0");
			}
			Files.writeString(temporary.resolve("labels.csv"), table.append('\n').toString(), StandardCharsets.UTF_8);
		});
	}
}
