package io.github.encoderj.cxr.segmentation;

import java.util.List;
import java.util.Map;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.decoder.PlaneDecoder;
import io.github.encoderj.learn.decoder.PlaneHead;

/** A trained head at work: structures of radiographs, at the radiographs' own size. */
public final class RadiographSegmentation implements AutoCloseable {

	/** Type of the head. */
	public static final String TYPE = "radiograph segmentation";

	private static final String SEPARATOR = "|";
	private static final float SURE = 0.5f;
	private static final int FINEST = 1024;

	private final PlaneFeatures features;
	private final PlaneDecoder decoder;
	private final ImageStatistics statistics;
	private final List<String> names;
	private final boolean exclusive;

	private RadiographSegmentation(final PlaneFeatures features, final PlaneDecoder decoder, final ImageStatistics statistics,
		final List<String> names, final boolean exclusive)
	{
		this.features = features;
		this.decoder = decoder;
		this.statistics = statistics;
		this.names = names;
		this.exclusive = exclusive;
	}

	/**
	 * Opens a head.
	 *
	 * @param encoder that it was trained on
	 * @param file of the head, for messages
	 * @param device auto, cpu, gpu0...
	 * @param threads 0 means all cores
	 * @throws Refusal if it was trained on another encoder, or its file is damaged
	 */
	public static RadiographSegmentation open(final Encoder encoder, final Head head, final String file, final String device,
		final int threads)
	{
		head.check(encoder, file);
		final Map<String, String> all = head.metadata();
		final PlaneHead kind = PlaneHead.of(value(all, "setting.decoder", file));
		final int resolution = number(all, "setting.resolution", file);
		final List<String> names = names(head, file);
		final boolean exclusive = Boolean.parseBoolean(value(all, "setting.exclusive", file));
		final PlaneHead.Shape shape = new PlaneHead.Shape(number(all, "setting.features", file), number(all, "setting.blocks", file), number(
			all, "setting.doublings", file), number(all, "setting.channels", file), names.size() + (exclusive ? 1 : 0));
		checkShapes(head.tensors(), PlaneDecoder.random(kind, shape, 0), file);
		final PlaneDecoder decoder = PlaneDecoder.open(kind, shape, exclusive, head.tensors(), device, threads);
		return new RadiographSegmentation(new PlaneFeatures(encoder, resolution, kind == PlaneHead.UPERNET), decoder, head.statistics(), names,
			exclusive);
	}

	/** For training, while the decoder learns. */
	static RadiographSegmentation of(final PlaneFeatures features, final PlaneDecoder decoder, final ImageStatistics statistics,
		final List<String> names, final boolean exclusive)
	{
		return new RadiographSegmentation(features, decoder, statistics, names, exclusive);
	}

	/** The structures that a head knows, in the order of their values from 1. */
	public static List<String> names(final Head head, final String file) {
		return List.of(value(head.metadata(), "setting.structures", file).split("\\" + SEPARATOR));
	}

	static String joined(final List<String> names) {
		return String.join(SEPARATOR, names);
	}

	private static void checkShapes(final List<Tensor> found, final List<Tensor> expected, final String file) {
		boolean same = found.size() == expected.size();
		for (int i = 0; i < expected.size() && same; i++) {
			same = found.get(i).name().equals(expected.get(i).name()) && found.get(i).shapeText().equals(expected.get(i).shapeText());
		}
		Refusal.unless(same, "%s: its weights do not fit its settings. Train the head again.", file);
	}

	private static String value(final Map<String, String> metadata, final String key, final String file) {
		final String value = metadata.get(key);
		Refusal.unless(value != null, "%s lacks \"%s\" in its metadata. Train the head again.", file, key);
		return value;
	}

	private static int number(final Map<String, String> metadata, final String key, final String file) {
		final String value = value(metadata, key, file);
		Refusal.unless(value.matches("\\d{1,6}"), "%s: \"%s\" of its metadata is \"%s\", not a number. Train the head again.", file, key, value);
		return Integer.parseInt(value);
	}

	/** Whether a pixel belongs to one structure at most. */
	public boolean exclusive() {
		return exclusive;
	}

	/**
	 * The structures of a radiograph, at its own size: of structures that exclude each other the most probable one (or none), of others
	 * all that are more probable than not.
	 *
	 * @param radiograph as {@link io.github.encoderj.cxr.Radiograph} gives it
	 * @throws Refusal if it does not suit the encoder
	 */
	public Structures segment(final Volume<?> radiograph) {
		return structures(prepared(features.of(radiograph), statistics), (int) radiograph.height(), (int) radiograph.width());
	}

	/** Standardised features as an example without truth. */
	static PlaneDecoder.Example prepared(final PlaneFeatures.Grid grid, final ImageStatistics statistics) {
		final int n = grid.rows() * grid.columns();
		final float[] data = grid.data().clone();
		for (int f = 0; f < grid.blocks() * grid.features(); f++) statistics.standardise(data, f * n, (f + 1) * n, f);
		return new PlaneDecoder.Example(data, grid.rows(), grid.columns(), new float[0], 0);
	}

	/** Probabilities up to {@value #FINEST} pixels a side are the decoder's own; from there to the full size they are interpolated. */
	private Structures structures(final PlaneDecoder.Example example, final int rows, final int columns) {
		final int height = Math.min(rows, FINEST);
		final int width = Math.min(columns, FINEST);
		final float[] probability = decoder.predict(example, height, width);
		final List<boolean[]> masks = names.stream().map(n -> new boolean[rows * columns]).toList();
		Parallel.forEach(rows, row -> {
			final float[] line = new float[decoder.outputs() * columns];
			for (int o = 0; o < decoder.outputs(); o++) interpolate(probability, o * height * width, height, width, row, rows, line, o * columns, columns);
			for (int x = 0; x < columns; x++) {
				final int best = exclusive ? best(line, decoder.outputs(), columns, x) : 0;
				for (int s = 0; s < masks.size(); s++) {
					masks.get(s)[row * columns + x] = exclusive ? best == s + 1 : line[s * columns + x] > SURE;
				}
			}
		});
		return new Structures(names, masks, rows, columns);
	}

	/** One row of a larger plane, bilinear between the centres of pixels. */
	private static void interpolate(final float[] plane, final int from, final int height, final int width, final int row, final int rows,
		final float[] out, final int to, final int columns)
	{
		final double y = Math.max(0, Math.min(height - 1.0, (row + 0.5) * height / rows - 0.5));
		final int above = from + (int) y * width;
		final int below = from + Math.min(height - 1, (int) y + 1) * width;
		final float down = (float) (y - (int) y);
		for (int column = 0; column < columns; column++) {
			final double x = Math.max(0, Math.min(width - 1.0, (column + 0.5) * width / columns - 0.5));
			final int left = (int) x;
			final int right = Math.min(width - 1, left + 1);
			final float across = (float) (x - left);
			out[to + column] = (1 - down) * ((1 - across) * plane[above + left] + across * plane[above + right]) + down * ((1 - across) *
				plane[below + left] + across * plane[below + right]);
		}
	}

	private static int best(final float[] probability, final int outputs, final int n, final int i) {
		int best = 0;
		for (int o = 1; o < outputs; o++) if (probability[o * n + i] > probability[best * n + i]) best = o;
		return best;
	}

	@Override
	public void close() {
		decoder.close();
	}
}
