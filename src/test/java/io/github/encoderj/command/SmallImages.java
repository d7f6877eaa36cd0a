package io.github.encoderj.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.sample.NeuriteVolume;

/** The small images that all commands are tried on, the good and the bad ones. */
final class SmallImages {

	static final int SIDE = 24;
	static final int DEPTH = 6;

	private SmallImages() {}

	/** Writes them all. */
	static void writeAll(final Path folder) throws IOException {
		final int[] labels = new int[SIDE * SIDE * DEPTH];
		final int[] segments = new int[labels.length];
		final float[] raw = new float[labels.length];
		for (int i = 0; i < labels.length; i++) {
			final int x = i % SIDE;
			final int y = i / SIDE % SIDE;
			labels[i] = 1 + x / 8 + 3 * (y / 8);
			segments[i] = labels[i] + (x > 20 ? 9 : 0);
			raw[i] = x % 8 == 0 || y % 8 == 0 ? 60 : 150 + i * 31 % 17;
		}
		write(folder, "labels", Volume.ofLabels(labels, SIDE, SIDE, DEPTH, geometry(), "labels"));
		write(folder, "segments", Volume.ofLabels(segments, SIDE, SIDE, DEPTH, geometry(), "segments"));
		write(folder, "zero", Volume.ofLabels(new int[labels.length], SIDE, SIDE, DEPTH, geometry(), "zero"));
		final int[] ones = new int[labels.length];
		Arrays.fill(ones, 1);
		write(folder, "ones", Volume.ofLabels(ones, SIDE, SIDE, DEPTH, geometry(), "ones"));
		write(folder, "finer", Volume.ofLabels(segments, SIDE, SIDE, DEPTH, Geometry.spacing(2, 2, 20, "nm"), "finer"));
		write(folder, "raw", volume(raw, DEPTH));
		write(folder, "section", volume(Arrays.copyOf(raw, SIDE * SIDE), 1));
		write(folder, "small", Volume.ofLabels(new int[] { 1, 2, 3, 4 }, 2, 2, 1, geometry(), "small"));
		final float[] fractions = raw.clone();
		fractions[7] = 1.5f;
		write(folder, "fractions", volume(fractions, DEPTH));
		final float[] nan = raw.clone();
		nan[7] = Float.NaN;
		write(folder, "nan", volume(nan, DEPTH));
		final float[] affinities = new float[3 * raw.length];
		for (int i = 0; i < affinities.length; i++) affinities[i] = raw[i % raw.length] == 60 ? 0.1f : 0.9f;
		write(folder, "affinities", Volume.of(affinities, SIDE, SIDE, DEPTH, 3, geometry(), "affinities"));
		final byte[] whole = Files.readAllBytes(folder.resolve("raw.tif"));
		Files.write(folder.resolve("truncated.tif"), Arrays.copyOf(whole, whole.length / 3));
		Files.write(folder.resolve("empty.tif"), new byte[0]);
		Files.writeString(folder.resolve("text.tif"), "This is no image.\n");
		Files.writeString(folder.resolve("text.h5"), "This is no image either.\n");
	}

	/** Writes two cases of neurites, {@code truth/case0.tif}..., and as many that do not fit them, {@code segments/case0.tif}... */
	static void writeSegmentations(final Path folder) throws IOException {
		final Path truth = Files.createDirectories(folder.resolve("truth"));
		final Path segments = Files.createDirectories(folder.resolve("segments"));
		for (int i = 0; i < 2; i++) {
			ImageFiles.write(NeuriteVolume.of(24, 24, 3, i).labels(), truth.resolve("case" + i + ".tif"));
			ImageFiles.write(NeuriteVolume.of(24, 24, 3, i + 5).labels(), segments.resolve("case" + i + ".tif"));
		}
	}

	static Volume<?> volume(final float[] values, final int depth) {
		return Volume.of(values, SIDE, SIDE, depth, geometry(), "values");
	}

	static Geometry geometry() {
		return Geometry.spacing(4, 4, 40, "nm");
	}

	static void write(final Path folder, final String name, final Volume<?> volume) {
		ImageFiles.write(volume, folder.resolve(name + ".tif"));
	}
}
