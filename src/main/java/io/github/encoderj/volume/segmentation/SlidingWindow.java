package io.github.encoderj.volume.segmentation;

import java.util.Optional;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.VolumeDecoder;
import io.github.encoderj.learn.VolumePatches;

/**
 * Probabilities of a whole scan from overlapping windows of the size of the training crops. The scan is worked through along z: features
 * and sums are held for one height of windows only, and a section is given away as soon as no later window reaches it, so that memory
 * does not grow with the length of the scan.
 */
final class SlidingWindow {

	private final Scan scan;
	private final WorkingGrid grid;
	private final VolumeInputs inputs;
	private final VolumeDecoder decoder;
	private final ImageStatistics statistics;
	private final boolean flips;
	private final Windows z;
	private final Windows y;
	private final Windows x;
	private final int plane;

	private final Stopwatch encoding = new Stopwatch();
	private final Stopwatch decoding = new Stopwatch();

	/** Features of the sections from {@code first} on. */
	private VolumeInputs.Encoded encoded;
	private float[][] features;
	private int first;
	private int end;

	/** Takes finished sections, in order. */
	@FunctionalInterface
	interface Sections {

		/**
		 * @param section of the grid
		 * @param probabilities order [class][y, x]
		 */
		void accept(int section, float[][] probabilities);
	}

	SlidingWindow(final Scan scan, final WorkingGrid grid, final VolumeInputs inputs, final VolumeDecoder decoder,
		final ImageStatistics statistics, final int window, final boolean flips)
	{
		this.scan = scan;
		this.grid = grid;
		this.inputs = inputs;
		this.decoder = decoder;
		this.statistics = statistics;
		this.flips = flips;
		z = Windows.of(grid.depth(), window, VolumeDecoder.MULTIPLE);
		y = Windows.of(grid.rows(), window, VolumeDecoder.MULTIPLE);
		x = Windows.of(grid.columns(), window, VolumeDecoder.MULTIPLE);
		plane = grid.rows() * grid.columns();
	}

	/** Seconds that went into features. */
	double encodingSeconds() {
		return encoding.seconds();
	}

	/** Seconds that went into the decoder and the sums. */
	double decodingSeconds() {
		return decoding.seconds();
	}

	/** Works through the scan. */
	void run(final Sections sections, final Progress progress) {
		final int classes = decoder.classes();
		float[][][] sums = new float[z.side()][classes][plane];
		float[][] weights = new float[z.side()][plane];
		for (int k = 0; k < z.starts().length; k++) {
			final int start = z.starts()[k];
			encode(start, Math.min(grid.depth(), start + z.side()));
			for (int j = 0; j < y.starts().length; j++) {
				progress.check();
				progress.report("Segmenting", (k + (double) j / y.starts().length) / z.starts().length);
				for (final int column : x.starts()) add(start, y.starts()[j], column, sums, weights);
			}
			final int next = k + 1 < z.starts().length ? z.starts()[k + 1] : grid.depth();
			for (int s = start; s < next; s++) {
				mean(sums[s - start], weights[s - start]);
				sections.accept(s, sums[s - start]);
			}
			final int done = next - start;
			final float[][][] moved = new float[z.side()][][];
			final float[][] movedWeights = new float[z.side()][];
			for (int s = 0; s < z.side(); s++) {
				final boolean kept = s + done < z.side();
				moved[s] = kept ? sums[s + done] : new float[classes][plane];
				movedWeights[s] = kept ? weights[s + done] : new float[plane];
			}
			sums = moved;
			weights = movedWeights;
		}
	}

	private static void mean(final float[][] sums, final float[] weights) {
		for (int c = 0; c < sums.length; c++) for (int i = 0; i < weights.length; i++) sums[c][i] /= weights[i];
	}

	/** Features of the sections from..to; those that are there already are kept. */
	private void encode(final int from, final int to) {
		encoding.start();
		final int missing = Math.max(from, end);
		final int context = inputs.contextSections();
		final int low = Math.max(0, missing - context);
		final int high = Math.min(grid.depth(), to + context);
		final float[][] views = new float[scan.channels().size()][];
		for (int m = 0; m < views.length; m++) views[m] = scan.channels().get(m).view(grid, low, high);
		final VolumeInputs.Encoded fresh = inputs.encode(views, grid.rows(), grid.columns(), missing - low, to - low, grid.geometry());
		final float[][] made = inputs.features(fresh.base(), scan.channels().stream().map(c -> VolumeInputs.Change.NONE).toList(), scan
			.channels().stream().map(Scan.Channel::scale).toList());
		Parallel.forEach(made.length, f -> statistics.standardise(made[f], 0, made[f].length, f));
		final int old = missing - from;
		features = joined(features, made, from - first, old);
		final Optional<CoarseGrid> coarse = fresh.coarse().map(c -> standardised(c)).map(c -> old == 0 ? c : joined(encoded.coarse().orElseThrow(),
			c, from - first, old));
		encoded = new VolumeInputs.Encoded(new float[0][], coarse, to - from, grid.rows(), grid.columns());
		first = from;
		end = to;
		encoding.stop();
	}

	private float[][] joined(final float[][] before, final float[][] after, final int skipped, final int kept) {
		if (kept == 0) return after;
		final float[][] all = new float[after.length][];
		Parallel.forEach(all.length, f -> {
			all[f] = new float[kept * plane + after[f].length];
			System.arraycopy(before[f], skipped * plane, all[f], 0, kept * plane);
			System.arraycopy(after[f], 0, all[f], kept * plane, after[f].length);
		});
		return all;
	}

	private static CoarseGrid joined(final CoarseGrid before, final CoarseGrid after, final int skipped, final int kept) {
		final int cells = after.rows() * after.columns();
		final int sections = kept + after.sections();
		final float[] all = new float[after.width() * sections * cells];
		for (int f = 0; f < after.width(); f++) {
			System.arraycopy(before.data(), (f * before.sections() + skipped) * cells, all, f * sections * cells, kept * cells);
			System.arraycopy(after.data(), f * after.sections() * cells, all, (f * sections + kept) * cells, after.sections() * cells);
		}
		return new CoarseGrid(all, after.width(), sections, after.rows(), after.columns(), after.cell());
	}

	private CoarseGrid standardised(final CoarseGrid grid) {
		final int cells = grid.sections() * grid.rows() * grid.columns();
		for (int f = 0; f < grid.width(); f++) statistics.standardise(grid.data(), f * cells, (f + 1) * cells, inputs.width() + f);
		return grid;
	}

	/** One window: its sums grow by its weighted probabilities. */
	private void add(final int startZ, final int startY, final int startX, final float[][][] sums, final float[][] weights) {
		decoding.start();
		final int depth = z.side();
		final int rows = y.side();
		final int columns = x.side();
		final int voxels = depth * rows * columns;
		final float[] fine = new float[features.length * voxels];
		Parallel.forEach(features.length, f -> cut(features[f], startY, startX, fine, f * voxels));
		final float[] probabilities = decoder.predict(new VolumePatches(fine, coarse(startY, startX), new float[0], 1, depth, rows, columns),
			flips);
		final float[] wz = z.weights();
		final float[] wy = y.weights();
		final float[] wx = x.weights();
		final int classes = decoder.classes();
		final int before = x.before();
		Parallel.forEach(Math.min(depth, grid.depth() - startZ), k -> {
			for (int j = 0; j < Math.min(rows, grid.rows() - startY); j++) {
				final int to = (startY + j) * grid.columns() + startX;
				final int width = Math.min(columns, grid.columns() - startX);
				final float w = wz[k + z.before()] * wy[j + y.before()];
				for (int i = 0; i < width; i++) weights[k][to + i] += w * wx[i + before];
				for (int c = 0; c < classes; c++) {
					final int from = ((c * depth + k + z.before()) * rows + j + y.before()) * columns + before;
					for (int i = 0; i < width; i++) sums[k][c][to + i] += w * wx[i + before] * probabilities[from + i];
				}
			}
		});
		decoding.stop();
	}

	/** A window of a feature; beyond the scan the border is repeated. */
	private void cut(final float[] feature, final int startY, final int startX, final float[] to, final int offset) {
		int o = offset;
		for (int k = 0; k < z.side(); k++) {
			final int section = inside(k - z.before(), end - first) * plane;
			for (int j = 0; j < y.side(); j++) {
				final int row = section + inside(startY + j - y.before(), grid.rows()) * grid.columns();
				for (int i = 0; i < x.side(); i++) to[o++] = feature[row + inside(startX + i - x.before(), grid.columns())];
			}
		}
	}

	private static int inside(final int position, final int size) {
		return Math.max(0, Math.min(size - 1, position));
	}

	private float[] coarse(final int startY, final int startX) {
		if (encoded.coarse().isEmpty()) return new float[0];
		final CoarseGrid from = encoded.coarse().get();
		final int step = VolumeDecoder.MULTIPLE;
		final int rows = y.side() / step;
		final int columns = x.side() / step;
		final int cells = z.side() / step * rows * columns;
		final float[] to = new float[from.width() * cells];
		final double middle = (step - 1) / 2.0;
		Parallel.forEach(cells, cell -> from.at(cell / (rows * columns) * step + middle - z.before(), startY + cell / columns % rows * step +
			middle - y.before(), startX + cell % columns * step + middle - x.before(), to, cell, cells));
		return to;
	}
}
