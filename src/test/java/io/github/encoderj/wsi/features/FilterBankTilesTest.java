package io.github.encoderj.wsi.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

class FilterBankTilesTest {

	@Test
	void planeFeaturesAreThoseOfTheWholeBank() {
		final int width = 150;
		final int height = 40;
		final byte[] data = new byte[width * height];
		new Random(1).nextBytes(data);
		final FilterBank bank = new FilterBank(new Normalisation.Fixed(120, 30));
		final FeatureGrid all = bank.encode(Volume.of(data, width, height, 1, Geometry.PIXELS, "noise"), 0, 1);
		final float[] picture = new float[data.length];
		for (int i = 0; i < data.length; i++) picture[i] = data[i] & 255;
		assertArrayEquals(Arrays.copyOf(all.data(), FilterBank.PLANE_FEATURES * data.length), bank.encodePlane(picture, height, width));
	}

	@Test
	void anEvenTileHasItsColourAndNoDeviation() {
		final byte[] tile = new byte[3 * 32 * 32];
		for (int i = 0; i < tile.length; i++) tile[i] = (byte) (i % 3 == 0 ? 255 : i % 3 == 1 ? 102 : 0);
		final float[] vector = TileEncoder.filterBank(Pooling.MODEL, 0).prepare(List.of(tile), 32).get()[0];
		final int half = vector.length / 2;
		assertEquals(FilterBank.PLANE_FEATURES + 3, half);
		assertArrayEquals(new float[] { 1, 0.4f, 0 }, Arrays.copyOfRange(vector, half - 3, half), 1e-6f);
		assertArrayEquals(new float[half], Arrays.copyOfRange(vector, half, 2 * half), 1e-3f);
		assertEquals((0.299 * 255 + 0.587 * 102 - 200) / 40, vector[0], 1e-5);
		assertArrayEquals(Arrays.copyOf(vector, half), TileEncoder.filterBank(Pooling.MEAN, 0).prepare(List.of(tile), 32).get()[0]);
	}

	@Test
	void poolingsWithoutAMeaningAreRefused() {
		assertThrows(Refusal.class, () -> TileEncoder.filterBank(Pooling.CLS, 0));
		assertThrows(Refusal.class, () -> TileEncoder.filterBank(Pooling.MODEL, 8));
	}
}
