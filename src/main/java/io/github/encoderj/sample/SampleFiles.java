package io.github.encoderj.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;

/** The images of the folder test-images, and the program that writes them. */
public final class SampleFiles {

	private static final Logger LOG = LoggerFactory.getLogger(SampleFiles.class);

	private SampleFiles() {}

	/** Neurites to train on, 144 x 144 x 20. */
	public static NeuriteVolume train() {
		return NeuriteVolume.of(144, 144, 20, 1);
	}

	/** Other neurites to test on, 128 x 128 x 12. */
	public static NeuriteVolume test() {
		return NeuriteVolume.of(128, 128, 12, 2);
	}

	/** All sample images by file name. */
	public static Map<String, Volume<?>> all() {
		final NeuriteVolume train = train();
		final NeuriteVolume test = test();
		final Map<String, Volume<?>> files = new LinkedHashMap<>();
		files.put("em-train.tif", train.image());
		files.put("em-train-labels.tif", train.labels());
		files.put("em-test.tif", test.image());
		files.put("em-test-labels.tif", test.labels());
		return files;
	}

	/**
	 * Writes all sample images.
	 *
	 * @param arguments the folder to write to, which must exist
	 */
	public static void main(final String[] arguments) {
		final Path folder = Path.of(arguments.length == 0 ? "test-images" : arguments[0]);
		Refusal.unless(Files.isDirectory(folder), "%s: there is no such folder. Create it first.", folder);
		all().forEach((name, volume) -> {
			ImageFiles.write(volume, folder.resolve(name));
			LOG.info("{}: {} voxels of {}", folder.resolve(name), volume.size(), volume.geometry());
		});
	}
}
