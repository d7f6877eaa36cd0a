package io.github.encoderj.command.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.LesionScores;
import io.github.encoderj.metrics.LesionScores.Criterion;
import io.github.encoderj.metrics.Table;

/**
 * Adds scores by lesions to the rows of masks.
 *
 * @param criterion when a lesion counts
 * @param overlap share or IoU that the criterion asks for, 0..1
 * @param connectivity neighbours that make a component: 6, 18 or 26
 */
record LesionColumns(Criterion criterion, double overlap, int connectivity) {

	static final List<String> NUMBERS = List.of("truth_lesions", "found_lesions", "predicted_lesions", "correct_lesions",
		"lesion_sensitivity", "lesion_precision", "lesion_f1");

	/** Names the rule in each row. */
	static final String RULE = "lesion_definition";

	String rule() {
		return String.format(Locale.ROOT, "%s %s, %d neighbours", criterion.name().toLowerCase(Locale.ROOT), overlap, connectivity);
	}

	/**
	 * Fills the columns of a case's rows: of each label, of the union ("all", "mask"), and of the mean of the labels.
	 *
	 * @param from first row of the case, which has its label
	 * @param labels that were chosen; none means every one
	 */
	void fill(final Table table, final int from, final Volume<?> truth, final Volume<?> segmentation, final List<Long> labels) {
		final Map<String, Map<String, Number>> byLabel = new LinkedHashMap<>();
		for (int row = from; row < table.size(); row++) {
			final String label = table.get(row, "label").toString();
			if (label.equals("mean")) continue;
			final List<Long> chosen = label.matches("\\d+") ? List.of(Long.parseUnsignedLong(label)) : labels;
			byLabel.computeIfAbsent(label, key -> numbers(LesionScores.of(truth.pixels(), segmentation.pixels(), chosen, connectivity, criterion,
				overlap)));
		}
		byLabel.put("mean", mean(byLabel));
		for (int row = from; row < table.size(); row++) {
			final Table.Row values = table.row(row);
			byLabel.get(table.get(row, "label").toString()).forEach(values::set);
		}
	}

	private static Map<String, Number> numbers(final LesionScores scores) {
		final Number[] values = { scores.truthLesions(), scores.found(), scores.predictedLesions(), scores.correct(), scores.sensitivity(),
			scores.precision(), scores.f1() };
		final Map<String, Number> named = new LinkedHashMap<>();
		for (int i = 0; i < values.length; i++) named.put(NUMBERS.get(i), values[i]);
		return named;
	}

	/** Mean of the labels where they are defined, as of the other scores. */
	private static Map<String, Number> mean(final Map<String, Map<String, Number>> byLabel) {
		final Map<String, Number> means = new HashMap<>();
		for (final String column : NUMBERS) {
			final List<Double> values = new ArrayList<>();
			byLabel.forEach((label, scores) -> {
				if (label.matches("\\d+")) values.add(scores.get(column).doubleValue());
			});
			means.put(column, values.stream().mapToDouble(v -> v).filter(Double::isFinite).average().orElse(Double.NaN));
		}
		return means;
	}
}
