package io.github.encoderj.em;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

import io.github.encoderj.image.ImageFiles;

/**
 * {@link EmCheck} on the sections of the gala project (train-image.tif, train-gt.tif; 50 sections of 200 x 100), where every voxel
 * belongs to a segment. {@code sh src/build/gala.sh FOLDER [key=value ...]} runs it.
 */
public final class GalaCheck {

	private GalaCheck() {}

	/** Arguments: folder, options of {@link EmCheck}. */
	public static void main(final String[] arguments) throws IOException {
		final Path folder = Path.of(arguments[0]);
		final EmCheck check = new EmCheck("gala", ImageFiles.read(folder.resolve("train-image.tif")), ImageFiles.readLabels(folder.resolve(
			"train-gt.tif").toString()), false, "train=0-34", "test=35-49");
		check.set(Arrays.copyOfRange(arguments, 1, arguments.length));
		if (!check.option("other").isEmpty()) {
			final Path isbi = Path.of(check.option("other"));
			check.other(IsbiCheck.halved(IsbiCheck.image(isbi), false), IsbiCheck.halved(IsbiCheck.profiles(isbi), true), 15, 19);
		}
		check.run();
	}
}
