package io.github.encoderj.cxr;

import java.nio.file.Path;
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
import io.github.encoderj.encoder.VisionEncoder;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.network.FineTunable;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.network.WeightsFolder;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Resampling;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.encoder.weights.Tensor;
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
	private final String opened;
	private final ComputeDevice device;
	private final int threads;

	private RadiographEncoder(final Encoder encoder, final Pooling pooling, final String opened, final ComputeDevice device,
		final int threads)
	{
		this.encoder = encoder;
		this.pooling = pooling;
		this.opened = opened;
		this.device = device;
		this.threads = threads;
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
			if (!device.equals("auto")) ComputeDevice.of(device); // a device that is not there is a mistake here too
			return new RadiographEncoder(new FilterBank(), pooling, name, ComputeDevice.cpu(), threads);
		}
		final ComputeDevice chosen = ComputeDevice.of(device);
		return new RadiographEncoder(Encoders.openPictures(name, chosen, threads), pooling, name, chosen, threads);
	}

	/**
	 * Opens the encoder of a classifier.
	 *
	 * @throws Refusal if there is no such encoder
	 */
	public static RadiographEncoder open(final String name, final RadiographClassifier classifier, final String device, final int threads) {
		if (classifier.changed().isEmpty()) return open(name, classifier.pooling(), device, threads);
		return tuned(name, classifier.pooling(), ComputeDevice.of(device), threads, classifier.changed());
	}

	private static RadiographEncoder tuned(final String name, final Pooling pooling, final ComputeDevice device, final int threads,
		final List<Tensor> changed)
	{
		final VisionEncoder encoder = VisionEncoder.open(name, folder(name), device, threads, changed);
		return new RadiographEncoder(encoder, pooling, name, device, threads);
	}

	private static Path folder(final String name) {
		return Encoders.weightsFolder(name).orElseThrow(() -> new Refusal("encoder = " + name +
			", finetune: only an encoder with a weights folder can be fine-tuned. Choose one, or leave finetune empty."));
	}

	/**
	 * Refuses an encoder that cannot be fine-tuned, without opening it.
	 *
	 * @param name as {@link #open} takes it
	 */
	public static void checkTunable(final String name) {
		final WeightsFolder weights = WeightsFolder.of(folder(name.trim()));
		Refusal.unless(FineTunable.FAMILIES.contains(weights.family()), "finetune: the network %s of the encoder %s cannot be trained; %s can. Leave " +
			"finetune empty.", weights.family(), name, String.join(", ", FineTunable.FAMILIES));
	}

	/** The same encoder with the weights that fine-tuning changed; to be closed for itself. */
	RadiographEncoder tuned(final List<Tensor> changed, final Pooling of) {
		return tuned(opened, of, device, threads, changed);
	}

	/** Its weights folder. */
	WeightsFolder weights() {
		return WeightsFolder.of(folder(opened));
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
		return device.toString();
	}

	/** Threads of an operation; 0 means all cores. */
	int threads() {
		return threads;
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
