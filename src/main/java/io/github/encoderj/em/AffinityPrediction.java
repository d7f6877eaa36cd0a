package io.github.encoderj.em;

import java.util.Arrays;
import java.util.List;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.DenseDecoder;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.Symmetry;
import net.imglib2.type.numeric.real.FloatType;

/**
 * Predicts affinities of a stack with a trained head, tile by tile. Each tile is computed with all the surroundings that its result
 * depends on, so the affinities do not depend on where tiles fall.
 */
public final class AffinityPrediction {

	private static final int TILE_SECTIONS = 16;
	private static final long TILE_VOXELS = 1_500_000;

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
		final int side = (int) Math.sqrt((double) TILE_VOXELS / (TILE_SECTIONS + 2 * DenseDecoder.CONTEXT_SECTIONS)) - 2 *
			DenseDecoder.CONTEXT;
		return predict(encoder, head, headName, image, settings, TILE_SECTIONS, side / DenseDecoder.MULTIPLE * DenseDecoder.MULTIPLE,
			progress);
	}

	/** The same with a given size of tiles; {@code tile} is a multiple of {@link DenseDecoder#MULTIPLE}. */
	static Result predict(final Encoder encoder, final Head head, final String headName, final Volume<?> image, final Settings settings,
		final int tileSections, final int tile, final Progress progress)
	{
		head.check(encoder, headName);
		Refusal.unless(image.channels() == 1, "%s has %d channels; expected a grey-value stack of one channel.", image.name(), image
			.channels());
		final Section3D volume = Sections.normalised(image);
		final float[] affinities = new float[(int) (Affinities.CHANNELS * image.voxels())];
		try (DenseDecoder decoder = DenseDecoder.open(head.tensors(), settings.device(), settings.threads())) {
			final List<Symmetry> views = settings.average() ? Symmetry.all() : List.of(Symmetry.NONE);
			final int across = (volume.width() + tile - 1) / tile;
			final int down = (volume.height() + tile - 1) / tile;
			final int slabs = (volume.depth() + tileSections - 1) / tileSections;
			for (int t = 0; t < across * down * slabs; t++) {
				progress.check();
				progress.report("Predicting affinities", t / (double) (across * down * slabs));
				final Box core = new Box(t / across / down * tileSections, t / across % down * tile, t % across * tile, tileSections, tile, tile)
					.within(volume);
				new Tile(encoder, decoder, head, volume, core, views).predict(affinities);
			}
		}
		if (AffinityTraining.planar(head)) Arrays.fill(affinities, 0, (int) image.voxels(), 0);
		final Volume<FloatType> result = Volume.of(affinities, image.width(), image.height(), image.depth(), Affinities.CHANNELS, image
			.geometry(), image.name() + " affinities");
		return new Result(result, head.statistics().differences(Sections.statistics(encoder, image, volume)));
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

	private record Tile(Encoder encoder, DenseDecoder decoder, Head head, Section3D volume, Box core, List<Symmetry> views) {

		void predict(final float[] affinities) {
			final Box seen = core.grown(DenseDecoder.CONTEXT_SECTIONS, DenseDecoder.CONTEXT, volume);
			final Box encoded = seen.grown(encoder.contextSections(), encoder.contextPixels(), volume);
			final FeatureGrid grid = encoder.encode(volume.crop(encoded.z, encoded.y, encoded.x, encoded.depth, encoded.rows, encoded.columns)
				.asVolume(), 0, encoded.depth);
			final int rows = roundUp(seen.rows);
			final int columns = roundUp(seen.columns);
			final float[] features = features(grid, seen, encoded, rows, columns);
			final List<float[]> outputs = decoder.predict(features, seen.depth, rows, columns, views);
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

		private static int roundUp(final int size) {
			return (size + DenseDecoder.MULTIPLE - 1) / DenseDecoder.MULTIPLE * DenseDecoder.MULTIPLE;
		}
	}
}
