package io.github.encoderj.encoder;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.file.FileEncoder;
import io.github.encoderj.encoder.network.WeightsFolder;

/** Encoders by name: the embedded filter bank, those of the user's catalogue, and weights folders and model files by their path. */
public final class Encoders {

	private Encoders() {}

	/** The names that {@link #open} knows, besides paths. */
	public static List<String> names() {
		final List<String> names = new ArrayList<>(List.of(FilterBank.NAME));
		Catalogue.ofUser().entries().stream().filter(e -> e.folder().isPresent()).forEach(e -> names.add(e.name()));
		return names;
	}

	/**
	 * Opens an encoder with its own preprocessing.
	 *
	 * @param name one of {@link #names}, or the path of a weights folder or model file
	 * @throws Refusal if there is no such encoder
	 */
	public static Encoder open(final String name) {
		return open(name, "");
	}

	/**
	 * Opens an encoder with the preprocessing that a head was trained with, on the CPU.
	 *
	 * @param name one of {@link #names}, or the path of a weights folder or model file
	 * @param preprocessing as {@link Encoder#preprocessing} gave it; "" means the encoder's own
	 * @throws Refusal if there is no such encoder, or it has no such preprocessing
	 */
	public static Encoder open(final String name, final String preprocessing) {
		if (name.equals(FilterBank.NAME)) {
			return preprocessing.isEmpty() ? new FilterBank() : new FilterBank(Normalisation.parse(preprocessing));
		}
		if (name.equals(RawIntensity.NAME)) return new RawIntensity();
		final PictureEncoder encoder = openPictures(name, ComputeDevice.cpu(), 0);
		if (preprocessing.isEmpty() || preprocessing.equals(encoder.preprocessing())) return encoder;
		final String own = encoder.preprocessing();
		encoder.close();
		throw new Refusal("encoder " + name + " prepares pictures as \"" + own + "\", but \"" + preprocessing +
			"\" was used before. Take the files of the encoder that was used.");
	}

	/**
	 * Opens an encoder of whole pictures.
	 *
	 * @param name one of {@link #names} but the filter bank, or the path of a weights folder or model file
	 * @param threads threads on a CPU; 0 means all cores
	 * @throws Refusal if there is no such encoder, its files have changed place, or the name is the filter bank's
	 */
	public static PictureEncoder openPictures(final String name, final ComputeDevice device, final int threads) {
		Refusal.unless(!name.equals(FilterBank.NAME), "encoder = %s: this one has no patches or vectors of whole pictures. Name a weights " +
			"folder, or an encoder of the catalogue (%s).", name, String.join(", ", names()));
		final Catalogue catalogue = Catalogue.ofUser();
		final Optional<Catalogue.Entry> entry = catalogue.find(name);
		if (entry.isPresent()) {
			final Path folder = entry.get().folder().orElseThrow();
			Refusal.unless(Files.exists(folder), "encoder = %s: its folder %s is not there any more. Remove it from the catalogue and add it again.",
				name, folder);
			return WeightsFolder.is(folder) ? VisionEncoder.open(name, folder, device, threads, false) : FileEncoder.open(folder, device, threads);
		}
		final Optional<Path> path = path(name);
		if (path.isPresent() && WeightsFolder.is(path.get())) return VisionEncoder.open(path.get(), device, threads, false);
		if (path.isPresent() && FileEncoder.is(path.get())) return FileEncoder.open(path.get(), device, threads);
		throw new Refusal("encoder \"" + name + "\" is not known; expected one of " + String.join(", ", names()) +
			", or the path of a weights folder or model file.");
	}

	/**
	 * The weights folder of an encoder, for what needs its tensors.
	 *
	 * @param name as {@link #open} takes it
	 * @return empty for the filter bank, model files, and what is not known
	 */
	public static Optional<Path> weightsFolder(final String name) {
		final Optional<Path> kept = name.equals(FilterBank.NAME) ? Optional.empty() : Catalogue.ofUser().find(name).flatMap(Catalogue.Entry::folder);
		return kept.or(() -> path(name)).filter(WeightsFolder::is);
	}

	private static Optional<Path> path(final String name) {
		try {
			return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name.trim())).filter(Files::exists);
		}
		catch (final InvalidPathException e) {
			return Optional.empty();
		}
	}
}
