package io.github.encoderj.command.slides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Progress;
import io.github.encoderj.command.Macro;
import io.github.encoderj.image.pyramid.Pyramid;
import io.github.encoderj.sample.SyntheticSlide;

/** The macro slide_classification, as it stands, on small slides. */
class SlideClassificationMacroTest {

	private static final int SLIDES = 6;

	@TempDir
	private Path folder;

	@Test
	void goesFromSlidesAndLabelsToMaps() throws IOException {
		final Path slides = Files.createDirectories(folder.resolve("slides"));
		final StringBuilder labels = new StringBuilder("slide,class\n");
		for (int s = 0; s < SLIDES; s++) {
			new SyntheticSlide(1000, 900, s % 2 * 0.3, s).write(slides.resolve("s" + s + ".ome.tif"), Progress.NONE);
			labels.append("s" + s + (s % 2 == 0 ? ",healthy\n" : ",tumour\n"));
		}
		final Path table = folder.resolve("labels.csv");
		Files.writeString(table, labels);
		final Path results = folder.resolve("results");
		Macro.run(Files.readString(Path.of("macros", "slide_classification.ijm")), String.join(";", slides.toString(), table.toString(), results
			.toString(), "128", "2", "biopsy"));
		final List<String> probabilities = Files.readAllLines(results.resolve("probabilities.csv"));
		assertEquals("case,healthy,tumour,tiles,note,encoder,device,definition,version", probabilities.get(0));
		assertEquals(SLIDES + 1, probabilities.size());
		final String[] fields = probabilities.get(1).split(",");
		assertEquals(1, Double.parseDouble(fields[1]) + Double.parseDouble(fields[2]), 1e-6, "classes exclude each other");
		assertTrue(Files.readString(results.resolve("classifier_scores.csv")).contains("pooled,tumour"));
		assertEquals(SLIDES + 1, Files.readAllLines(results.resolve("classifier_predictions.csv")).size());
		assertEquals(11, Files.readAllLines(results.resolve("maps/s3_tiles.csv")).size(), "ten tiles");
		try (Pyramid map = Pyramid.open(results.resolve("maps/s3.ome.tif")); Pyramid slide = Pyramid.open(slides.resolve("s3.ome.tif"))) {
			assertEquals(slide.level(0).width() * slide.pixelSize().orElseThrow().x(), map.level(0).width() * map.pixelSize().orElseThrow().x(),
				0.5, "the map is as wide as the slide");
		}
	}
}
