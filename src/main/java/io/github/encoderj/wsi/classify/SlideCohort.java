package io.github.encoderj.wsi.classify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Natural;
import io.github.encoderj.learn.LabelTable;

/** Slides with features and labels. */
public final class SlideCohort {

	private static final String SLIDE = "slide_id";
	private static final String CASE = "case_id";

	private final LabelTable labels;
	private final List<FeatureBag> bags;
	private final List<String> left;

	private SlideCohort(final LabelTable labels, final List<FeatureBag> bags, final List<String> left) {
		this.labels = labels;
		this.bags = bags;
		this.left = left;
	}

	/**
	 * Reads a table of labels: the slide's column is slide_id where there is one, else the first; CLAM's case_id groups slides.
	 *
	 * @param group column of the patient; "" for what the table offers
	 * @param columns of the labels with commas between them; "" for what the table offers
	 * @throws Refusal as {@link LabelTable#read}
	 */
	public static LabelTable labels(final Path csv, final String group, final String columns) {
		final CsvText text = CsvText.read(csv);
		final boolean clam = text.columns().contains(SLIDE);
		final String by = group.isBlank() && clam && text.columns().contains(CASE) ? CASE : group;
		return LabelTable.of(text, LabelTable.Columns.of(clam ? SLIDE : "", by, columns));
	}

	/** The files of features in a folder, in natural order; or the one file that is given. */
	public static List<Path> files(final Path input) {
		Refusal.unless(Files.exists(input), "%s does not exist. Name the folder with the features of the slides (.h5).", input);
		if (!Files.isDirectory(input)) return List.of(input);
		final List<Path> files = Natural.files(input, file -> file.getFileName().toString().toLowerCase(Locale.ROOT).matches(".+\\.(h5|hdf5)"));
		Refusal.unless(!files.isEmpty(), "%s holds no features (.h5). Run Encode Slides first.", input);
		return files;
	}

	/**
	 * Finds the features of the slides of a table.
	 *
	 * @param folder with a file NAME.h5 for each slide
	 * @throws Refusal if no slide has features, or those of two slides are of different encoders
	 */
	public static SlideCohort of(final Path folder, final LabelTable table) {
		final Map<String, Path> files = new HashMap<>();
		files(folder).forEach(file -> files.put(name(file.getFileName().toString()), file));
		final List<Integer> found = new ArrayList<>();
		final List<FeatureBag> bags = new ArrayList<>();
		final List<String> left = new ArrayList<>();
		for (int i = 0; i < table.size(); i++) {
			final String slide = table.cases().get(i);
			final Path file = files.getOrDefault(slide, files.get(name(slide)));
			if (file == null) {
				left.add(slide + ": there are no features of it in the folder");
				continue;
			}
			try {
				final FeatureBag bag = new FeatureBag(file);
				if (!bags.isEmpty()) same(bags.get(0), bag);
				bags.add(bag);
				found.add(i);
			}
			catch (final Different e) {
				throw new Refusal(e.getMessage(), e);
			}
			catch (final Refusal e) {
				left.add(slide + ": " + e.getMessage());
			}
		}
		Refusal.unless(!bags.isEmpty(), "None of the %d slides of %s has features in %s. The first is %s; a file %s.h5 is expected.", table
			.size(), table.file(), folder, table.cases().get(0), name(table.cases().get(0)));
		return new SlideCohort(table.subset(found.stream().mapToInt(i -> i).toArray()), bags, left);
	}

	/** Name of a slide without the suffix of an image or feature file. */
	static String name(final String file) {
		return file.replaceFirst("(?i)(\\.ome)?\\.(h5|hdf5|svs|tiff?|ndpi|scn|mrxs|bif|czi|vsi|dcm|vms|svslide)$", "");
	}

	private static final class Different extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Different(final String message) {
			super(message);
		}
	}

	private static void same(final FeatureBag first, final FeatureBag other) {
		if (first.width() != other.width() || !first.sha256().equals(other.sha256()) || !first.preprocessing().equals(other.preprocessing())) {
			throw new Different(String.format(Locale.ROOT, "%s has %d features a tile of %s (%s), %s has %d of %s (%s). Encode all slides with the " +
				"same encoder and settings.", first.path().getFileName(), first.width(), first.encoder(), first.preprocessing(), other.path()
					.getFileName(), other.width(), other.encoder(), other.preprocessing()));
		}
	}

	/** Labels of the slides that have features. */
	public LabelTable labels() {
		return labels;
	}

	/** Slides of the table that are left out, each with the reason. */
	public List<String> leftOut() {
		return left;
	}

	/** Number of slides. */
	public int size() {
		return bags.size();
	}

	/** Number of tiles of a slide. */
	public int tiles(final int slide) {
		return bags.get(slide).size();
	}

	/** Memory that the features of all slides take; what does not fit is read again for each epoch. */
	public long bytes() {
		return bags.stream().mapToLong(bag -> 4L * bag.size() * bag.width()).sum();
	}

	List<FeatureBag> bags() {
		return bags;
	}
}
