package io.github.encoderj.volume.segmentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.VolumeDecoder;

/**
 * A whole body of 512 x 512 x 600 voxels (0.98 x 0.98 x 1.5 mm, 16 bits), segmented with a small head: time of encoding, decoding,
 * resampling and writing, and peak memory. Arguments: side of the working grid's voxels in mm (2), raw, filterbank or both, threads,
 * number of classes (2), depth (600).
 */
public final class SegmentationBenchmark {

	private static final int SIDE = 512;

	private SegmentationBenchmark() {}

	public static void main(final String[] arguments) throws IOException {
		final double voxel = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 2;
		final Skips skips = Skips.parse(arguments.length > 1 ? arguments[1] : "both");
		final int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
		final int classes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 2;
		final int depth = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 600;
		final Path folder = Files.createTempDirectory("encoderj");
		final Path scan = folder.resolve("scan.nii");
		ImageFiles.write(body(depth), scan);
		Parallel.withThreads(threads, () -> {
			run(scan, folder.resolve("labels.nii.gz"), voxel, skips, threads, classes);
			return null;
		});
		System.out.println("Peak resident memory: " + Files.readAllLines(Path.of("/proc/self/status")).stream().filter(l -> l.startsWith(
			"VmHWM")).findFirst().orElse("unknown").replaceAll("\\s+", " "));
		Files.delete(scan);
		Files.delete(folder.resolve("labels.nii.gz"));
		Files.delete(folder);
	}

	/** An ellipse of tissue with spots and noise, in Hounsfield units. */
	private static Volume<?> body(final int depth) {
		final short[][] sections = new short[depth][SIDE * SIDE];
		IntStream.range(0, depth).parallel().forEach(z -> {
			final SplittableRandom random = new SplittableRandom(z);
			for (int i = 0; i < SIDE * SIDE; i++) {
				final double x = (i % SIDE - 255.5) / 200;
				final double y = (i / SIDE - 255.5) / 140;
				final double spots = Math.sin(i % SIDE / 17.0) * Math.sin(i / SIDE / 13.0) * Math.sin(z / 11.0);
				sections[z][i] = (short) ((x * x + y * y < 1 ? 40 + 120 * spots : -1000) + random.nextInt(-30, 31));
			}
		});
		return Raster.volume(PixelType.INT16.image((Object[]) sections, SIDE, SIDE, depth), Geometry.spacing(0.98, 0.98, 1.5, "mm"), "body");
	}

	private static void run(final Path file, final Path output, final double voxel, final Skips skips, final int threads, final int classes) {
		final long start = System.nanoTime();
		final Volume<?> volume = ImageFiles.read(file);
		final Scan scan = Scan.of("body", List.of(volume), List.of(Modality.CT));
		final double reading = seconds(start);
		final VolumeInputs inputs = new VolumeInputs(List.of(Modality.CT), skips, Optional.empty());
		final float[] deviation = new float[inputs.width()];
		java.util.Arrays.fill(deviation, 1);
		final Map<String, String> metadata = Head.of(inputs.encoder(), "benchmark");
		metadata.putAll(Map.of(SegmentationTraining.MODALITIES, "CT", SegmentationTraining.SKIPS, skips.key(), SegmentationTraining.VOXEL, Double
			.toString(voxel), SegmentationTraining.UNIT, "mm", SegmentationTraining.CROP, "40"));
		final Head head = new Head(SegmentationTraining.TYPE, metadata, VolumeDecoder.random(inputs.width(), 0, classes, new int[] { 16, 32, 64 },
			1), new ImageStatistics(new double[] { voxel, voxel, voxel }, "mm", 0, 1, new float[inputs.width()], deviation));
		final long begun = System.nanoTime();
		final Segmentation.Result result = Segmentation.segment(new FilterBank(io.github.encoderj.encoder.Normalisation.parse("fixed 0.0 1.0")),
			head, "head", scan, new Segmentation.Settings(false, 0, 0.1, "cpu", threads), Progress.NONE);
		final double segmenting = seconds(begun);
		final long write = System.nanoTime();
		ImageFiles.write(result.labels(), output);
		final double writing = seconds(write);
		final double all = segmenting + writing;
		System.out.printf(Locale.ROOT, "%s voxels, working grid %.1f mm, %s, %d classes, %d threads%n", volume.size(), voxel, skips.key(), classes,
			threads);
		System.out.printf(Locale.ROOT, "read %.1f s, encode %.1f s, decode %.1f s, resample and components %.1f s, write %.1f s (%d components)%n",
			reading, result.encodingSeconds(), result.decodingSeconds(), result.resamplingSeconds(), writing, result.components());
		System.out.printf(Locale.ROOT, "encode to write %.1f s, of which resample and write %.1f %%%n", all, 100 * (result.resamplingSeconds() +
			writing) / all);
	}

	private static double seconds(final long start) {
		return (System.nanoTime() - start) / 1e9;
	}
}
