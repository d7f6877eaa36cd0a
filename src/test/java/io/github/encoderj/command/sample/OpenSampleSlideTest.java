package io.github.encoderj.command.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.command.Macro;
import io.github.encoderj.wsi.Slide;

class OpenSampleSlideTest {

	@TempDir
	private Path folder;

	@Test
	void opensTheSlideAndItsTruthAndWritesThem() {
		final Path file = folder.resolve("mine.ome.tif");
		assertEquals("slide 1536 1536 0.5 24 | slide truth 96 96 8 2", Macro.run("""
			run("EncoderJ Slide...", "output=[" + getArgument() + "]");
			getVoxelSize(w, h, d, unit);
			s = getTitle() + " " + getWidth() + " " + getHeight() + " " + w + " " + bitDepth();
			selectImage("slide truth");
			getVoxelSize(w, h, d, unit);
			getStatistics(count, mean, min, max);
			return s + " | " + getTitle() + " " + getWidth() + " " + getHeight() + " " + w + " " + max;
			""", file.toString()));
		try (Slide slide = Slide.open(file)) {
			assertEquals(1536, slide.width());
			assertEquals(0.5, slide.pixelSize().mean());
		}
		assertEquals(true, Files.exists(folder.resolve("mine-truth.tif")));
	}
}
