package io.github.encoderj.wsi.features;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import io.github.encoderj.encoder.Pooling;

/** The filter bank on tiles of 16 pixels, which counts the tiles it has encoded; white ones, which only time it, are not counted. */
final class CountingEncoder implements TileEncoder {

	private final TileEncoder bank = TileEncoder.filterBank(Pooling.MODEL, 16);
	private final IntConsumer afterwards;
	final AtomicInteger tiles = new AtomicInteger();

	CountingEncoder() {
		this(count -> {});
	}

	/** Calls {@code afterwards} with the number of all tiles so far after each batch, before it is written. */
	CountingEncoder(final IntConsumer afterwards) {
		this.afterwards = afterwards;
	}

	@Override
	public Supplier<float[][]> prepare(final List<byte[]> batch, final int side) {
		final Supplier<float[][]> prepared = bank.prepare(batch, side);
		boolean white = true;
		for (final byte value : batch.get(0)) white &= value == -1;
		if (white) return prepared;
		return () -> {
			final float[][] vectors = prepared.get();
			afterwards.accept(tiles.addAndGet(batch.size()));
			return vectors;
		};
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
		return bank.preprocessing();
	}

	@Override
	public String device() {
		return bank.device();
	}

	@Override
	public void close() {
		bank.close();
	}
}
