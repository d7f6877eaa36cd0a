package io.github.encoderj.cxr.segmentation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Resampling;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/**
 * The features of whole radiographs as decoders take them. A radiograph is brought to a square first. Of a transformer the outputs of four
 * blocks can be had; an encoder that sees only the surroundings of a pixel gets row and column as two features more, because left
 * and right lung look alike.
 */
final class PlaneFeatures {

	/** Blocks whose outputs a pyramid of several blocks takes. */
	static final int SEVERAL = 4;

	private static final int LOCAL_RESOLUTION = 128;
	private static final int POSITIONS = 2;

	private final Encoder encoder;
	private final int resolution;
	private final List<Integer> blocks;

	/**
	 * @param resolution side of the encoded square; 0 for the encoder's own, {@value #LOCAL_RESOLUTION} for the filter bank
	 * @param several whether the outputs of several blocks are wanted, where the encoder has some
	 */
	PlaneFeatures(final Encoder encoder, final int resolution, final boolean several) {
		this.encoder = encoder;
		this.resolution = resolution;
		blocks = several && encoder instanceof PictureEncoder p && p.hasAttention() && p.blocks() >= 2 ? chosen(p.blocks()) : List.of();
	}

	/** Four blocks at even distances, the last one among them; of fewer than four, the last ones several times. */
	private static List<Integer> chosen(final int count) {
		final List<Integer> chosen = new ArrayList<>();
		for (int i = 1; i <= SEVERAL; i++) chosen.add(Math.max(0, Math.round(i * count / (float) SEVERAL) - 1));
		return chosen;
	}

	/**
	 * Features of a radiograph.
	 *
	 * @param data order [block, feature, row, column]
	 */
	record Grid(float[] data, int features, int blocks, int rows, int columns) {}

	/** @param radiograph as {@link io.github.encoderj.cxr.Radiograph} gives it, 0 to 255 */
	Grid of(final Volume<?> radiograph) {
		return encoder instanceof PictureEncoder pictures ? patches(pictures, radiograph) : local(radiograph);
	}

	private Grid patches(final PictureEncoder pictures, final Volume<?> radiograph) {
		final Set<Integer> wanted = new LinkedHashSet<>(blocks);
		final ImageFeatures all = pictures.encodeWhole(List.of(Pictures.planes(radiograph, 0)), Window.BYTES, resolution, new Wanted(
			wanted, Set.of())).get(0);
		final int width = all.width();
		final int n = all.rows() * all.columns();
		Refusal.unless(n > 0, "encoder = %s: it gives one vector for a picture and no patches, so nothing can be segmented with it. Choose " +
			"another.", encoder.name());
		if (blocks.isEmpty()) return new Grid(featuresFirst(all.patches(), 0, width, n), width, 1, all.rows(), all.columns());
		final float[] data = new float[blocks.size() * width * n];
		for (int b = 0; b < blocks.size(); b++) {
			final float[] tokens = all.blocks().get(blocks.get(b));
			System.arraycopy(featuresFirst(tokens, tokens.length / width - n, width, n), 0, data, b * width * n, width * n);
		}
		return new Grid(data, width, blocks.size(), all.rows(), all.columns());
	}

	/** From [token, feature], the tokens of the patches last, to [feature, patch]. */
	private static float[] featuresFirst(final float[] tokens, final int prefix, final int width, final int n) {
		final float[] data = new float[width * n];
		for (int f = 0; f < width; f++) for (int i = 0; i < n; i++) data[f * n + i] = tokens[(prefix + i) * width + f];
		return data;
	}

	private Grid local(final Volume<?> radiograph) {
		final int side = resolution == 0 ? LOCAL_RESOLUTION : resolution;
		final Planes square = Resampling.BILINEAR.floats(Pictures.planes(radiograph, 0), side, side);
		final FeatureGrid grid = encoder.encode(Volume.of(square.data(), side, side, 1, Geometry.PIXELS, radiograph.name()), 0, 1);
		final int n = grid.rows() * grid.columns();
		final int features = grid.width() + POSITIONS;
		final float[] data = java.util.Arrays.copyOf(grid.data(), features * n);
		for (int i = 0; i < n; i++) {
			data[grid.width() * n + i] = (float) (i / grid.columns()) / grid.rows();
			data[(grid.width() + 1) * n + i] = (float) (i % grid.columns()) / grid.columns();
		}
		return new Grid(data, features, 1, grid.rows(), grid.columns());
	}
}
