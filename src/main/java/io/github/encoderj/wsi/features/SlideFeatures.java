package io.github.encoderj.wsi.features;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.github.encoderj.base.Refusal;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;

/**
 * The features of a slide's tiles in an HDF5 file of this suite, CLAM or TRIDENT: {@code features} [tile, feature] and, where they are
 * kept, {@code coords} [tile, 2], the left column and upper row of each tile in pixels of level 0. Rows are read when they are asked for,
 * so that a file may be larger than memory. Safe to use from several threads.
 */
public final class SlideFeatures implements AutoCloseable {

	private final Path path;
	private final HdfFile file;
	private final FileChannel channel;
	private final Hdf5Rows features;
	private final Optional<Hdf5Rows> coordinates;
	private final Map<String, Object> attributes = new LinkedHashMap<>();

	/** Takes rows as they come from the file. */
	@FunctionalInterface
	public interface Rows {

		/**
		 * Takes some rows.
		 *
		 * @param first tile
		 * @param count of tiles
		 * @param values [tile, feature] of these tiles; overwritten after the call, longer than needed at the end
		 */
		void accept(int first, int count, float[] values);
	}

	private SlideFeatures(final Path path, final FileChannel channel) {
		this.path = path;
		this.channel = channel;
		file = new HdfFile(path);
		final Node found = file.getChildren().get("features");
		Refusal.unless(found instanceof Dataset, "%s has no data set features. Choose a file of features of tiles, not one of coordinates.", path);
		features = new Hdf5Rows(path, file, channel, (Dataset) found);
		final Node places = file.getChildren().get("coords");
		final Optional<Hdf5Rows> read = places instanceof Dataset d ? Optional.of(new Hdf5Rows(path, file, channel, d)) : Optional.empty();
		coordinates = read.filter(c -> !features.single() || c.rows() == 1);
		coordinates.ifPresent(c -> Refusal.unless(c.rows() == features.rows() && (c.columns() == 2 || c.rows() == 0),
			"%s has %d rows of features, but coords of the shape %d x %d; expected two numbers a tile. Encode the slide again.", path, features
				.rows(), c.rows(), c.columns()));
		for (final Node node : Arrays.asList(file, found, places)) {
			if (node != null) node.getAttributes().forEach((name, attribute) -> put(name, attribute));
		}
	}

	private void put(final String name, final Attribute attribute) {
		final Object value = attribute.getData();
		if (value != null) attributes.put(name, value);
	}

	/**
	 * Opens a file.
	 *
	 * @throws Refusal if there is none, or it is damaged or holds no features of tiles
	 */
	public static SlideFeatures open(final Path path) {
		Refusal.unless(Files.isRegularFile(path), "There is no file %s with features. Check the name and the folder.", path);
		FileChannel channel = null;
		try {
			channel = FileChannel.open(path);
			return new SlideFeatures(path, channel);
		}
		catch (final IOException | RuntimeException e) {
			close(channel);
			if (e instanceof Refusal refusal) throw refusal;
			throw new Refusal(path + " is damaged or no HDF5 file (" + e.getMessage() + "). Encode the slide again, or choose another file.", e);
		}
	}

	private static void close(final FileChannel channel) {
		try {
			if (channel != null) channel.close();
		}
		catch (final IOException e) {
			throw new Refusal("Could not close a file of features: " + e.getMessage() + ".", e);
		}
	}

	/** The file. */
	public Path path() {
		return path;
	}

	/** Name of the slide: that of the file without its suffix. */
	public String name() {
		return path.getFileName().toString().replaceFirst("(?i)\\.(h5|hdf5)$", "");
	}

	/** Number of tiles; 1 where the file holds one vector for the slide. */
	public int count() {
		return features.rows();
	}

	/** Number of features of a tile. */
	public int width() {
		return features.rows() == 0 ? 0 : features.columns();
	}

	/** Whether the places of the tiles are known. */
	public boolean hasCoordinates() {
		return coordinates.isPresent();
	}

	/**
	 * Left column and upper row of each tile in pixels of level 0: [tile, 2].
	 *
	 * @throws Refusal if the file does not hold them
	 */
	public int[] coordinates() {
		final Hdf5Rows places = coordinates.orElseThrow(() -> new Refusal(path + " does not say where the tiles lie (it has no data set coords). " +
			"Encode the slide again."));
		final float[] read = new float[2 * places.rows()]; // exact: a slide has less than 2^24 columns
		places.read(0, places.rows(), read, 0);
		final int[] out = new int[read.length];
		for (int i = 0; i < out.length; i++) out[i] = Math.round(read[i]);
		return out;
	}

	/**
	 * Side of a tile in pixels of level 0, as this suite, TRIDENT or CLAM says it; empty where no attribute does (features of CLAM have
	 * none).
	 */
	public OptionalInt side() {
		final OptionalDouble said = number("patch_size_level0");
		if (said.isPresent()) return side(said.getAsDouble());
		final OptionalDouble size = number("patch_size");
		if (size.isEmpty()) return OptionalInt.empty();
		final OptionalDouble downsample = number("downsample");
		if (downsample.isPresent()) return side(size.getAsDouble() * (int) downsample.getAsDouble());
		final OptionalDouble source = number("level0_magnification");
		final OptionalDouble target = number("target_magnification");
		if (source.isPresent() && target.isPresent()) return side(size.getAsDouble() * source.getAsDouble() / target.getAsDouble());
		final OptionalDouble level = number("patch_level");
		if (level.isPresent() && level.getAsDouble() == 0) return side(size.getAsDouble() * number("custom_downsample").orElse(1));
		return OptionalInt.empty();
	}

	private static OptionalInt side(final double side) {
		return side >= 1 && side < Integer.MAX_VALUE ? OptionalInt.of((int) Math.round(side)) : OptionalInt.empty();
	}

	/** An attribute as a text, wherever in the file it is; lists as {@code [1, 2]}. Those of the tiles' places come before all others. */
	public Optional<String> text(final String attribute) {
		final Object value = attributes.get(attribute);
		if (value == null) return Optional.empty();
		if (!value.getClass().isArray()) return Optional.of(value.toString());
		final Object[] all = new Object[Array.getLength(value)];
		for (int i = 0; i < all.length; i++) all[i] = Array.get(value, i);
		return Optional.of(Arrays.deepToString(all));
	}

	/** An attribute as a number, whether it is kept as one or as a text; the first of a list. */
	public OptionalDouble number(final String attribute) {
		Object value = attributes.get(attribute);
		while (value != null && value.getClass().isArray()) value = Array.getLength(value) == 0 ? null : Array.get(value, 0);
		if (value instanceof Number number) return OptionalDouble.of(number.doubleValue());
		try {
			return value == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(value.toString()));
		}
		catch (final NumberFormatException e) {
			return OptionalDouble.empty(); // TRIDENT writes "None" for what it does not know
		}
	}

	/**
	 * Reads neighbouring tiles.
	 *
	 * @return [tile, feature]
	 * @throws Refusal if the range is not in the file, or the file is damaged
	 */
	public float[] read(final int first, final int count) {
		Refusal.unless(first >= 0 && count >= 0 && first + (long) count <= count(), "tiles %d to %d of %s: it has %d.", first, first + (long) count,
			path, count());
		final float[] out = new float[Math.toIntExact((long) count * width())];
		features.read(first, count, out, 0);
		return out;
	}

	/**
	 * Reads chosen tiles; fastest where they are in ascending order.
	 *
	 * @return [tile, feature] in the order of the rows
	 * @throws Refusal if one is not in the file, or the file is damaged
	 */
	public float[] read(final int[] rows) {
		final float[] out = new float[Math.toIntExact((long) rows.length * width())];
		for (int i = 0; i < rows.length;) {
			int end = i + 1;
			while (end < rows.length && rows[end] == rows[end - 1] + 1) end++;
			Refusal.unless(rows[i] >= 0 && rows[i] + (end - i) <= count(), "tile %d of %s: it has %d.", rows[i], path, count());
			features.read(rows[i], end - i, out, i * width());
			i = end;
		}
		return out;
	}

	/** Reads all tiles from first to last, so many at a time; memory is needed for those only. */
	public void forEach(final int tiles, final Rows body) {
		Refusal.unless(tiles >= 1, "tiles at a time = %d: expected at least 1.", tiles);
		final int most = Math.max(1, Math.min(tiles, count()));
		final float[] values = new float[Math.toIntExact((long) most * width())];
		for (int first = 0; first < count(); first += most) {
			final int some = Math.min(most, count() - first);
			features.read(first, some, values, 0);
			body.accept(first, some, values);
		}
	}

	@Override
	public void close() {
		try {
			file.close();
		}
		catch (final HdfException e) {
			throw new Refusal("Could not close " + path + ": " + e.getMessage() + ".", e);
		}
		finally {
			close(channel);
		}
	}
}
