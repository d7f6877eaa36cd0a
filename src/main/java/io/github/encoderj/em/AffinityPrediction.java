package io.github.encoderj.em;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.DenseDecoder;
import io.github.encoderj.learn.DenseNetwork;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.Symmetry;
import net.imglib2.type.numeric.real.FloatType;

/**
 * Predicts affinities of a stack with a trained head, tile by tile. Tiles overlap by all the surroundings that matter, so the affinities
 * do not depend on where tiles fall by more than 0.01.
 */
public final class AffinityPrediction {

	private static final Logger LOG = LoggerFactory.getLogger(AffinityPrediction.class);

	private static final int TILE_SECTIONS = 24;
	private static final long TILE_VOXELS = 4_000_000;
	/** Surroundings that a tile is computed with; what a network sees beyond them changes its result by less than rounding. */
	private static final int CONTEXT = 48;
	private static final int CONTEXT_SECTIONS = 7;

	private AffinityPrediction() {}

	/**
	 * Affinities and what was noticed.
	 *
	 * @param affinities axes x, y, z, channel (z, y, x), 0..1
	 * @param differences in which the image is far from the training images; empty when it is not
	 */
	public record Result(Volume<FloatType> affinities, List<String> differences) {}

	/**
	 * How to predict.
	 *
	 * @param average whether the affinities are the mean over all flips and right-angle turns of the sections: better, and about three
	 *          times slower
	 * @param device auto, cpu, gpu0...
	 * @param threads 0 means all cores
	 */
	public record Settings(boolean average, String device, int threads) {}

	/**
	 * Predicts.
	 *
	 * @param headName as messages show it
	 * @throws Refusal if the head does not suit the encoder or the image
	 */
	public static Result predict(final Encoder encoder, final Head head, final String headName, final Volume<?> image,
		final Settings settings, final Progress progress)
	{
		return predict(encoder, head, headName, image, settings, TILE_SECTIONS, 0, progress);
	}

	/** The same with a given size of tiles; {@code tile} is a multiple of the network's, or 0 for what suits it. */
	static Result predict(final Encoder encoder, final Head head, final String headName, final Volume<?> image, final Settings settings,
		final int tileSections, final int tileSide, final Progress progress)
	{
		final AffinityEncoders encoders = AffinityEncoders.of(encoder, head, headName);
		Refusal.unless(image.channels() == 1, "%s has %d channels; expected a grey-value stack of one channel.", image.name(), image
			.channels());
		final Section3D volume = Grain.matched(Sections.normalised(image), head, image.name());
		final float[] affinities = new float[(int) (Affinities.CHANNELS * image.voxels())];
		try (DenseDecoder decoder = open(head, headName, settings)) {
			final int tile = tileSide > 0 ? tileSide : side(decoder);
			final List<Symmetry> views = settings.average() ? Symmetry.all() : List.of(Symmetry.NONE);
			final Optional<CoarseSections> coarse = encoders.sections(volume);
			final int across = (volume.width() + tile - 1) / tile;
			final int down = (volume.height() + tile - 1) / tile;
			final int slabs = (volume.depth() + tileSections - 1) / tileSections;
			final int tiles = across * down * slabs;
			LOG.info("{}: {} voxels in {} tile(s), {} MB for the affinities and about {} MB for a tile.", image.name(), image.size(), tiles,
				affinities.length >> 18, megabytes(decoder, tile, tileSections, volume));
			final long start = System.nanoTime();
			for (int t = 0; t < tiles; t++) {
				progress.check();
				progress.report(t == 0 ? "Predicting affinities" : String.format(Locale.ROOT, "Predicting affinities, about %.0f s to go", (System
					.nanoTime() - start) / 1e9 / t * (tiles - t)), t / (double) tiles);
				final Box core = new Box(t / across / down * tileSections, t / across % down * tile, t % across * tile, tileSections, tile, tile)
					.within(volume);
				coarse.ifPresent(c -> c.forgetBefore(Math.max(0, core.z - contextSections(decoder))));
				new Tile(encoders.fine(), coarse, decoder, head, volume, core, views).predict(affinities);
			}
		}
		if (AffinityTraining.planar(head)) Arrays.fill(affinities, 0, (int) image.voxels(), 0);
		final Volume<FloatType> result = Volume.of(affinities, image.width(), image.height(), image.depth(), Affinities.CHANNELS, image
			.geometry(), image.name() + " affinities");
		return new Result(result, head.statistics().differences(Sections.statistics(encoders.fine(), image, volume)));
	}

	/** The network of a head; heads of the first version say nothing about it. */
	private static DenseDecoder open(final Head head, final String headName, final Settings settings) {
		final List<Tensor> weights = AffinityEncoders.network(head.tensors());
		final String network = head.metadata().get(AffinityTraining.NETWORK);
		if (network == null) return DenseDecoder.open(weights, settings.device(), settings.threads());
		return DenseDecoder.open(DenseNetwork.parse(network, headName), weights, settings.device(), settings.threads());
	}

	/** Side of a tile, a multiple of the network's, so that what the network sees has about {@link #TILE_VOXELS}. */
	private static int side(final DenseDecoder decoder) {
		final int seen = (int) Math.sqrt((double) TILE_VOXELS / (TILE_SECTIONS + 2 * contextSections(decoder)));
		return Math.max(1, (seen - 2 * context(decoder)) / decoder.multiple()) * decoder.multiple();
	}

	private static int context(final DenseDecoder decoder) {
		return Math.min(decoder.context(), (CONTEXT + decoder.multiple() - 1) / decoder.multiple() * decoder.multiple());
	}

	private static int contextSections(final DenseDecoder decoder) {
		return Math.min(decoder.contextSections(), CONTEXT_SECTIONS);
	}

	/** Features twice, and what the network keeps of a view, as measured. */
	private static long megabytes(final DenseDecoder decoder, final int tile, final int tileSections, final Section3D volume) {
		final long rows = Math.min(volume.height(), tile + 2L * context(decoder));
		final long columns = Math.min(volume.width(), tile + 2L * context(decoder));
		final long depth = Math.min(volume.depth(), tileSections + 2L * contextSections(decoder));
		return rows * columns * depth * (8L * decoder.width() + 200) >> 20;
	}

	/** Part of a volume: first voxel and size. */
	private record Box(int z, int y, int x, int depth, int rows, int columns) {

		Box within(final Section3D volume) {
			return new Box(z, y, x, Math.min(depth, volume.depth() - z), Math.min(rows, volume.height() - y), Math.min(columns, volume.width() -
				x));
		}

		/** Grown on all sides as far as the volume goes. */
		Box grown(final int sections, final int pixels, final Section3D volume) {
			final int z0 = Math.max(0, z - sections);
			final int y0 = Math.max(0, y - pixels);
			final int x0 = Math.max(0, x - pixels);
			return new Box(z0, y0, x0, Math.min(volume.depth(), z + depth + sections) - z0, Math.min(volume.height(), y + rows + pixels) - y0,
				Math.min(volume.width(), x + columns + pixels) - x0);
		}
	}

	private record Tile(Encoder encoder, Optional<CoarseSections> coarse, DenseDecoder decoder, Head head, Section3D volume,
		Box core, List<Symmetry> views)
	{


		void predict(final float[] affinities) {
			final Box seen = core.grown(contextSections(decoder), context(decoder), volume);
			final Box encoded = seen.grown(encoder.contextSections(), encoder.contextPixels(), volume);
			final FeatureGrid grid = encoder.encode(volume.crop(encoded.z, encoded.y, encoded.x, encoded.depth, encoded.rows, encoded.columns)
				.asVolume(), 0, encoded.depth);
			final int rows = roundUp(seen.rows);
			final int columns = roundUp(seen.columns);
			final float[] features = features(grid, seen, encoded, rows, columns);
			final List<float[]> outputs = decoder.predict(features, coarse(seen, rows, columns), seen.depth, rows, columns, views);
			for (int v = 0; v < outputs.size(); v++) add(outputs.get(v), views.get(v), seen, rows, columns, affinities);
		}

		/**
		 * Adds a view's part. Along an axis that the view reverses, its edge to the previous voxel is the edge to the next one; where it
		 * swaps rows and columns, so are their channels.
		 */
		private void add(final float[] out, final Symmetry view, final Box seen, final int rows, final int columns, final float[] affinities) {
			final float share = 1f / views.size();
			for (int c = 0; c < Affinities.CHANNELS; c++) {
				final int channel = c > 0 && view.swap() ? Affinities.CHANNELS - c : c;
				final int backY = c == 1 && view.flipY() ? 1 : 0;
				final int backX = c == 2 && view.flipX() ? 1 : 0;
				for (int z = core.z; z < core.z + core.depth; z++) {
					for (int y = core.y; y < core.y + core.rows; y++) {
						final int row = Math.max(0, y - seen.y - backY);
						final int from = ((channel * seen.depth + z - seen.z) * rows + row) * columns - seen.x;
						final int to = ((c * volume.depth() + z) * volume.height() + y) * volume.width();
						for (int x = core.x; x < core.x + core.columns; x++) affinities[to + x] += share * out[from + Math.max(seen.x, x - backX)];
					}
				}
			}
		}

		/** The standardised features of what the decoder sees; its size is rounded up by repeating the last row and column. */
		private float[] features(final FeatureGrid grid, final Box seen, final Box encoded, final int rows, final int columns) {
			final float[] features = new float[grid.width() * seen.depth * rows * columns];
			int to = 0;
			for (int f = 0; f < grid.width(); f++) {
				final int start = to;
				for (int z = seen.z - encoded.z; z < seen.z - encoded.z + seen.depth; z++) {
					for (int j = 0; j < rows; j++, to += columns) {
						final int y = seen.y - encoded.y + Math.min(j, seen.rows - 1);
						final int from = ((f * grid.sections() + z) * grid.rows() + y) * grid.columns() + seen.x - encoded.x;
						System.arraycopy(grid.data(), from, features, to, seen.columns);
						Arrays.fill(features, to + seen.columns, to + columns, features[to + seen.columns - 1]);
					}
				}
				head.statistics().standardise(features, start, to, f);
			}
			return features;
		}

		private float[] coarse(final Box seen, final int rows, final int columns) {
			if (coarse.isEmpty()) return new float[0];
			final int stride = decoder.coarseStride();
			final int[] sections = IntStream.range(seen.z, seen.z + seen.depth).toArray();
			return coarse.get().sample(sections, CoarseSections.middles(seen.y, seen.x, rows / stride, columns / stride, stride));
		}

		private int roundUp(final int size) {
			return (size + decoder.multiple() - 1) / decoder.multiple() * decoder.multiple();
		}
	}
}
