package io.github.encoderj.cxr;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.learn.LabelTable.Columns;

/**
 * The label tables of public collections, told apart by their columns, and plain ones:
 * <ul>
 * <li>NIH-14 ({@code Image Index, Finding Labels, ... Patient ID ...}): the 14 findings; with Google's expert columns those four, and
 * their part from {@code Set Id};</li>
 * <li>RSNA Pneumonia ({@code patientId, x, y, width, height, Target}): a radiograph is positive if one of its rows is;</li>
 * <li>CheXpert ({@code Path, Sex, Age, ...}): -1 and empty are unknown; where No Finding is 1, the other empty findings are 0; the
 * patient is taken from the path;</li>
 * <li>VinDr-CXR ({@code image_id, class_name, ... rad_id ...}, or one column a label): a label that more than half of an image's readers
 * gave is positive;</li>
 * <li>CANDID-PTX and SIIM ({@code EncodedPixels} or {@code mask_rle}): positive if a mask is given, negative if it is -1 or empty;</li>
 * <li>anything else: as {@link LabelTable} reads it, the radiograph named by a column image, image_id, file, filename or path, else by
 * the first.</li>
 * </ul>
 */
public final class LabelFiles {

	/** The findings of NIH-14, sorted. */
	public static final List<String> NIH = List.of("Atelectasis", "Cardiomegaly", "Consolidation", "Edema", "Effusion", "Emphysema",
		"Fibrosis", "Hernia", "Infiltration", "Mass", "Nodule", "Pleural_Thickening", "Pneumonia", "Pneumothorax");

	private static final List<String> GOOGLE = List.of("Fracture", "Pneumothorax", "Airspace opacity", "Nodule or mass");
	private static final List<String> CHEXPERT_OTHERS = List.of("path", "sex", "age", "frontal/lateral", "ap/pa");
	private static final List<String> CASES = List.of("image", "image_index", "image_id", "filename", "file", "path", "case");
	private static final List<String> MASKS = List.of("EncodedPixels", "mask_rle");

	private LabelFiles() {}

	/**
	 * Reads a table.
	 *
	 * @param columns which columns are what, where the user says it; labels may also be some of a collection's
	 * @throws Refusal if it cannot be read, or lacks what is named
	 */
	public static RadiographTable read(final Path path, final Columns columns) {
		final CsvText text = CsvText.read(path);
		final boolean given = !columns.cases().isEmpty();
		if (!given && has(text, "Image Index", "Finding Labels")) return chosen(nih(text), columns);
		if (!given && has(text, "patientId", "Target")) return chosen(rsna(text), columns);
		if (!given && has(text, "Path", "Frontal/Lateral")) return chosen(chexpert(text), columns);
		if (!given && has(text, "image_id", "rad_id")) return chosen(vindr(text), columns);
		if (!given && MASKS.stream().anyMatch(m -> text.column(m) > 0)) return chosen(masks(text, columns), columns);
		return plain(text, columns);
	}

	private static boolean has(final CsvText text, final String... columns) {
		return Arrays.stream(columns).allMatch(c -> text.column(c) >= 0);
	}

	private static RadiographTable plain(final CsvText text, final Columns columns) {
		final String cases = columns.cases().isEmpty() ? CASES.stream().filter(c -> text.column(c) >= 0).findFirst().orElse("") : columns.cases();
		final LabelTable labels = LabelTable.of(text, new Columns(cases, columns.group(), columns.labels()));
		return new RadiographTable(labels, RadiographTable.sexes(anyOf(text, "sex", "gender", "patient_sex")), RadiographTable.ages(anyOf(text,
			"age", "patient_age")), "a table of images");
	}

	/** The fields of the first of several columns that is there; empty ones if none is. */
	private static List<String> anyOf(final CsvText text, final String... columns) {
		final int column = Arrays.stream(columns).mapToInt(text::column).filter(c -> c >= 0).findFirst().orElse(-1);
		return text.rows().stream().map(row -> column < 0 ? "" : row.get(column)).toList();
	}

	private static List<String> column(final CsvText text, final String name) {
		return anyOf(text, name);
	}

	private static RadiographTable nih(final CsvText text) {
		final boolean google = GOOGLE.stream().allMatch(c -> text.column(c) >= 0);
		final List<String> names = google ? GOOGLE : NIH;
		final List<String> findings = column(text, "Finding Labels");
		final float[][] values = new float[findings.size()][names.size()];
		for (int i = 0; i < values.length; i++) {
			final List<String> found = Arrays.stream(findings.get(i).split("\\|")).map(f -> f.equals("Infiltrate") ? "Infiltration" : f).toList();
			for (int l = 0; l < names.size(); l++) values[i][l] = google ? yes(text.rows().get(i).get(text.column(names.get(l)))) : found.contains(
				names.get(l)) ? 1 : 0;
		}
		final LabelTable labels = new LabelTable(text.name(), unique(text, column(text, "Image Index")), column(text, "Patient ID"), column(text,
			"Set Id"), names, values, false);
		return new RadiographTable(labels, RadiographTable.sexes(column(text, "Patient Gender")), RadiographTable.ages(column(text,
			"Patient Age")), google ? "Google's labels of NIH images" : "NIH-14");
	}

	private static float yes(final String field) {
		return field.equalsIgnoreCase("YES") ? 1 : field.equalsIgnoreCase("NO") ? 0 : Float.NaN;
	}

	private static List<String> unique(final CsvText text, final List<String> cases) {
		final var seen = new java.util.HashSet<String>();
		for (final String name : cases) Refusal.unless(seen.add(name), "%s names the image %s twice. Leave one row an image.", text.name(), name);
		return cases;
	}

	private static RadiographTable rsna(final CsvText text) {
		final List<String> cases = column(text, "patientId");
		final List<String> targets = column(text, "Target");
		final Map<String, Float> positive = new LinkedHashMap<>();
		for (int i = 0; i < cases.size(); i++) positive.merge(cases.get(i), targets.get(i).matches("1(\\.0)?") ? 1f : 0f, Math::max);
		return ofCases(text, new ArrayList<>(positive.keySet()), List.of("Pneumonia"), positive.values().stream().map(v -> new float[] { v })
			.toArray(float[][]::new), "RSNA Pneumonia");
	}

	/** A table whose images are their own groups. */
	private static RadiographTable ofCases(final CsvText text, final List<String> cases, final List<String> labels, final float[][] values,
		final String kind)
	{
		final LabelTable table = new LabelTable(text.name(), cases, cases, cases.stream().map(c -> "").toList(), labels, values, false);
		return new RadiographTable(table, RadiographTable.unknown(cases.size()), RadiographTable.unknown(cases.size()), kind);
	}

	private static RadiographTable chexpert(final CsvText text) {
		final List<Integer> findings = IntStream.range(0, text.columns().size()).filter(c -> !CHEXPERT_OTHERS.contains(text.columns().get(c)
			.toLowerCase(java.util.Locale.ROOT))).boxed().toList();
		final int none = text.column("No Finding");
		final List<String> cases = unique(text, column(text, "Path"));
		final float[][] values = new float[cases.size()][findings.size()];
		for (int i = 0; i < values.length; i++) {
			final List<String> row = text.rows().get(i);
			final boolean healthy = none >= 0 && row.get(none).matches("1(\\.0)?");
			for (int l = 0; l < findings.size(); l++) {
				final String field = row.get(findings.get(l));
				values[i][l] = field.matches("1(\\.0)?") ? 1 : field.matches("0(\\.0)?") || healthy && field.isEmpty() ? 0 : Float.NaN;
			}
		}
		final List<String> patients = cases.stream().map(LabelFiles::patientOfPath).toList();
		final LabelTable labels = new LabelTable(text.name(), cases, patients, cases.stream().map(c -> "").toList(), findings.stream().map(c -> text
			.columns().get(c)).toList(), values, false);
		return new RadiographTable(labels, RadiographTable.sexes(column(text, "Sex")), RadiographTable.ages(column(text, "Age")), "CheXpert");
	}

	private static String patientOfPath(final String path) {
		return Arrays.stream(path.split("/")).filter(part -> part.matches("patient\\d+")).findFirst().orElse(path);
	}

	private static RadiographTable vindr(final CsvText text) {
		final boolean boxes = has(text, "class_name");
		final int image = text.column("image_id");
		final int reader = text.column("rad_id");
		final List<String> names = boxes ? List.copyOf(new TreeSet<>(column(text, "class_name").stream().filter(c -> !c.equalsIgnoreCase(
			"No finding")).toList())) : text.columns().stream().filter(c -> text.column(c) != image && text.column(c) != reader).toList();
		final Map<String, Map<String, boolean[]>> readings = new LinkedHashMap<>();
		for (final List<String> row : text.rows()) {
			final boolean[] reading = readings.computeIfAbsent(row.get(image), k -> new LinkedHashMap<>()).computeIfAbsent(row.get(reader), k ->
				new boolean[names.size()]);
			for (int l = 0; l < names.size(); l++) reading[l] |= boxes ? row.get(text.column("class_name")).equals(names.get(l)) : row.get(text
				.column(names.get(l))).matches("1(\\.0)?");
		}
		final float[][] values = readings.values().stream().map(byReader -> {
			final float[] merged = new float[names.size()];
			for (final boolean[] reading : byReader.values()) for (int l = 0; l < merged.length; l++) if (reading[l]) merged[l]++;
			for (int l = 0; l < merged.length; l++) merged[l] = 2 * merged[l] > byReader.size() ? 1 : 0;
			return merged;
		}).toArray(float[][]::new);
		return ofCases(text, new ArrayList<>(readings.keySet()), names, values, "VinDr-CXR");
	}

	private static RadiographTable masks(final CsvText text, final Columns columns) {
		final int mask = MASKS.stream().mapToInt(text::column).filter(c -> c > 0).findFirst().orElseThrow();
		final int group = columns.group().isEmpty() ? 0 : text.column(columns.group());
		Refusal.unless(group >= 0, "group = %s: %s has no such column; it has %s.", columns.group(), text.name(), text.columns());
		final Predicate<String> none = field -> field.isEmpty() || field.equals("-1");
		final Map<String, Float> positive = new LinkedHashMap<>();
		final Map<String, String> groups = new LinkedHashMap<>();
		for (final List<String> row : text.rows()) {
			positive.merge(row.get(0), none.test(row.get(mask)) ? 0f : 1f, Math::max);
			groups.put(row.get(0), row.get(group));
		}
		final List<String> cases = List.copyOf(positive.keySet());
		final String finding = text.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ').contains("tube") ? "Chest tube" : text.name()
			.toLowerCase(java.util.Locale.ROOT).contains("rib") ? "Rib fracture" : "Pneumothorax";
		final LabelTable labels = new LabelTable(text.name(), cases, cases.stream().map(groups::get).toList(), cases.stream().map(c -> "")
			.toList(), List.of(finding), positive.values().stream().map(v -> new float[] { v }).toArray(float[][]::new), false);
		return new RadiographTable(labels, RadiographTable.unknown(cases.size()), RadiographTable.unknown(cases.size()), "masks of one finding");
	}

	/** A collection's table with the labels that the user wants. */
	private static RadiographTable chosen(final RadiographTable table, final Columns columns) {
		if (columns.labels().isEmpty()) return table;
		final LabelTable all = table.labels();
		final int[] which = columns.labels().stream().mapToInt(name -> {
			final int index = all.labels().indexOf(name);
			Refusal.unless(index >= 0, "%s is %s and has no label \"%s\". Its labels are %s.", all.file(), table.kind(), name, String.join(", ", all
				.labels()));
			return index;
		}).toArray();
		final float[][] values = Arrays.stream(all.values()).map(row -> {
			final float[] some = new float[which.length];
			for (int l = 0; l < which.length; l++) some[l] = row[which[l]];
			return some;
		}).toArray(float[][]::new);
		return new RadiographTable(new LabelTable(all.file(), all.cases(), all.groups(), all.parts(), columns.labels(), values, false), table
			.female(), table.age(), table.kind());
	}
}
