package io.github.encoderj.command.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.github.encoderj.command.Macro;

class OpenNeuritesTest {

	@Test
	void opensTheStackAndItsLabels() {
		assertEquals("neurites 128 128 30 8 40 nm 8 | neurite labels 128 128 30 16 1", Macro.run("""
			run("EncoderJ Neurites");
			getVoxelSize(w, h, d, unit);
			s = getTitle() + " " + getWidth() + " " + getHeight() + " " + nSlices + " " + w + " " + d + " " + unit + " " + bitDepth();
			selectImage("neurite labels");
			Stack.getStatistics(count, mean, min, max);
			return s + " | " + getTitle() + " " + getWidth() + " " + getHeight() + " " + nSlices + " " + bitDepth() + " " + (max > 20);
			"""));
	}
}
