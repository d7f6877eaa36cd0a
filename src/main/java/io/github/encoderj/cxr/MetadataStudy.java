package io.github.encoderj.cxr;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.learn.probe.LabelledFeatures;
import io.github.encoderj.learn.probe.ProbeTraining;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.Summary;
import io.github.encoderj.metrics.Table;

/**
 * What a frozen vector says about the patient: sex and age group by logistic regression, in folds by patient, as RAD-DINO's authors ask
 * it of their encoder.
 */
public final class MetadataStudy {

	private static final Logger LOG = LoggerFactory.getLogger(MetadataStudy.class);
	/** Fewest radiographs of a class in which it takes part. */
	private static final int FEWEST = 2;

	private MetadataStudy() {}

	/**
	 * Runs the study.
	 *
	 * @param vectors by name of the radiograph
	 * @param ages bounds of the age groups in years, ascending: 40, 60 gives 0-39, 40-59, 60+
	 * @param probe logistic regression; several values of C are chosen from on a tenth of the training patients
	 * @return one row a target, fold and class, with mean and standard deviation over the folds
	 * @throws Refusal if the table tells neither sex nor age, or too few patients
	 */
	public static Table run(final RadiographStudy study, final Map<String, float[]> vectors, final List<Double> ages, final int folds,
		final ProbeTraining.Settings probe, final int bootstrap, final Progress progress)
	{
		final Table table = new Table("target", "fold", "label", "n", "positives", "auroc", "auroc_low", "auroc_high", "auprc", "auprc_low",
			"auprc_high", "accuracy", "precision", "recall", "specificity", "f1", "brier", "threshold");
		final RadiographTable all = study.table();
		final float[][] sex = new float[all.female().length][];
		Arrays.setAll(sex, i -> Float.isNaN(all.female()[i]) ? null : new float[] { all.female()[i], 1 - all.female()[i] });
		target(table, "sex", List.of("female", "male"), sex, study, vectors, folds, probe, bootstrap, progress.part(0, 0.5));
		final float[][] groups = new float[all.age().length][];
		Arrays.setAll(groups, i -> Float.isNaN(all.age()[i]) ? null : group(all.age()[i], ages));
		target(table, "age group", names(ages), groups, study, vectors, folds, probe, bootstrap, progress.part(0.5, 1));
		Refusal.unless(table.size() > 0, "%s tells neither the sex nor the age of enough patients (columns sex, age). Add them.", all.labels()
			.file());
		Summary.addTo(table, "fold", "target", "label");
		return table;
	}

	/** Whether a table tells the sex or age of anybody. */
	public static boolean told(final RadiographTable table) {
		return IntStream.range(0, table.age().length).anyMatch(i -> !Float.isNaN(table.age()[i]) || !Float.isNaN(table.female()[i]));
	}

	private static List<String> names(final List<Double> ages) {
		return IntStream.rangeClosed(0, ages.size()).mapToObj(g -> {
			final long from = g == 0 ? 0 : Math.round(ages.get(g - 1));
			return g == ages.size() ? from + "+" : from + "-" + (Math.round(ages.get(g)) - 1);
		}).toList();
	}

	private static float[] group(final float age, final List<Double> ages) {
		final float[] oneHot = new float[ages.size() + 1];
		oneHot[(int) ages.stream().filter(bound -> age >= bound).count()] = 1;
		return oneHot;
	}

	private static void target(final Table table, final String target, final List<String> names, final float[][] values,
		final RadiographStudy study, final Map<String, float[]> vectors, final int folds, final ProbeTraining.Settings probe,
		final int bootstrap, final Progress progress)
	{
		final LabelTable labels = study.table().labels();
		final int[] known = IntStream.range(0, values.length).filter(i -> values[i] != null).toArray();
		final int[] classes = IntStream.range(0, names.size()).filter(c -> Arrays.stream(known).filter(i -> values[i][c] == 1).count() >= FEWEST)
			.toArray();
		final int[] used = Arrays.stream(known).filter(i -> Arrays.stream(classes).anyMatch(c -> values[i][c] == 1)).toArray();
		final long patients = Arrays.stream(used).mapToObj(labels.groups()::get).distinct().count();
		if (classes.length < 2 || patients < folds) {
			LOG.warn("{}: the table tells it of {} patients in {} classes, too few for {} folds; it is left out.", target, patients,
				classes.length, folds);
			return;
		}
		final List<String> chosen = Arrays.stream(classes).mapToObj(names::get).toList();
		final float[][] oneHot = Arrays.stream(used).mapToObj(i -> {
			final float[] row = new float[classes.length];
			for (int c = 0; c < classes.length; c++) row[c] = values[i][classes[c]];
			return row;
		}).toArray(float[][]::new);
		final LabelTable truth = new LabelTable(labels.file(), Arrays.stream(used).mapToObj(labels.cases()::get).toList(), Arrays.stream(used)
			.mapToObj(labels.groups()::get).toList(), Arrays.stream(used).mapToObj(i -> "").toList(), chosen, oneHot, true);
		final LabelledFeatures data = new LabelledFeatures(truth.cases().stream().map(vectors::get).toArray(float[][]::new), oneHot, true);
		final List<Folds.Split> splits = Folds.cross(truth.groups(), oneHot, folds, probe.choices() > 1 ? 0.1 : 0, probe.linear().seed());
		for (int f = 0; f < splits.size(); f++) {
			final Folds.Split split = splits.get(f);
			final Optional<LabelledFeatures> validation = split.validation().length == 0 ? Optional.empty() : Optional.of(data.subset(split
				.validation()));
			final ProbeTraining.Result trained = ProbeTraining.train(data.subset(split.training()), validation, probe, (p, t) -> RadiographScores
				.macroAuroc(chosen, p, t), progress.part((double) f / folds, (f + 1.0) / folds));
			final double[][] test = trained.classifier().probabilities(data.subset(split.test()).features());
			final double[] half = new double[chosen.size()];
			Arrays.fill(half, 0.5);
			for (final ClassificationScores scores : RadiographScores.of(truth, split.test(), test, bootstrap, half)) {
				scores.addTo(table).set("target", target).set("fold", Integer.toString(f + 1));
			}
		}
	}
}
