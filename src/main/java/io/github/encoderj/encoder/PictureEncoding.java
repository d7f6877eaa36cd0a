package io.github.encoderj.encoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.network.Wanted;

/** Encodes many pictures into a store: what is done is skipped, what cannot be read is listed with the reason, the rest goes on. */
public final class PictureEncoding {

	private static final int BATCH = 8;
	private static final long SECONDS_BETWEEN_WRITES = 60;

	private PictureEncoding() {}

	/**
	 * What became of a picture.
	 *
	 * @param name of the picture, or of the source if that could not be read
	 * @param window grey values that counted as black and white; empty if it was skipped or failed
	 * @param note encoded, kept, or the reason why it was not encoded
	 */
	public record Outcome(String name, String window, String note) {}

	/**
	 * Encodes pictures and writes the store: at the end, once a minute, and when the user cancels.
	 *
	 * @param pooling how one vector is made
	 * @param patches whether the patches are kept too
	 * @return one outcome a picture
	 * @throws Refusal if nothing could be encoded
	 */
	public static List<Outcome> encode(final List<Pictures.Source> sources, final PictureEncoder encoder, final FeatureStore store,
		final Pooling pooling, final boolean patches, final Progress progress)
	{
		final List<Outcome> outcomes = new ArrayList<>();
		final int resolution = store.key().resolution();
		long written = System.nanoTime();
		try {
			for (int i = 0; i < sources.size(); i++) {
				progress.check();
				progress.report("Encoding " + sources.get(i).name(), (double) i / sources.size());
				encode(sources.get(i), encoder, store, pooling, patches, resolution, outcomes);
				if (System.nanoTime() - written > SECONDS_BETWEEN_WRITES * 1_000_000_000L) {
					store.write();
					written = System.nanoTime();
				}
			}
		}
		finally {
			store.write();
		}
		Refusal.unless(!store.names().isEmpty(), "None of the %d pictures could be encoded. The first: %s: %s", sources.size(), outcomes.get(0)
			.name(), outcomes.get(0).note());
		return outcomes;
	}

	private static void encode(final Pictures.Source source, final PictureEncoder encoder, final FeatureStore store, final Pooling pooling,
		final boolean patches, final int resolution, final List<Outcome> outcomes)
	{
		if (store.has(source.name())) {
			outcomes.add(new Outcome(source.name(), "", "kept"));
			return;
		}
		try {
			final List<Pictures.Picture> todo = new ArrayList<>();
			for (final Pictures.Picture picture : Pictures.of(source)) {
				if (store.has(picture.name())) outcomes.add(new Outcome(picture.name(), "", "kept"));
				else todo.add(picture);
			}
			for (int i = 0; i < todo.size(); i += BATCH) {
				final List<Pictures.Picture> batch = todo.subList(i, Math.min(todo.size(), i + BATCH));
				final List<ImageFeatures> features = encoder.encode(batch.stream().map(Pictures.Picture::planes).toList(), batch.get(0).window(),
					resolution, Wanted.FINAL);
				for (int j = 0; j < batch.size(); j++) {
					store.add(batch.get(j).name(), features.get(j).vector(pooling));
					if (patches) store.addPatches(batch.get(j).name(), features.get(j));
					outcomes.add(new Outcome(batch.get(j).name(), batch.get(j).window().toString(), "encoded"));
				}
			}
		}
		catch (final Refusal e) {
			outcomes.add(new Outcome(source.name(), "", e.getMessage()));
		}
	}

	/** How many pictures had each note. */
	public static Map<String, Long> counts(final List<Outcome> outcomes) {
		return outcomes.stream().collect(Collectors.groupingBy(Outcome::note, LinkedHashMap::new, Collectors.counting()));
	}
}
