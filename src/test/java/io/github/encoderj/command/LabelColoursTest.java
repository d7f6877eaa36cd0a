package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import ij.IJ;
import ij.ImagePlus;
import ij.process.LUT;

class LabelColoursTest {

	@Test
	void coloursDifferAndZeroIsBlack() {
		final LUT colours = LabelColours.table();
		assertEquals(0, colours.getRGB(0) & 0xffffff);
		final Set<Integer> distinct = new HashSet<>();
		for (int i = 0; i < 256; i++) distinct.add(colours.getRGB(i));
		assertEquals(256, distinct.size());
		for (int i = 1; i < 20; i++) {
			for (int j = 1; j < i; j++) {
				final int difference = Math.abs(colours.getRed(i) - colours.getRed(j)) + Math.abs(colours.getGreen(i) - colours.getGreen(j)) +
					Math.abs(colours.getBlue(i) - colours.getBlue(j));
				assertTrue(difference > 60, "colours " + i + " and " + j + " differ by " + difference);
			}
		}
	}

	@Test
	void eachOfUpTo255LabelsHasItsOwnColour() {
		final ImagePlus labels = IJ.createImage("labels", "16-bit black", 256, 1, 2);
		for (int x = 0; x < 256; x++) labels.getStack().getProcessor(2).set(x, 0, x);
		LabelColours.apply(labels);
		labels.setSlice(2);
		final int[] shown = (int[]) labels.getProcessor().convertToRGB().getPixels();
		final LUT colours = LabelColours.table();
		for (int x = 0; x < 256; x++) assertEquals(colours.getRGB(x) & 0xffffff, shown[x] & 0xffffff, "label " + x);
	}
}
