package io.github.encoderj.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.zarr.zarrjava.ZarrException;
import dev.zarr.zarrjava.core.Array;
import dev.zarr.zarrjava.core.Attributes;
import dev.zarr.zarrjava.core.chunkkeyencoding.Separator;
import dev.zarr.zarrjava.store.StoreHandle;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;

/** An OME-Zarr image of one level: version 0.4 (Zarr 2, zlib) or 0.5 (Zarr 3, gzip). */
final class ZarrWriting {

	private static final int[] CHUNK = { 1, 16, 128, 128 };

	private final Volume<?> volume;
	private final PixelType type;
	private final boolean channels;
	private final long[] shape;
	private final int[] chunk;

	private ZarrWriting(final Volume<?> volume, final int sections) {
		this.volume = volume;
		this.type = PixelType.of(volume.pixels().getType());
		this.channels = volume.pixels().numDimensions() == 4;
		final long[] all = { volume.channels(), volume.depth(), volume.height(), volume.width() };
		final int first = channels ? 0 : 1;
		this.shape = java.util.Arrays.copyOfRange(all, first, 4);
		this.chunk = IntStream.range(first, 4).map(d -> (int) Math.min(d == 1 ? sections : CHUNK[d], all[d])).toArray();
	}

	/**
	 * Writes an image whole or not at all, as a file of its own or as a group added to one that exists, in that one's version.
	 *
	 * @param name path of the group in the file; "" for the file itself
	 * @param newFormat Zarr version of a new file: 2 for OME-Zarr 0.4, 3 for 0.5
	 * @throws Refusal if something else stands there, or other images would be lost, or the disk is full
	 */
	static void write(final Volume<?> volume, final Path root, final String name, final int newFormat) {
		final boolean exists = Files.exists(root);
		Refusal.unless(!exists || ZarrFolder.zarr(root), "Cannot write %s: it exists and is not a Zarr folder. Choose another name.", root);
		if (exists && !name.isEmpty()) {
			add(volume, root, name, Files.exists(root.resolve("zarr.json")) ? 3 : 2);
			return;
		}
		final List<String> others = exists ? ZarrFolder.images(root).keySet().stream().filter(n -> !n.isEmpty()).toList() : List.of();
		Refusal.unless(others.isEmpty(), "Cannot write %s: it exists and holds %s, which would be lost. Choose another name, or name a group " +
			"in it as %s:/NAME.", root, String.join(", ", others), root.getFileName());
		WholeFile.writeFolder(root, temporary -> {
			Path group = temporary;
			for (final String part : name.isEmpty() ? new String[0] : name.split("/")) {
				group(group, newFormat);
				group = group.resolve(part);
			}
			image(volume, group, newFormat);
		});
	}

	private static void add(final Volume<?> volume, final Path root, final String name, final int format) {
		final Path target = root.resolve(name);
		final List<String> others = ZarrFolder.images(root).keySet().stream().filter(n -> n.startsWith(name + "/") || name.startsWith(n +
			"/") && ZarrFolder.array(root.resolve(n))).toList();
		Refusal.unless(others.isEmpty(), "Cannot write %s:/%s: the image %s is in its way. Choose another name.", root, name, String.join(", ",
			others));
		Refusal.unless(!Files.exists(target) || ZarrFolder.multiscale(target).isPresent(), "Cannot write %s:/%s: a group or array of that " +
			"name exists. Choose another name.", root, name);
		try {
			for (Path above = target.getParent(); !above.equals(root); above = above.getParent()) {
				if (!ZarrFolder.zarr(above)) group(above, format);
			}
		}
		catch (final IOException e) {
			throw new Refusal("Could not write " + root + ":/" + name + ": " + e.getMessage() + ". Check that you may write there.", e);
		}
		WholeFile.writeFolder(target, temporary -> image(volume, temporary, format));
	}

	/**
	 * Writes a group with the image in its array "0".
	 *
	 * @param folder new folder of the group
	 * @param zarrFormat 2 for OME-Zarr 0.4, 3 for 0.5
	 * @throws IOException if the disk is full or fails
	 */
	static void image(final Volume<?> volume, final Path folder, final int zarrFormat) throws IOException {
		try {
			final ZarrWriting writing = new ZarrWriting(volume, CHUNK[1]);
			final StoreHandle group = new ZarrFolder(folder).resolve();
			writing.pixels(zarrFormat == 2 ? writing.version4(group) : writing.version5(group));
		}
		catch (final ZarrException e) {
			throw new IOException(e.getMessage(), e);
		}
		catch (final UncheckedIOException e) {
			throw e.getCause();
		}
	}

	/**
	 * Writes a group (OME-Zarr 0.4) with an array "0" without pixels; what it holds of an earlier one with the same chunks is kept.
	 *
	 * @param like size, type, geometry and name of the image
	 * @param sections depth of the chunks
	 * @throws IOException if the disk is full or fails
	 */
	static Array empty(final Volume<?> like, final Path folder, final int sections) throws IOException {
		for (final String note : List.of(".zgroup", ".zattrs", "0/.zarray", "0/.zattrs")) Files.deleteIfExists(folder.resolve(note));
		try {
			return new ZarrWriting(like, sections).version4(new ZarrFolder(folder).resolve());
		}
		catch (final ZarrException e) {
			throw new IOException(e.getMessage(), e);
		}
		catch (final UncheckedIOException e) {
			throw e.getCause();
		}
	}

	/** Writes the empty group that a folder above an image has to be. */
	private static void group(final Path folder, final int zarrFormat) throws IOException {
		try {
			if (zarrFormat == 2) dev.zarr.zarrjava.v2.Group.create(new ZarrFolder(folder).resolve());
			else dev.zarr.zarrjava.v3.Group.create(new ZarrFolder(folder).resolve());
		}
		catch (final ZarrException e) {
			throw new IOException(e.getMessage(), e);
		}
		catch (final UncheckedIOException e) {
			throw e.getCause();
		}
	}

	private Array version4(final StoreHandle group) throws ZarrException, IOException {
		dev.zarr.zarrjava.v2.Group.create(group, new Attributes(Map.of("multiscales", List.of(multiscale("0.4")))));
		return dev.zarr.zarrjava.v2.Array.create(group.resolve("0"), dev.zarr.zarrjava.v2.Array.metadataBuilder().withShape(shape)
			.withChunks(chunk).withDataType(dev.zarr.zarrjava.v2.DataType.valueOf(typeName())).withFillValue(0).withDimensionSeparator(
				Separator.SLASH).withZlibCompressor(1).build());
	}

	private Array version5(final StoreHandle group) throws ZarrException, IOException {
		final Map<String, Object> ome = new LinkedHashMap<>();
		ome.put("version", "0.5");
		ome.put("multiscales", List.of(multiscale("")));
		dev.zarr.zarrjava.v3.Group.create(group, new Attributes(Map.of("ome", ome)));
		return dev.zarr.zarrjava.v3.Array.create(group.resolve("0"), dev.zarr.zarrjava.v3.Array.metadataBuilder().withShape(shape)
			.withChunkShape(chunk).withDataType(dev.zarr.zarrjava.v3.DataType.valueOf(typeName())).withFillValue(0).withDimensionNames(axes()
				.toArray(String[]::new)).withCodecs(c -> c.withBytes("LITTLE").withGzip(1)).build());
	}

	private String typeName() {
		return switch (type) {
			case FLOAT -> "FLOAT32";
			case DOUBLE -> "FLOAT64";
			default -> type.name();
		};
	}

	private List<String> axes() {
		return channels ? List.of("c", "z", "y", "x") : List.of("z", "y", "x");
	}

	private Map<String, Object> multiscale(final String version) {
		final String unit = Units.full(volume.geometry().unit());
		final List<Map<String, Object>> axes = new ArrayList<>();
		for (final String axis : axes()) {
			final Map<String, Object> entry = new LinkedHashMap<>();
			entry.put("name", axis);
			entry.put("type", axis.equals("c") ? "channel" : "space");
			if (!axis.equals("c") && !unit.isEmpty()) entry.put("unit", unit);
			axes.add(entry);
		}
		final List<Map<String, Object>> transforms = new ArrayList<>();
		transforms.add(Map.of("type", "scale", "scale", zyx(volume.geometry().spacing(), 1)));
		final double[] origin = volume.geometry().origin();
		if (origin[0] != 0 || origin[1] != 0 || origin[2] != 0) {
			transforms.add(Map.of("type", "translation", "translation", zyx(origin, 0)));
		}
		final Map<String, Object> multiscale = new LinkedHashMap<>();
		if (!version.isEmpty()) multiscale.put("version", version);
		multiscale.put("name", volume.name());
		multiscale.put("axes", axes);
		multiscale.put("datasets", List.of(Map.of("path", "0", "coordinateTransformations", transforms)));
		return multiscale;
	}

	private List<Double> zyx(final double[] xyz, final double ofChannels) {
		return channels ? List.of(ofChannels, xyz[2], xyz[1], xyz[0]) : List.of(xyz[2], xyz[1], xyz[0]);
	}

	/** Sections of one row of chunks at a time are held in memory. */
	private void pixels(final Array array) {
		final int width = (int) volume.width();
		final int height = (int) volume.height();
		final int n = chunk.length;
		final int deep = chunk[n - 3];
		final int columns = (width + chunk[n - 1] - 1) / chunk[n - 1];
		final int rows = (height + chunk[n - 2] - 1) / chunk[n - 2];
		for (int c = 0; c < volume.channels(); c++) {
			for (long slab = 0; slab * deep < volume.depth(); slab++) {
				final Object[] planes = new Object[(int) Math.min(deep, volume.depth() - slab * deep)];
				for (int z = 0; z < planes.length; z++) {
					planes[z] = type.array(width * height);
					Raster.section(volume, type, slab * deep + z, c, planes[z], 0);
				}
				final long[] start = { c, slab };
				Parallel.forEach(rows * columns, i -> writeChunk(array, planes, start[0], start[1], i / columns, i % columns));
			}
		}
	}

	private void writeChunk(final Array array, final Object[] planes, final long c, final long slab, final int row, final int column) {
		final int n = chunk.length;
		final int high = chunk[n - 2];
		final int wide = chunk[n - 1];
		final int width = (int) Math.min(wide, volume.width() - (long) column * wide);
		final int height = (int) Math.min(high, volume.height() - (long) row * high);
		final Object values = type.array(chunk[n - 3] * high * wide);
		for (int z = 0; z < planes.length; z++) {
			for (int y = 0; y < height; y++) {
				final long from = (row * (long) high + y) * volume.width() + (long) column * wide;
				System.arraycopy(planes[z], (int) from, values, (z * high + y) * wide, width);
			}
		}
		final long[] at = channels ? new long[] { c, slab, row, column } : new long[] { slab, row, column };
		try {
			array.writeChunk(at, ucar.ma2.Array.factory(array.metadata().dataType().getMA2DataType(), chunk, values));
		}
		catch (final ZarrException e) {
			throw new UncheckedIOException(new IOException(e.getMessage(), e));
		}
	}
}
