package io.github.encoderj.volume.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.LabelTable;

/**
 * The vectors of scans and what a table says about them. A scan and a line of the table belong together if their names are alike but for
 * {@code .nii}, {@code .nii.gz} and folders before the name. Where the table names no patients, those of CT-RATE's names are taken:
 * {@code train_12_a_2} is a scan of patient {@code train_12}.
 *
 * @param cases names of the scans with labels
 * @param groups patient of each; the scan itself where none is known
 * @param grouping where the patients come from, for tables
 * @param parts train, valid or test of each, where table or names say it; else empty texts
 * @param labels names of the findings, or classes
 * @param features [case][feature]
 * @param values [case][label]: 1, 0, or NaN for unknown
 * @param exclusive whether each scan has exactly one of the labels
 * @param others names of the scans without a known label
 * @param otherFeatures [other][feature]
 */
public record LabelledScans(List<String> cases, List<String> groups, String grouping, List<String> parts, List<String> labels,
	float[][] features, float[][] values, boolean exclusive, List<String> others, float[][] otherFeatures)
{

	private static final Pattern CT_RATE = Pattern.compile("((train|valid)_[0-9]+)_[a-z]+_[0-9]+");
	private static final String SCAN_ENDINGS = "(?i)\\.(nii\\.gz|nii|ome\\.tiff?|tiff?|h5|hdf5?|mha|nrrd|dcm)$";

	/**
	 * Matches features and labels.
	 *
	 * @throws Refusal if no scan has a label, or two scans have one name
	 */
	public static LabelledScans of(final FeatureStore store, final LabelTable table) {
		final Map<String, Integer> rows = new HashMap<>();
		final Map<String, Integer> wholeNames = new HashMap<>();
		for (int i = 0; i < table.size(); i++) {
			wholeNames.put(table.cases().get(i), i);
			final Integer other = rows.put(plain(table.cases().get(i)), i);
			Refusal.unless(other == null, "%s: %s and %s name the same scan. Leave one row a scan.", table.file(), other == null ? "" : table.cases()
				.get(other), table.cases().get(i));
		}
		final List<String> names = List.copyOf(store.names());
		final int[] row = new int[names.size()];
		final Map<Integer, String> taken = new HashMap<>();
		for (int i = 0; i < row.length; i++) {
			row[i] = wholeNames.getOrDefault(names.get(i), rows.getOrDefault(plain(names.get(i)), -1));
			if (row[i] < 0) continue;
			final String other = taken.put(row[i], names.get(i));
			Refusal.unless(other == null, "%s and %s of the features both belong to %s of %s. Encode one of them alone.", other, names.get(i), table
				.cases().get(row[i]), table.file());
		}
		final int[] with = IntStream.range(0, row.length).filter(i -> row[i] >= 0 && known(table.values()[row[i]])).toArray();
		final int[] without = IntStream.range(0, row.length).filter(i -> row[i] < 0 || !known(table.values()[row[i]])).toArray();
		Refusal.unless(with.length > 0, "None of the %d scans of the features is in %s: it has %s, the features %s. Are the names alike?", names
			.size(), table.file(), table.cases().get(0), names.isEmpty() ? "none" : names.get(0));
		final List<String> cases = pick(names, with);
		final int[] lines = Arrays.stream(with).map(i -> row[i]).toArray();
		final boolean ofNames = !table.grouped() && cases.stream().allMatch(c -> CT_RATE.matcher(plain(c)).matches());
		final List<String> groups = ofNames ? cases.stream().map(c -> ctRate(c, 1)).toList() : pick(table.groups(), lines);
		final boolean partOfNames = ofNames && table.parts().stream().allMatch(String::isEmpty);
		final List<String> parts = partOfNames ? cases.stream().map(c -> ctRate(c, 2)).toList() : pick(table.parts(), lines);
		final String grouping = table.grouped() ? "patients of the table" : ofNames ? "patients of the names" : "each scan for itself";
		return new LabelledScans(cases, groups, grouping, parts, table.labels(), vectors(store, cases), Arrays.stream(lines).mapToObj(i -> table
			.values()[i]).toArray(float[][]::new), table.exclusive(), pick(names, without), vectors(store, pick(names, without)));
	}

	private static boolean known(final float[] values) {
		for (final float v : values) if (!Float.isNaN(v)) return true;
		return false;
	}

	private static String ctRate(final String name, final int group) {
		final Matcher matcher = CT_RATE.matcher(plain(name));
		if (!matcher.matches()) throw new IllegalStateException(name);
		return matcher.group(group);
	}

	/** The last part of a path without an ending. */
	static String plain(final String name) {
		return name.replace('\\', '/').replaceFirst("^.*/(?=[^/])", "").replaceFirst(SCAN_ENDINGS, "");
	}

	private static List<String> pick(final List<String> all, final int[] indices) {
		return Arrays.stream(indices).mapToObj(all::get).toList();
	}

	private static float[][] vectors(final FeatureStore store, final List<String> names) {
		return names.stream().map(store::vector).toArray(float[][]::new);
	}

	/** Number of scans with labels. */
	public int size() {
		return cases.size();
	}

	/**
	 * How the scans are divided, patients never.
	 *
	 * @param folds number of folds; 0 for the division that table or names state: train and valid or test
	 * @param validation share of the training part that settings are chosen on; 0 for none
	 * @throws Refusal if there are too few patients, or no division is stated
	 */
	public List<Folds.Split> divide(final int folds, final double validation, final long seed) {
		if (folds > 0) return Folds.cross(groups, values, folds, validation, seed);
		final int[] training = where("train", "training");
		final int[] test = where("valid", "val", "validation", "test", "testing");
		Refusal.unless(training.length > 0 && test.length > 0, "folds = 0: neither the table (column split) nor the names (train_..., valid_...) " +
			"say which scans to train on and which to test on. Give a number of folds.");
		for (final int i : test) {
			for (final int j : training) {
				Refusal.unless(!groups.get(i).equals(groups.get(j)), "folds = 0: %s and %s are of one patient, but one is for training and one for " +
					"testing. Correct the division.", cases.get(j), cases.get(i));
			}
		}
		if (validation == 0) return List.of(new Folds.Split(training, new int[0], test));
		final Folds.Split inner = Folds.shares(Arrays.stream(training).mapToObj(groups::get).toList(), Arrays.stream(training).mapToObj(
			i -> values[i]).toArray(float[][]::new), 1 - validation, validation, 0, seed);
		return List.of(new Folds.Split(Arrays.stream(inner.training()).map(i -> training[i]).toArray(), Arrays.stream(inner.validation()).map(
			i -> training[i]).toArray(), test));
	}

	private int[] where(final String... names) {
		final List<String> wanted = new ArrayList<>(List.of(names));
		return IntStream.range(0, size()).filter(i -> wanted.contains(parts.get(i).toLowerCase(Locale.ROOT))).toArray();
	}
}
