package io.github.encoderj.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/** The filter bank against SciPy's values (src/test/python/make_filterbank_goldens.py), and its properties. */
class FilterBankTest {

	private static final Geometry THICK = Geometry.spacing(4, 4, 12, "nm");

	@TestFactory
	Stream<DynamicTest> equalsSciPy() throws IOException {
		final String[] lines = new String(bytes("cases.csv"), StandardCharsets.UTF_8).split("\n");
		return Arrays.stream(lines).skip(1).map(line -> {
			final String[] c = line.split(",");
			return DynamicTest.dynamicTest(c[0], () -> {
				final int width = Integer.parseInt(c[1]);
				final int height = Integer.parseInt(c[2]);
				final int depth = Integer.parseInt(c[3]);
				final Geometry geometry = Geometry.spacing(1, 1, Double.parseDouble(c[4]), "nm");
				final Volume<?> image = Volume.of(floats(c[0] + ".image.f32"), width, height, depth, geometry, c[0]);
				final FeatureGrid grid = new FilterBank(new Normalisation.Fixed(120, 40)).encode(image, 0, depth);
				assertFeaturesEqual(floats(c[0] + ".features.f32"), grid.data(), 3e-5f);
			});
		});
	}

	private static void assertFeaturesEqual(final float[] expected, final float[] found, final float tolerance) {
		assertEquals(expected.length, found.length);
		final int n = found.length / FilterBank.FEATURES.size();
		for (int i = 0; i < found.length; i++) {
			final float bound = tolerance * (1 + Math.abs(expected[i]));
			assertEquals(expected[i], found[i], bound, FilterBank.FEATURES.get(i / n) + " at voxel " + i % n);
		}
	}

	@Test
	void threadsDoNotMatter() {
		final Volume<?> image = random(150, 140, 20, THICK);
		final float[] one = Parallel.withThreads(1, () -> new FilterBank().encode(image, 0, 20)).data();
		final float[] three = Parallel.withThreads(3, () -> new FilterBank().encode(image, 0, 20)).data();
		assertArrayEquals(one, three);
	}

	@Test
	void sectionBySectionEqualsWhole() {
		for (final Geometry geometry : new Geometry[] { Geometry.PIXELS, THICK }) {
			final int depth = 19;
			final int plane = 23 * 31;
			final Volume<?> image = random(23, 31, depth, geometry);
			final FilterBank bank = new FilterBank();
			final float[] whole = bank.encode(image, 0, depth).data();
			for (int z = 0; z < depth; z++) {
				final float[] single = bank.encode(image, z, z + 1).data();
				for (int f = 0; f < bank.width(); f++) {
					assertArrayEquals(Arrays.copyOfRange(whole, (f * depth + z) * plane, (f * depth + z + 1) * plane), Arrays.copyOfRange(
						single, f * plane, (f + 1) * plane), FilterBank.FEATURES.get(f) + " of section " + z);
				}
			}
		}
	}

	@Test
	void sectionsBeyondTheContextDoNotMatter() {
		final FilterBank bank = new FilterBank();
		final int context = bank.contextSections();
		final int depth = 2 * context + 4;
		final float[] data = floats(random(12, 12, depth, Geometry.PIXELS));
		final float[] before = bank.encode(Volume.of(data, 12, 12, depth, Geometry.PIXELS, "image"), context + 1, context + 2).data();
		for (int i = 0; i < 144; i++) data[i] = 3 * data[i] * data[i];
		Arrays.fill(data, data.length - 2 * 144, data.length, 7);
		final float[] after = bank.encode(Volume.of(data, 12, 12, depth, Geometry.PIXELS, "image"), context + 1, context + 2).data();
		assertArrayEquals(before, after);
	}

	/** A tile's neighbours and its place do not show: a large section equals what one tile computes for its middle. */
	@Test
	void tilesDoNotShow() {
		final int size = 300;
		final int margin = 100;
		final Volume<?> image = random(size, size, 1, THICK);
		final float[] data = floats(image);
		final int inner = size - 2 * margin;
		final float[] crop = new float[inner * inner];
		for (int y = 0; y < inner; y++) System.arraycopy(data, (y + margin) * size + margin, crop, y * inner, inner);
		final FilterBank bank = FilterBank.of(image);
		final float[] whole = bank.encode(image, 0, 1).data();
		final float[] part = bank.encode(Volume.of(crop, inner, inner, 1, THICK, "crop"), 0, 1).data();
		final int reach = FilterTile.MARGIN;
		for (int f = 0; f < bank.width(); f++) {
			for (int y = reach; y < inner - reach; y++) {
				for (int x = reach; x < inner - reach; x++) {
					assertEquals(whole[(f * size + y + margin) * size + x + margin], part[(f * inner + y) * inner + x]);
				}
			}
		}
	}

	@Test
	void flippingAndTurningCommute() {
		final int w = 37;
		final int h = 26;
		final int d = 5;
		final float[] data = floats(random(w, h, d, THICK));
		final float[] plain = new FilterBank().encode(Volume.of(data, w, h, d, THICK, "image"), 0, d).data();
		final float[] flipped = new FilterBank().encode(Volume.of(flipX(data, w), w, h, d, THICK, "flipped"), 0, d).data();
		assertFeaturesEqual(flipX(plain, w), flipped, 2e-5f);
		final float[] turned = new FilterBank().encode(Volume.of(transpose(data, w, h), h, w, d, THICK, "turned"), 0, d).data();
		assertFeaturesEqual(transpose(plain, w, h), turned, 2e-5f);
	}

	@Test
	void flippingAlongZSwapsTheNeighbours() {
		final int d = 6;
		final int section = 20 * 15;
		final float[] data = floats(random(20, 15, d, THICK));
		final float[] flipped = new float[data.length];
		for (int z = 0; z < d; z++) System.arraycopy(data, z * section, flipped, (d - 1 - z) * section, section);
		final float[] plain = new FilterBank().encode(Volume.of(data, 20, 15, d, THICK, "image"), 0, d).data();
		final float[] mirrored = new FilterBank().encode(Volume.of(flipped, 20, 15, d, THICK, "flipped"), 0, d).data();
		final int above = FilterBank.FEATURES.indexOf("section above, smoothed 1");
		for (int f = 0; f < FilterBank.FEATURES.size(); f++) {
			final int other = f == above ? above + 1 : f == above + 1 ? above : f;
			for (int z = 0; z < d; z++) {
				for (int i = 0; i < section; i++) {
					assertEquals(plain[(f * d + z) * section + i], mirrored[(other * d + d - 1 - z) * section + i], 5e-5f, FilterBank.FEATURES
						.get(f));
				}
			}
		}
	}

	@Test
	void stainingAndBitDepthDoNotMatterByDefault() {
		final float[] data = floats(random(30, 30, 3, THICK));
		final float[] stained = data.clone();
		for (int i = 0; i < 900; i++) stained[i] = data[i] * 257 + 1000;
		for (int i = 900; i < 1800; i++) stained[i] = data[i] * 0.5f - 3;
		final float[] plain = new FilterBank().encode(Volume.of(data, 30, 30, 3, THICK, "image"), 0, 3).data();
		final float[] other = new FilterBank().encode(Volume.of(stained, 30, 30, 3, THICK, "image"), 0, 3).data();
		assertFeaturesEqual(plain, other, 1e-4f);
	}

	@Test
	void tinyAndEvenVolumesGiveFiniteFeatures() {
		final int[][] sizes = { { 1, 1, 1 }, { 1, 9, 1 }, { 9, 1, 3 }, { 2, 2, 40 }, { 5, 4, 2 } };
		for (final int[] s : sizes) {
			final FeatureGrid grid = new FilterBank().encode(random(s[0], s[1], s[2], Geometry.PIXELS), 0, s[2]);
			assertEquals(FilterBank.FEATURES.size() * s[0] * s[1] * s[2], grid.data().length);
			for (final float v : grid.data()) assertTrue(Float.isFinite(v));
		}
		final float[] even = new float[60];
		Arrays.fill(even, 1e30f);
		for (final float v : new FilterBank().encode(Volume.of(even, 5, 4, 3, THICK, "even"), 0, 3).data()) assertEquals(0, v, 0.0101f);
	}

	@Test
	void valuesThatAreNotFiniteAreRefusedByNameAndPlace() {
		for (final float bad : new float[] { Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY }) {
			final float[] data = new float[5 * 4 * 3];
			data[2 * 20 + 3 * 5 + 1] = bad;
			final Volume<?> image = Volume.of(data, 5, 4, 3, THICK, "raw.tif");
			final String message = assertThrows(Refusal.class, () -> new FilterBank().encode(image, 0, 3)).getMessage();
			assertTrue(message.contains("raw.tif") && message.contains("x = 1, y = 3, z = 2"), message);
			assertThrows(Refusal.class, () -> FilterBank.of(image));
		}
	}

	@Test
	void wrongRangesAndChannelsAreRefused() {
		final Volume<?> image = random(5, 4, 3, THICK);
		final FilterBank bank = new FilterBank();
		assertThrows(Refusal.class, () -> bank.encode(image, -1, 2));
		assertThrows(Refusal.class, () -> bank.encode(image, 2, 2));
		assertThrows(Refusal.class, () -> bank.encode(image, 0, 4));
		assertThrows(Refusal.class, () -> bank.encode(Volume.of(new float[120], 5, 4, 3, 2, THICK, "two channels"), 0, 3));
	}

	@Test
	void catalogueOpensItWithTheSamePreprocessing() {
		final Volume<?> image = random(9, 8, 2, THICK);
		final FilterBank bank = FilterBank.of(image);
		try (Encoder again = Encoders.open(bank.name(), bank.preprocessing()); Encoder own = Encoders.open("filterbank")) {
			assertEquals(bank.sha256(), again.sha256());
			assertEquals(64, again.sha256().length());
			assertArrayEquals(bank.encode(image, 0, 2).data(), again.encode(image, 0, 2).data());
			assertEquals(Normalisation.SECTION.text(), own.preprocessing());
			assertNotEquals(own.preprocessing(), again.preprocessing());
		}
		final String message = assertThrows(Refusal.class, () -> Encoders.open("dinov9")).getMessage();
		assertTrue(message.contains("dinov9") && message.contains("filterbank"), message);
		assertThrows(Refusal.class, () -> Encoders.open("filterbank", "fixed 3"));
		assertThrows(Refusal.class, () -> Encoders.open("filterbank", "fixed 3 0"));
	}

	@Test
	void quantilesEqualThoseOfTheSortedValues() {
		final Random random = new Random(5);
		final float[] values = new float[1001];
		for (int i = 0; i < values.length; i++) values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
		values[7] = 0;
		values[8] = -0f;
		final float[] sorted = values.clone();
		Arrays.sort(sorted);
		assertArrayEquals(new float[] { sorted[0], sorted[50], sorted[500], sorted[950], sorted[1000] }, Quantiles.of(values, 0, 0.05, 0.5,
			0.95, 1));
	}

	private static Volume<?> random(final int width, final int height, final int depth, final Geometry geometry) {
		final Random random = new Random(width * 31L + depth);
		final float[] data = new float[width * height * depth];
		for (int i = 0; i < data.length; i++) data[i] = Math.round(128 + 60 * Math.sin(i * 0.37) + 25 * random.nextGaussian());
		return Volume.of(data, width, height, depth, geometry, "random");
	}

	private static float[] floats(final Volume<?> volume) {
		return io.github.encoderj.image.Pixels.floats(volume).clone();
	}

	private static float[] flipX(final float[] data, final int width) {
		final float[] out = new float[data.length];
		for (int i = 0; i < data.length; i++) out[i / width * width + width - 1 - i % width] = data[i];
		return out;
	}

	/** Swaps x and y in each section. */
	private static float[] transpose(final float[] data, final int width, final int height) {
		final float[] out = new float[data.length];
		for (int i = 0; i < data.length; i++) {
			final int x = i % width;
			final int y = i / width % height;
			out[i / (width * height) * width * height + x * height + y] = data[i];
		}
		return out;
	}

	private static float[] floats(final String name) throws IOException {
		final ByteBuffer buffer = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
		final float[] out = new float[buffer.remaining() / 4];
		buffer.asFloatBuffer().get(out);
		return out;
	}

	private static byte[] bytes(final String name) throws IOException {
		try (InputStream in = FilterBankTest.class.getResourceAsStream("/filterbank/" + name)) {
			return in.readAllBytes();
		}
	}
}
