package io.github.encoderj.image;

import java.nio.file.Path;
import java.util.List;

import io.github.encoderj.base.Refusal;

/** A folder of pictures, one section each, in natural order of their names. */
final class ImageFolder {

	private static final List<String> TIFF = List.of(".tif", ".tiff");
	private static final List<String> PICTURES = List.of(".png", ".jpg", ".jpeg", ".bmp");

	private ImageFolder() {}

	/**
	 * Reads the TIFF pictures of a folder, or its PNG, JPEG and BMP pictures when it has no TIFF. The voxel size is that of the first.
	 *
	 * @throws Refusal if there is none, or one differs from the first in size or type or holds several sections
	 */
	static Volume<?> read(final Path folder) {
		final List<Path> files = files(folder);
		final Volume<?> first = ImageFiles.read(files.get(0));
		final PixelType type = PixelType.of(first.pixels().getType());
		final long channels = first.channels();
		final String name = folder.toAbsolutePath().normalize().getFileName().toString();
		final Raster raster = new Raster(type, first.width(), first.height(), files.size(), channels > 1 ? channels : 0, name);
		for (int z = 0; z < files.size(); z++) {
			final Volume<?> section = z == 0 ? first : ImageFiles.read(files.get(z));
			Refusal.unless(section.depth() == 1, "%s holds %d sections; each picture of a folder must be one. Give that file itself as input.",
				files.get(z), section.depth());
			Refusal.unless(section.sameSize(first) && section.channels() == channels && PixelType.of(section.pixels().getType()) == type,
				"%s is %s with %d channels of %s, but %s is %s with %d of %s: all sections of a folder must be alike.", files.get(z), section
					.size(), section.channels(), PixelType.of(section.pixels().getType()), files.get(0).getFileName(), first.size(), channels,
				type);
			for (long c = 0; c < channels; c++) raster.putSection(section, c, z);
		}
		return raster.volume(first.geometry(), name);
	}

	/** The pictures of a folder in order, at least one. */
	static List<Path> files(final Path folder) {
		final List<Path> tiff = Natural.files(folder, f -> ImageFiles.hasSuffix(f, TIFF));
		final List<Path> files = tiff.isEmpty() ? Natural.files(folder, f -> ImageFiles.hasSuffix(f, PICTURES)) : tiff;
		Refusal.unless(!files.isEmpty(), "The folder %s holds no TIFF, PNG, JPEG or BMP picture. Give a folder of sections.", folder);
		return files;
	}
}
