package io.github.encoderj.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.network.GoldenEncodersTest;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

class FineGridTest {

	private static final Window WINDOW = new Window(0, 255);
	private static final int PATCH = 8;
	private static final int TILE = 4;

	private final Random random = new Random(4);

	@TempDir
	private Path folder;

	/** Patches of 8 pixels, 4 x 4 a picture: the mean intensity, and the intensity of the first pixel. Block 1 gives twice that. */
	private static final class Means implements PictureEncoder {

		private int pictures;

		@Override
		public List<ImageFeatures> encodeWhole(final List<Planes> planes, final Window window, final int resolution, final Wanted wanted) {
			pictures += planes.size();
			final List<ImageFeatures> all = new ArrayList<>();
			for (final Planes p : planes) {
				assertTrue(resolution == 0 || resolution == TILE * PATCH && p.width() == resolution && p.height() == resolution, "tiles are not resized");
				final float[] tokens = new float[TILE * TILE * 2];
				for (int i = 0; resolution > 0 && i < p.data().length; i++) {
					final int token = i / p.width() / PATCH * TILE + i % p.width() / PATCH;
					tokens[2 * token] += p.data()[i] / (PATCH * PATCH);
					if (i / p.width() % PATCH == 0 && i % p.width() % PATCH == 0) tokens[2 * token + 1] = p.data()[i];
				}
				final Map<Integer, float[]> blocks = new HashMap<>();
				for (final int block : wanted.blocks()) {
					final float[] output = new float[2 + tokens.length]; // one token before the patches
					for (int i = 0; i < tokens.length; i++) output[2 + i] = (block + 2) * tokens[i];
					blocks.put(block, output);
				}
				all.add(new ImageFeatures(TILE, TILE, 2, Optional.empty(), new float[0], tokens, new float[2], Optional.empty(), blocks, Map.of()));
			}
			return all;
		}

		@Override
		public List<ImageFeatures> encode(final List<Planes> planes, final Window window, final int resolution, final Wanted wanted) {
			throw new UnsupportedOperationException();
		}

		@Override
		public FeatureGrid encode(final Volume<?> volume, final long from, final long to) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int blocks() {
			return 2;
		}

		@Override
		public boolean hasAttention() {
			return true;
		}

		@Override
		public String name() {
			return "means";
		}

		@Override
		public String sha256() {
			return "1";
		}

		@Override
		public String preprocessing() {
			return "none";
		}

		@Override
		public int width() {
			return 2;
		}

		@Override
		public int stride() {
			return PATCH;
		}

		@Override
		public int contextPixels() {
			return 0;
		}

		@Override
		public int contextSections() {
			return 0;
		}
	}

	private Planes noise(final int height, final int width) {
		final float[] data = new float[height * width];
		for (int i = 0; i < data.length; i++) data[i] = random.nextInt(256);
		return new Planes(data, 1, height, width);
	}

	private static FineGrid grid(final PictureEncoder encoder, final int magnification, final int shifts, final Integer... layers) {
		return new FineGrid(encoder, new FineGrid.Settings(magnification, shifts, List.of(layers), 32), WINDOW, Optional.empty());
	}

	@Test
	void shiftedOriginsInterleave() {
		final Planes section = noise(75, 101);
		final FineGrid grid = grid(new Means(), 1, 4);
		assertEquals(2, grid.stride());
		final float[] cells = grid.raw(section, 0);
		assertEquals(38 * 51 * 2, cells.length);
		for (int row = 0; row < 38; row++) {
			for (int column = 0; column < 51; column++) {
				double mean = 0; // of the patch whose middle is the middle of the cell
				for (int y = 0; y < PATCH; y++)
					for (int x = 0; x < PATCH; x++)
						mean += at(section, 2 * row + 1 - 4 + y, 2 * column + 1 - 4 + x) / 64.0;
				assertEquals(mean, cells[(row * 51 + column) * 2], 1e-2, row + ", " + column);
			}
		}
	}

	private static float at(final Planes section, final int y, final int x) {
		return section.data()[mirror(y, section.height()) * section.width() + mirror(x, section.width())];
	}

	private static int mirror(final int p, final int n) {
		final int m = Math.floorMod(p, 2 * n);
		return m < n ? m : 2 * n - 1 - m;
	}

	@Test
	void whereTilesFallDoesNotMatterWhereThePatchesDoNotSeeTheTile() {
		final Planes section = noise(90, 70);
		final FineGrid grid = grid(new Means(), 2, 2);
		assertArrayEquals(grid.raw(section, 0), grid.raw(section, 1), 1e-2f);
	}

	@Test
	void whereTilesFallMattersLittleForATransformer() {
		final Path model = GoldenEncodersTest.goldens().resolve("golden/models/dinov3-vit-tiny");
		final Planes smooth = waves(260, 300);
		try (FineGrid grid = grid(VisionEncoder.open(model, ComputeDevice.cpu(), 1, false), 1, 1)) {
			final float[] a = grid.raw(smooth, 0);
			final float[] b = grid.raw(smooth, 3);
			double same = 0;
			double spread = 0;
			double mean = 0;
			for (final float v : a) mean += v / a.length;
			for (int i = 0; i < a.length; i++) {
				same += (a[i] - b[i]) * (a[i] - b[i]);
				spread += (a[i] - mean) * (a[i] - mean);
			}
			assertTrue(Math.sqrt(same / spread) < 0.4, "relative difference " + Math.sqrt(same / spread));
		}
	}

	private Planes waves(final int height, final int width) {
		final Planes section = noise(height, width);
		for (int i = 0; i < section.data().length; i++) {
			section.data()[i] = (float) (127 + 60 * Math.sin(i % width / 9.0) + 50 * Math.cos(i / width / 13.0) + section.data()[i] / 25);
		}
		return section;
	}

	@Test
	void blocksStandSideBySide() {
		final Planes section = noise(32, 32);
		final float[] last = grid(new Means(), 1, 1).raw(section, 0);
		final float[] both = grid(new Means(), 1, 1, 2, 1).raw(section, 0);
		assertEquals(2 * last.length, both.length);
		for (int i = 0; i < last.length / 2; i++) {
			assertEquals(2 * last[2 * i], both[4 * i], 1e-2, "block 1");
			assertEquals(3 * last[2 * i], both[4 * i + 2], 1e-2, "block 2");
		}
	}

	@Test
	void encodedSectionsAreFoundAgain() {
		final Planes noise = noise(3 * 40, 40);
		final Volume<?> volume = Volume.of(noise.data(), 40, 40, 3, Geometry.PIXELS, "noise");
		final Means encoder = new Means();
		final FineGrid grid = new FineGrid(encoder, FineGrid.Settings.DEFAULT, WINDOW, Optional.of(folder)).fitted(volume);
		final FeatureGrid first = grid.encode(volume, 0, 3);
		assertEquals(4, first.stride());
		final int done = encoder.pictures;
		assertArrayEquals(first.data(), grid.encode(volume, 0, 3).data());
		assertEquals(done, encoder.pictures, "nothing is encoded twice");
		noise.data()[0]++;
		grid.encode(volume, 0, 3);
		assertTrue(encoder.pictures > done, "another section is another file");
	}

	@Test
	void settingsAreReadBackFromAHeadsPreprocessing() {
		final FineGrid grid = grid(new Means(), 2, 2, 1, 2);
		assertEquals(new FineGrid.Settings(2, 2, List.of(1, 2), 32), FineGrid.Settings.in(grid.preprocessing()).orElseThrow());
		assertEquals("none", FineGrid.Settings.without(grid.preprocessing()));
		assertEquals(FineGrid.Settings.DEFAULT, FineGrid.Settings.in(grid(new Means(), 2, 1).preprocessing()).orElseThrow());
		assertTrue(FineGrid.Settings.in("section").isEmpty());
	}

	@Test
	void whatCannotBeMadeFinerIsRefused() {
		refused("magnification = 3", () -> grid(new Means(), 3, 1));
		refused("no block 3", () -> grid(new Means(), 1, 1, 3));
		refused("layers = \"last\"", () -> FineGrid.Settings.layers("last"));
	}

	private static void refused(final String part, final Runnable action) {
		final String message = assertThrows(Refusal.class, action::run).getMessage();
		assertTrue(message.contains(part), message);
	}

	@Test
	void aProjectionKeepsTheLargestVariance() {
		final float[] features = new float[500 * 5];
		for (int i = 0; i < 500; i++) {
			final double a = random.nextGaussian();
			final double b = random.nextGaussian();
			for (int f = 0; f < 5; f++) features[i * 5 + f] = (float) (10 * f + (f < 3 ? a : b) + 0.01 * random.nextGaussian());
		}
		final Projection projection = Projection.fit(features, 5, 2);
		final float[] scores = projection.apply(features);
		for (int c = 0; c < 2; c++) {
			double mean = 0;
			double squares = 0;
			for (int i = 0; i < 500; i++) mean += scores[c * 500 + i] / 500;
			for (int i = 0; i < 500; i++) squares += Math.pow(scores[c * 500 + i] - mean, 2) / 500;
			assertEquals(0, mean, 1e-3);
			assertEquals(1, squares, 1e-2);
		}
		final float[] axes = projection.axes();
		assertEquals(axes[0], axes[2], 0.05 * Math.abs(axes[0]), "the first component is that of the three");
		assertTrue(Math.abs(axes[3]) < 0.2 * Math.abs(axes[0]));
		final Projection read = Projection.of(projection.tensors(), "head");
		assertArrayEquals(projection.axes(), read.axes());
		assertEquals(5, Projection.fit(features, 5, 9).width());
	}
}
