package io.github.encoderj.command.radiographs;

import java.nio.file.Path;
import java.util.List;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.cxr.MetadataStudy;
import io.github.encoderj.cxr.RadiographEncoder;
import io.github.encoderj.cxr.RadiographStudy;
import io.github.encoderj.cxr.RadiographTraining;
import io.github.encoderj.cxr.RadiographVectors;
import io.github.encoderj.learn.probe.ProbeMethod;
import io.github.encoderj.learn.probe.ProbeTraining;
import io.github.encoderj.metrics.Table;

/** What a frozen vector says about the patient: sex and age group by logistic regression in folds by patient. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Radiographs>Study Radiograph Metadata...", headless = true,
	description = "Predicts sex and age group from frozen vectors by logistic regression, in folds by patient. For research, not for diagnosis.")
public class StudyRadiographMetadata extends LabelledRadiographs {

	@Parameter(label = "Table file (.csv)", persist = false, description = "Where to write the table.")
	private String output = "";

	@Parameter(label = "Resolution (pixels)", persist = false, min = "0", max = "4096", description = "Side of the encoded picture; 0: the " +
		"encoder's own.")
	private int resolution = 0;

	@Parameter(label = "Age groups", persist = false, description = "Ages in years at which a new group begins, with commas between.")
	private String ages = "40,60";

	@Parameter(label = "Folds", persist = false, min = "2", max = "100", description = "Folds of the cross-validation, divided by patient.")
	private int folds = 5;

	@Parameter(label = "Strengths (C)", persist = false, description = "C of the logistic regression, or several with commas between, or grid.")
	private String strengths = "1";

	@Parameter(label = "Bootstrap samples", persist = false, min = "0", max = "100000", description = "Samples behind the 95 % intervals, drawn by " +
		"patient; 0: DeLong's interval of the AUROC.")
	private int bootstrap = 500;

	@Override
	protected void work(final Progress progress) {
		final Path file = OutputFile.of("output", output, ".csv").orElseThrow(() -> new Refusal("output is empty: name the table to be written " +
			"(.csv)."));
		final ProbeTraining.Settings probe = ProbeKeys.settings(ProbeMethod.LOGISTIC, "0.005", "adam", 1024, 50, strengths, "20", seed);
		final List<Double> bounds = RadiographTraining.numbers("ages", ages);
		checkWritable(file);
		final RadiographStudy all = study();
		Refusal.unless(MetadataStudy.told(all.table()), "labels = %s: it tells neither sex nor age (columns sex, age). Add them.", labels);
		Parallel.withThreads(threads, () -> {
			try (RadiographEncoder opened = open(encoder)) {
				final RadiographVectors.Encoded encoded = encoded(all, opened, resolution, file, progress.part(0, 0.8));
				final Table table = MetadataStudy.run(all.with(encoded.vectors()), encoded.vectors(), bounds, folds, probe.standardised(opened
					.local()), bootstrap, progress.part(0.8, 1));
				writeFailures(encoded.failures(), file);
				finished(table, opened.encoder().name(), opened.device(), "logistic regression, " + folds + " folds by patient").writeCsv(file);
				Show.table(table, title());
			}
			return null;
		});
	}
}
