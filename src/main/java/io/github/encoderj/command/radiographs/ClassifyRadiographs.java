package io.github.encoderj.command.radiographs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.WindowManager;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.Show;
import io.github.encoderj.command.TableFile;
import io.github.encoderj.cxr.Radiograph;
import io.github.encoderj.cxr.RadiographClassifier;
import io.github.encoderj.cxr.RadiographEncoder;
import io.github.encoderj.cxr.RadiographFolder;
import io.github.encoderj.cxr.RadiographVectors;
import io.github.encoderj.learn.Head;
import io.github.encoderj.metrics.Table;

/** Probabilities of findings on an open radiograph, a file, or all files of a folder. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Radiographs>Classify Radiographs...", headless = true,
	description = "Applies a trained classifier to radiographs; the table has a probability for each finding. For research, not for diagnosis.")
public class ClassifyRadiographs extends DeviceCommand {

	@Parameter(label = "Radiographs", persist = false, description = "A folder (folders in it are looked through too), a file, or the title of an " +
		"open image. Empty: the active image.")
	private String input = "";

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "The classifier, as Train Radiograph Classifier wrote it.")
	private String head = "";

	@Parameter(label = "Encoder", persist = false, description = "Name or weights folder of the encoder. Empty: as the head names it.")
	private String encoder = "";

	@Parameter(label = "Table file (.csv, .tex, .md)", persist = false, description = "Where to write the table. Empty: it is only shown.")
	private String output = "";

	@Parameter(label = "Features (folder)", persist = false, description = "Where vectors are kept, so that they are not computed again. Empty: " +
		"they are not kept.")
	private String features = "";

	@AppliesIf("features given")
	@Parameter(label = "Overwrite", persist = false, description = "On: vectors that were kept are computed again.")
	private boolean overwrite = false;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = TableFile.of("output", output);
		final Head read = Head.read(Path.of(head.trim()), RadiographClassifier.TYPE);
		final RadiographClassifier classifier = RadiographClassifier.of(read, head);
		final Map<String, Path> files = files();
		Parallel.withThreads(threads, () -> {
			try (RadiographEncoder opened = RadiographEncoder.open(encoder.isBlank() ? read.encoder() : encoder.trim(), classifier, device,
				threads))
			{
				read.check(opened.encoder(), head);
				final RadiographVectors.Encoded encoded = encode(files, opened, classifier.resolution(), progress);
				final Table table = LabelledRadiographs.finished(table(classifier, encoded), read.encoder(), opened.device(), "probability, " + read
					.metadata().getOrDefault("setting.method", ""));
				file.ifPresent(path -> TableFile.write(table, path));
				Show.table(table, title());
			}
			return null;
		});
	}

	/** Files by name; empty for an open image. */
	private Map<String, Path> files() {
		final Map<String, Path> files = new LinkedHashMap<>();
		if (input.isBlank() || WindowManager.getImage(input.trim()) != null) return files;
		final Path path = Path.of(input.trim());
		Refusal.unless(Files.exists(path), "input = %s: there is no such file or folder.", input);
		if (!Files.isDirectory(path)) files.put(path.getFileName().toString(), path);
		else RadiographFolder.of(path).files().forEach(f -> files.put(path.relativize(f).toString().replace('\\', '/'), f));
		Refusal.unless(!files.isEmpty(), "input = %s: the folder holds no file.", input);
		return files;
	}

	private RadiographVectors.Encoded encode(final Map<String, Path> files, final RadiographEncoder opened, final int resolution,
		final Progress progress)
	{
		if (files.isEmpty()) {
			final var radiograph = Radiograph.grey(ImageInput.image("input", input));
			return new RadiographVectors.Encoded(Map.of(radiograph.name(), opened.vectors(List.of(radiograph), resolution)[0]), Map.of());
		}
		final Optional<Path> keep = features.isBlank() ? Optional.empty() : Optional.of(Path.of(features.trim()));
		return RadiographVectors.of(files, opened, resolution, keep, overwrite, progress);
	}

	private static Table table(final RadiographClassifier classifier, final RadiographVectors.Encoded encoded) {
		final List<String> columns = new ArrayList<>(List.of("case"));
		columns.addAll(classifier.labels());
		columns.add("reason");
		final Table table = new Table(columns.toArray(String[]::new));
		final double[][] probabilities = classifier.classifier().probabilities(encoded.vectors().values().toArray(float[][]::new));
		int i = 0;
		for (final String name : encoded.vectors().keySet()) {
			final Table.Row row = table.add().set("case", name);
			for (int l = 0; l < classifier.labels().size(); l++) row.set(classifier.labels().get(l), probabilities[i][l]);
			i++;
		}
		encoded.failures().forEach((name, reason) -> table.add().set("case", name).set("reason", reason));
		return table;
	}
}
