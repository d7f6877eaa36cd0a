package io.github.encoderj.volume.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.image.Volume;
import io.github.encoderj.volume.GreyWindows;
import io.github.encoderj.volume.View;

/**
 * Encodes scans into a store, one vector each: axial slices through a 2D encoder, batch after batch, then pooled. What is done is skipped,
 * what cannot be read is listed with the reason, the rest goes on.
 */
public final class VolumeEncoding {

	private static final long SECONDS_BETWEEN_WRITES = 60;
	private static final double HOUNSFIELD_OF_LUNG = -500; // air in lungs lies below

	private VolumeEncoding() {}

	/**
	 * What became of a scan.
	 *
	 * @param slices encoded; 0 if it was skipped or failed
	 * @param note encoded (with a doubt about the units, where there is one), kept, or the reason why it was not encoded
	 */
	public record Outcome(String name, int slices, String note) {}

	/**
	 * What the features of a store depend on.
	 *
	 * @param step every step-th slice is encoded
	 * @param rescaled whether stored values are rescaled by a table
	 */
	public static FeatureStore.Key key(final SliceEncoder encoder, final int resolution, final String pooling, final SlicePooling slices,
		final int step, final boolean rescaled)
	{
		return new FeatureStore.Key(encoder.encoder().name(), encoder.encoder().sha256(), encoder.definition() + (step == 1 ? "" : ", one of " +
			step) + (rescaled ? ", rescaled by a table" : ""), resolution, slices + " of slices, " + pooling);
	}

	/**
	 * Encodes scans and writes the store: at the end, once a minute, and when the user cancels.
	 *
	 * @param step every step-th slice is encoded, the middle one always
	 * @return one outcome a scan
	 * @throws Refusal if nothing could be encoded
	 */
	public static List<Outcome> encode(final List<Scans.Scan> scans, final SliceEncoder encoder, final SlicePooling pooling, final int step,
		final FeatureStore store, final Progress progress)
	{
		final List<Outcome> outcomes = new ArrayList<>();
		long written = System.nanoTime();
		try {
			for (int i = 0; i < scans.size(); i++) {
				progress.check();
				outcomes.add(encode(scans.get(i), encoder, pooling, step, store, progress.part((double) i / scans.size(), (i + 1.0) / scans.size())));
				if (System.nanoTime() - written > SECONDS_BETWEEN_WRITES * 1_000_000_000L) {
					store.write();
					written = System.nanoTime();
				}
			}
		}
		finally {
			store.write();
		}
		Refusal.unless(!store.names().isEmpty(), "None of the %d scans could be encoded. The first: %s: %s", scans.size(), outcomes.get(0).name(),
			outcomes.get(0).note());
		return outcomes;
	}

	private static Outcome encode(final Scans.Scan scan, final SliceEncoder encoder, final SlicePooling pooling, final int step,
		final FeatureStore store, final Progress progress)
	{
		if (store.has(scan.name())) return new Outcome(scan.name(), 0, "kept");
		try {
			final Volume<?> volume = scan.volume().get();
			final float[][] slices = slices(volume, encoder, step, progress);
			store.add(scan.name(), pooling.pool(slices));
			return new Outcome(scan.name(), slices.length, "encoded" + doubt(volume, encoder.windows()));
		}
		catch (final Refusal e) {
			return new Outcome(scan.name(), 0, e.getMessage());
		}
	}

	/** What makes one doubt that a scan is in Hounsfield units, where the window expects them; empty if nothing does. */
	private static String doubt(final Volume<?> volume, final GreyWindows windows) {
		if (windows.windows().stream().noneMatch(w -> w.black() <= HOUNSFIELD_OF_LUNG)) return "";
		final Volume<?> axial = View.AXIAL.cut(volume);
		float lowest = Float.POSITIVE_INFINITY;
		for (final float v : Pictures.planes(axial, axial.depth() / 2).data()) lowest = Math.min(lowest, v);
		return lowest < 0 ? "" : "; no value below 0 in the middle slice, so these may not be Hounsfield units: compare the window " + windows;
	}

	/**
	 * The vectors of a scan's axial slices from the feet to the head, whatever the order of its axes in the file.
	 *
	 * @throws Refusal if it has several channels, or does not suit the encoder
	 */
	public static float[][] slices(final Volume<?> scan, final SliceEncoder encoder, final int step, final Progress progress) {
		Refusal.unless(scan.channels() == 1, "%s has %d channels; a scan has one. Split it first.", scan.name(), scan.channels());
		final Volume<?> axial = View.AXIAL.cut(scan);
		final int depth = Math.toIntExact(axial.depth());
		final int[] sections = sections(depth, step);
		final float[][] vectors = new float[sections.length][];
		for (int from = 0; from < sections.length; from += encoder.batch()) {
			progress.check();
			progress.report("Encoding " + scan.name(), (double) from / sections.length);
			final int[] batch = Arrays.copyOfRange(sections, from, Math.min(sections.length, from + encoder.batch()));
			final float[][] encoded = encoder.vectors(axial, batch);
			System.arraycopy(encoded, 0, vectors, from, encoded.length);
		}
		return vectors;
	}

	/** Every step-th of all, around the middle one. */
	static int[] sections(final int depth, final int step) {
		Refusal.unless(step >= 1, "step = %d: expected 1 (every slice) or more.", step);
		final int first = depth / 2 % step;
		final int[] sections = new int[(depth - first + step - 1) / step];
		for (int i = 0; i < sections.length; i++) sections[i] = first + i * step;
		return sections;
	}
}
