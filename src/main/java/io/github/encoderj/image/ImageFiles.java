package io.github.encoderj.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.image.Location.Format;
import io.github.encoderj.image.dicom.DicomImage;
import io.github.encoderj.image.dicom.DicomSeries;
import io.github.encoderj.image.nifti.NiftiFiles;

/**
 * Reading and writing image stacks; the suffix chooses the format.
 * <ul>
 * <li>{@code .tif}, {@code .tiff}: ImageJ's form. Integers of 32 and 64 bits (labels) are written as uint16 where they fit, else as
 * uint32; ImageJ itself shows uint32 as float, exact to 2^24, Bio-Formats and Python read it exactly. Channels are a hyperstack.</li>
 * <li>{@code .ome.tif}: OME-TIFF, the same types.</li>
 * <li>{@code .h5}, {@code .hdf}, {@code .hdf5}: HDF5 in the layout of the CREMI challenge; {@code FILE.h5:/path} names a data set.</li>
 * <li>{@code .zarr}: OME-Zarr, level 0; {@code FILE.zarr:/group} names a group or an array.</li>
 * <li>a folder: its TIFF or else PNG, JPEG or BMP pictures in natural order of names, one section each.</li>
 * <li>{@code .nii}, {@code .nii.gz}: NIfTI, on the grid that it states; the only one written that keeps the direction of the axes.</li>
 * <li>DICOM: a file, or a folder of one series; {@code FOLDER:/1.2.840...} names one of several by its identifier. Values with slope and
 * intercept applied; read only.</li>
 * <li>{@code .png}: one section of 8 or 16 bits, without voxel size; read through Bio-Formats.</li>
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

	/**
	 * Writes several images into one HDF5 file, for instance raw and labels of a CREMI sample.
	 *
	 * @param datasets path inside the file, and image
	 * @throws Refusal if the suffix, the folder or the type of an image does not allow it, or the disk is full
	 */
	public static void write(final Map<String, Volume<?>> datasets, final Path path) {
		final Location file = new Location(path, Optional.empty());
		Refusal.unless(file.format() == Format.HDF5, "Cannot write several images to %s: only HDF5 takes " +
			"them. Choose a name that ends with .h5.", path);
		final Map<String, Volume<?>> named = new TreeMap<>();
		datasets.forEach((name, volume) -> named.put(relative(name), volume));
		named.values().forEach(volume -> noteDirection(volume, path));
		if (Files.exists(path)) {
			final List<String> others = Hdf5Reading.names(path).stream().filter(n -> !named.containsKey(n)).toList();
			Refusal.unless(others.isEmpty(), "Cannot write %s: it exists and holds %s, which would be lost, since HDF5 files are only written " +
				"whole. Choose another name, or delete it first.", path, String.join(", ", others));
		}
		WholeFile.write(path, temporary -> Hdf5Writing.write(named, temporary));
	}

	private static String relative(final String dataset) {
		return dataset.replaceAll("^/+|/+$", "");
	}

	private static Volume<?> read(final Location location, final Content content) {
		final Path path = location.path();
		Refusal.unless(Files.exists(path), "%s does not exist. Check the name and the folder.", path);
		Refusal.unless(Files.isReadable(path), "%s may not be read. Check its permissions.", path);
		final Format format = location.format();
		final boolean series = Files.isDirectory(path) && DicomSeries.folder(path);
		Refusal.unless(location.dataset().isEmpty() || format == Format.HDF5 || format == Format.ZARR || series,
			"%s has no data sets inside: only HDF5 and Zarr files have. Leave \"%s\" out.", path, location.dataset().orElse(""));
		if (Files.isDirectory(path)) {
			if (series) return DicomSeries.read(path, location.dataset()).volume(Progress.NONE);
			return format == Format.ZARR || ZarrFolder.zarr(path) ? ZarrReading.read(location, content) : ImageFolder.read(path);
		}
		Refusal.unless(path.toFile().length() > 0, "%s is empty (0 bytes). Copy or export it again.", path);
		return switch (format) {
			case TIFF, OME_TIFF -> TiffReading.read(path).orElseGet(() -> BioFormatsReading.read(path));
			case HDF5 -> Hdf5Reading.read(location, content);
			case ZARR -> throw new Refusal(path + " is a file; a Zarr image is a folder. Unpack it first.");
			case NIFTI -> NiftiFiles.read(path);
			case OTHER -> DicomImage.is(path) ? DicomSeries.of(DicomImage.read(path)).volume(Progress.NONE) : picture(path);
		};
	}

	private static Volume<?> picture(final Path path) {
		try {
			return BioFormatsReading.read(path);
		}
		catch (final Refusal e) {
			final Optional<? extends Volume<?>> png = PngReading.read(path);
			if (png.isPresent()) return png.get();
			throw e;
		}
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
			case ZARR -> writeOmeZarr(volume, location, 2);
			case NIFTI -> NiftiFiles.write(volume, path);
			case HDF5 -> write(Map.of(location.dataset().orElse(Content.of(volume).dataset()), volume), path);
			default -> {
				Refusal.unless(hasSuffix(path, List.of(".png")), "Cannot write %s: its suffix is none of .tif, .ome.tif, .png, .h5, .zarr and " +
					".nii.gz. Choose one of them.", path);
				WholeFile.write(path, temporary -> PngWriting.write(volume, temporary));
			}
		}
	}

	/**
	 * Writes an image as OME-Zarr 0.5 (Zarr 3); {@link #write(Volume, Path)} writes 0.4 (Zarr 2), which more programs read today.
	 *
	 * @param location name that ends with {@code .zarr}; {@code FILE.zarr:/group} adds the image to a file that may hold others
	 * @throws Refusal if the suffix or the folder does not allow it, or the disk is full
	 */
	public static void writeOmeZarr05(final Volume<?> volume, final String location) {
		final Location place = Location.parse(location);
		Refusal.unless(place.format() == Format.ZARR, "Cannot write %s as OME-Zarr. Choose a name that ends with .zarr.", location);
		writeOmeZarr(volume, place, 3);
	}

	/** Affinities go to {@code volumes/affinities} unless told otherwise, all else is the image of the file itself. */
	private static void writeOmeZarr(final Volume<?> volume, final Location location, final int newFormat) {
		final Path root = location.path();
		noteDirection(volume, root);
		final Optional<String> content = Optional.of(Content.of(volume)).filter(Content.AFFINITIES::equals).map(Content::dataset);
		ZarrWriting.write(volume, root, location.dataset().or(() -> content).orElse(""), newFormat);
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
