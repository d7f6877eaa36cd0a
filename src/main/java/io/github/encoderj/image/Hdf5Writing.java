package io.github.encoderj.image;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Map;

import io.github.encoderj.base.Refusal;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.Node;
import io.jhdf.api.WritableDataset;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;

/**
 * HDF5 files in the layout of the CREMI challenge: {@code resolution} and, when it is not 0, {@code offset} as z, y, x in nm. Units
 * other than nm are kept besides in {@code voxel_size}, {@code voxel_origin} and {@code unit}; voxels of unknown size have only these.
 */
final class Hdf5Writing {

	private Hdf5Writing() {}

	/**
	 * Writes volumes, each under its path, in chunks with shuffle and gzip. jhdf needs a copy of the volume being written in memory.
	 *
	 * @throws IOException if the disk is full or fails
	 */
	static void write(final Map<String, Volume<?>> datasets, final Path path) throws IOException {
		try (WritableHdfFile file = HdfFile.write(path)) {
			datasets.forEach((name, volume) -> put(file, name, volume));
		}
		catch (final HdfException | java.io.UncheckedIOException e) {
			Throwable cause = e;
			while (cause.getCause() != null && !(cause instanceof IOException)) cause = cause.getCause();
			throw cause instanceof IOException io ? io : new IOException(e.getMessage(), e);
		}
		Hdf5Reading.checkLength(path);
	}

	private static void put(final WritableHdfFile file, final String name, final Volume<?> volume) {
		final String[] parts = name.split("/");
		WritableGroup group = file;
		for (int i = 0; i < parts.length - 1; i++) {
			final Node child = group.getChildren().get(parts[i]);
			Refusal.unless(child == null || child instanceof WritableGroup, "%s: \"%s\" is a data set and a group at once. Choose other names.",
				name, parts[i]);
			group = child == null ? group.putGroup(parts[i]) : (WritableGroup) child;
		}
		final PixelType type = type(volume, name);
		final DatasetCreationOptions.Builder options = DatasetCreationOptions.builder().chunkDimensions(chunk(volume));
		if (!type.signed()) options.unsigned();
		if (type.bytes() > 1) options.shuffle();
		attributes(group.putDataset(parts[parts.length - 1], nested(volume, type), options.deflate(1).build()), volume.geometry());
	}

	/** Labels as uint32 or uint64, all else as it is. */
	private static PixelType type(final Volume<?> volume, final String name) {
		final PixelType type = PixelType.of(volume.pixels().getType());
		if (!name.equals(ImageFiles.Content.LABELS.dataset()) || type.real()) return type;
		if (type.signed()) Pixels.longLabels(volume);
		return type.bytes() == 8 ? PixelType.UINT64 : PixelType.UINT32;
	}

	private static int[] chunk(final Volume<?> volume) {
		final int z = (int) Math.min(16, volume.depth());
		final int y = (int) Math.min(128, volume.height());
		final int x = (int) Math.min(128, volume.width());
		return volume.pixels().numDimensions() == 4 ? new int[] { 1, z, y, x } : new int[] { z, y, x };
	}

	/** Arrays in arrays, as jhdf takes them. */
	private static Object nested(final Volume<?> volume, final PixelType type) {
		final int width = (int) volume.width();
		final int height = (int) volume.height();
		final int depth = (int) volume.depth();
		final int channels = (int) volume.channels();
		final Object plane = type.array(width * height);
		final Object all = Array.newInstance(plane.getClass().getComponentType(), channels, depth, height, width);
		for (int c = 0; c < channels; c++) {
			for (int z = 0; z < depth; z++) {
				Raster.section(volume, type, z, c, plane, 0);
				final Object[] rows = (Object[]) ((Object[][]) ((Object[]) all)[c])[z];
				for (int y = 0; y < height; y++) System.arraycopy(plane, y * width, rows[y], 0, width);
			}
		}
		return volume.pixels().numDimensions() == 4 ? all : ((Object[]) all)[0];
	}

	private static void attributes(final WritableDataset dataset, final Geometry geometry) {
		final double nanometres = switch (geometry.unit()) {
			case "nm" -> 1;
			case "\u00b5m" -> 1e3;
			case "mm" -> 1e6;
			default -> 0;
		};
		final double[] origin = geometry.origin();
		if (nanometres > 0) {
			dataset.putAttribute("resolution", zyx(geometry.spacing(), nanometres));
			if (origin[0] != 0 || origin[1] != 0 || origin[2] != 0) dataset.putAttribute("offset", zyx(origin, nanometres));
		}
		if (nanometres != 1) {
			dataset.putAttribute("voxel_size", zyx(geometry.spacing(), 1));
			dataset.putAttribute("voxel_origin", zyx(origin, 1));
			dataset.putAttribute("unit", Units.ascii(geometry.unit()));
		}
	}

	private static double[] zyx(final double[] xyz, final double factor) {
		return new double[] { xyz[2] * factor, xyz[1] * factor, xyz[0] * factor };
	}
}
