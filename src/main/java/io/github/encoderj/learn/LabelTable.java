package io.github.encoderj.learn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Refusal;

/**
 * What is known about each case: read from a CSV with a column that names the case, perhaps one that names its group (the patient),
 * perhaps one that names its part (train, validation, test), and labels: either one column a label with 1, 0 or unknown (-1, empty,
 * nan), or one column with the name of the class.
 *
 * @param file name of the file, for messages
 * @param cases names, each once
 * @param groups group of each case; the case itself where the table names none
 * @param parts part of each case; empty texts where the table names none
 * @param labels names of the labels, or of the classes in sorted order
 * @param values order [case][label]: 1, 0, or NaN for unknown
 * @param exclusive whether the labels are classes, of which each case has exactly one (or all NaN, where it is unknown)
 */
public record LabelTable(String file, List<String> cases, List<String> groups, List<String> parts, List<String> labels,
	float[][] values, boolean exclusive)
{

	private static final List<String> GROUP_NAMES = List.of("patient", "patientid", "subject", "subjectid", "group");
	private static final List<String> CLASS_NAMES = List.of("label", "labels", "class", "diagnosis", "finding", "slide_label");
	private static final int MOST_CLASSES = 100;

	/**
	 * Which columns are what. Empty texts and lists leave the choice to the reader.
	 *
	 * @param cases column that names the case; "" for the first
	 * @param group column of the group; "" for one named patient, patient_id, subject, subject_id or group, if there is one
	 * @param labels columns of the labels; empty for all other columns that hold only 1, 0, -1 and empty fields, or else one with the
	 *          name label, class, diagnosis or finding
	 */
	public record Columns(String cases, String group, List<String> labels) {

		/** All left to the reader. */
		public static final Columns FOUND = new Columns("", "", List.of());

		/** Labels given as in a command: names with commas between them; "" for what the reader finds. */
		public static Columns of(final String cases, final String group, final String labels) {
			return new Columns(cases.trim(), group.trim(), Arrays.stream(labels.split(",")).map(String::trim).filter(l -> !l.isEmpty())
				.toList());
		}
	}

	/**
	 * Reads a table.
	 *
	 * @throws Refusal if it is no table, lacks a column that is named, has a case twice or without a name, a value that is none, or no
	 *           labels
	 */
	public static LabelTable read(final Path path, final Columns columns) {
		return of(CsvText.read(path), columns);
	}

	/** Takes the labels from a table in memory; see {@link #read}. */
	public static LabelTable of(final CsvText text, final Columns columns) {
		Refusal.unless(!text.rows().isEmpty(), "%s has a header but no cases.", text.name());
		final int caseColumn = columns.cases.isEmpty() ? 0 : required(text, columns.cases, "the case");
		final int groupColumn = columns.group.isEmpty() ? found(text, GROUP_NAMES, caseColumn) : required(text, columns.group, "the group");
		final int partColumn = found(text, List.of("split", "part", "set"), caseColumn);
		final List<String> cases = names(text, caseColumn);
		final List<String> groups = groupColumn < 0 ? cases : groups(text, groupColumn, cases);
		final List<String> parts = text.rows().stream().map(r -> partColumn < 0 ? "" : r.get(partColumn)).toList();
		final List<Integer> chosen = columns.labels.isEmpty() ? labelColumns(text, List.of(caseColumn, groupColumn, partColumn)) : columns.labels
			.stream().map(l -> required(text, l, "a label")).toList();
		if (chosen.size() == 1 && !isBinary(text, chosen.get(0))) return classes(text, cases, groups, parts, chosen.get(0));
		final float[][] values = new float[cases.size()][chosen.size()];
		for (int l = 0; l < chosen.size(); l++) for (int i = 0; i < cases.size(); i++) values[i][l] = value(text, i, chosen.get(l));
		return new LabelTable(text.name(), cases, groups, parts, chosen.stream().map(c -> text.columns().get(c)).toList(), values, false);
	}

	/** Number of cases. */
	public int size() {
		return cases.size();
	}

	/** Index of a case. */
	public Optional<Integer> index(final String name) {
		final int index = cases.indexOf(name);
		return index < 0 ? Optional.empty() : Optional.of(index);
	}

	/** Whether the table names groups, so that cases of one may not be divided. */
	public boolean grouped() {
		return !groups.equals(cases);
	}

	/** The cases with these indices, in this order. */
	public LabelTable subset(final int... indices) {
		return new LabelTable(file, pick(cases, indices), pick(groups, indices), pick(parts, indices), labels, Arrays.stream(indices)
			.mapToObj(i -> values[i].clone()).toArray(float[][]::new), exclusive);
	}

	private static List<String> pick(final List<String> all, final int[] indices) {
		return Arrays.stream(indices).mapToObj(all::get).toList();
	}

	/**
	 * Class of each case.
	 *
	 * @return index into labels; -1 where it is unknown
	 * @throws IllegalStateException if the labels are not classes
	 */
	public int[] classes() {
		if (!exclusive) throw new IllegalStateException("the labels of " + file + " are not classes");
		return Arrays.stream(values).mapToInt(row -> IntStream.range(0, row.length).filter(l -> row[l] > 0.5f).findFirst().orElse(-1))
			.toArray();
	}

	/**
	 * The division that the table itself names in a column split, part or set (train, val or validation or valid, test).
	 *
	 * @throws Refusal if a part has another name, or no case is for training
	 */
	public Optional<Folds.Split> ownSplit() {
		if (parts.stream().allMatch(String::isEmpty)) return Optional.empty();
		final int[] part = parts.stream().mapToInt(this::part).toArray();
		final int[][] indices = IntStream.range(0, 3).mapToObj(p -> IntStream.range(0, part.length).filter(i -> part[i] == p).toArray())
			.toArray(int[][]::new);
		Refusal.unless(indices[0].length > 0, "%s: no case is for training in its split column.", file);
		return Optional.of(new Folds.Split(indices[0], indices[1], indices[2]));
	}

	private int part(final String name) {
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "train", "training" -> 0;
			case "val", "valid", "validation" -> 1;
			case "test", "testing" -> 2;
			case "" -> -1;
			default -> throw new Refusal(file + ": the part \"" + name + "\" is not known. Write train, validation or test, or nothing.");
		};
	}

	private static int required(final CsvText text, final String column, final String what) {
		final int index = text.column(column);
		Refusal.unless(index >= 0, "%s has no column \"%s\" for %s. Its columns are %s.", text.name(), column, what, String.join(", ", text
			.columns()));
		return index;
	}

	private static int found(final CsvText text, final List<String> names, final int except) {
		return names.stream().mapToInt(text::column).filter(c -> c >= 0 && c != except).findFirst().orElse(-1);
	}

	private static List<String> names(final CsvText text, final int column) {
		final Set<String> seen = new HashSet<>();
		final List<String> names = new ArrayList<>();
		for (int r = 0; r < text.rows().size(); r++) {
			final String name = text.rows().get(r).get(column);
			Refusal.unless(!name.isEmpty(), "%s, row %d: the column %s that names the case is empty.", text.name(), r + 1, text.columns().get(
				column));
			Refusal.unless(seen.add(name), "%s, row %d names the case %s a second time. Leave one row a case.", text.name(), r + 1, name);
			names.add(name);
		}
		return names;
	}

	/** A case without a group is one of its own. */
	private static List<String> groups(final CsvText text, final int column, final List<String> cases) {
		return IntStream.range(0, cases.size()).mapToObj(r -> text.rows().get(r).get(column).isEmpty() ? cases.get(r) : text.rows().get(r)
			.get(column)).toList();
	}

	private static List<Integer> labelColumns(final CsvText text, final List<Integer> taken) {
		final List<Integer> free = IntStream.range(0, text.columns().size()).filter(c -> !taken.contains(c)).boxed().toList();
		final List<Integer> binary = free.stream().filter(c -> isBinary(text, c)).toList();
		if (!binary.isEmpty()) return binary;
		final int named = CLASS_NAMES.stream().mapToInt(text::column).filter(free::contains).findFirst().orElse(-1);
		if (named >= 0) return List.of(named);
		Refusal.unless(free.size() == 1, "%s: no column holds labels (1, 0, empty) and none is called label or class. Name the label " +
			"columns; there are %s.", text.name(), String.join(", ", text.columns()));
		return free;
	}

	/** Whether a column holds nothing but 1, 0 and unknowns, and at least one that is known. */
	private static boolean isBinary(final CsvText text, final int column) {
		boolean known = false;
		for (final List<String> row : text.rows()) {
			final float value = parse(row.get(column));
			if (Float.isInfinite(value)) return false;
			known |= !Float.isNaN(value);
		}
		return known;
	}

	private static float value(final CsvText text, final int row, final int column) {
		final String field = text.rows().get(row).get(column);
		final float value = parse(field);
		Refusal.unless(!Float.isInfinite(value), "%s, row %d: \"%s\" in the column %s is no label. Write 1, 0, or for unknown -1 or nothing; " +
			"a column with names of classes must be the only label column.", text.name(), row + 1, field, text.columns().get(column));
		return value;
	}

	/** 1, 0, NaN for unknown, infinity for what is no label. */
	private static float parse(final String field) {
		return switch (field.toLowerCase(Locale.ROOT)) {
			case "1", "1.0", "true", "yes" -> 1;
			case "0", "0.0", "false", "no" -> 0;
			case "", "-1", "-1.0", "nan", "na", "unknown" -> Float.NaN;
			default -> Float.POSITIVE_INFINITY;
		};
	}

	private static LabelTable classes(final CsvText text, final List<String> cases, final List<String> groups, final List<String> parts,
		final int column)
	{
		final List<String> fields = text.rows().stream().map(row -> row.get(column)).toList();
		final List<String> names = fields.stream().filter(field -> !isUnknown(field)).distinct().sorted().toList();
		Refusal.unless(names.size() >= 2 && names.size() <= MOST_CLASSES, "%s: the column %s has %d different values; 2 to %d classes are " +
			"expected. Name another label column.", text.name(), text.columns().get(column), names.size(), MOST_CLASSES);
		final float[][] values = new float[cases.size()][names.size()];
		for (int i = 0; i < values.length; i++) {
			final String field = fields.get(i);
			if (isUnknown(field)) Arrays.fill(values[i], Float.NaN);
			else values[i][names.indexOf(field)] = 1;
		}
		return new LabelTable(text.name(), cases, groups, parts, names, values, true);
	}

	private static boolean isUnknown(final String field) {
		return Float.isNaN(parse(field));
	}
}
