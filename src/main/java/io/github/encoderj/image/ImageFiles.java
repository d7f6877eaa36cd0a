package io.github.encoderj.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.image.Location.Format;

/**
 * Reading and writing image stacks; the suffix chooses the format.
 * <ul>
 * <li>{@code .tif}, {@code .tiff}: ImageJ's form. Integers of 32 and 64 bits (labels) are written as uint16 where they fit, else as
 * uint32; ImageJ itself shows uint32 as float, exact to 2^24, Bio-Formats and Python read it exactly. Channels are a hyperstack.</li>
 * <li>{@code .ome.tif}: OME-TIFF, the same types.</li>
 * <li>{@code .h5}, {@code .hdf}, {@code .hdf5}: HDF5 in the layout of the CREMI challenge; {@code FILE.h5:/path} names a data set.</li>
 * <li>{@code .zarr}: OME-Zarr, level 0; {@code FILE.zarr:/group} names a group or an array.</li>
 * <li>a folder: its TIFF or else PNG, JPEG or BMP pictures in natural order of names, one section each.</li>
 * <li>all else: read through Bio-Formats, not written.</li>
 * </ul>
 * Voxel size and unit are kept in every format. A file appears under its name only when it is whole.
 */
public final class ImageFiles {

	private static final Logger LOG = LoggerFactory.getLogger(ImageFiles.class);

	private ImageFiles() {}

	/** What is looked for first where a file holds several data sets and none is named. */
	enum Content {

		IMAGE("volumes/raw"), LABELS("volumes/labels/neuron_ids"), AFFINITIES("volumes/affinities");

		private final String dataset;

		Content(final String dataset) {
			this.dataset = dataset;
		}

		String dataset() {
			return dataset;
		}

		/** What a volume most likely is: 32 and 64-bit integers are labels, float with channels affinities. */
		static Content of(final Volume<?> volume) {
			final PixelType type = PixelType.of(volume.pixels().getType());
			if (!type.real() && type.bytes() >= 4) return LABELS;
			return type.real() && volume.channels() > 1 ? AFFINITIES : IMAGE;
		}
	}

	/**
	 * Reads an image.
	 *
	 * @param location a file, a folder of sections, or {@code FILE.h5:/path/in/file}, {@code FILE.zarr:/group}
	 * @return axes x, y, z, and channel where there is more than one
	 * @throws Refusal if there is no such file or data set, or it is empty, truncated, damaged or of an unknown kind
	 */
	public static Volume<?> read(final String location) {
		return read(Location.parse(location), Content.IMAGE);
	}

	/** Reads an image, as {@link #read(String)}. */
	public static Volume<?> read(final Path path) {
		return read(path.toString());
	}

	/** Reads an image, as {@link #read(String)}; the data set is that of an HDF5 or Zarr file. */
	public static Volume<?> read(final Path path, final Optional<String> dataset) {
		return read(new Location(path, dataset.map(ImageFiles::relative)), Content.IMAGE);
	}

	/** Reads an image, as {@link #read(String)}; of a file with several data sets {@code volumes/labels/neuron_ids}. */
	public static Volume<?> readLabels(final String location) {
		return read(Location.parse(location), Content.LABELS);
	}

	/** Reads an image, as {@link #read(String)}; of a file with several data sets {@code volumes/affinities}. */
	public static Volume<?> readAffinities(final String location) {
		return read(Location.parse(location), Content.AFFINITIES);
	}

	/**
	 * Writes an image whole or not at all; what stood there under the same name is replaced.
	 *
	 * @param path name with one of the suffixes above, in a folder that exists
	 * @throws Refusal if the suffix, the folder or the type of the image does not allow it, or the disk is full
	 */
	public static void write(final Volume<?> volume, final Path path) {
		write(volume, path.toString());
	}

	/** Writes an image, as {@link #write(Volume, Path)}; {@code FILE.h5:/path} and {@code FILE.zarr:/group} name the data set. */
	public static void write(final Volume<?> volume, final String location) {
		write(volume, Location.parse(location));
	}

	/** Writes an image, as {@link #write(Volume, Path)}; the data set is that of an HDF5 or Zarr file. */
	public static void write(final Volume<?> volume, final Path path, final Optional<String> dataset) {
		write(volume, new Location(path, dataset.map(ImageFiles::relative)));
	}

	private static String relative(final String dataset) {
		return dataset.replaceAll("^/+|/+$", "");
	}

	private static Volume<?> read(final Location location, final Content content) {
		final Path path = location.path();
		Refusal.unless(Files.exists(path), "%s does not exist. Check the name and the folder.", path);
		Refusal.unless(Files.isReadable(path), "%s may not be read. Check its permissions.", path);
		final Format format = location.format();
		Refusal.unless(location.dataset().isEmpty() || format == Format.HDF5 || format == Format.ZARR,
			"%s has no data sets inside: only HDF5 and Zarr files have. Leave \"%s\" out.", path, location.dataset().orElse(""));
		if (Files.isDirectory(path)) {
			return ImageFolder.read(path);
		}
		Refusal.unless(path.toFile().length() > 0, "%s is empty (0 bytes). Copy or export it again.", path);
		return switch (format) {
			case TIFF, OME_TIFF -> TiffReading.read(path).orElseGet(() -> BioFormatsReading.read(path));
			case HDF5, ZARR, OTHER -> BioFormatsReading.read(path);
		};
	}

	private static void write(final Volume<?> volume, final Location location) {
		final Path path = location.path();
		switch (location.format()) {
			case TIFF, OME_TIFF -> {
				Refusal.unless(location.dataset().isEmpty(), "%s: a TIFF file has no data sets inside. Leave \"%s\" out.", path, location
					.dataset().orElse(""));
				noteDirection(volume, path);
				WholeFile.write(path, temporary -> TiffWriting.write(volume, location.format() == Format.OME_TIFF, temporary));
			}
			default -> throw new Refusal("Cannot write " + path + ": its suffix is none of .tif, .ome.tif, .h5 and .zarr. Choose one of " +
				"them.");
		}
	}

	private static void noteDirection(final Volume<?> volume, final Path path) {
		final double[] direction = volume.geometry().direction();
		for (int i = 0; i < 9; i++) {
			if (direction[i] != (i % 4 == 0 ? 1 : 0)) {
				LOG.warn("{}: this format does not keep the direction of the axes of {}.", path, volume.name());
				return;
			}
		}
	}

	/** Whether a name ends as one of the given suffixes, without regard to case. */
	static boolean hasSuffix(final Path path, final List<String> suffixes) {
		final String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
		return suffixes.stream().anyMatch(name::endsWith);
	}
}
