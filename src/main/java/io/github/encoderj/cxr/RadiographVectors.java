package io.github.encoderj.cxr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.image.Volume;

/**
 * Vectors of many radiographs, each encoded once for a resolution: they are kept in one HDF5 file for each encoder and resolution and
 * taken from there again, unless the file of the radiograph is newer.
 */
public final class RadiographVectors {

	private static final Logger LOG = LoggerFactory.getLogger(RadiographVectors.class);
	private static final int BATCH = 8;
	private static final long SECONDS_BETWEEN_WRITES = 60;

	private RadiographVectors() {}

	/**
	 * What came out.
	 *
	 * @param vectors of the radiographs that could be encoded, by name
	 * @param failures why the others could not, by name
	 */
	public record Encoded(Map<String, float[]> vectors, Map<String, String> failures) {}

	/** The file in a folder that keeps the vectors of an encoder and a resolution. */
	public static Path file(final Path folder, final FeatureStore.Key key) {
		final String encoder = key.encoder().replaceAll("[^A-Za-z0-9._-]", "_");
		final String pooling = key.pooling().matches("[a-z+]+") && !key.pooling().equals("model") ? "-" + key.pooling().replace('+', '-') : "";
		return folder.resolve(encoder + pooling + "-" + (key.resolution() == 0 ? "own" : key.resolution()) + ".h5");
	}

	/**
	 * Encodes radiographs.
	 *
	 * @param files by name of the radiograph
	 * @param keep folder of the kept vectors; made if it is missing; empty to keep none
	 * @param afresh whether what is kept is forgotten
	 * @throws Refusal if none can be encoded, or what is kept is of another encoder
	 */
	public static Encoded of(final Map<String, Path> files, final RadiographEncoder encoder, final int resolution,
		final Optional<Path> keep, final boolean afresh, final Progress progress)
	{
		final Optional<Path> file = keep.map(folder -> file(made(folder), encoder.key(resolution)));
		final long kept = file.map(RadiographVectors::modified).orElse(Long.MIN_VALUE);
		final Optional<FeatureStore> store = file.map(f -> FeatureStore.open(f, encoder.key(resolution), afresh));
		final Map<String, float[]> vectors = new LinkedHashMap<>();
		final Map<String, String> failures = new LinkedHashMap<>();
		final List<String> todo = new ArrayList<>();
		files.forEach((name, path) -> {
			final boolean known = store.isPresent() && store.get().has(name) && modified(path) <= kept;
			vectors.put(name, known ? store.get().vector(name) : null);
			if (!known) todo.add(name);
		});
		if (todo.size() < files.size()) LOG.info("{} of {} radiographs were encoded before and are kept.", files.size() - todo.size(), files
			.size());
		long written = System.nanoTime();
		try {
			for (int i = 0; i < todo.size(); i += BATCH) {
				progress.check();
				progress.report("Encoding " + todo.get(i), (double) i / todo.size());
				encode(todo.subList(i, Math.min(todo.size(), i + BATCH)), files, encoder, resolution, vectors, failures);
				for (int j = i; j < Math.min(todo.size(), i + BATCH); j++) {
					final String name = todo.get(j);
					if (vectors.get(name) != null) store.ifPresent(s -> s.add(name, vectors.get(name)));
				}
				if (System.nanoTime() - written > SECONDS_BETWEEN_WRITES * 1_000_000_000L) {
					store.ifPresent(FeatureStore::write);
					written = System.nanoTime();
				}
			}
		}
		finally {
			if (!todo.isEmpty()) store.ifPresent(FeatureStore::write);
		}
		failures.keySet().forEach(vectors::remove);
		failures.forEach((name, reason) -> LOG.warn("{} is left out: {}", name, reason));
		Refusal.unless(!vectors.isEmpty(), "None of the %d radiographs could be encoded. The first, %s: %s", files.size(), failures.keySet()
			.stream().findFirst().orElse("?"), failures.values().stream().findFirst().orElse("there is none."));
		return new Encoded(vectors, failures);
	}

	private static Path made(final Path folder) {
		try {
			return Files.createDirectories(folder);
		}
		catch (final IOException e) {
			throw new Refusal("features = " + folder + ": the folder cannot be made: " + e.getMessage() + ". Name one that you may write to.", e);
		}
	}

	private static long modified(final Path file) {
		try {
			return Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : Long.MIN_VALUE;
		}
		catch (final IOException e) {
			throw new Refusal("Could not look at " + file + ": " + e.getMessage() + ".", e);
		}
	}

	private static void encode(final List<String> names, final Map<String, Path> files, final RadiographEncoder encoder,
		final int resolution, final Map<String, float[]> vectors, final Map<String, String> failures)
	{
		final Volume<?>[] read = new Volume<?>[names.size()];
		final String[] reasons = new String[names.size()];
		Parallel.forEach(read.length, i -> {
			try {
				read[i] = Radiograph.read(files.get(names.get(i)));
			}
			catch (final Refusal e) {
				reasons[i] = e.getMessage();
			}
		});
		final List<String> good = new ArrayList<>();
		final List<Volume<?>> radiographs = new ArrayList<>();
		for (int i = 0; i < read.length; i++) {
			if (read[i] == null) failures.put(names.get(i), reasons[i]);
			else {
				good.add(names.get(i));
				radiographs.add(read[i]);
			}
		}
		if (good.isEmpty()) return;
		final float[][] encoded = encoder.vectors(radiographs, resolution);
		for (int i = 0; i < encoded.length; i++) vectors.put(good.get(i), encoded[i]);
	}
}
