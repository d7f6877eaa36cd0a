package io.github.encoderj.command.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.github.encoderj.command.Macro;

class OpenRadiographsTest {

	@Test
	void opensTheRadiographsAndTheirStructures() {
		assertEquals("radiographs 64 64 3 mm 8 | structures 64 64 3 16 3", Macro.run("""
			run("EncoderJ Radiographs", "number=3 size=64");
			getVoxelSize(w, h, d, unit);
			s = getTitle() + " " + getWidth() + " " + getHeight() + " " + nSlices + " " + unit + " " + bitDepth();
			selectImage("structures");
			Stack.getStatistics(count, mean, min, max);
			return s + " | " + getTitle() + " " + getWidth() + " " + getHeight() + " " + nSlices + " " + bitDepth() + " " + max;
			"""));
	}
}
