package io.github.encoderj.wsi.features;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.wsi.tile.Resizing;

/**
 * The plane features of the filter bank on the grey values of a tile (0.299 red + 0.587 green + 0.114 blue, with a fixed normalisation, so
 * that stain counts), and red, green and blue themselves: their means over the tile and, with pooling model, standard deviations behind.
 */
final class FilterBankTiles implements TileEncoder {

	private static final double[] GREY = { 0.299, 0.587, 0.114 };
	private static final Normalisation NORMALISATION = new Normalisation.Fixed(200, 40);
	private static final int FEATURES = FilterBank.PLANE_FEATURES + 3;

	private final FilterBank bank = new FilterBank(NORMALISATION);
	private final boolean deviations;
	private final int resolution;

	FilterBankTiles(final Pooling pooling, final int resolution) {
		Refusal.unless(pooling == Pooling.MODEL || pooling == Pooling.MEAN, "pooling = %s: the filter bank has no class token. Choose model or " +
			"mean.", pooling.name().toLowerCase(java.util.Locale.ROOT).replace('_', '+'));
		Refusal.unless(resolution == 0 || resolution >= 16, "resolution = %d: the filter bank needs tiles of 16 pixels or more (0: as they are).",
			resolution);
		deviations = pooling == Pooling.MODEL;
		this.resolution = resolution;
	}

	@Override
	public String name() {
		return bank.name();
	}

	@Override
	public String sha256() {
		return bank.sha256();
	}

	@Override
	public String preprocessing() {
		return "grey, " + bank.preprocessing() + ", " + (deviations ? "means and deviations" : "means") + " of " + FilterBank.PLANE_FEATURES +
			" plane features and of red, green, blue" + (resolution > 0 ? ", scaled to resolution " + resolution : "");
	}

	@Override
	public String device() {
		return "cpu";
	}

	@Override
	public Supplier<float[][]> prepare(final List<byte[]> tiles, final int side) {
		final int edge = resolution > 0 ? resolution : side;
		final List<byte[]> scaled = tiles.stream().map(tile -> Resizing.square(tile, side, edge)).toList();
		return () -> {
			final float[][] vectors = new float[scaled.size()][];
			Parallel.forEach(vectors.length, i -> vectors[i] = vector(scaled.get(i), edge));
			return vectors;
		};
	}

	private float[] vector(final byte[] rgb, final int side) {
		final int n = side * side;
		final float[] grey = new float[n];
		final float[] colours = new float[3 * n];
		for (int i = 0; i < n; i++) {
			double sum = 0;
			for (int c = 0; c < 3; c++) {
				final int value = rgb[3 * i + c] & 255;
				colours[c * n + i] = value / 255f;
				sum += GREY[c] * value;
			}
			grey[i] = (float) sum;
		}
		final float[] plane = bank.encodePlane(grey, side, side);
		final float[] vector = new float[deviations ? 2 * FEATURES : FEATURES];
		IntStream.range(0, FEATURES).forEach(f -> {
			final boolean filter = f < FilterBank.PLANE_FEATURES;
			pool(filter ? plane : colours, (filter ? f : f - FilterBank.PLANE_FEATURES) * n, n, vector, f);
		});
		return vector;
	}

	private void pool(final float[] values, final int from, final int n, final float[] vector, final int feature) {
		double sum = 0;
		for (int i = from; i < from + n; i++) sum += values[i];
		final double mean = sum / n;
		vector[feature] = (float) mean;
		if (!deviations) return;
		double squares = 0;
		for (int i = from; i < from + n; i++) squares += (values[i] - mean) * (values[i] - mean);
		vector[FEATURES + feature] = (float) Math.sqrt(squares / n);
	}

	@Override
	public void close() {}
}
