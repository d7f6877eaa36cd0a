package io.github.encoderj.wsi.classify;

import java.util.Arrays;
import java.util.List;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.tissue.Region;
import io.github.encoderj.wsi.tissue.Tissue;

/**
 * Where a classifier looks, on the pixels of a coarse picture of the slide: the percentile rank of each tile's value within the slide; where
 * tiles overlap their mean; nothing outside of tiles and tissue.
 */
public final class AttentionMap {

	private static final int[] LOW = { 59, 76, 192 };
	private static final int[] MIDDLE = { 221, 221, 221 };
	private static final int[] HIGH = { 180, 4, 38 };

	private final Picture picture;
	private final float[] values;
	private final double[] percentiles;

	private AttentionMap(final Picture picture, final float[] values, final double[] percentiles) {
		this.picture = picture;
		this.values = values;
		this.percentiles = percentiles;
	}

	/**
	 * Lays tiles on a picture.
	 *
	 * @param picture of the whole slide
	 * @param places left column and upper row of each tile in pixels of level 0, [tile, 2]
	 * @param side of a tile in pixels of level 0
	 * @param scores of the tiles, such as attention before the softmax
	 * @param tissue outside of which the map is empty
	 * @throws Refusal if there is not one score a tile, or tiles are smaller than a pixel of the picture
	 */
	public static AttentionMap of(final Picture picture, final int[] places, final int side, final float[] scores, final Tissue tissue) {
		Refusal.unless(places.length == 2 * scores.length, "There are %d scores for %d tiles: one a tile is expected.", scores.length,
			places.length / 2);
		Refusal.unless(side >= picture.downsampleX() && side >= picture.downsampleY(), "A tile of %d pixels is smaller than a pixel of the map " +
			"(%.1f). Choose a finer map.", side, Math.max(picture.downsampleX(), picture.downsampleY()));
		final double[] percentiles = Percentiles.of(scores);
		final int width = picture.width();
		final int height = picture.height();
		final float[] sum = new float[width * height];
		final short[] count = new short[sum.length];
		for (int t = 0; t < scores.length; t++) {
			final int left = clamp(Math.round(places[2 * t] / picture.downsampleX()), width);
			final int right = clamp(Math.round((places[2 * t] + side) / picture.downsampleX()), width);
			final int top = clamp(Math.round(places[2 * t + 1] / picture.downsampleY()), height);
			final int bottom = clamp(Math.round((places[2 * t + 1] + side) / picture.downsampleY()), height);
			for (int y = top; y < bottom; y++) {
				for (int x = left; x < right; x++) {
					sum[y * width + x] += (float) percentiles[t];
					count[y * width + x]++;
				}
			}
		}
		Parallel.forEach(height, y -> {
			final double v = (y + 0.5) * picture.downsampleY();
			final List<Region> near = tissue.regions().stream().filter(r -> r.outline().top() <= v && r.outline().bottom() >= v).toList();
			for (int x = 0; x < width; x++) {
				final int i = y * width + x;
				final double u = (x + 0.5) * picture.downsampleX();
				final boolean shown = count[i] > 0 && near.stream().anyMatch(region -> region.contains(u, v));
				sum[i] = shown ? sum[i] / count[i] : Float.NaN;
			}
		});
		return new AttentionMap(picture, sum, percentiles);
	}

	private static int clamp(final double value, final int size) {
		return (int) Math.max(0, Math.min(size, value));
	}

	/** The picture that the map lies on. */
	public Picture picture() {
		return picture;
	}

	/** Percentile 0..100 of each pixel of the picture, [height, width]; NaN where there is none. */
	public float[] values() {
		return values.clone();
	}

	/** Percentile of each tile. */
	public double percentile(final int tile) {
		return percentiles[tile];
	}

	/**
	 * The tiles with the highest values; of equals those that come first.
	 *
	 * @param most how many
	 * @return their indices, highest first
	 */
	public int[] highest(final int most) {
		final Integer[] order = new Integer[percentiles.length];
		Arrays.setAll(order, i -> i);
		Arrays.sort(order, (a, b) -> Double.compare(percentiles[b], percentiles[a]));
		return Arrays.stream(order).limit(most).mapToInt(i -> i).toArray();
	}

	/** Red, green, blue of a percentile: blue for 0, grey for 50, red for 100. */
	public static int[] colour(final float percentile) {
		final double share = Math.max(0, Math.min(1, percentile / 100));
		final int[] from = share < 0.5 ? LOW : MIDDLE;
		final int[] to = share < 0.5 ? MIDDLE : HIGH;
		final double part = share < 0.5 ? 2 * share : 2 * share - 1;
		final int[] colour = new int[3];
		for (int c = 0; c < 3; c++) colour[c] = (int) Math.round(from[c] + part * (to[c] - from[c]));
		return colour;
	}

	/**
	 * The picture with the map's colours over it.
	 *
	 * @param opacity of the colours, 0..1
	 * @return a picture of the same size
	 */
	public Picture blended(final double opacity) {
		final byte[] rgb = picture.rgb().clone();
		Parallel.ranges(values.length, 1 << 16, (from, to) -> {
			for (int i = (int) from; i < to; i++) {
				if (Float.isNaN(values[i])) continue;
				final int[] colour = colour(values[i]);
				for (int c = 0; c < 3; c++) {
					rgb[3 * i + c] = (byte) Math.round((1 - opacity) * (rgb[3 * i + c] & 255) + opacity * colour[c]);
				}
			}
		});
		return new Picture(picture.width(), picture.height(), rgb, picture.downsampleX(), picture.downsampleY());
	}
}
