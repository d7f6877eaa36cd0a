package io.github.encoderj.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.base.WholeFile;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;

/**
 * Features of pictures in one HDF5 file: {@code features} [picture, feature] float32 in the order of {@code names} [picture]; where
 * patches were asked for also {@code patches/NAME} [row, column, feature]. Attributes of the file: {@code encoder},
 * {@code weights_sha256}, {@code preprocessing}, {@code resolution}, {@code pooling}, {@code version}. What is there is never computed
 * again, and features of another encoder are never mixed in.
 */
public final class FeatureStore {

	/**
	 * What features depend on.
	 *
	 * @param encoder name, for people
	 * @param sha256 of its weights
	 * @param preprocessing as {@link Encoder#preprocessing} says it
	 * @param resolution side of the encoded picture, 0 for the encoder's own
	 * @param pooling how one vector was made; patches if patches are kept too
	 */
	public record Key(String encoder, String sha256, String preprocessing, int resolution, String pooling) {}

	private final Path file;
	private final Key key;
	private final Map<String, float[]> vectors = new LinkedHashMap<>();
	private final Map<String, float[][][]> patches = new LinkedHashMap<>();

	private FeatureStore(final Path file, final Key key) {
		this.file = file;
		this.key = key;
	}

	/**
	 * Opens a store to be filled; what it holds already stays.
	 *
	 * @param afresh whether to forget what it holds
	 * @throws Refusal if it is damaged, or holds features of another encoder, preprocessing, resolution or pooling
	 */
	public static FeatureStore open(final Path file, final Key key, final boolean afresh) {
		if (afresh || !Files.exists(file)) return new FeatureStore(file, key);
		final FeatureStore found = read(file);
		differs(file, "encoder", found.key.encoder + " (" + found.key.sha256 + ")", key.encoder + " (" + key.sha256 + ")", found.key.sha256
			.equals(key.sha256));
		differs(file, "preprocessing", found.key.preprocessing, key.preprocessing, found.key.preprocessing.equals(key.preprocessing));
		differs(file, "resolution", "" + found.key.resolution, "" + key.resolution, found.key.resolution == key.resolution);
		differs(file, "pooling", found.key.pooling, key.pooling, found.key.pooling.equals(key.pooling));
		return found;
	}

	private static void differs(final Path file, final String what, final String found, final String wanted, final boolean same) {
		Refusal.unless(same, "%s holds features of another %s: %s, not %s. Choose another file, or set overwrite.", file, what, found, wanted);
	}

	/**
	 * Reads a store.
	 *
	 * @throws Refusal if it is no such file, or damaged
	 */
	public static FeatureStore read(final Path file) {
		Refusal.unless(Files.isRegularFile(file), "There is no file %s with features.", file);
		try (HdfFile hdf = new HdfFile(file)) {
			final FeatureStore store = new FeatureStore(file, new Key(text(hdf, "encoder"), text(hdf, "weights_sha256"), text(hdf,
				"preprocessing"), Integer.parseInt(text(hdf, "resolution")), text(hdf, "pooling")));
			final float[][] features = (float[][]) hdf.getDatasetByPath("features").getData();
			final String[] names = (String[]) hdf.getDatasetByPath("names").getData();
			Refusal.unless(features.length == names.length, "%s is damaged: it has %d names for %d features. Delete it.", file, names.length,
				features.length);
			for (int i = 0; i < names.length; i++) store.vectors.put(names[i], features[i]);
			final Node group = hdf.getChildren().get("patches");
			if (group instanceof Group g) g.getChildren().forEach((name, node) -> store.patches.put(name, (float[][][]) ((Dataset) node)
				.getData()));
			return store;
		}
		catch (final HdfException | ClassCastException | NumberFormatException e) {
			throw new Refusal(file + " is damaged or holds no features of pictures (" + e.getMessage() + "). Choose another file, or delete it.", e);
		}
	}

	private static String text(final HdfFile hdf, final String attribute) {
		final Attribute found = hdf.getAttribute(attribute);
		if (found == null) throw new HdfException("the attribute " + attribute + " is missing");
		return String.valueOf(found.getData());
	}

	public Key key() {
		return key;
	}

	/** Names of the pictures, in the order of their features. */
	public Set<String> names() {
		return vectors.keySet();
	}

	public boolean has(final String name) {
		return vectors.containsKey(name);
	}

	/**
	 * The vector of a picture.
	 *
	 * @throws Refusal if the store has none of that name
	 */
	public float[] vector(final String name) {
		Refusal.unless(has(name), "%s holds no features of %s.", file, name);
		return vectors.get(name);
	}

	/** The patches of a picture, [row, column, feature], if they were kept. */
	public Optional<float[][][]> patches(final String name) {
		return Optional.ofNullable(patches.get(name));
	}

	/**
	 * Adds a picture; written only by {@link #write}.
	 *
	 * @throws Refusal if its vector is of another length than the others
	 */
	public void add(final String name, final float[] vector) {
		Refusal.unless(vectors.isEmpty() || vectors.values().iterator().next().length == vector.length,
			"%s: the vector of %s has %d features, those before have %d.", file, name, vector.length, vectors.isEmpty() ? 0 : vectors.values()
				.iterator().next().length);
		vectors.put(name, vector);
	}

	/** Adds the patches of a picture, [row, column, feature]. */
	public void addPatches(final String name, final ImageFeatures features) {
		final float[][][] grid = new float[features.rows()][features.columns()][features.width()];
		for (int r = 0, at = 0; r < grid.length; r++) {
			for (int c = 0; c < grid[r].length; c++, at += features.width()) System.arraycopy(features.patches(), at, grid[r][c], 0, features
				.width());
		}
		patches.put(name.replace('/', '_'), grid);
	}

	/**
	 * Writes everything, whole or not at all; an empty store writes nothing.
	 *
	 * @throws Refusal if the file cannot be written
	 */
	public void write() {
		if (vectors.isEmpty()) return;
		WholeFile.write(file, temporary -> {
			try (WritableHdfFile hdf = HdfFile.write(temporary)) {
				hdf.putDataset("features", vectors.values().toArray(float[][]::new));
				hdf.putDataset("names", new ArrayList<>(vectors.keySet()).toArray(String[]::new));
				if (!patches.isEmpty()) {
					final WritableGroup group = hdf.putGroup("patches");
					patches.forEach(group::putDataset);
				}
				hdf.putAttribute("encoder", key.encoder);
				hdf.putAttribute("weights_sha256", key.sha256);
				hdf.putAttribute("preprocessing", key.preprocessing);
				hdf.putAttribute("resolution", (long) key.resolution);
				hdf.putAttribute("pooling", key.pooling);
				hdf.putAttribute("version", Version.get());
			}
			catch (final HdfException e) {
				throw new IOException(e.getMessage(), e);
			}
		});
	}
}
