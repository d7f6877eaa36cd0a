package io.github.encoderj.command.radiographs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.scijava.plugin.Parameter;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.cxr.Divisions;
import io.github.encoderj.cxr.RadiographEncoder;
import io.github.encoderj.cxr.RadiographStudy;
import io.github.encoderj.cxr.RadiographVectors;
import io.github.encoderj.cxr.ResearchNote;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.metrics.Table;

/** What commands share that learn from a folder of radiographs and a label table. */
abstract class LabelledRadiographs extends DeviceCommand {

	@Parameter(label = "Radiographs (folder)", persist = false, description = "Folder of the radiographs: DICOM, PNG, JPEG, TIFF; folders in " +
		"it are looked through too.")
	protected String input = "";

	@Parameter(label = "Labels (.csv)", persist = false, description = "<html>The label table: that of NIH-14, RSNA, CheXpert, VinDr-CXR or " +
		"CANDID-PTX as it was published,<br>or a column that names the image and one column a label (1, 0, -1 or empty for unknown).")
	protected String labels = "";

	@Parameter(label = "Findings", persist = false, description = "Label columns to use, with commas between. Empty: all.")
	protected String findings = "";

	@Parameter(label = "Group", persist = false, description = "Column that names the patient, who is never divided. Empty: found by its name.")
	protected String group = "";

	@Parameter(label = "Encoder", persist = false, description = "<html>Name of an encoder in the catalogue (Manage Encoders), or its weights " +
		"folder.<br>filterbank needs no download.")
	protected String encoder = "filterbank";

	@Parameter(label = "Pooling", persist = false, choices = { "model", "cls", "mean", "cls+mean" }, description = "How one vector is made of a " +
		"radiograph; model: as the encoder's authors do.")
	protected String pooling = "model";

	@Parameter(label = "Features (folder)", persist = false, description = "<html>Where the vectors are kept, one file an encoder and " +
		"resolution; what is there is not encoded again.<br>Empty: a folder beside the output.")
	protected String features = "";

	@Parameter(label = "Seed", persist = false, description = "The same seed gives the same division and the same classifier.")
	protected long seed = 1;

	@Parameter(label = "Overwrite", persist = false, description = "On: what was written and kept before is made again.")
	protected boolean overwrite = false;

	/** The radiographs of the label table that are in the folder. */
	protected final RadiographStudy study() {
		Refusal.unless(!input.isBlank(), "input is empty: name the folder of the radiographs.");
		Refusal.unless(!labels.isBlank(), "labels is empty: name the label table (.csv).");
		Refusal.unless(Files.isRegularFile(Path.of(labels.trim())), "labels = %s: there is no such file. Name the label table (.csv).", labels);
		try {
			return RadiographStudy.of(Path.of(input.trim()), Path.of(labels.trim()), LabelTable.Columns.of("", group, findings));
		}
		catch (final Refusal e) {
			throw new Refusal(e.getMessage().startsWith("input") ? e.getMessage() : "labels: " + e.getMessage(), e);
		}
	}

	/** Opens an encoder. */
	protected final RadiographEncoder open(final String name) {
		return RadiographEncoder.open(name.trim(), Pooling.named(pooling), device, threads);
	}

	/** Vectors of the study's radiographs, kept in the features folder. */
	protected final RadiographVectors.Encoded encoded(final RadiographStudy study, final RadiographEncoder opened, final int resolution,
		final Path output, final Progress progress)
	{
		final Path folder = features.isBlank() ? OutputFile.withEnding(output, "_features") : Path.of(features.trim());
		Refusal.unless(!Files.exists(folder) || Files.isDirectory(folder), "features = %s: this is no folder.", folder);
		return RadiographVectors.of(study.byName(), opened, resolution, Optional.of(folder), overwrite, progress);
	}

	protected final Divisions divisions(final String testList, final int folds, final String split) {
		final Optional<Path> list = testList.isBlank() ? Optional.empty() : Optional.of(Path.of(testList.trim()));
		return new Divisions(list, folds, Divisions.shares(split), seed);
	}

	/**
	 * Makes sure that a file can be written before hours of encoding, not after.
	 *
	 * @throws Refusal if no file can be made in its folder
	 */
	static void checkWritable(final Path output) {
		try {
			Files.delete(Files.createTempFile(output.toAbsolutePath().getParent(), ".part-", ""));
		}
		catch (final IOException e) {
			throw new Refusal("output = " + output + ": no file can be made in its folder. Choose another one.", e);
		}
	}

	/** The last columns of every table. */
	static Table finished(final Table table, final String encoder, final String device, final String definition) {
		return table.setAll("encoder", encoder).setAll("device", device).setAll("definition", definition).setAll("version", Version.get()).setAll(
			"note", ResearchNote.TEXT);
	}

	/** Which radiographs could not be read, and why; nothing is written where all could. */
	static void writeFailures(final Map<String, String> failures, final Path output) {
		if (failures.isEmpty()) return;
		final Table table = new Table("case", "reason");
		failures.forEach((name, reason) -> table.add().set("case", name).set("reason", reason));
		table.writeCsv(OutputFile.withEnding(output, "_left_out.csv"));
	}
}
