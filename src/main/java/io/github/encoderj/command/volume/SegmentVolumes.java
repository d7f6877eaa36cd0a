package io.github.encoderj.command.volume;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ij.ImagePlus;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.DeviceCommand;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.OutputFolder;
import io.github.encoderj.command.Show;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.image.FilePair;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.volume.segmentation.Modality;
import io.github.encoderj.volume.segmentation.Patient;
import io.github.encoderj.volume.segmentation.PatientScores;
import io.github.encoderj.volume.segmentation.PatientSet;
import io.github.encoderj.volume.segmentation.Scan;
import io.github.encoderj.volume.segmentation.Segmentation;
import io.github.encoderj.volume.segmentation.SegmentationTraining;

/** Segments one patient or many with a trained head. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Volumes>Segment Volumes...", headless = true,
	description = "Segments CT, PET or both with a head that Train Volume Segmentation wrote: labels on the grid of the scan.")
public class SegmentVolumes extends DeviceCommand {

	private static final Logger LOG = LoggerFactory.getLogger(SegmentVolumes.class);
	private static final String ENDING = ".nii.gz";

	@Parameter(label = "Volume or patients", persist = false, description = "<html>A volume (title of an open image, a file, a DICOM folder), or a " +
		"folder of patients as for training.<br>Empty: CT and PET below, or the active image if these are empty too.")
	private String input = "";

	@Parameter(label = "CT", persist = false, description = "The CT: a volume, a folder of volumes, or the name of the file in each patient's folder.")
	private String ct = "";

	@Parameter(label = "PET (SUV)", persist = false, description = "The PET in SUV: a volume, a folder of volumes, or the name of the file in each patient's folder.")
	private String pet = "";

	@Parameter(label = "Labels", persist = false, description = "The truth, if there is any: a file, a folder, or a name as above. Then scores are given.")
	private String labels = "";

	@Parameter(label = "Head file (.safetensors)", persist = false, description = "A head that Train Volume Segmentation wrote.")
	private String head = "";

	@Parameter(label = "Output", persist = false, description = "<html>Of one volume: the label file (.nii.gz, .nii, .tif). Of several: a folder, in " +
		"which each gets NAME.nii.gz; it is made if it is not there.<br>A table is written beside or into it. Empty: one volume is only shown.")
	private String output = "";

	@Parameter(label = "Average over flips", persist = false, description = "The mean of eight predictions: a little better, and several times slower.")
	private boolean flips = false;

	@Parameter(label = "Share of the largest component (0..1)", persist = false, min = "0", max = "1", description = "<html>Connected components " +
		"that are smaller than this share of the largest one of their label are left out.<br>0 keeps all, 1 the largest only: where each " +
		"patient has one lesion or organ.")
	private double largest = 0;

	@Parameter(label = "Smallest component (ml)", persist = false, min = "0", description = "Smaller connected components are left out.")
	private double minVolume = 0;

	@AppliesIf("output given")
	@Parameter(label = "Overwrite", persist = false, description = "Off: what has its label file already is not segmented again.")
	private boolean overwrite = false;

	@Parameter(type = ItemIO.OUTPUT, label = "Segmentation")
	private ImagePlus segmentation;

	@Parameter(type = ItemIO.OUTPUT, label = "Overlay")
	private ImagePlus overlay;

	@Override
	protected void work(final Progress progress) {
		final Head trained = Head.read(Path.of(head.trim()), SegmentationTraining.TYPE);
		final List<Modality> modalities = Segmentation.modalities(trained, head);
		final Segmentation.Settings settings = new Segmentation.Settings(flips, largest, minVolume, device, threads);
		final String used = TorchEngine.deviceName(device);
		final boolean many = FilePair.isFolder(Path.of(input.trim().isEmpty() ? "none given" : input.trim())) && (PatientSet.isDataset(input) || !ct
			.isBlank() || !pet.isBlank()) || input.isBlank() && !(ct.isBlank() && pet.isBlank()) && PatientSet.isFolderOfVolumes(pet.isBlank() ? ct
				: pet);
		Parallel.withThreads(threads, () -> {
			try (Encoder encoder = encoder(trained)) {
				final Table table = many ? patients(encoder, trained, modalities, settings, progress) : one(encoder, trained, modalities, settings,
					progress);
				Show.table(table.setAll("encoder", trained.encoder()).setAll("device", used).setAll("version", Version.get()), title());
			}
			return null;
		});
	}

	private Encoder encoder(final Head trained) {
		try {
			return Encoders.open(trained.encoder(), Segmentation.preprocessing(trained));
		}
		catch (final Refusal e) {
			throw new Refusal(head + " was trained on an encoder that is not here: " + e.getMessage(), e);
		}
	}

	private Table one(final Encoder encoder, final Head trained, final List<Modality> modalities, final Segmentation.Settings settings,
		final Progress progress)
	{
		final Optional<Path> file = OutputFile.of("output", output, ENDING, ".nii", ".tif", ".tiff");
		progress.report("Reading volumes", 0);
		final Scan scan = scan(modalities);
		final Optional<Volume<?>> truth = labels.isBlank() ? Optional.empty() : Optional.of(ImageInput.labels("labels", labels));
		truth.ifPresent(volume -> PatientScores.check(volume, scan.reference()));
		final Table table = table();
		final PatientScores scores = new PatientScores();
		final Volume<?> result;
		if (!overwrite && file.map(Files::exists).orElse(false)) {
			LOG.info("{} exists and is kept; set overwrite=true to segment again.", file.get());
			result = ImageFiles.readLabels(file.get().toString());
		}
		else {
			final Segmentation.Result segmented = Segmentation.segment(encoder, trained, head, scan, settings, progress);
			progress.check();
			result = segmented.labels();
			row(table, scan.name(), segmented);
			file.ifPresent(path -> ImageFiles.write(result, path));
		}
		truth.ifPresent(volume -> scores.add(scan.name(), 1, volume, result));
		segmentation = Show.labels(ImagePlusAdapter.toImagePlus(result));
		overlay = LabelOverlay.of(scan.reference(), result);
		final Table shown = labels.isBlank() ? table : scores.summary();
		file.ifPresent(path -> shown.writeCsv(path.resolveSibling(PatientSet.nameOf(path) + ".csv")));
		return shown;
	}

	/** The volumes of one patient: from the keys of the modalities, or one volume for all of them. */
	private Scan scan(final List<Modality> modalities) {
		final List<Volume<?>> volumes = new ArrayList<>();
		for (final Modality modality : modalities) {
			final String text = modality == Modality.CT ? ct : modality == Modality.PET ? pet : "";
			final String key = modality == Modality.CT ? "ct" : modality == Modality.PET ? "pet" : "input";
			if (ct.isBlank() && pet.isBlank() && modalities.size() == 1) volumes.add(ImageInput.image("input", input));
			else volumes.add(ImageInput.image(key, ImageInput.required(key, text, "the " + modality + " that the head was trained on")));
		}
		return Scan.of(volumes.get(0).name(), volumes, modalities);
	}

	private Table patients(final Encoder encoder, final Head trained, final List<Modality> modalities, final Segmentation.Settings settings,
		final Progress progress)
	{
		final Path folder = OutputFolder.of("output", output);
		final PatientSet set = PatientSet.of(input, ct, pet, labels);
		Refusal.unless(set.modalities().equals(modalities), "%s was trained on %s, but the patients have %s. Give exactly what it was trained on.",
			head, modalities, set.modalities());
		OutputFolder.make("output", folder);
		final Table table = table();
		final PatientScores scores = new PatientScores();
		int done = 0;
		for (final Patient patient : set.patients()) {
			final Progress part = progress.part((double) done / set.patients().size(), (done + 1.0) / set.patients().size());
			done++;
			final Path file = folder.resolve(patient.name() + ENDING);
			try {
				if (overwrite || !Files.exists(file)) {
					final Segmentation.Result result = Segmentation.segment(encoder, trained, head, Scan.read(patient, modalities), settings, part);
					ImageFiles.write(result.labels(), file);
					row(table, patient.name(), result);
				}
				else table.add().set("case", patient.name()).set("note", "was there already");
				if (patient.labels().isPresent()) {
					scores.add(patient.name(), 1, ImageFiles.readLabels(patient.labels().get().toString()), ImageFiles.readLabels(file.toString()));
				}
			}
			catch (final Refusal e) {
				LOG.warn("{}: {}", patient.name(), e.getMessage());
				table.add().set("case", patient.name()).set("note", e.getMessage());
			}
		}
		table.writeCsv(folder.resolve("segmentation.csv"));
		if (set.patients().stream().noneMatch(p -> p.labels().isPresent())) return table;
		final Table summary = scores.summary();
		summary.writeCsv(folder.resolve("scores.csv"));
		return summary;
	}

	private static Table table() {
		return new Table("case", "components", "encoding_seconds", "decoding_seconds", "resampling_seconds", "note");
	}

	private static void row(final Table table, final String name, final Segmentation.Result result) {
		table.add().set("case", name).set("components", result.components()).set("encoding_seconds", result.encodingSeconds()).set(
			"decoding_seconds", result.decodingSeconds()).set("resampling_seconds", result.resamplingSeconds()).set("note", "");
	}
}
