package io.github.encoderj.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;

/**
 * Data sets [z, y, x], [channel, z, y, x] or [y, x] of HDF5 files, decoded from the raw bytes of their chunks: jhdf's own arrays
 * would take four times the memory for bytes, and objects for uint64. Voxel size from the attributes {@code resolution} and
 * {@code offset} (z, y, x in nm, as in CREMI files), {@code voxel_size}, {@code voxel_origin} and {@code unit} (as this suite writes
 * other units), or {@code element_size_um}.
 */
final class Hdf5Reading {

	private final Path path;
	private final String name;
	private final Dataset dataset;
	private final String shown;
	private final int[] size;
	private final PixelType type;
	private final boolean half;
	private final ByteOrder order;

	/** Channels and sections that are read: from the first to before the last, and where they go. */
	private record Part(int[] from, int[] to, Raster raster) {}

	private Hdf5Reading(final Path path, final String name, final Dataset dataset) {
		this.path = path;
		this.name = name;
		this.dataset = dataset;
		this.shown = path + ":/" + name;
		this.size = sizes(dataset);
		final DataType stored = dataset.getDataType();
		this.half = stored instanceof FloatingPoint && stored.getSize() == 2;
		this.type = type(stored, shown);
		this.order = half ? ByteOrder.BIG_ENDIAN : stored instanceof OrderedDataType o ? o.getByteOrder() : ByteOrder.LITTLE_ENDIAN;
	}

	/**
	 * Reads a data set.
	 *
	 * @param location file, and perhaps the path inside it
	 * @param content what to look for when no path is given
	 * @throws Refusal if the file is truncated or of a version or filter that jhdf does not know, there is no such data set, none is
	 *           named and there are several, or it is empty or of another type than numbers
	 */
	static Volume<?> read(final Location location, final ImageFiles.Content content) {
		return open(location, content, (reading, file) -> reading.volume(file, location.path().getFileName().toString()));
	}

	/** Opens a data set whose sections are read when they are asked for, with the same refusals. */
	static SectionFile sections(final Location location, final ImageFiles.Content content) {
		return open(location, content, (reading, file) -> {
			reading.checkStored();
			return new Hdf5Sections(new Location(location.path(), Optional.of(reading.name)), reading.size, reading.type, reading.geometry(),
				location.shown());
		});
	}

	/** Reads some sections of the first channels, in the data set's own type. */
	static Volume<?> sections(final Location location, final int channels, final int from, final int to) {
		return open(location, ImageFiles.Content.IMAGE, (reading, file) -> reading.read(file, new int[] { 0, from }, new int[] { channels,
			to }, location.shown()));
	}

	/** What is done with a data set while its file is open. */
	@FunctionalInterface
	private interface Use<R> {

		R of(Hdf5Reading reading, HdfFile file) throws IOException;
	}

	private static <R> R open(final Location location, final ImageFiles.Content content, final Use<R> use) {
		final Path path = location.path();
		checkLength(path);
		try (HdfFile file = new HdfFile(path)) {
			final Map<String, Dataset> images = new TreeMap<>();
			collect(file, "", images);
			final String name = DatasetChoice.choose(location, images.keySet(), content);
			return use.of(new Hdf5Reading(path, name, images.get(name)), file);
		}
		catch (final HdfException e) {
			throw new Refusal("Could not read " + location.shown() + ": " + reason(e) + ". If the file is whole, rewrite it with gzip and " +
				"h5py's default version, or as Zarr.", e);
		}
		catch (final IOException | IndexOutOfBoundsException | IllegalArgumentException | java.nio.BufferUnderflowException |
				NegativeArraySizeException | NullPointerException | ClassCastException e)
		{
			throw new Refusal("Could not read " + location.shown() + ": it is damaged or truncated (" + e + "). Copy or write it again.", e);
		}
	}

	/** Paths of all images of a file. */
	static Set<String> names(final Path path) {
		checkLength(path);
		try (HdfFile file = new HdfFile(path)) {
			final Map<String, Dataset> images = new TreeMap<>();
			collect(file, "", images);
			return images.keySet();
		}
		catch (final HdfException e) {
			throw new Refusal(path + " exists and is not an HDF5 file that can be read (" + reason(e) + "). Choose another name, or delete it " +
				"first.", e);
		}
	}

	private static String reason(final Throwable e) {
		Throwable cause = e;
		while (cause.getCause() != null) cause = cause.getCause();
		return cause == e ? e.getMessage() : e.getMessage() + " (" + cause.getMessage() + ")";
	}

	/** The superblock says how long the file is; what is shorter was cut off. */
	static void checkLength(final Path path) {
		try (FileChannel channel = FileChannel.open(path)) {
			final ByteBuffer head = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
			channel.read(head, 0);
			if (head.position() < 48 || head.getLong(0) != 0x0a1a0a0d46444889L) return;
			final long end = head.get(8) < 2 ? head.getLong(40) : head.getLong(28);
			Refusal.unless(end <= channel.size(), "%s is truncated: %d bytes of %d. Copy or write it again.", path, channel.size(), end);
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + path + ": " + e.getMessage() + ". Check the file.", e);
		}
	}

	/** All data sets that can be images, by path. */
	private static void collect(final Group group, final String prefix, final Map<String, Dataset> into) {
		for (final Node node : group) {
			if (node.isLink() && !(node instanceof Dataset)) continue;
			if (node instanceof Group child) collect(child, prefix + child.getName() + "/", into);
			else if (node instanceof Dataset d && d.getDimensions().length >= 2 && d.getDimensions().length <= 4 && !d.isCompound() && !d
				.isVariableLength()) into.put(prefix + d.getName(), d);
		}
	}

	private static int[] sizes(final Dataset dataset) {
		final int[] given = dataset.getDimensions();
		final int[] size = { 1, 1, 1, 1 };
		System.arraycopy(given, 0, size, 4 - given.length, given.length);
		return size;
	}

	private static PixelType type(final DataType stored, final String shown) {
		if (stored instanceof FixedPoint f && f.getBitPrecision() == 8 * f.getSize() && f.getSize() <= 8 && Integer.bitCount(f
			.getSize()) == 1) return PixelType.integer(f.getSize(), f.isSigned());
		if (stored instanceof FloatingPoint f && f.getSize() <= 8) return f.getSize() == 8 ? PixelType.DOUBLE : PixelType.FLOAT;
		if (stored instanceof EnumDataType && stored.getSize() == 1) return PixelType.UINT8;
		throw new Refusal(shown + " holds values of " + stored.getSize() + " bytes of the kind " + stored.getClass().getSimpleName() +
			"; expected integers or real numbers of 8 to 64 bits. Convert it first.");
	}

	private Volume<?> volume(final HdfFile file, final String named) throws IOException {
		return read(file, new int[2], new int[] { size[0], size[1] }, named);
	}

	/** Reads channels and sections from the first to before the last. */
	private Volume<?> read(final HdfFile file, final int[] from, final int[] to, final String named) throws IOException {
		checkStored();
		final int channels = dataset.getDimensions().length == 4 ? to[0] - from[0] : 0;
		final Part part = new Part(from, to, new Raster(type, size[3], size[2], to[1] - from[1], channels, shown));
		if (dataset instanceof ChunkedDataset chunked) chunks(chunked, part);
		else if (dataset instanceof ContiguousDataset contiguous) contiguous(contiguous.getDataAddress() + file.getUserBlockSize(), part);
		return part.raster.volume(geometry(), named);
	}

	private void checkStored() {
		Refusal.unless(!dataset.isEmpty() && dataset.getSize() > 0, "%s is empty: nothing was ever written to it. Write it again.", shown);
		Refusal.unless(dataset instanceof ChunkedDataset || dataset instanceof ContiguousDataset, "%s is stored in the compact layout, which " +
			"is not read. Rewrite it contiguous or in chunks.", shown);
	}

	/** Decodes the chunks that a part lies in. */
	private void chunks(final ChunkedDataset chunked, final Part part) {
		final int[] given = chunked.getChunkDimensions();
		final int rank = dataset.getDimensions().length;
		final int[] chunk = { 1, 1, 1, 1 };
		System.arraycopy(given, 0, chunk, 4 - rank, rank);
		final int[] first = { part.from[0] / chunk[0], part.from[1] / chunk[1], 0, 0 };
		final int[] end = { part.to[0], part.to[1], size[2], size[3] };
		final int[] grid = IntStream.range(0, 4).map(d -> (end[d] + chunk[d] - 1) / chunk[d] - first[d]).toArray();
		final int values = chunk[0] * chunk[1] * chunk[2] * chunk[3];
		final int stored = values * dataset.getDataType().getSize();
		// The first chunk alone: jhdf builds its index on first use
		final byte[] missing = missing(values);
		final int[] some = { first[0] * chunk[0], first[1] * chunk[1], 0, 0 };
		decoded(chunked, Arrays.copyOfRange(some, 4 - rank, 4), stored, missing);
		Parallel.forEach(grid[0] * grid[1] * grid[2] * grid[3], i -> {
			final int[] at = { (first[0] + i / (grid[3] * grid[2] * grid[1])) * chunk[0], (first[1] + i / (grid[3] * grid[2]) % grid[1]) *
				chunk[1], i / grid[3] % grid[2] * chunk[2], i % grid[3] * chunk[3] };
			final int[] offset = new int[rank];
			System.arraycopy(at, 4 - rank, offset, 0, rank);
			put(decoded(chunked, offset, stored, missing), at, chunk, part);
		});
	}

	private ByteBuffer decoded(final ChunkedDataset chunked, final int[] offset, final int stored, final byte[] missing) {
		final byte[] bytes;
		try {
			bytes = chunked.getDecompressedChunk(offset);
		}
		catch (final HdfException e) {
			// A chunk that was never written holds the fill value
			if (e.getMessage() != null && e.getMessage().startsWith("No chunk with offset")) return ByteBuffer.wrap(missing).order(order);
			throw e;
		}
		Refusal.unless(bytes.length >= stored, "%s is damaged: a chunk holds %d bytes of %d. Copy or write it again.", shown, bytes.length,
			stored);
		return numbers(ByteBuffer.wrap(bytes, 0, stored));
	}

	private ByteBuffer numbers(final ByteBuffer bytes) {
		return half ? Half.toFloats(bytes.order(((OrderedDataType) dataset.getDataType()).getByteOrder())) : bytes.order(order);
	}

	/** A chunk full of the fill value. */
	private byte[] missing(final int values) {
		final ByteBuffer chunk = ByteBuffer.allocate(values * type.bytes()).order(order);
		if (!(dataset.getFillValue() instanceof Number fill)) return chunk.array();
		while (chunk.hasRemaining()) {
			switch (type) {
				case UINT8, INT8 -> chunk.put(fill.byteValue());
				case UINT16, INT16 -> chunk.putShort(fill.shortValue());
				case UINT32, INT32 -> chunk.putInt(fill.intValue());
				case UINT64, INT64 -> chunk.putLong(fill.longValue());
				case FLOAT -> chunk.putFloat(fill.floatValue());
				case DOUBLE -> chunk.putDouble(fill.doubleValue());
			}
		}
		return chunk.array();
	}

	/** Puts what of a chunk lies inside the part; {@code at} and {@code chunk} are channel, z, y, x. */
	private void put(final ByteBuffer bytes, final int[] at, final int[] chunk, final Part part) {
		final int width = Math.min(chunk[3], size[3] - at[3]);
		for (int c = Math.max(0, part.from[0] - at[0]); c < Math.min(chunk[0], part.to[0] - at[0]); c++) {
			for (int z = Math.max(0, part.from[1] - at[1]); z < Math.min(chunk[1], part.to[1] - at[1]); z++) {
				for (int y = 0; y < Math.min(chunk[2], size[2] - at[2]); y++) {
					final int row = ((c * chunk[1] + z) * chunk[2] + y) * chunk[3];
					part.raster.put(bytes, row * type.bytes(), at[3], at[2] + y, at[1] + z - part.from[1], at[0] + c - part.from[0], width);
				}
			}
		}
	}

	private void contiguous(final long address, final Part part) throws IOException {
		final int stored = dataset.getDataType().getSize();
		final ByteBuffer row = ByteBuffer.allocate(size[3] * stored);
		try (FileChannel channel = FileChannel.open(path)) {
			for (int c = part.from[0]; c < part.to[0]; c++) {
				for (int z = part.from[1]; z < part.to[1]; z++) {
					for (int y = 0; y < size[2]; y++) {
						final long r = ((long) c * size[1] + z) * size[2] + y;
						row.clear();
						while (row.hasRemaining() && channel.read(row, address + r * row.capacity() + row.position()) >= 0);
						Refusal.unless(!row.hasRemaining(), "%s is truncated: row %d is missing. Copy or write it again.", shown, r);
						part.raster.put(numbers(row.flip()), 0, 0, y, z - part.from[1], c - part.from[0], size[3]);
					}
				}
			}
		}
	}

	private Geometry geometry() {
		final double[] written = numbers("voxel_size");
		if (written.length == 3 && dataset.getAttribute("unit") != null) {
			return geometry(written, numbers("voxel_origin"), String.valueOf(dataset.getAttribute("unit").getData()));
		}
		final double[] resolution = numbers("resolution");
		if (resolution.length >= 2) return geometry(resolution, numbers("offset"), "nm");
		final double[] micrometres = numbers("element_size_um");
		return micrometres.length >= 2 ? geometry(micrometres, new double[0], "\u00b5m") : Geometry.PIXELS;
	}

	/** From z, y, x (or y, x) to x, y, z; a single picture is as deep as wide. */
	private Geometry geometry(final double[] zyx, final double[] origin, final String unit) {
		final int n = zyx.length;
		final double[] spacing = { zyx[n - 1], zyx[n - 2], n >= 3 ? zyx[n - 3] : zyx[n - 1] };
		final int m = origin.length;
		final double[] position = m < 2 ? new double[3] : new double[] { origin[m - 1], origin[m - 2], m >= 3 ? origin[m - 3] : 0 };
		return Units.geometry(spacing, position, unit, shown);
	}

	private double[] numbers(final String attribute) {
		final Attribute a = dataset.getAttribute(attribute);
		final Object data = a == null ? null : a.getData();
		if (data == null || !data.getClass().isArray()) return new double[0];
		return IntStream.range(0, java.lang.reflect.Array.getLength(data)).mapToObj(i -> java.lang.reflect.Array.get(data, i)).filter(
			Number.class::isInstance).mapToDouble(v -> ((Number) v).doubleValue()).toArray();
	}
}
