package io.github.encoderj.image;

import java.nio.file.Files;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Location.Format;

/** An image that stays in its file; its sections are read when they are asked for. Reading from several threads at once is safe. */
public interface SectionFile {

	int width();

	int height();

	int depth();

	int channels();

	Geometry geometry();

	/** What a person calls it. */
	String name();

	/** Whether the values are whole numbers of 8 bits, 0..255. */
	boolean bytes();

	/**
	 * Reads sections of the first channels.
	 *
	 * @param channels how many
	 * @param from first section
	 * @param to last section, excluded
	 * @param out receives the values as they are, of each channel in the order [z, y, x]
	 * @param at where the first channel's first value goes
	 * @param stride how much farther the next channel begins
	 * @throws Refusal if they cannot be read
	 */
	void read(int channels, int from, int to, float[] out, int at, int stride);

	/** Whether what a text names can be opened here. */
	static boolean possible(final String location) {
		if (location.isBlank()) return false;
		final Location parsed = Location.parse(location);
		return Files.isDirectory(parsed.path()) || parsed.format() == Format.HDF5 && Files.exists(parsed.path());
	}

	/**
	 * Opens affinities.
	 *
	 * @param location {@code FILE.zarr}, {@code FILE.zarr:/group}, {@code FILE.h5}, {@code FILE.h5:/path} (of several images
	 *          {@code volumes/affinities}), or a folder of pictures, one section each
	 * @throws Refusal if there is no such image or it is of another format
	 */
	static SectionFile affinities(final String location) {
		final Location parsed = Location.parse(location);
		Refusal.unless(Files.exists(parsed.path()), "%s does not exist. Check the name and the folder.", parsed.path());
		if (parsed.format() == Format.HDF5 && !Files.isDirectory(parsed.path())) return Hdf5Reading.sections(parsed,
			ImageFiles.Content.AFFINITIES);
		Refusal.unless(Files.isDirectory(parsed.path()), "%s cannot be read section by section. Save it as Zarr, HDF5 or a folder of TIFFs.",
			parsed.path());
		return parsed.format() == Format.ZARR || ZarrFolder.zarr(parsed.path()) ? ZarrReading.sections(parsed, ImageFiles.Content.AFFINITIES)
			: new FolderSections(parsed.path());
	}
}
