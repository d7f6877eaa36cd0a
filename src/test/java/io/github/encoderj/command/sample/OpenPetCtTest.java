package io.github.encoderj.command.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.github.encoderj.command.Macro;

class OpenPetCtTest {

	@Test
	void opensCtPetAndLesionsOnOneGrid() {
		assertEquals("PET SUV 83 58 168 5 mm 32 1 | CT 83 58 168 32 | lesions 83 58 168 8 5", Macro.run("""
			run("EncoderJ PET/CT");
			getVoxelSize(w, h, d, unit);
			Stack.getStatistics(count, mean, min, max);
			s = getTitle() + " " + getWidth() + " " + getHeight() + " " + nSlices + " " + d + " " + unit + " " + bitDepth() + " " + (max > 8);
			selectImage("CT");
			s = s + " | " + getTitle() + " " + getWidth() + " " + getHeight() + " " + nSlices + " " + bitDepth();
			selectImage("lesions");
			Stack.getStatistics(count, mean, min, max);
			return s + " | " + getTitle() + " " + getWidth() + " " + getHeight() + " " + nSlices + " " + bitDepth() + " " + max;
			"""));
	}
}
