package io.github.encoderj.command.slides;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.command.TableFile;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.wsi.classify.SlideClassifier;
import io.github.encoderj.wsi.classify.SlideCohort;
import io.github.encoderj.wsi.features.SlideFeatures;

/** Applies a trained head to encoded slides. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Slides>Classify Slides...", headless = true,
	description = "Says with which probability each encoded slide has each label of a trained head.")
public class ClassifySlides extends DeviceCommand {

	private static final Logger LOG = LoggerFactory.getLogger(ClassifySlides.class);

	@Parameter(label = "Features", persist = false, description = "The features of a slide (.h5), or a folder of them, as Encode Slides makes.")
	private String input = "";

	@Parameter(label = "Head (.safetensors)", persist = false, description = "A head that Train Slide Classifier wrote.")
	private String head = "";

	@Parameter(label = "Table file (.csv, .tex, .md)", persist = false, description = "Where to write the table; empty: it is only shown.")
	private String output = "";

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: if the table exists, nothing is computed.")
	private boolean overwrite = false;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = TableFile.of("output", output);
		if (!overwrite && file.map(Files::exists).orElse(false)) {
			LOG.info("{} exists and is kept; set overwrite=true to classify again.", file.get());
			return;
		}
		final String used = TorchEngine.deviceName(device);
		final List<Path> slides = slides();
		Parallel.withThreads(threads, () -> {
			try (SlideClassifier classifier = SlideClassifier.open(Path.of(head.trim()), device, threads)) {
				final Table table = classify(classifier, slides, progress);
				table.setAll("encoder", classifier.head().encoder()).setAll("device", used).setAll("definition", classifier.pooling() + " pooling")
					.setAll("version", Version.get());
				file.ifPresent(path -> TableFile.write(table, path));
				Show.table(table, title());
			}
			return null;
		});
	}

	private List<Path> slides() {
		Refusal.unless(!input.isBlank(), "input is empty: give the features of a slide (.h5), or a folder of them.");
		try {
			return SlideCohort.files(Path.of(input.trim()));
		}
		catch (final Refusal e) {
			throw new Refusal("input: " + e.getMessage(), e);
		}
	}

	/** What cannot be read is listed with the reason and does not stop the rest; a single slide is refused. */
	private static Table classify(final SlideClassifier classifier, final List<Path> slides, final Progress progress) {
		final List<String> labels = classifier.tasks().labels();
		final List<String> columns = new ArrayList<>(List.of("case"));
		columns.addAll(labels);
		columns.addAll(List.of("tiles", "note"));
		final Table table = new Table(columns.toArray(String[]::new));
		int failed = 0;
		Refusal first = null;
		for (int s = 0; s < slides.size(); s++) {
			progress.report(String.format("Classifying slide %d of %d", s + 1, slides.size()), (double) s / slides.size());
			final Path slide = slides.get(s);
			final String name = slide.getFileName().toString().replaceFirst("(?i)\\.(h5|hdf5)$", "");
			try {
				final SlideClassifier.Prediction prediction = classifier.classify(slide, progress.part((double) s / slides.size(), (s + 1.0) / slides
					.size()));
				final Table.Row row = table.add().set("case", name).set("tiles", tiles(slide)).set("note", "");
				for (int l = 0; l < labels.size(); l++) row.set(labels.get(l), prediction.probabilities()[l]);
			}
			catch (final Refusal e) {
				failed++;
				first = first == null ? e : first;
				LOG.warn("{}: {}", name, e.getMessage());
				table.add().set("case", name).set("note", e.getMessage());
			}
		}
		if (failed == slides.size()) throw new Refusal("input: " + first.getMessage(), first);
		return table;
	}

	private static int tiles(final Path slide) {
		try (SlideFeatures features = SlideFeatures.open(slide)) {
			return features.count();
		}
	}
}
