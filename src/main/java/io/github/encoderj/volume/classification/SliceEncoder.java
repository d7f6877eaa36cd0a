package io.github.encoderj.volume.classification;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.image.Volume;
import io.github.encoderj.volume.FilterBankSlices;
import io.github.encoderj.volume.GreyWindows;

/**
 * Slices of a scan as vectors: through an encoder of pictures with its authors' preprocessing, or through the embedded filter bank, of
 * whose features each slice gives mean, standard deviation and maximum.
 */
public sealed interface SliceEncoder extends AutoCloseable {

	/** The encoder behind it. */
	Encoder encoder();

	/** Values that it sees as black and white. */
	GreyWindows windows();

	/** How a slice becomes a vector, in one line; part of what features are keyed by. */
	String definition();

	/** Slices that are encoded together. */
	int batch();

	/**
	 * Vectors of slices.
	 *
	 * @param scan one channel, slices along z
	 * @param sections their numbers
	 * @return [slice][feature] in the order of the numbers
	 * @throws Refusal if the scan does not suit the encoder
	 */
	float[][] vectors(Volume<?> scan, int[] sections);

	@Override
	default void close() {
		encoder().close();
	}

	/**
	 * Opens an encoder.
	 *
	 * @param name as {@link Encoders#open(String)} takes it
	 * @param windows values that it sees as black and white; the filter bank takes one
	 * @param resolution side of the encoded picture, 0 for the encoder's own; not for the filter bank
	 * @throws Refusal if there is no such encoder, or it does not take the settings
	 */
	static SliceEncoder open(final String name, final GreyWindows windows, final Pooling pooling, final int resolution,
		final ComputeDevice device, final int threads)
	{
		if (!name.trim().equals(FilterBank.NAME)) {
			return new OfPictures(Encoders.openPictures(name.trim(), device, threads), windows, pooling, resolution);
		}
		Refusal.unless(windows.windows().size() == 1, "window = %s: the filter bank takes one window.", windows);
		Refusal.unless(resolution == 0, "resolution = %d: the filter bank sees slices as they are. Leave it 0.", resolution);
		Refusal.unless(pooling == Pooling.MODEL, "pooling: the filter bank has one of its own. Leave it at model.");
		return new OfFilterBank(new FilterBankSlices(), windows);
	}

	/** Slices as pictures. */
	record OfPictures(PictureEncoder encoder, GreyWindows windows, Pooling pooling, int resolution) implements SliceEncoder {

		@Override
		public String definition() {
			return encoder.preprocessing() + ", window " + windows + ", axial slices";
		}

		@Override
		public int batch() {
			return 8;
		}

		@Override
		public float[][] vectors(final Volume<?> scan, final int[] sections) {
			final List<Planes> pictures = new ArrayList<>();
			for (final int z : sections) pictures.add(windows.apply(Pictures.planes(scan, z)));
			final List<ImageFeatures> features = encoder.encode(pictures, GreyWindows.UNIT, resolution, Wanted.FINAL);
			return features.stream().map(f -> f.vector(pooling)).toArray(float[][]::new);
		}
	}

	/** Statistics of the filter bank's features; each slice is taken for itself. */
	record OfFilterBank(FilterBankSlices slices, GreyWindows windows) implements SliceEncoder {

		@Override
		public Encoder encoder() {
			return slices.bank();
		}

		@Override
		public String definition() {
			return "filter bank of single slices, mean, standard deviation and maximum, window " + windows + ", axial slices";
		}

		@Override
		public int batch() {
			return 1;
		}

		@Override
		public float[][] vectors(final Volume<?> scan, final int[] sections) {
			final float[][] vectors = new float[sections.length][];
			for (int s = 0; s < sections.length; s++) {
				vectors[s] = statistics(slices.encode(windows.apply(Pictures.planes(scan, sections[s]))));
			}
			return vectors;
		}

		private static float[] statistics(final FeatureGrid grid) {
			final int n = grid.rows() * grid.columns();
			final float[] out = new float[3 * grid.width()];
			for (int f = 0; f < grid.width(); f++) {
				double sum = 0;
				double squares = 0;
				float max = Float.NEGATIVE_INFINITY;
				for (int i = f * n; i < (f + 1) * n; i++) {
					final double v = grid.data()[i];
					sum += v;
					squares += v * v;
					max = Math.max(max, grid.data()[i]);
				}
				out[f] = (float) (sum / n);
				out[grid.width() + f] = (float) Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
				out[2 * grid.width() + f] = max;
			}
			return out;
		}
	}
}
