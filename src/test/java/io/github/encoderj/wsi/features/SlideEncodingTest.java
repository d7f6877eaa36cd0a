package io.github.encoderj.wsi.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.sample.SyntheticSlide;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.features.SlideOutcome.State;
import io.github.encoderj.wsi.tile.TileGrid;
import io.github.encoderj.wsi.tile.TileSettings;
import io.github.encoderj.wsi.tissue.TissueFinding;
import io.github.encoderj.wsi.tissue.TissueSettings;

class SlideEncodingTest {

	private static final int BATCH = 4;
	private static final TissueSettings TISSUE = TissueSettings.preset("biopsy").withAreas(0.05, 0.05);

	@TempDir
	private static Path slides;

	private static Path slide;

	@TempDir
	private Path folder;

	@BeforeAll
	static void writeSlide() {
		slide = slides.resolve("one.ome.tif");
		new SyntheticSlide(768, 600, 0.2, 3).write(slide, Progress.NONE);
	}

	static EncodingSettings settings(final boolean overwrite) {
		return settings(TileSettings.clam(64), overwrite);
	}

	private static EncodingSettings settings(final TileSettings tiles, final boolean overwrite) {
		return new EncodingSettings(tiles, of -> TissueFinding.find(of, TISSUE, Progress.NONE), "biopsy", OptionalDouble.empty(), BATCH, overwrite);
	}

	private Path subfolder(final String name) throws IOException {
		return Files.createDirectory(folder.resolve(name));
	}

	private static byte[] encode(final Path to, final int threads) throws IOException {
		Parallel.withThreads(threads, () -> SlideEncoding.encode(List.of(slide), to, new CountingEncoder(), settings(false), Progress.NONE));
		return Files.readAllBytes(to.resolve("one.h5"));
	}

	private static TileGrid grid(final Slide of, final TileSettings tiles) {
		return TileGrid.of(of, TissueFinding.find(of, TISSUE, Progress.NONE), tiles);
	}

	@Test
	void eachRowIsTheVectorOfItsTile() throws IOException {
		final TileSettings tiles = TileSettings.trident(32, 1.0).withOverlap(8);
		final CountingEncoder encoder = new CountingEncoder();
		final List<SlideOutcome> outcomes = SlideEncoding.encode(List.of(slide), folder, encoder, settings(tiles, false), Progress.NONE);
		try (Slide opened = Slide.open(slide); SlideFeatures features = SlideFeatures.open(folder.resolve("one.h5"))) {
			final TileGrid grid = grid(opened, tiles);
			assertEquals(grid.kept().size(), features.count());
			assertEquals(features.count(), encoder.tiles.get());
			assertEquals(features.count(), outcomes.get(0).encoded());
			final int[] places = features.coordinates();
			for (int i = 0; i < features.count(); i += 7) {
				assertEquals(new TileGrid.Place(places[2 * i], places[2 * i + 1]), grid.kept().get(i));
				final byte[] tile = grid.read(opened, grid.kept().get(i));
				assertArrayEquals(encoder.prepare(List.of(tile), 32).get()[0], features.read(i, 1));
			}
			assertEquals(64, features.side().getAsInt());
			assertEquals(10, features.number("target_magnification").getAsDouble());
			assertEquals(20, features.number("level0_magnification").getAsDouble());
			assertEquals("one", features.text("name").get());
		}
		try (var left = Files.list(folder)) {
			assertEquals(List.of("one.h5"), left.map(f -> f.getFileName().toString()).toList());
		}
	}

	@Test
	void theNumberOfThreadsChangesNothing() throws IOException {
		assertArrayEquals(encode(subfolder("1"), 1), encode(subfolder("3"), 3));
	}

	@Test
	void whatIsThereIsKept() throws IOException {
		final byte[] first = encode(folder, 2);
		final CountingEncoder again = new CountingEncoder();
		final SlideOutcome kept = SlideEncoding.encode(List.of(slide), folder, again, settings(false), Progress.NONE).get(0);
		assertEquals(State.KEPT, kept.state());
		assertTrue(kept.tiles() > 0);
		assertEquals(0, again.tiles.get());
		SlideEncoding.encode(List.of(slide), folder, again, settings(true), Progress.NONE);
		assertEquals(kept.tiles(), again.tiles.get());
		assertArrayEquals(first, Files.readAllBytes(folder.resolve("one.h5")));
		assertRefused("another preprocessing", TileEncoder.filterBank(Pooling.MEAN, 16), TileSettings.clam(64));
		assertRefused("another tiling", new CountingEncoder(), TileSettings.clam(32));
		Files.copy(Path.of("src/test/resources/wsi/features/trident_features.h5"), folder.resolve("one.h5"),
			StandardCopyOption.REPLACE_EXISTING);
		assertRefused("another program", new CountingEncoder(), TileSettings.clam(64));
	}

	private void assertRefused(final String why, final TileEncoder encoder, final TileSettings tiles) {
		final String message = assertThrows(Refusal.class, () -> SlideEncoding.encode(List.of(slide), folder, encoder, settings(tiles, false),
			Progress.NONE)).getMessage();
		assertTrue(message.contains("one.h5") && message.contains(why), message);
	}

	@Test
	void aKilledRunGoesOnWhereItWas() throws IOException, InterruptedException {
		final byte[] whole = encode(subfolder("whole"), 2);
		final Path to = subfolder("killed");
		final Path count = folder.resolve("count");
		final int hangs = 5 * BATCH;
		final Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty(
			"java.class.path"), EncodingThatHangs.class.getName(), slide.toString(), to.toString(), count.toString(), "" + hangs)
				.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
		while (process.isAlive() && !(Files.exists(count) && Files.readString(count).equals("" + hangs))) Thread.sleep(20);
		assertTrue(process.isAlive(), () -> read(folder.resolve("log")));
		process.destroyForcibly().waitFor();
		assertFalse(Files.exists(to.resolve("one.h5")), "half a file has the final name");

		final CountingEncoder rest = new CountingEncoder();
		final SlideOutcome outcome = SlideEncoding.encode(List.of(slide), to, rest, settings(false), Progress.NONE).get(0);
		assertEquals(State.ENCODED, outcome.state());
		final int lost = rest.tiles.get() + hangs - outcome.tiles();
		assertTrue(lost <= BATCH, lost + " tiles were encoded twice, a batch has " + BATCH);
		assertEquals(rest.tiles.get(), outcome.encoded());
		assertArrayEquals(whole, Files.readAllBytes(to.resolve("one.h5")));
	}

	private static String read(final Path file) {
		try {
			return Files.readString(file);
		}
		catch (final IOException e) {
			return e.toString();
		}
	}

	@Test
	void aCancelledRunGoesOnToo() throws IOException {
		final byte[] whole = encode(subfolder("whole"), 1);
		final Path to = subfolder("cancelled");
		final boolean[] stop = new boolean[1];
		final Progress progress = new Progress() {

			@Override
			public void report(final String stage, final double done) {}

			@Override
			public boolean cancelled() {
				return stop[0];
			}
		};
		final CountingEncoder first = new CountingEncoder(tiles -> stop[0] = tiles >= 3 * BATCH);
		assertThrows(CancellationException.class, () -> SlideEncoding.encode(List.of(slide), to, first, settings(false), progress));
		// Two bytes of the fourth batch, as a kill in the middle of writing leaves them
		final Path part = to.resolve("one.h5.part");
		final byte[] written = Files.readAllBytes(part);
		Files.write(part, Arrays.copyOf(written, written.length + 2));
		final CountingEncoder rest = new CountingEncoder();
		final int tiles = SlideEncoding.encode(List.of(slide), to, rest, settings(false), Progress.NONE).get(0).tiles();
		assertEquals(tiles - 3 * BATCH, rest.tiles.get());
		assertArrayEquals(whole, Files.readAllBytes(to.resolve("one.h5")));
	}

	@Test
	void whatWasBegunWithOtherSettingsIsBegunAgain() throws IOException {
		final byte[] whole = encode(subfolder("whole"), 1);
		final Path to = subfolder("other");
		Files.write(to.resolve("one.h5.part"), Arrays.copyOf("other".repeat(10000).getBytes(), whole.length - 100));
		assertArrayEquals(whole, encode(to, 1));
	}

	@Test
	void brokenSlidesAreListedAtTheEndAndDoNotStopTheOthers() throws IOException {
		final byte[] whole = Files.readAllBytes(slide);
		final Path cut = folder.resolve("a cut.tif");
		Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
		final Path text = folder.resolve("b text.svs");
		Files.writeString(text, "This is no slide.\n");
		final byte[] damaged = whole.clone();
		Arrays.fill(damaged, whole.length / 3, whole.length / 2, (byte) 0);
		final Path middle = folder.resolve("c damaged.ome.tif");
		Files.write(middle, damaged);
		final Path glass = folder.resolve("e glass.ome.tif");
		new SyntheticSlide(256, 256, 0, 7).write(glass, Progress.NONE);
		final Path to = subfolder("features");
		final List<Path> cohort = new ArrayList<>(SlideEncoding.slides(folder));
		assertEquals(List.of(cut, text, middle, glass), cohort);
		cohort.add(3, slide);
		final EncodingSettings some = new EncodingSettings(TileSettings.clam(64), of -> TissueFinding.find(of, of.name().startsWith("e")
			? TissueSettings.preset("resection") : TISSUE, Progress.NONE), "", OptionalDouble.empty(), BATCH, false);
		final CountingEncoder encoder = new CountingEncoder();
		final List<SlideOutcome> outcomes = SlideEncoding.encode(cohort, to, encoder, some, Progress.NONE);
		assertEquals(List.of(State.FAILED, State.FAILED, State.FAILED, State.ENCODED, State.EMPTY), outcomes.stream().map(SlideOutcome::state)
			.toList(), outcomes.toString());
		final Table table = SlideOutcome.table(outcomes, encoder, some);
		assertEquals("one", table.get(0, "slide"));
		assertEquals("cpu", table.get(0, "device"));
		assertTrue(table.number(0, "tiles_per_second") > 0);
		assertTrue(table.get(1, "note").toString().contains("tissue"), table.get(1, "note").toString());
		for (int row = 2; row < 5; row++) {
			assertEquals("failed", table.get(row, "state"));
			assertTrue(table.get(row, "note").toString().contains(outcomes.get(row - 2).slide()), table.get(row, "note").toString());
		}
		final String message = assertThrows(Refusal.class, () -> SlideEncoding.encode(List.of(text), to, encoder, some, Progress.NONE))
			.getMessage();
		assertTrue(message.contains("b text"), message);
		assertTrue(assertThrows(Refusal.class, () -> SlideEncoding.encode(List.of(slide, folder.resolve("one.svs")), to, encoder, some,
			Progress.NONE)).getMessage().contains("one.h5"));
	}
}
