package io.github.encoderj.wsi.tile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tile.TileGrid.Place;
import io.github.encoderj.wsi.tissue.Outline;
import io.github.encoderj.wsi.tissue.Region;
import io.github.encoderj.wsi.tissue.Tissue;
import io.github.encoderj.wsi.tissue.TissueFinding;
import io.github.encoderj.wsi.tissue.TissueSettings;

class TileGridTest {

	private static Slide slide;

	@BeforeAll
	static void open() {
		slide = Slide.open(Path.of("test-images/slide.ome.tif"));
	}

	@AfterAll
	static void close() {
		slide.close();
	}

	private static Outline rectangle(final double left, final double top, final double right, final double bottom) {
		return new Outline(new double[] { left, right, right, left }, new double[] { top, top, bottom, bottom });
	}

	private static Tissue tissue(final Outline outline, final Outline... holes) {
		return new Tissue(List.of(new Region(outline, List.of(holes))), List.of());
	}

	@Test
	void clamsGridBeginsAtTheRegionAndAsksFourPoints() {
		final Tissue tissue = tissue(rectangle(100, 200, 449, 380));
		final TileGrid grid = TileGrid.of(slide, tissue, TileSettings.clam(100));
		// columns 100, 200, 300, 400: the last has its points at 425 and 475, rows 200 and 300 at 225.. and 325..
		assertEquals(8, grid.kept().size());
		assertEquals(new Place(100, 200), grid.kept().get(0));
		assertEquals(new Place(400, 300), grid.kept().get(7));
		assertEquals(6, TileGrid.of(slide, tissue, TileSettings.clam(100).withTest(TileSettings.PointTest.ALL_OF_FOUR)).kept().size());
		assertEquals(6, TileGrid.of(slide, tissue, TileSettings.clam(100).withTest(TileSettings.PointTest.CENTRE)).kept().size());
		assertEquals(8, TileGrid.of(slide, tissue, TileSettings.clam(100).withTest(TileSettings.PointTest.CORNER)).kept().size());
		assertEquals(3, TileGrid.of(slide, tissue, TileSettings.clam(100).withMinTissue(0.9)).kept().size());
		final Tissue holed = tissue(rectangle(100, 200, 449, 380), rectangle(140, 240, 160, 260));
		assertEquals(7, TileGrid.of(slide, holed, TileSettings.clam(100)).kept().size());
		assertEquals(1, TileGrid.of(slide, holed, TileSettings.clam(100)).dropped().size());
	}

	@Test
	void tridentsGridBeginsAtTheSlideAndAsksForArea() {
		final Tissue tissue = tissue(rectangle(100, 100, 612, 356));
		final TileGrid grid = TileGrid.of(slide, tissue, TileSettings.trident(256, 0.5));
		assertEquals(36, grid.kept().size() + grid.dropped().size());
		assertEquals(List.of(new Place(0, 0), new Place(256, 0), new Place(512, 0), new Place(0, 256), new Place(256, 256), new Place(512,
			256)), grid.kept());
		// along x 156/256, 1 and 100/256 of the tiles are tissue, along y 156/256 and 100/256
		assertEquals(1, TileGrid.of(slide, tissue, TileSettings.trident(256, 0.5).withMinTissue(0.6)).kept().size());
		assertEquals(3, TileGrid.of(slide, tissue, TileSettings.trident(256, 0.5).withMinTissue(0.37)).kept().size());
		assertEquals(0, TileGrid.of(slide, new Tissue(List.of(), List.of()), TileSettings.trident(256, 0.5)).kept().size());
	}

	@Test
	void tridentTakesTheOverlapOffFromTheSecondColumnOn() {
		final TileGrid grid = TileGrid.of(slide, tissue(rectangle(0, 0, 1536, 1536)), TileSettings.trident(256, 1).withOverlap(32));
		assertEquals(512, grid.side());
		assertEquals(1, grid.level());
		assertEquals(256, grid.levelSide());
		final List<Integer> columns = grid.kept().stream().map(Place::x).distinct().toList();
		assertEquals(List.of(0, 512, 960, 1408), columns);
	}

	@Test
	void tilesAreReadAsTheEncoderSeesThem() {
		final Tissue tissue = tissue(rectangle(0, 0, 1536, 1536));
		final TileGrid grid = TileGrid.of(slide, tissue, TileSettings.trident(100, 0.75));
		assertEquals(150, grid.side());
		assertEquals(0, grid.level());
		assertEquals(3 * 100 * 100, grid.read(slide, grid.kept().get(3)).length);
		final TileGrid same = TileGrid.of(slide, tissue, TileSettings.trident(128, 0.5));
		assertArrayEquals(slide.pyramid().read(0, 128, 0, 128, 128), same.read(slide, new Place(128, 0)));
		assertThrows(Refusal.class, () -> TileGrid.of(slide, tissue, TileSettings.trident(256, 0.2)));
		assertThrows(Refusal.class, () -> TileSettings.clam(0));
		assertThrows(Refusal.class, () -> TileSettings.clam(256).withOverlap(256));
		assertThrows(Refusal.class, () -> TileSettings.clam(256).withMinTissue(1.1));
		assertThrows(Refusal.class, () -> new TileSettings(TileSettings.Convention.CLAM, 9, OptionalDouble.of(0), 0, 0,
			TileSettings.PointTest.CENTRE));
	}

	@Test
	void areasEqualCountedPointsWhateverTheShape() {
		final Random random = new Random(5);
		final double[] x = new double[40];
		final double[] y = new double[40];
		for (int i = 0; i < 40; i++) {
			final double radius = 20 + 70 * random.nextDouble();
			x[i] = 100 + radius * Math.cos(i * Math.PI / 20);
			y[i] = 100 + radius * Math.sin(i * Math.PI / 20);
		}
		final Region star = new Region(new Outline(x, y), List.of(rectangle(95, 95, 105, 103)));
		double total = 0;
		for (int top = 0; top < 200; top += 40) {
			final TissueShare share = new TissueShare(List.of(star), top, top + 40);
			for (int left = 0; left < 200; left += 40) {
				int inside = 0;
				for (int i = 0; i < 400 * 400; i++) {
					if (star.contains(left + (i % 400 + 0.5) / 10, top + (i / 400 + 0.5) / 10)) inside++;
				}
				assertEquals(inside / 100.0, share.area(left, left + 40), 2, left + ", " + top);
				total += share.area(left, left + 40);
			}
		}
		assertEquals(star.area(), total, 1e-6);
	}

	@Test
	void theGridDependsOnNoThreadsAndFillsTheSheet() {
		final Tissue tissue = TissueFinding.find(slide, TissueSettings.preset("biopsy"), Progress.NONE);
		final TileSettings settings = TileSettings.clam(128).withMinTissue(0.5);
		final TileGrid one = Parallel.withThreads(1, () -> TileGrid.of(slide, tissue, settings));
		final TileGrid three = Parallel.withThreads(3, () -> TileGrid.of(slide, tissue, settings));
		assertEquals(one, three);
		final Set<Place> all = new HashSet<>(one.kept());
		all.addAll(one.dropped());
		assertEquals(all.size(), one.kept().size() + one.dropped().size());
		assertTrue(one.kept().size() > 50 && one.dropped().size() > 10, one.kept().size() + " kept, " + one.dropped().size() + " dropped");
		final Picture sheet = ContactSheet.of(slide, one, 8, 3, 40);
		assertEquals(320, sheet.width());
		assertEquals((3 + Math.min(3, (one.dropped().size() + 7) / 8)) * 40, sheet.height());
		final List<Integer> corner = new ArrayList<>();
		for (int c = 0; c < 3; c++) corner.add(sheet.rgb()[c] & 255);
		assertEquals(List.of(0, 170, 0), corner);
		assertEquals(200, sheet.rgb()[3 * 320 * 120] & 255);
		assertThrows(Refusal.class, () -> ContactSheet.of(slide, one, 0, 3, 40));
	}
}
