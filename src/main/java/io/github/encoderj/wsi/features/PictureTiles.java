package io.github.encoderj.wsi.features;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Window;

/** Tiles as whole pictures for a vision encoder. */
record PictureTiles(PictureEncoder encoder, Pooling pooling, int resolution, String device) implements TileEncoder {

	@Override
	public String name() {
		return encoder.name();
	}

	@Override
	public String sha256() {
		return encoder.sha256();
	}

	@Override
	public String preprocessing() {
		return encoder.preprocessing() + (resolution > 0 ? ", scaled to resolution " + resolution : "") + ", pooling " + pooling.name()
			.toLowerCase(Locale.ROOT);
	}

	@Override
	public Supplier<float[][]> prepare(final List<byte[]> tiles, final int side) {
		final List<Planes> pictures = tiles.stream().map(tile -> planes(tile, side)).toList();
		final Supplier<List<ImageFeatures>> prepared = encoder.prepare(pictures, Window.BYTES, resolution, Wanted.FINAL);
		return () -> prepared.get().stream().map(features -> features.vector(pooling)).toArray(float[][]::new);
	}

	private static Planes planes(final byte[] rgb, final int side) {
		final int n = side * side;
		final float[] planes = new float[3 * n];
		for (int i = 0; i < n; i++) {
			for (int c = 0; c < 3; c++) planes[c * n + i] = rgb[3 * i + c] & 255;
		}
		return new Planes(planes, 3, side, side);
	}

	@Override
	public void close() {
		encoder.close();
	}
}
