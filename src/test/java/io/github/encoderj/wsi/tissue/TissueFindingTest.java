package io.github.encoderj.wsi.tissue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.sample.SampleFiles;
import io.github.encoderj.sample.SyntheticSlide;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;

class TissueFindingTest {

	@TempDir
	private Path folder;

	@Test
	void findsTheTissueOfTheSample() {
		final SyntheticSlide truth = SampleFiles.slide();
		try (Slide slide = Slide.open(Path.of("test-images/slide.ome.tif"))) {
			final TissueSettings small = TissueSettings.preset("TCGA").withAreas(0.5, 0.002);
			for (final TissueSettings settings : List.of(small, small.withOtsu(true))) {
				final Tissue tissue = TissueFinding.find(slide, settings, Progress.NONE);
				assertEquals(List.of(), tissue.warnings());
				int both = 0, either = 0;
				for (int y = 4; y < 1536; y += 8) {
					for (int x = 4; x < 1536; x += 8) {
						final boolean found = tissue.contains(x, y);
						final boolean is = truth.at(x, y) != SyntheticSlide.GLASS;
						if (found && is) both++;
						if (found || is) either++;
					}
				}
				assertTrue((double) both / either > 0.92, settings + ": " + both + " of " + either);
			}
		}
	}

	@Test
	void largerUnitsDropRegionsAndHoles() {
		final Picture ring = ring();
		final TissueSettings all = TissueSettings.preset("biopsy").withMedian(1).withClosing(0).withAreas(0, 0);
		final Tissue tissue = TissueFinding.find(ring, all);
		assertEquals(2, tissue.regions().size());
		assertEquals(1, tissue.regions().get(0).holes().size());
		assertEquals(59 * 59 - 21 * 21 - 0.0, tissue.regions().get(0).area() / 256, 2.1); // a hole's border cuts its corners
		assertEquals(1, TissueFinding.find(ring, all.withAreas(0.5, 0)).regions().size());
		assertEquals(0, TissueFinding.find(ring, all.withAreas(0.5, 1)).regions().get(0).holes().size());
		final Tissue none = TissueFinding.find(ring, all.withAreas(50, 0));
		assertEquals(0, none.regions().size());
		assertTrue(none.warnings().get(0).contains("minArea"), none.warnings().get(0));
	}

	@Test
	void saysWhenNothingOrEverythingIsTissue() {
		final byte[] grey = new byte[3 * 100 * 100];
		Arrays.fill(grey, (byte) 200);
		final Tissue none = TissueFinding.find(new Picture(100, 100, grey, 16, 16), TissueSettings.preset("biopsy"));
		assertTrue(none.regions().isEmpty());
		assertTrue(none.warnings().get(0).contains("Lower saturation"), none.warnings().get(0));
		for (int i = 0; i < grey.length; i += 3) grey[i] = (byte) 255;
		final Tissue all = TissueFinding.find(new Picture(100, 100, grey, 16, 16), TissueSettings.preset("biopsy"));
		assertEquals(1, all.regions().size());
		assertTrue(all.warnings().get(0).contains("Raise saturation"), all.warnings().get(0));
	}

	@Test
	void penMarksAreTakenOutOnRequest() {
		final byte[] rgb = new byte[3 * 100 * 100];
		Arrays.fill(rgb, (byte) 240);
		for (int y = 10; y < 40; y++) paint(rgb, 10, 90, y, 30, 60, 200);
		for (int y = 60; y < 90; y++) paint(rgb, 10, 90, y, 210, 140, 190);
		final Picture picture = new Picture(100, 100, rgb, 16, 16);
		final TissueSettings settings = TissueSettings.preset("biopsy").withAreas(0, 0);
		assertEquals(2, TissueFinding.find(picture, settings).regions().size());
		final Tissue clean = TissueFinding.find(picture, settings.withoutPen(true));
		assertEquals(1, clean.regions().size());
		assertTrue(clean.contains(50 * 16, 75 * 16));
	}

	@Test
	void presetsAreClams() {
		assertEquals(new TissueSettings(8, false, 7, 4, 16, 4, 8, java.util.Optional.empty(), false), TissueSettings.preset("TCGA"));
		for (final String name : TissueSettings.PRESETS) TissueSettings.preset(name);
		assertThrows(Refusal.class, () -> TissueSettings.preset("lung"));
		assertThrows(Refusal.class, () -> TissueSettings.preset("TCGA").withMedian(4));
		assertThrows(Refusal.class, () -> TissueSettings.preset("TCGA").withSaturation(255));
		assertThrows(Refusal.class, () -> TissueSettings.preset("TCGA").withAreas(Double.NaN, 0));
	}

	@Test
	void geoJsonComesBackAsItWasWritten() throws IOException {
		final List<Region> regions = TissueFinding.find(ring(), TissueSettings.preset("biopsy").withMedian(1).withClosing(0).withAreas(0, 0))
			.regions();
		final Path file = folder.resolve("tissue.geojson");
		TissueGeoJson.write(regions, file);
		final List<Region> read = TissueGeoJson.read(file);
		assertEquals(TissueGeoJson.text(regions), TissueGeoJson.text(read));
		assertEquals(regions.get(0).area(), read.get(0).area());
	}

	@Test
	void geoJsonOfOthersIsRead() throws IOException {
		final String square = "[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[2,2],[4,2],[4,4],[2,4],[2,2]]]";
		final String polygon = "{\"type\":\"Polygon\",\"coordinates\":" + square + "}";
		final String feature = "{\"type\":\"Feature\",\"geometry\":" + polygon + ",\"properties\":{}}";
		for (final String text : List.of(polygon, feature, "[" + feature + "]", "{\"type\":\"FeatureCollection\",\"crs\":null,\"features\":[" +
			feature + ",{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}]}",
			"{\"type\":\"MultiPolygon\",\"coordinates\":[" + square + "]}", "{\"type\":\"GeometryCollection\",\"geometries\":[" + polygon + "]}"))
		{
			Files.writeString(folder.resolve("a.geojson"), text);
			final List<Region> read = TissueGeoJson.read(folder.resolve("a.geojson"));
			assertEquals(1, read.size(), text);
			assertEquals(96, read.get(0).area(), text);
		}
		for (final String text : List.of("", "no json", "{}", "3", "{\"type\":\"Polygon\"}", "{\"type\":\"Polygon\",\"coordinates\":[[[0]]]}",
			"{\"type\":\"Point\",\"coordinates\":[1,2]}", "{\"type\":\"Polygon\",\"coordinates\":[[[\"a\",\"b\"]]]}"))
		{
			Files.writeString(folder.resolve("bad.geojson"), text);
			final Refusal refusal = assertThrows(Refusal.class, () -> TissueGeoJson.read(folder.resolve("bad.geojson")), text);
			assertTrue(refusal.getMessage().contains("bad.geojson"), refusal.getMessage());
		}
	}

	/** A red frame of 60 x 60 with a hole of 20 x 20, and a speck. */
	private static Picture ring() {
		final byte[] rgb = new byte[3 * 100 * 100];
		Arrays.fill(rgb, (byte) 240);
		for (int y = 10; y < 70; y++) paint(rgb, 10, 70, y, 220, 120, 180);
		for (int y = 30; y < 50; y++) paint(rgb, 30, 50, y, 240, 240, 240);
		for (int y = 90; y < 95; y++) paint(rgb, 90, 95, y, 220, 120, 180);
		return new Picture(100, 100, rgb, 16, 16);
	}

	private static void paint(final byte[] rgb, final int from, final int to, final int y, final int r, final int g, final int b) {
		for (int x = from; x < to; x++) {
			rgb[3 * (y * 100 + x)] = (byte) r;
			rgb[3 * (y * 100 + x) + 1] = (byte) g;
			rgb[3 * (y * 100 + x) + 2] = (byte) b;
		}
	}
}
