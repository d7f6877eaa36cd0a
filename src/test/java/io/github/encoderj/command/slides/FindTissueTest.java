package io.github.encoderj.command.slides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.io.RoiEncoder;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.Macro;
import io.github.encoderj.wsi.tissue.Region;
import io.github.encoderj.wsi.tissue.TissueGeoJson;

class FindTissueTest {

	private static final String SLIDE = Path.of("test-images/slide.ome.tif").toString();

	@TempDir
	private Path folder;

	@Test
	void outlinesTheTissueOfTheSampleSlide() throws IOException {
		final Path file = folder.resolve("tissue.geojson");
		assertEquals("slide tissue 384 384 2 overlay 1", Macro.run("""
			run("Find Tissue...", "input=[" + getArgument() + "] preset=biopsy level=2");
			getVoxelSize(w, h, d, unit);
			return getTitle() + " " + getWidth() + " " + getHeight() + " " + w + " overlay " + (Overlay.size > 1);
			""".replace("level=2", "level=2 output=[" + file + "]"), SLIDE));
		final List<String> lines = Files.readAllLines(folder.resolve("tissue.csv"));
		assertEquals("slide,downsample,regions,holes,tissue_share,tissue_mm2,note,version", lines.get(0));
		final double share = Double.parseDouble(lines.get(1).split(",")[4]);
		assertEquals(0.48, share, 0.05);
		final List<Region> regions = TissueGeoJson.read(file);
		assertEquals(share * 1536 * 1536, regions.stream().mapToDouble(Region::area).sum(), 1);
	}

	@Test
	void keepsWhatIsThereUnlessToldOtherwise() throws IOException {
		final Path file = folder.resolve("tissue.geojson");
		Files.writeString(file, "{\"type\":\"FeatureCollection\",\"features\":[]}");
		final String code = "run(\"Find Tissue...\", \"input=[" + SLIDE + "] preset=biopsy output=[" + file + "] OVERWRITE\"); " +
			"return \"\" + getResult(\"regions\", 0);";
		assertEquals("0", Macro.run(code.replace("OVERWRITE", "")));
		assertTrue(Integer.parseInt(Macro.run(code.replace("OVERWRITE", "overwrite=true"))) > 0);
	}

	@Test
	void takesOwnOutlinesWithHoles() throws IOException {
		final ShapeRoi ring = new ShapeRoi(new Roi(100, 100, 600, 400)).not(new ShapeRoi(new OvalRoi(200, 200, 100, 80)));
		final Path zip = folder.resolve("own.zip");
		try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(zip.toFile()))) {
			out.putNextEntry(new ZipEntry("ring.roi"));
			out.write(RoiEncoder.saveAsByteArray(ring));
			out.putNextEntry(new ZipEntry("oval.roi"));
			out.write(RoiEncoder.saveAsByteArray(new OvalRoi(1000, 1000, 200, 200)));
			out.putNextEntry(new ZipEntry("point.roi"));
			out.write(RoiEncoder.saveAsByteArray(new PointRoi(5, 5)));
		}
		final List<Region> regions = OutlineInput.read("mask", zip.toString());
		assertEquals(2, regions.size());
		assertEquals(1, regions.get(0).holes().size());
		assertEquals(600 * 400 - Math.PI * 50 * 40, regions.get(0).area(), 150);
		assertTrue(regions.get(0).contains(150, 150));
		assertTrue(!regions.get(0).contains(250, 240));
		assertEquals("2 1", Macro.run("run(\"Find Tissue...\", \"input=[" + SLIDE + "] mask=[" + zip + "]\"); " +
			"return \"\" + getResult(\"regions\", 0) + \" \" + getResult(\"holes\", 0);"));
		final Path point = folder.resolve("point.roi");
		Files.write(point, RoiEncoder.saveAsByteArray(new PointRoi(5, 5)));
		assertTrue(assertThrows(Refusal.class, () -> OutlineInput.read("mask", point.toString())).getMessage().contains("no area"));
	}
}
