package io.github.encoderj.volume.segmentation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.VolumeDecoder;

/**
 * What the decoder sees: at full resolution the channels of each modality, the filter bank, or both; and a coarse frozen encoder, slice
 * by slice. Views (see {@link Modality}) and filters are kept as they are, so that brightness and contrast can be changed afterwards:
 * filters follow both exactly but for rounding.
 *
 * @param modalities in their order
 * @param skips what enters at full resolution
 * @param coarse encoder of slices; empty for none
 */
record VolumeInputs(List<Modality> modalities, Skips skips, Optional<Encoder> coarse) {

	private static final FilterBank BANK = new FilterBank(new Normalisation.Fixed(0, 1));
	private static final int LONGEST_SLICE = 1024;

	/** How much a filter changes when 1 is added to the image. */
	private static final float[] RESPONSE = response();

	private static float[] response() {
		final float[] zero = BANK.encode(Volume.of(new float[1], 1, 1, 1, Geometry.PIXELS, "zero"), 0, 1).data();
		final float[] one = BANK.encode(Volume.of(new float[] { 1 }, 1, 1, 1, Geometry.PIXELS, "one"), 0, 1).data();
		for (int i = 0; i < one.length; i++) one[i] -= zero[i];
		return one;
	}

	/** The encoder that a head is tied to. */
	Encoder encoder() {
		return coarse.orElse(BANK);
	}

	/** Number of features at full resolution. */
	int width() {
		return (skips.raw() ? modalities.stream().mapToInt(Modality::channels).sum() : 0) + (skips.filters() ? modalities.size() * BANK
			.width() : 0);
	}

	/** Number of features of the coarse encoder. */
	int coarseWidth() {
		return coarse.map(e -> e.width() * modalities.size()).orElse(0);
	}

	/** Number of arrays of {@link Encoded#base}: the views, and the filters of each. */
	private int baseWidth() {
		return modalities.size() * (1 + (skips.filters() ? BANK.width() : 0));
	}

	/** Sections on each side on which an encoded section depends. */
	int contextSections() {
		return Math.max(skips.filters() ? BANK.contextSections() : 0, coarse.map(Encoder::contextSections).orElse(0));
	}

	/** Bytes for each voxel that {@link #encode} gives. */
	long bytesOfVoxel() {
		return 4L * baseWidth();
	}

	/**
	 * Encoded sections.
	 *
	 * @param base views, then the filters of the first view, of the second...; each in the order [z, y, x]
	 * @param coarse empty without a coarse encoder
	 */
	record Encoded(float[][] base, Optional<CoarseGrid> coarse, int depth, int rows, int columns) {}

	/**
	 * Encodes sections.
	 *
	 * @param views of each modality, order [z, y, x]: the sections and their context
	 * @param from first section to be encoded
	 * @param to end, excluded
	 */
	Encoded encode(final float[][] views, final int rows, final int columns, final int from, final int to, final Geometry geometry) {
		final int plane = rows * columns;
		final int voxels = (to - from) * plane;
		final float[][] base = new float[baseWidth()][];
		CoarseGrid all = null;
		for (int m = 0; m < views.length; m++) {
			base[m] = Arrays.copyOfRange(views[m], from * plane, to * plane);
			final Volume<?> volume = Volume.of(views[m], columns, rows, views[m].length / plane, geometry, "slices");
			if (skips.filters()) {
				final float[] filters = BANK.encode(volume, from, to).data();
				final int first = views.length + m * BANK.width();
				for (int f = 0; f < BANK.width(); f++) base[first + f] = Arrays.copyOfRange(filters, f * voxels, (f + 1) * voxels);
			}
			if (coarse.isPresent()) all = stacked(all, slices(coarse.get(), modalities.get(m), volume, from, to));
		}
		return new Encoded(base, Optional.ofNullable(all), to - from, rows, columns);
	}

	/** Slices magnified so that a cell comes to 4 voxels, as far as that leaves them below 1024 pixels. */
	private static CoarseGrid slices(final Encoder encoder, final Modality modality, final Volume<?> volume, final int from, final int to) {
		final double wanted = encoder.stride() / (double) VolumeDecoder.MULTIPLE;
		final double most = LONGEST_SLICE / (double) Math.max(volume.width(), volume.height());
		final double factor = Math.max(1, Math.min(wanted, most));
		final AxisMap across = new AxisMap((int) volume.width(), (int) Math.round(volume.width() * factor), 1 / factor);
		final AxisMap down = new AxisMap((int) volume.height(), (int) Math.round(volume.height() * factor), 1 / factor);
		final Volume<?> large = magnified(volume, across, down);
		final FeatureGrid grid = encoder instanceof SliceColours colours ? colours.encode(large, from, to, modality.window()) : encoder.encode(
			large, from, to);
		return new CoarseGrid(grid.data(), grid.width(), grid.sections(), grid.rows(), grid.columns(), grid.stride() / factor);
	}

	private static Volume<?> magnified(final Volume<?> volume, final AxisMap across, final AxisMap down) {
		final float[] from = Pixels.floats(volume);
		final int width = (int) volume.width();
		final int height = (int) volume.height();
		final int plane = across.size() * down.size();
		final float[] to = new float[Math.multiplyExact(plane, (int) volume.depth())];
		Parallel.forEach((int) volume.depth(), z -> {
			final float[] rows = new float[across.size() * height];
			for (int y = 0; y < height; y++) across.row(from, (z * height + y) * width, rows, y * across.size());
			for (int y = 0; y < down.size(); y++) {
				final float[] weights = down.weights(y);
				for (int k = 0; k < weights.length; k++) {
					final int row = (down.first(y) + k) * across.size();
					final int offset = z * plane + y * across.size();
					for (int x = 0; x < across.size(); x++) to[offset + x] += weights[k] * rows[row + x];
				}
			}
		});
		return Volume.of(to, across.size(), down.size(), volume.depth(), volume.geometry(), volume.name());
	}

	private static CoarseGrid stacked(final CoarseGrid first, final CoarseGrid second) {
		if (first == null) return second;
		final float[] data = Arrays.copyOf(first.data(), first.data().length + second.data().length);
		System.arraycopy(second.data(), 0, data, first.data().length, second.data().length);
		return new CoarseGrid(data, first.width() + second.width(), first.sections(), first.rows(), first.columns(), first.cell());
	}

	/**
	 * A change of a view: {@code contrast * (view - pivot) + pivot + brightness}.
	 *
	 * @param contrast factor
	 * @param brightness addend
	 */
	record Change(double contrast, double brightness) {

		static final Change NONE = new Change(1, 0);

		private float offset(final Modality modality) {
			return (float) (brightness + modality.pivot() * (1 - contrast));
		}
	}

	/**
	 * The features that the decoder takes, before they are brought to mean 0 and standard deviation 1.
	 *
	 * @param base arrays of {@link Encoded}, or of voxels taken from them
	 * @param changes one for each modality
	 * @param scales of the scan, one for each modality
	 * @return one array for each feature
	 */
	float[][] features(final float[][] base, final List<Change> changes, final List<Modality.Scale> scales) {
		final float[][] features = new float[width()][base[0].length];
		int f = 0;
		for (int m = 0; m < modalities.size(); m++) {
			final Modality modality = modalities.get(m);
			for (int c = 0; skips.raw() && c < modality.channels(); c++, f++) {
				channel(base[m], modality, c, changes.get(m), scales.get(m), features[f]);
			}
		}
		for (int m = 0; skips.filters() && m < modalities.size(); m++) {
			final float contrast = (float) changes.get(m).contrast();
			final float offset = changes.get(m).offset(modalities.get(m));
			for (int b = 0; b < BANK.width(); b++, f++) {
				final float[] from = base[modalities.size() + m * BANK.width() + b];
				final float added = offset * RESPONSE[b];
				for (int i = 0; i < from.length; i++) features[f][i] = contrast * from[i] + added;
			}
		}
		return features;
	}

	private static void channel(final float[] view, final Modality modality, final int channel, final Change change,
		final Modality.Scale scale, final float[] to)
	{
		final float contrast = (float) change.contrast();
		final float offset = change.offset(modality);
		for (int i = 0; i < view.length; i++) to[i] = modality.channel(channel, contrast * view[i] + offset, scale);
	}

	/**
	 * Encoders that suit: the filter bank stands for none, all others give one vector for several pixels.
	 *
	 * @param slices 1, or 3: the slice before, the slice and the slice after are seen as red, green and blue
	 * @throws Refusal if it gives full-resolution features, or takes no colours
	 */
	static Optional<Encoder> coarse(final Encoder encoder, final int slices) {
		Refusal.unless(slices == 1 || slices == SliceColours.SLICES, "slices = %d: expected 1, or 3 for the slices before and after as colours.",
			slices);
		if (encoder instanceof FilterBank && slices == 1) return Optional.empty();
		Refusal.unless(encoder.stride() > 1, "encoder %s gives a vector for each pixel; volumes take an encoder of patches beside the filter bank. " +
			"Choose a vision encoder, or filterbank and slices = 1.", encoder.name());
		return Optional.of(SliceColours.of(encoder, slices));
	}
}
