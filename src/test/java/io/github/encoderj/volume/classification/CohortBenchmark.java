package io.github.encoderj.volume.classification;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Progress;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.learn.probe.LogisticRegression;
import io.github.encoderj.learn.probe.NearestNeighbours;
import io.github.encoderj.learn.probe.ProbeMethod;
import io.github.encoderj.learn.probe.ProbeTraining;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.sample.SyntheticCohort;
import io.github.encoderj.sample.SyntheticPatient.Finding;
import io.github.encoderj.volume.GreyWindows;

/** Classifies the findings of a synthetic cohort by every method and pooling: a check of the way from scans to scores, not of an encoder. */
public final class CohortBenchmark {

	private static final Logger LOG = LoggerFactory.getLogger(CohortBenchmark.class);

	private CohortBenchmark() {}

	/** Arguments: number of patients, encoder, resolution (0 for the encoder's own). */
	public static void main(final String[] arguments) {
		final Set<Finding> findings = EnumSet.of(Finding.LUNG_NODULE, Finding.LYMPHADENOPATHY, Finding.PLEURAL_EFFUSION);
		final List<SyntheticCohort.Scan> cohort = SyntheticCohort.of(Integer.parseInt(arguments[0]), findings, 11);
		final LabelTable labels = LabelTable.of(CsvText.parse(SyntheticCohort.labels(cohort, findings), "labels"), LabelTable.Columns.FOUND);
		final int resolution = Integer.parseInt(arguments[2]);
		final Map<SlicePooling, FeatureStore> stores = new EnumMap<>(SlicePooling.class);
		try (SliceEncoder encoder = SliceEncoder.open(arguments[1], GreyWindows.parse("window", "-1000..400"), Pooling.MODEL, resolution,
			ComputeDevice.cpu(), 0))
		{
			for (final SlicePooling pooling : SlicePooling.values()) stores.put(pooling, FeatureStore.open(Path.of("none"), VolumeEncoding.key(encoder,
				resolution, "model", pooling, 1, false), true));
			long nanos = 0;
			int count = 0;
			for (final SyntheticCohort.Scan scan : cohort) {
				final Volume<?> ct = scan.scan().ct(6, 6, 10);
				final long start = System.nanoTime();
				final float[][] slices = VolumeEncoding.slices(ct, encoder, 1, Progress.NONE);
				nanos += System.nanoTime() - start;
				count += slices.length;
				stores.forEach((pooling, store) -> store.add(scan.name(), pooling.pool(slices)));
			}
			LOG.info("{}: {} slices in {} s", encoder.definition(), count, nanos / 1_000_000_000L);
		}
		stores.forEach((pooling, store) -> {
			for (final ProbeMethod method : ProbeMethod.values()) report(pooling, method, LabelledScans.of(store, labels), arguments[1]);
		});
	}

	private static void report(final SlicePooling pooling, final ProbeMethod method, final LabelledScans scans, final String encoder) {
		final ProbeTraining.Settings s = ProbeTraining.Settings.standard(method);
		final ProbeTraining.Settings grid = new ProbeTraining.Settings(method, s.linear(), List.of(5e-4, 5e-3, 5e-2), LogisticRegression.grid(),
			NearestNeighbours.NUMBERS.subList(0, 2), s.temperature(), encoder.equals("filterbank"));
		final Table table = ClassificationTables.scores(scans, VolumeClassification.run(scans, new VolumeClassification.Settings(grid, 5, 0.2,
			"youden", 0), Progress.NONE), 1000, 0);
		for (int row = 0; row < 4; row++) {
			LOG.info(String.format(Locale.ROOT, "%-9s %-8s %-16s AUROC %.3f (%.3f-%.3f) AUPRC %.3f accuracy %.3f precision %.3f recall %.3f", pooling,
				method, table.get(row, "label"), table.number(row, "auroc"), table.number(row, "auroc_low"), table.number(row, "auroc_high"), table
					.number(row, "auprc"), table.number(row, "accuracy"), table.number(row, "precision"), table.number(row, "recall")));
		}
	}
}
