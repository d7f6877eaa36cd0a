package io.github.encoderj.volume.segmentation;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.LesionScores;
import io.github.encoderj.metrics.MaskScores;
import io.github.encoderj.metrics.Summary;
import io.github.encoderj.metrics.SurfaceDistances.Definition;
import io.github.encoderj.metrics.Table;

/**
 * Scores of segmentations, a row for each patient and label: those of {@link MaskScores} with the distances as MONAI defines them (the
 * larger of the two directed percentiles of border voxels), volumes in ml, and lesions found (18 neighbours; a lesion counts as found, or
 * correct, if any of its voxels is in the other mask).
 */
public final class PatientScores {

	private static final int CONNECTIVITY = 18;
	private static final double ML_PER_MM3 = 0.001;

	private final Table table;

	public PatientScores() {
		final List<String> columns = new ArrayList<>(MaskScores.table().columns());
		columns.addAll(2, List.of("fold", "truth_volume"));
		columns.addAll(columns.indexOf("note"), List.of("truth_lesions", "found", "predicted_lesions", "correct", "lesion_f1"));
		table = new Table(columns.toArray(String[]::new));
	}

	/**
	 * Checks, before any work, that a truth can be scored against a segmentation on a grid.
	 *
	 * @throws Refusal if sizes differ, or the truth holds anything but labels
	 */
	public static void check(final Volume<?> truth, final Volume<?> reference) {
		Refusal.unless(truth.sameSize(reference), "labels: %s is %s voxels, but the segmentation will be %s. Give labels on the grid of %s.", truth
			.name(), truth.size(), reference.size(), reference.name());
		Field.highestLabel(truth);
	}

	/**
	 * Scores a patient.
	 *
	 * @param fold that the patient was tested in, from 1
	 * @throws Refusal if the two are of different sizes
	 */
	public void add(final String name, final int fold, final Volume<?> truth, final Volume<?> segmentation) {
		final double unit = truth.geometry().unit().equals("mm") ? ML_PER_MM3 : 1;
		final MaskScores.Options options = new MaskScores.Options(truth.geometry().spacing(), List.of(Definition.MONAI)).withVolumeUnit(unit);
		for (final MaskScores scores : MaskScores.of(truth.pixels(), segmentation.pixels(), options)) {
			final double voxel = truth.geometry().x() * truth.geometry().y() * truth.geometry().z() * unit;
			final long inTruth = scores.overlap().truePositive() + scores.overlap().falseNegative();
			final Table.Row row = scores.addTo(table, name).set("fold", fold).set("truth_volume", inTruth * voxel);
			final List<Long> labels = scores.label().matches("\\d+") ? List.of(Long.valueOf(scores.label())) : List.of();
			final LesionScores lesions = LesionScores.of(truth.pixels(), segmentation.pixels(), labels, CONNECTIVITY,
				LesionScores.Criterion.COVERAGE, 0);
			row.set("truth_lesions", lesions.truthLesions()).set("found", lesions.found()).set("predicted_lesions", lesions.predictedLesions()).set(
				"correct", lesions.correct()).set("lesion_f1", lesions.f1());
		}
	}

	/** The rows so far, then mean, standard deviation, median and 95 % interval for each label. */
	public Table summary() {
		final Table all = new Table(table.columns().toArray(String[]::new));
		for (int r = 0; r < table.size(); r++) {
			final Table.Row row = all.add();
			for (final String column : table.columns()) {
				if (table.get(r, column) instanceof Number number) row.set(column, number);
				else row.set(column, table.get(r, column).toString());
			}
		}
		Summary.addTo(all, "case", "label", "definition");
		return all;
	}
}
