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
	 * Reads sections of one channel.
	 *
	 * @param from first section
	 * @param to last section, excluded
	 * @param out receives the values as they are, order [z, y, x]
	 * @param at where the first value goes
	 * @throws Refusal if they cannot be read
	 */
	void read(int channel, int from, int to, float[] out, int at);

	/**
	 * Opens affinities in a Zarr folder.
	 *
	 * @param location {@code FILE.zarr} or {@code FILE.zarr:/group}; of several images {@code volumes/affinities}
	 * @throws Refusal if there is no such image or it is of another format
	 */
	static SectionFile affinities(final String location) {
		final Location parsed = Location.parse(location);
		Refusal.unless(Files.exists(parsed.path()), "%s does not exist. Check the name and the folder.", parsed.path());
		Refusal.unless(parsed.format() == Format.ZARR || ZarrFolder.zarr(parsed.path()), "%s cannot be read section by section. Save it as " +
			"Zarr.", parsed.path());
		return ZarrReading.sections(parsed, ImageFiles.Content.AFFINITIES);
	}
}
