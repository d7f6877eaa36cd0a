package io.github.encoderj.volume.segmentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Natural;

/**
 * {@code dataset.json} of a folder of training volumes, in both ways that are in use: the Medical Segmentation Decathlon's
 * ({@code modality}, {@code training} with image and label; several modalities are the 4th axis of a file) and nnU-Net's
 * ({@code channel_names}, {@code file_ending}, files {@code imagesTr/CASE_0000.nii.gz} and {@code labelsTr/CASE.nii.gz}).
 */
final class DatasetJson {

	static final String NAME = "dataset.json";

	private DatasetJson() {}

	/**
	 * Reads the training patients.
	 *
	 * @throws Refusal if the file is damaged, names files that are not there, or names none
	 */
	static PatientSet read(final Path folder) {
		final Path file = folder.resolve(NAME);
		try {
			final JsonObject json = JsonParser.parseString(Files.readString(file, StandardCharsets.UTF_8)).getAsJsonObject();
			final boolean decathlon = json.has("training");
			final JsonElement names = json.get(decathlon ? "modality" : "channel_names");
			Refusal.unless(names != null && names.isJsonObject(), "%s names no %s. Is it a file of the Decathlon or of nnU-Net?", file, decathlon
				? "modality" : "channel_names, and has no list of training cases");
			final List<Modality> modalities = modalities(names.getAsJsonObject());
			final List<Patient> patients = decathlon ? decathlon(folder, json.getAsJsonArray("training"), modalities.size()) : nnUNet(folder, json
				.has("file_ending") ? json.get("file_ending").getAsString() : ".nii.gz", modalities.size());
			Refusal.unless(!patients.isEmpty(), "%s: there are no training cases. Give a folder with imagesTr and labelsTr.", file);
			for (final Patient patient : patients) check(file, patient);
			return new PatientSet(modalities, patients.stream().sorted(Comparator.comparing(Patient::name, Natural.ORDER)).toList());
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + file + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
		catch (final JsonParseException | IllegalStateException | ClassCastException | NullPointerException | NumberFormatException e) {
			throw new Refusal(file + " is damaged, or no data set of the Decathlon or of nnU-Net: " + e.getMessage() + ". Correct it.", e);
		}
	}

	private static List<Modality> modalities(final JsonObject names) {
		final Map<Integer, Modality> inOrder = new TreeMap<>();
		for (final String key : names.keySet()) inOrder.put(Integer.valueOf(key), Modality.of(names.get(key).getAsString()));
		return List.copyOf(inOrder.values());
	}

	private static List<Patient> decathlon(final Path folder, final JsonArray training, final int modalities) {
		final List<Patient> patients = new ArrayList<>();
		for (final JsonElement entry : training) {
			final Path image = inside(folder, entry.getAsJsonObject().get("image").getAsString());
			final Path label = inside(folder, entry.getAsJsonObject().get("label").getAsString());
			final List<Patient.Source> sources = new ArrayList<>();
			for (int c = 0; c < modalities; c++) sources.add(new Patient.Source(image, c));
			patients.add(new Patient(PatientSet.nameOf(image), sources, Optional.of(label)));
		}
		return patients;
	}

	private static List<Patient> nnUNet(final Path folder, final String ending, final int channels) {
		final Path labels = folder.resolve("labelsTr");
		Refusal.unless(Files.isDirectory(labels), "%s: there is no folder labelsTr. Give a folder with imagesTr and labelsTr.", folder);
		final List<Patient> patients = new ArrayList<>();
		for (final Path label : Natural.files(labels, f -> f.toString().endsWith(ending))) {
			final String fileName = label.getFileName().toString();
			final String name = fileName.substring(0, fileName.length() - ending.length());
			final List<Patient.Source> sources = new ArrayList<>();
			for (int c = 0; c < channels; c++) {
				sources.add(new Patient.Source(folder.resolve("imagesTr").resolve(String.format("%s_%04d%s", name, c, ending)), 0));
			}
			patients.add(new Patient(name, sources, Optional.of(label)));
		}
		return patients;
	}

	private static Path inside(final Path folder, final String relative) {
		final Path path = folder.resolve(relative).normalize();
		Refusal.unless(path.startsWith(folder.normalize()), "%s names %s, which is outside of its folder. Correct it.", folder.resolve(NAME),
			relative);
		return path;
	}

	private static void check(final Path file, final Patient patient) {
		for (final Patient.Source source : patient.channels()) {
			Refusal.unless(Files.exists(source.file()), "%s names %s, which is not there. Is the data set complete?", file, source.file());
		}
		patient.labels().ifPresent(labels -> Refusal.unless(Files.exists(labels), "%s names %s, which is not there. Is the data set complete?",
			file, labels));
	}
}
