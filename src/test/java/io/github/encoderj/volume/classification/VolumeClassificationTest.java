package io.github.encoderj.volume.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.learn.probe.ProbeMethod;
import io.github.encoderj.learn.probe.ProbeTraining;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.CsvTable;
import io.github.encoderj.metrics.ScoredCases;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.sample.SyntheticCohort;
import io.github.encoderj.sample.SyntheticPatient.Finding;
import io.github.encoderj.volume.GreyWindows;

/** Findings of a synthetic cohort, from CT through the filter bank to scores by patient. */
class VolumeClassificationTest {

	private static final Set<Finding> FINDINGS = EnumSet.of(Finding.LUNG_NODULE, Finding.PLEURAL_EFFUSION);

	@TempDir
	private static Path folder;

	private static FeatureStore store;
	private static String labels;

	@BeforeAll
	static void encodeACohort() {
		final List<SyntheticCohort.Scan> cohort = SyntheticCohort.of(36, FINDINGS, 1);
		labels = SyntheticCohort.labels(cohort, FINDINGS);
		try (SliceEncoder encoder = SliceEncoder.open("filterbank", GreyWindows.parse("window", "-1000..400"), Pooling.MODEL, 0, ComputeDevice
			.cpu(), 1))
		{
			store = FeatureStore.open(folder.resolve("features.h5"), VolumeEncoding.key(encoder, 0, "model", SlicePooling.MEAN, 1, false), false);
			final List<Scans.Scan> scans = cohort.stream().map(c -> new Scans.Scan(c.name(), () -> c.scan().ct(13, 13, 20))).toList();
			VolumeEncoding.encode(scans, encoder, SlicePooling.MEAN, 1, store, Progress.NONE);
		}
	}

	private static LabelledScans scans(final String table) {
		return LabelledScans.of(store, LabelTable.of(CsvText.parse(table, "labels.csv"), LabelTable.Columns.FOUND));
	}

	private static VolumeClassification.Settings settings(final ProbeMethod method, final String threshold, final int folds) {
		final ProbeTraining.Settings s = ProbeTraining.Settings.standard(method);
		return new VolumeClassification.Settings(new ProbeTraining.Settings(method, s.linear(), List.of(0.05), List.of(0.1), List.of(5), s
			.temperature(), true), folds, 0.2, threshold, 1);
	}

	private static double score(final Table table, final String fold, final String label, final String column) {
		for (int row = 0; row < table.size(); row++) {
			if (table.get(row, "fold").equals(fold) && table.get(row, "label").equals(label)) return table.number(row, column);
		}
		throw new AssertionError("no row " + fold + ", " + label);
	}

	/** An effusion fills much of a lung and is found by each method; a nodule in the mean of all slices is hard. */
	@Test
	void findsWhatCanBeSeen() {
		final LabelledScans scans = scans(labels);
		for (final ProbeMethod method : ProbeMethod.values()) {
			final Table table = ClassificationTables.scores(scans, VolumeClassification.run(scans, settings(method, "0.5", 4), Progress.NONE), 50,
				1);
			final double auroc = score(table, "all", "Pleural effusion", "auroc");
			assertTrue(auroc > (method == ProbeMethod.KNN ? 0.75 : 0.9), method + ": AUROC " + auroc);
			assertTrue(score(table, "all", "Pleural effusion", "auroc_low") <= auroc);
		}
	}

	@Test
	void noPatientIsOnBothSidesAndEachScanIsTestedOnce() {
		final LabelledScans scans = scans(labels);
		assertEquals("patients of the names", scans.grouping());
		assertEquals(48, scans.size());
		assertEquals(36, new HashSet<>(scans.groups()).size());
		final Set<Integer> tested = new HashSet<>();
		for (final Folds.Split split : scans.divide(5, 0.2, 3)) {
			final Set<String> training = new HashSet<>(Arrays.stream(split.training()).mapToObj(scans.groups()::get).toList());
			final Set<String> validation = new HashSet<>(Arrays.stream(split.validation()).mapToObj(scans.groups()::get).toList());
			assertFalse(validation.isEmpty());
			for (final int i : split.test()) {
				assertTrue(tested.add(i));
				assertFalse(training.contains(scans.groups().get(i)) || validation.contains(scans.groups().get(i)));
			}
			for (final String v : validation) assertFalse(training.contains(v));
		}
		assertEquals(48, tested.size());
	}

	/** Labels that say nothing about the scans are not found: what is tested does not leak into training. */
	@Test
	void labelsByChanceAreNotFound() {
		final Random random = new Random(5);
		final StringBuilder table = new StringBuilder("VolumeName");
		for (int l = 0; l < 8; l++) table.append(",chance ").append(l);
		for (final String line : labels.split("\n")) {
			if (line.startsWith("VolumeName")) continue;
			table.append('\n').append(line.split(",")[0]);
			for (int l = 0; l < 8; l++) table.append(random.nextBoolean() ? ",1" : ",0");
		}
		final LabelledScans scans = scans(table.toString());
		final Table scores = ClassificationTables.scores(scans, VolumeClassification.run(scans, settings(ProbeMethod.LOGISTIC, "0.5", 4),
			Progress.NONE), 0, 1);
		assertEquals(0.5, score(scores, "all", "macro", "auroc"), 0.1);
	}

	@Test
	void scoresAreThoseOfTheProbabilities() {
		final LabelledScans scans = scans(labels);
		final VolumeClassification.Result result = VolumeClassification.run(scans, settings(ProbeMethod.LOGISTIC, "0.5", 4), Progress.NONE);
		final Table table = ClassificationTables.scores(scans, result, 0, 1);
		final Table probabilities = CsvTable.parse(ClassificationTables.probabilities(scans, result).toCsv(), "p.csv");
		assertEquals(48, probabilities.size());
		final ScoredCases cases = ScoredCases.of(CsvTable.parse(labels, "labels.csv"), probabilities, "");
		final ClassificationScores expected = ClassificationScores.of(cases, new ClassificationScores.Options(0, 0, new double[] { 0.5 }, false))
			.get(0);
		assertEquals(expected.auroc(), score(table, "all", "Lung nodule", "auroc"), 1e-12);
		assertEquals(expected.precision(), score(table, "all", "Lung nodule", "precision"), 1e-12);
		double sum = 0;
		double squares = 0;
		for (int f = 1; f <= 4; f++) {
			final double recall = score(table, "" + f, "Lung nodule", "recall");
			sum += recall / 4;
			squares += recall * recall;
		}
		assertEquals(sum, score(table, "mean", "Lung nodule", "recall"), 1e-12);
		assertEquals(Math.sqrt((squares - 4 * sum * sum) / 3), score(table, "sd", "Lung nodule", "recall"), 1e-9);
		assertEquals((3 + 4) * (2 + 3), table.size()); // all, mean, sd and 4 folds, each 2 findings, macro, micro, weighted
	}

	@Test
	void settingsAndThresholdsAreChosenOnOtherPatients() {
		final LabelledScans scans = scans(labels);
		final ProbeTraining.Settings s = ProbeTraining.Settings.standard(ProbeMethod.KNN);
		final VolumeClassification.Settings several = new VolumeClassification.Settings(new ProbeTraining.Settings(ProbeMethod.KNN, s.linear(),
			s.rates(), s.cs(), List.of(1, 3, 9), 0.07, true), 4, 0.25, "youden", 1);
		final VolumeClassification.Result result = VolumeClassification.run(scans, several, Progress.NONE);
		for (final VolumeClassification.Fold fold : result.folds()) assertTrue(fold.setting().matches("k [139]"), fold.setting());
		final Table table = ClassificationTables.scores(scans, result, 0, 1);
		// All decisions together are those of the folds
		double right = 0;
		for (int f = 0; f < 4; f++) right += score(table, "" + (f + 1), "Pleural effusion", "accuracy") * result.folds().get(f).test().length;
		assertEquals(right / 48, score(table, "all", "Pleural effusion", "accuracy"), 1e-12);
		final VolumeClassification.Result again = Parallel.withThreads(1, () -> VolumeClassification.run(scans, several, Progress.NONE));
		for (int f = 0; f < 4; f++) {
			assertArrayEquals(result.folds().get(f).thresholds(), again.folds().get(f).thresholds());
			assertArrayEquals(result.folds().get(f).probabilities()[0], again.folds().get(f).probabilities()[0]);
		}
	}

	@Test
	void namesAreMatchedWithoutEndingsAndFoldersAndPatientsOfTheTableCount() {
		final StringBuilder table = new StringBuilder("scan,patient,Pleural effusion\n");
		int row = 0;
		for (final String line : labels.split("\n")) {
			if (line.startsWith("VolumeName")) continue;
			final String[] fields = line.split(",");
			table.append("data/").append(fields[0].replace(".nii.gz", "")).append(",q").append(row / 2).append(',').append(row < 3 ? "" : fields[2])
				.append('\n');
			row++;
		}
		final LabelledScans scans = scans(table.toString());
		assertEquals("patients of the table", scans.grouping());
		assertEquals(45, scans.size());
		assertEquals(3, scans.others().size()); // whose finding is not known
		final VolumeClassification.Result result = VolumeClassification.run(scans, settings(ProbeMethod.LOGISTIC, "0.5", 3), Progress.NONE);
		final Table probabilities = ClassificationTables.probabilities(scans, result);
		assertEquals(48, probabilities.size());
		assertEquals("none", probabilities.get(47, "fold"));
		assertTrue(probabilities.number(45, "Pleural effusion") < probabilities.number(46, "Pleural effusion"), "patient 1 is healthy, 2 is not");
	}

	/** CT-RATE's table as it is published; findings that no scan, one scan or every scan has leave the others' scores alone. */
	@Test
	void theTableOfCtRateIsRead() {
		final List<String> findings = List.of("Medical material", "Arterial wall calcification", "Cardiomegaly", "Pericardial effusion",
			"Coronary artery wall calcification", "Hiatal hernia", "Lymphadenopathy", "Emphysema", "Atelectasis", "Lung nodule", "Lung opacity",
			"Pulmonary fibrotic sequela", "Pleural effusion", "Mosaic attenuation pattern", "Peribronchial thickening", "Consolidation",
			"Bronchiectasis", "Interlobular septal thickening");
		final StringBuilder table = new StringBuilder("VolumeName," + String.join(",", findings));
		final Random random = new Random(2);
		int row = 0;
		for (final String line : labels.split("\n")) {
			final String[] fields = line.split(",");
			if (line.startsWith("VolumeName")) continue;
			table.append('\n').append(fields[0]);
			for (int l = 0; l < 18; l++) {
				final String value = switch (l) {
					case 0 -> "0";
					case 1 -> row == 7 ? "1" : "0";
					case 2 -> "1";
					case 9 -> fields[1];
					case 12 -> fields[2];
					default -> random.nextInt(4) == 0 ? "1" : "0";
				};
				table.append(',').append(value);
			}
			row++;
		}
		final LabelledScans scans = scans(table.toString());
		assertEquals(findings, scans.labels());
		for (final ProbeMethod method : ProbeMethod.values()) {
			final VolumeClassification.Result result = VolumeClassification.run(scans, settings(method, "youden", 4), Progress.NONE);
			final Table scores = ClassificationTables.scores(scans, result, 20, 1);
			assertEquals((3 + 4) * (18 + 3), scores.size());
			assertTrue(Double.isNaN(score(scores, "all", "Medical material", "auroc")));
			assertTrue(Double.isNaN(score(scores, "all", "Cardiomegaly", "auroc")));
			assertEquals(1.0, score(scores, "all", "Arterial wall calcification", "positives"));
			assertTrue(score(scores, "all", "Pleural effusion", "auroc") > 0.75, method.toString());
			assertTrue(Double.isFinite(score(scores, "all", "macro", "auroc")));
		}
	}

	@Test
	void classesAreTakenToo() {
		final StringBuilder table = new StringBuilder("scan,label\n");
		for (final String line : labels.split("\n")) {
			final String[] fields = line.split(",");
			if (!line.startsWith("VolumeName")) table.append(fields[0]).append(',').append(fields[2].equals("1") ? "wet" : "dry").append('\n');
		}
		final LabelledScans scans = scans(table.toString());
		assertTrue(scans.exclusive());
		final Table scores = ClassificationTables.scores(scans, VolumeClassification.run(scans, settings(ProbeMethod.LOGISTIC, "0.5", 4),
			Progress.NONE), 0, 1);
		assertTrue(score(scores, "all", "wet", "auroc") > 0.9);
		assertTrue(score(scores, "all", "micro", "accuracy") > 0.8);
	}

	@Test
	void theStatedDivisionIsUsed() {
		final StringBuilder table = new StringBuilder("scan,patient,split,Pleural effusion\n");
		for (final String line : labels.split("\n")) {
			final String[] fields = line.split(",");
			if (line.startsWith("VolumeName")) continue;
			final String patient = fields[0].replaceFirst("_[a-z]_1.*", "");
			table.append(fields[0]).append(',').append(patient).append(',').append(patient.hashCode() % 4 == 0 ? "test" : "train").append(',').append(
				fields[2]).append('\n');
		}
		final List<Folds.Split> splits = scans(table.toString()).divide(0, 0, 1);
		assertEquals(1, splits.size());
		assertEquals(48, splits.get(0).training().length + splits.get(0).test().length);
		assertThrows(Refusal.class, () -> scans(labels).divide(0, 0, 1)); // all names say train
		final String torn = table.toString().replaceFirst("train_3_a_1.nii.gz,train_3,(train|test)", "train_3_a_1.nii.gz,train_3,train").replaceFirst(
			"train_3_b_1.nii.gz,train_3,(train|test)", "train_3_b_1.nii.gz,train_3,test");
		assertTrue(assertThrows(Refusal.class, () -> scans(torn).divide(0, 0, 1)).getMessage().contains("train_3_a_1"));
	}

	@Test
	void whatDoesNotFitIsRefused() {
		assertThrows(Refusal.class, () -> scans("scan,x\nother,1\nanother,0\n"));
		assertThrows(Refusal.class, () -> scans("scan,x\ntrain_1_a_1,1\ntrain_1_a_1.nii.gz,0\n"));
		assertThrows(Refusal.class, () -> settings(ProbeMethod.KNN, "best", 4));
		assertThrows(Refusal.class, () -> settings(ProbeMethod.KNN, "0.5", 1));
		assertThrows(Refusal.class, () -> VolumeClassification.run(scans(labels), settings(ProbeMethod.KNN, "0.5", 37), Progress.NONE));
	}
}
