package io.github.encoderj.cxr;

import java.util.List;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Resampling;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/**
 * One vector for a radiograph: of a vision encoder as its pooling says; of the filter bank the mean of every feature in each field of a
 * grid of 4 x 4, and its standard deviation over the whole picture, brought to a square first.
 */
public final class RadiographEncoder implements AutoCloseable {

	private static final int LOCAL_RESOLUTION = 224;
	private static final int SMALLEST = 16;
	private static final int FIELDS = 4;
	private static final String FIELD_POOLING = "mean of 4 x 4 fields, deviation";

	private final Encoder encoder;
	private final Pooling pooling;
	private final String device;

	private RadiographEncoder(final Encoder encoder, final Pooling pooling, final String device) {
		this.encoder = encoder;
		this.pooling = pooling;
		this.device = device;
	}

	/**
	 * Opens an encoder.
	 *
	 * @param name filterbank, a name of the catalogue, or the path of a weights folder or model file
	 * @param pooling of vision encoders
	 * @param device auto, cpu, gpu0...; the filter bank runs on the CPU
	 * @param threads 0 means all cores
	 * @throws Refusal if there is no such encoder
	 */
	public static RadiographEncoder open(final String name, final Pooling pooling, final String device, final int threads) {
		if (name.equals(FilterBank.NAME)) {
			Refusal.unless(pooling == Pooling.MODEL, "pooling = %s: the filter bank has one kind of vector. Choose model.", pooling);
			return new RadiographEncoder(new FilterBank(), pooling, "cpu");
		}
		final ComputeDevice chosen = ComputeDevice.of(device);
		return new RadiographEncoder(Encoders.openPictures(name, chosen, threads), pooling, chosen.toString());
	}

	/**
	 * Opens the encoder of a classifier.
	 *
	 * @throws Refusal if there is no such encoder
	 */
	public static RadiographEncoder open(final String name, final RadiographClassifier classifier, final String device, final int threads) {
		return open(name, classifier.pooling(), device, threads);
	}

	/** What the vectors depend on. */
	public FeatureStore.Key key(final int resolution) {
		return new FeatureStore.Key(encoder.name(), encoder.sha256(), encoder.preprocessing(), resolution, local() ? FIELD_POOLING : pooling
			.name().toLowerCase(java.util.Locale.ROOT).replace('_', '+'));
	}

	/** The encoder itself, for the metadata of heads. */
	public Encoder encoder() {
		return encoder;
	}

	/** How vectors of vision encoders are made. */
	public Pooling pooling() {
		return pooling;
	}

	/** What it runs on. */
	public String device() {
		return device;
	}

	/** Whether vectors have features of very different sizes, which classifiers want standardised. */
	public boolean local() {
		return !(encoder instanceof PictureEncoder);
	}

	/**
	 * Encodes radiographs.
	 *
	 * @param radiographs as {@link Radiograph} gives them
	 * @param resolution side of the encoded picture; 0 for the encoder's own, 224 for the filter bank
	 * @return a vector each
	 */
	public float[][] vectors(final List<Volume<?>> radiographs, final int resolution) {
		if (!(encoder instanceof PictureEncoder pictures)) {
			return radiographs.stream().map(r -> local(r, resolution == 0 ? LOCAL_RESOLUTION : resolution)).toArray(float[][]::new);
		}
		final List<Planes> planes = radiographs.stream().map(r -> Pictures.planes(r, 0)).toList();
		final List<ImageFeatures> features = pictures.encode(planes, Window.BYTES, resolution, Wanted.FINAL);
		return features.stream().map(f -> f.vector(pooling)).toArray(float[][]::new);
	}

	private float[] local(final Volume<?> radiograph, final int side) {
		Refusal.unless(side >= SMALLEST, "resolution = %d: the filter bank needs %d pixels or more.", side, SMALLEST);
		final Planes square = Resampling.BILINEAR.floats(Pictures.planes(radiograph, 0), side, side);
		final FeatureGrid grid = encoder.encode(Volume.of(square.data(), side, side, 1, Geometry.PIXELS, radiograph.name()), 0, 1);
		final int fields = FIELDS * FIELDS;
		final float[] vector = new float[grid.width() * (fields + 1)];
		for (int f = 0; f < grid.width(); f++) {
			final double[] sums = new double[fields];
			final int[] counts = new int[fields];
			double squares = 0;
			double all = 0;
			for (int i = 0; i < side * side; i++) {
				final float value = grid.data()[f * side * side + i];
				final int field = i / side * FIELDS / side * FIELDS + i % side * FIELDS / side;
				sums[field] += value;
				counts[field]++;
				all += value;
				squares += (double) value * value;
			}
			for (int k = 0; k < fields; k++) vector[f * (fields + 1) + k] = (float) (sums[k] / counts[k]);
			final double mean = all / (side * side);
			vector[f * (fields + 1) + fields] = (float) Math.sqrt(Math.max(0, squares / (side * side) - mean * mean));
		}
		return vector;
	}

	@Override
	public void close() {
		encoder.close();
	}
}
