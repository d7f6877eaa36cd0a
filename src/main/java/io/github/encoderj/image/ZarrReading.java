package io.github.encoderj.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import dev.zarr.zarrjava.ZarrException;
import dev.zarr.zarrjava.core.Array;
import dev.zarr.zarrjava.core.DataType;
import dev.zarr.zarrjava.v2.Order;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;

/**
 * OME-Zarr 0.4 and 0.5 (level 0 of a group with multiscales, or any array that is named) and plain Zarr 2 and 3 arrays, with axes
 * out of t, c, z, y, x in this order. Arrays without multiscales take their voxel size from {@code resolution} and {@code offset} (z,
 * y, x in nm), as other tools of the field write.
 */
final class ZarrReading {

	private static final String AXES = "tczyx";

	private final String shown;
	private final Array array;
	private final List<Character> axes;
	private final PixelType type;

	private ZarrReading(final String shown, final Array array, final List<Character> axes) {
		this.shown = shown;
		this.array = array;
		this.axes = axes;
		this.type = type(array.metadata().dataType(), shown);
	}

	/**
	 * Reads an image.
	 *
	 * @throws Refusal if there is no such image, none is named and there are several, it is damaged, or of a kind that zarr-java reads
	 *           wrongly (order F) or not at all
	 */
	static Volume<?> read(final Location location, final ImageFiles.Content content) {
		return find(location, content, found -> found.reading.volume(found.geometry, location.name()));
	}

	/** Opens an image whose sections are read when they are asked for, with the same refusals. */
	static SectionFile sections(final Location location, final ImageFiles.Content content) {
		return find(location, content, found -> new ZarrSections(found.reading.array, found.reading.axes, found.reading.type, found.geometry,
			location.shown()));
	}

	/** An array of an image, and where it lies. */
	private record Found(ZarrReading reading, Geometry geometry) {}

	private static <R> R find(final Location location, final ImageFiles.Content content, final Function<Found, R> use) {
		final Path root = location.path();
		Refusal.unless(ZarrFolder.zarr(root), "%s is not a Zarr folder: it has neither zarr.json nor .zgroup nor .zarray. Give the folder " +
			"that has.", root);
		try {
			final Path named = location.dataset().map(root::resolve).orElse(root);
			final Path image = ZarrFolder.array(named) ? named : choose(location, content);
			final String shown = image.equals(root) ? root.toString() : root + ":/" + root.relativize(image).toString().replace('\\', '/');
			return use.apply(image(image, shown));
		}
		catch (final ZarrException | IOException | UncheckedIOException e) {
			throw new Refusal("Could not read " + location.shown() + ": " + e.getMessage() + ". If it is whole, rewrite it with zlib, gzip, " +
				"blosc or no compression, without filters and in little-endian numbers.", e);
		}
		catch (final RuntimeException e) {
			if (e instanceof Refusal) throw e;
			throw new Refusal("Could not read " + location.shown() + ": it is damaged, truncated or compressed in a way that is not known (" +
				e + "). Copy it again, or rewrite it with gzip or blosc.", e);
		}
	}

	private static Path choose(final Location location, final ImageFiles.Content content) {
		final TreeMap<String, Path> images = ZarrFolder.images(location.path());
		if (location.dataset().isPresent() || !images.containsKey("")) return images.get(DatasetChoice.choose(location, images.keySet(),
			content));
		final List<String> labels = images.keySet().stream().filter(n -> n.startsWith("labels/")).toList();
		if (content != ImageFiles.Content.LABELS || labels.isEmpty()) return images.get("");
		Refusal.unless(labels.size() == 1, "%s holds several label images: %s. Name one as %s:/NAME.", location.path(), String.join(", ",
			labels), location.name());
		return images.get(labels.get(0));
	}

	private static Found image(final Path image, final String shown) throws ZarrException, IOException {
		final boolean isArray = ZarrFolder.array(image);
		final Path group = isArray ? image.getParent() : image;
		final Optional<JsonObject> multiscale = group == null ? Optional.empty() : ZarrFolder.multiscale(group);
		if (multiscale.isEmpty()) {
			final Array array = open(image, shown);
			return new Found(new ZarrReading(shown, array, axes(array.metadata().ndim())), plainGeometry(image, shown));
		}
		for (final JsonElement entry : list(multiscale.get(), "datasets")) {
			final JsonObject level = entry.getAsJsonObject();
			final Path path = group.resolve(level.get("path").getAsString());
			if (isArray && !path.equals(image)) continue;
			Refusal.unless(ZarrFolder.array(path), "%s: level \"%s\" of the image is missing. Copy or write it again.", shown, level.get(
				"path").getAsString());
			final Array array = open(path, shown);
			final List<Character> axes = axes(multiscale.get(), array.metadata().ndim(), shown);
			return new Found(new ZarrReading(shown, array, axes), geometry(multiscale.get(), level, axes, shown));
		}
		final Array array = open(image, shown);
		return new Found(new ZarrReading(shown, array, axes(array.metadata().ndim())), Geometry.PIXELS);
	}

	private static Array open(final Path path, final String shown) throws ZarrException, IOException {
		final Array array = Array.open(new ZarrFolder(path).resolve());
		if (array.metadata() instanceof dev.zarr.zarrjava.v2.ArrayMetadata two) {
			Refusal.unless(two.order == Order.C, "%s is stored in the order F, which would be read wrongly. Rewrite it in the order C.", shown);
			Refusal.unless(two.filters == null || two.filters.length == 0, "%s uses filters, which are not known. Rewrite it without.", shown);
		}
		return array;
	}

	private static PixelType type(final DataType type, final String shown) {
		return switch (type.toString()) {
			case "UINT8", "BOOL" -> PixelType.UINT8;
			case "FLOAT32" -> PixelType.FLOAT;
			case "FLOAT64" -> PixelType.DOUBLE;
			case "INT8", "INT16", "INT32", "INT64", "UINT16", "UINT32", "UINT64" -> PixelType.valueOf(type.toString());
			default -> throw new Refusal(shown + " holds values of the type " + type + "; expected integers or real numbers. Convert it first.");
		};
	}

	private static List<Character> axes(final int rank) {
		return AXES.substring(Math.max(0, 5 - rank)).chars().mapToObj(c -> (char) c).toList();
	}

	private static List<Character> axes(final JsonObject multiscale, final int rank, final String shown) {
		if (!multiscale.has("axes")) return axes(rank);
		final List<Character> axes = new ArrayList<>();
		for (final JsonElement axis : list(multiscale, "axes")) {
			// Before version 0.4 an axis was its name alone
			final String name = axis.isJsonObject() ? axis.getAsJsonObject().get("name").getAsString() : axis.getAsString();
			final String kind = axis.isJsonObject() && axis.getAsJsonObject().has("type") ? axis.getAsJsonObject().get("type").getAsString()
				: "";
			axes.add(kind.equals("channel") ? 'c' : kind.equals("time") ? 't' : Character.toLowerCase(name.charAt(0)));
		}
		final boolean ordered = IntStream.range(0, axes.size()).allMatch(i -> AXES.indexOf(axes.get(i)) >= 0 && (i == 0 || AXES.indexOf(axes
			.get(i)) > AXES.indexOf(axes.get(i - 1))));
		Refusal.unless(ordered && axes.size() == rank && axes.contains('y') && axes.contains('x'), "%s has the axes %s and %d sizes; " +
			"expected some of t, c, z, y, x in this order. Reorder it first.", shown, axes, rank);
		return axes;
	}

	private static JsonArray list(final JsonObject object, final String key) {
		return object.get(key) instanceof JsonArray list ? list : new JsonArray();
	}

	private static Geometry geometry(final JsonObject multiscale, final JsonObject level, final List<Character> axes,
		final String shown)
	{
		final double[] scale = new double[axes.size()];
		final double[] shift = new double[axes.size()];
		java.util.Arrays.fill(scale, 1);
		for (final JsonObject from : List.of(level, multiscale)) {
			for (final JsonElement entry : list(from, "coordinateTransformations")) {
				final JsonObject transform = entry.getAsJsonObject();
				final JsonArray factors = list(transform, "scale");
				for (int i = 0; i < factors.size() && i < scale.length; i++) {
					scale[i] *= factors.get(i).getAsDouble();
					shift[i] *= factors.get(i).getAsDouble();
				}
				final JsonArray steps = list(transform, "translation");
				for (int i = 0; i < steps.size() && i < scale.length; i++) shift[i] += steps.get(i).getAsDouble();
			}
		}
		final double[] spacing = new double[3];
		final double[] origin = new double[3];
		String unit = "";
		for (int d = 0; d < 3; d++) {
			final int axis = axes.indexOf("xyz".charAt(d));
			spacing[d] = axis < 0 ? spacing[0] : scale[axis];
			origin[d] = axis < 0 ? 0 : shift[axis];
			if (axis < 0) continue;
			final String own = unit(list(multiscale, "axes"), axis);
			Refusal.unless(d == 0 || own.equals(unit), "%s measures its axes in \"%s\" and \"%s\"; one unit is expected. Correct it.", shown,
				unit, own);
			unit = own;
		}
		return Units.geometry(spacing, origin, unit, shown);
	}

	private static String unit(final JsonArray axes, final int axis) {
		return axis < axes.size() && axes.get(axis) instanceof JsonObject a && a.has("unit") ? a.get("unit").getAsString() : "";
	}

	private static Geometry plainGeometry(final Path array, final String shown) {
		final JsonArray resolution = list(ZarrFolder.attributes(array), "resolution");
		final JsonArray offset = list(ZarrFolder.attributes(array), "offset");
		if (resolution.size() != 3) return Geometry.PIXELS;
		final double[] spacing = new double[3];
		final double[] origin = new double[3];
		for (int d = 0; d < 3; d++) {
			spacing[d] = resolution.get(2 - d).getAsDouble();
			origin[d] = offset.size() == 3 ? offset.get(2 - d).getAsDouble() : 0;
		}
		return Units.geometry(spacing, origin, "nm", shown);
	}

	/** Sizes along t, c, z, y, x; 1 along axes that the array does not have. */
	private long[] spread(final long[] sizes) {
		final long[] all = { 1, 1, 1, 1, 1 };
		for (int i = 0; i < axes.size(); i++) all[AXES.indexOf(axes.get(i))] = sizes[i];
		return all;
	}

	private Volume<?> volume(final Geometry geometry, final String name) {
		Refusal.unless(array.metadata().ndim() >= 2 && array.metadata().ndim() <= 5, "%s has %d axes; an image has 2 to 5.", shown, array
			.metadata().ndim());
		final long[] size = spread(array.metadata().shape);
		final int[] given = array.metadata().chunkShape();
		final long[] chunk = spread(IntStream.of(given).asLongStream().toArray());
		final boolean frames = size[0] > 1;
		Refusal.unless(!frames || size[2] == 1, "%s has %d time points of %d sections each; one stack is expected. Save one time point.",
			shown, size[0], size[2]);
		final long depth = size[2] * size[0];
		final Raster raster = new Raster(type, size[4], size[3], depth, size[1] > 1 ? size[1] : 0, shown);
		final long[] grid = new long[5];
		for (int d = 0; d < 5; d++) grid[d] = (size[d] + chunk[d] - 1) / chunk[d];
		final long count = grid[0] * grid[1] * grid[2] * grid[3] * grid[4];
		Refusal.unless(count <= Integer.MAX_VALUE, "%s has %d chunks, more than can be read at once. Crop it.", shown, count);
		Parallel.forEach((int) count, i -> {
			final long[] at = new long[5];
			long rest = i;
			for (int d = 4; d >= 0; d--) {
				at[d] = rest % grid[d];
				rest /= grid[d];
			}
			put(raster, at, size, chunk, frames);
		});
		return raster.volume(geometry, name);
	}

	private void put(final Raster raster, final long[] at, final long[] size, final long[] chunk, final boolean frames) {
		final Object values = chunk(axes.stream().mapToLong(a -> at[AXES.indexOf(a)]).toArray());
		final int width = (int) Math.min(chunk[4], size[4] - at[4] * chunk[4]);
		final long[] in = new long[5];
		for (int d = 0; d < 4; d++) in[d] = Math.min(chunk[d], size[d] - at[d] * chunk[d]);
		for (long t = 0; t < in[0]; t++) {
			for (long c = 0; c < in[1]; c++) {
				for (long z = 0; z < in[2]; z++) {
					final long section = frames ? at[0] * chunk[0] + t : at[2] * chunk[2] + z;
					final long channel = at[1] * chunk[1] + c;
					final int start = raster.offset(section, channel) + (int) (at[4] * chunk[4]);
					for (long y = 0; y < in[3]; y++) {
						final long from = (((t * chunk[1] + c) * chunk[2] + z) * chunk[3] + y) * chunk[4];
						System.arraycopy(values, (int) from, raster.array(section, channel), start + (int) ((at[3] * chunk[3] + y) * size[4]), width);
					}
				}
			}
		}
	}

	private Object chunk(final long[] at) {
		try {
			final Object values = array.readChunk(at).copyTo1DJavaArray();
			if (!(values instanceof boolean[] flags)) return values;
			final byte[] bytes = new byte[flags.length];
			for (int i = 0; i < flags.length; i++) bytes[i] = (byte) (flags[i] ? 1 : 0);
			return bytes;
		}
		catch (final ZarrException e) {
			throw new UncheckedIOException(new IOException(e.getMessage(), e));
		}
	}
}
