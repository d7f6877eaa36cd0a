package io.github.encoderj.command.em;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.command.Macro;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;

class LabelCorrectionTest {

	@TempDir
	private Path folder;

	/** As a person does it: points are clicked, the command changes the image in its window, and each correction is listed. */
	@Test
	void selectedPointsOfAnOpenImageAreMergedAndSplitInIt() throws IOException {
		final int[] labels = new int[30 * 10 * 2];
		for (int i = 0; i < labels.length; i++) labels[i] = 1 + i % 30 / 10;
		ImageFiles.write(Volume.ofLabels(labels, 30, 10, 2, Geometry.PIXELS, "labels"), folder.resolve("labels.tif"));
		final String values = Macro.run("""
			open(getArgument() + "/labels.tif");
			title = getTitle();
			makeSelection("point", newArray(5, 15), newArray(5, 5));
			run("Merge Labels...", "input=[" + title + "] list=[" + getArgument() + "/list.csv]");
			selectImage(title);
			merged = "" + getPixel(5, 5) + " " + getPixel(15, 5) + " " + getPixel(25, 5);
			makeSelection("point", newArray(3, 17), newArray(5, 5));
			run("Split Label...", "input=[" + title + "] list=[" + getArgument() + "/list.csv]");
			selectImage(title);
			result = merged + ", " + getPixel(0, 0) + " " + getPixel(19, 9) + " " + getPixel(25, 5) + ", " + nImages + ", " + count();
			close("*");
			return result;

			function count() {
				n = 0;
				for (z = 1; z <= nSlices; z++) {
					setSlice(z);
					for (i = 0; i < 300; i++) if (getPixel(i % 30, floor(i / 30)) == 4) n++;
				}
				return n;
			}
			""", folder.toString());
		assertTrue(values.startsWith("1 1 3, 1 4 3, 1, "), values);
		final int changed = Integer.parseInt(values.substring(values.lastIndexOf(' ') + 1));
		assertTrue(changed > 60 && changed < 200, values);
		assertEquals("action,label,becomes,x,y,z,voxels\nmerge,1,1,5,5,0,0\nmerge,2,1,15,5,0,200\nsplit,1,1,3,5,0,0\nsplit,1,4,17,5,0," + changed + "\n", Files
			.readString(folder.resolve("list.csv")));
	}
}
