package io.github.encoderj.image;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.encoderj.base.Refusal;

/**
 * A file, and the data set inside it where the format has several.
 *
 * @param path file, or folder for Zarr and for a folder of sections
 * @param dataset path inside an HDF5 or Zarr file without a leading slash; identifier of a series for a folder of DICOM files
 */
public record Location(Path path, Optional<String> dataset) {

	private static final Pattern INSIDE = Pattern.compile("(.*\\.(?:h5|hdf|hdf5)(?=:)|.*\\.zarr(?=[:/\\\\]))[:/\\\\]+(.*)", Pattern.CASE_INSENSITIVE);
	private static final Pattern SERIES = Pattern.compile("(.+):/([0-9]+(?:\\.[0-9]+){3,})");

	public Location {
		dataset.ifPresent(d -> Refusal.unless(!List.of(d.split("/", -1)).contains("..") && !d.contains("//"),
			"\"%s\" is not a path inside a file. Name the data set as /group/name.", d));
	}

	/** The formats that the suffix of a name chooses. */
	enum Format {
		TIFF, OME_TIFF, HDF5, ZARR, NIFTI, OTHER
	}

	/**
	 * Splits {@code FILE.h5:/path/in/file}; a path inside a Zarr folder may also follow a plain slash; {@code FOLDER:/1.2.840...} names a
	 * DICOM series.
	 */
	public static Location parse(final String text) {
		Refusal.unless(!text.isBlank(), "No file was named. Give the path of an image.");
		try {
			final Matcher series = SERIES.matcher(text.trim());
			if (series.matches()) return new Location(Path.of(series.group(1)), Optional.of(series.group(2)));
			final Matcher inside = INSIDE.matcher(text.trim());
			if (!inside.matches()) return new Location(Path.of(text.trim()), Optional.empty());
			final String dataset = inside.group(2).replace('\\', '/').replaceAll("/+$", "");
			return new Location(Path.of(inside.group(1)), Optional.of(dataset).filter(d -> !d.isEmpty()));
		}
		catch (final InvalidPathException e) {
			throw new Refusal("\"" + text + "\" is not a path: " + e.getReason() + ". Give the path of an image.", e);
		}
	}

	Format format() {
		final String name = name().toLowerCase(Locale.ROOT);
		if (name.matches(".*\\.ome\\.tiff?")) return Format.OME_TIFF;
		if (name.matches(".*\\.tiff?")) return Format.TIFF;
		if (name.matches(".*\\.(h5|hdf|hdf5)")) return Format.HDF5;
		if (name.endsWith(".zarr")) return Format.ZARR;
		if (name.matches(".*\\.nii(\\.gz)?")) return Format.NIFTI;
		return Format.OTHER;
	}

	/** What a person calls it. */
	String name() {
		final Path last = path.getFileName();
		return last == null ? path.toString() : last.toString();
	}

	/** File and data set as messages show them. */
	String shown() {
		return dataset.map(d -> path + ":/" + d).orElse(path.toString());
	}
}
