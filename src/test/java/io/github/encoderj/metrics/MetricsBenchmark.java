package io.github.encoderj.metrics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import io.github.encoderj.metrics.ClassificationScores.Options;
import net.imglib2.img.array.ArrayImgs;

/**
 * Times the scores on the files that bench_metrics.py makes and times the reference tools on: one line a measurement, name, seconds
 * (best of the runs), first value. The whole run: {@code sh src/test/python/bench_metrics.sh FOLDER}.
 */
public final class MetricsBenchmark {

	private static final int RUNS = 5;

	private MetricsBenchmark() {}

	/** Arguments: folder of the benchmark files, then names of measurements (partition, masks, classification); none means all. */
	public static void main(final String[] arguments) throws IOException {
		final Path folder = Path.of(arguments[0]);
		final List<String> chosen = arguments.length > 1 ? List.of(arguments).subList(1, arguments.length) : List.of("partition", "masks",
			"classification");
		if (chosen.contains("partition")) partition(folder);
		if (chosen.contains("masks")) masks(folder);
		if (chosen.contains("classification")) classification(folder);
	}

	private static void partition(final Path folder) throws IOException {
		final int[] truth = ints(folder.resolve("l100x1024x1024.gt.u32"));
		final int[] segmentation = ints(folder.resolve("l100x1024x1024.seg_mean05.u32"));
		System.gc();
		final long before = used();
		resetPeaks();
		time("VOI + ARAND 100x1024x1024", () -> {
			final PartitionScores scores = PartitionScores.of(truth, segmentation, PartitionScores.Definition.FUNLIB);
			return scores.voiSplit() + " " + scores.voiMerge() + " " + scores.arand();
		});
		System.out.printf(Locale.ROOT, "peak beyond labels, MB, garbage included\t%d%n", peak() - before >> 20);
		final int[] blocks = new int[truth.length];
		for (int i = 0; i < blocks.length; i++) blocks[i] = 1 + (i >> 22 << 16 | (i >> 12 & 255) << 8 | i >> 2 & 255);
		System.gc();
		final long beforeBlocks = used();
		resetPeaks();
		time("VOI + ARAND, 1.6 million segments", () -> {
			final PartitionScores scores = PartitionScores.of(truth, blocks, PartitionScores.Definition.FUNLIB);
			return scores.voiSplit() + " " + scores.segments();
		});
		System.out.printf(Locale.ROOT, "peak beyond labels, MB, garbage included\t%d%n", peak() - beforeBlocks >> 20);
		final ContingencyTable table = ContingencyTable.of(truth, segmentation);
		time("all definitions, after counting", () -> Arrays.toString(Arrays.stream(PartitionScores.Definition.values()).mapToDouble(
			definition -> PartitionScores.of(table, definition).arand()).toArray()));
		time("with border tolerance 6.25", () -> {
			final PartitionScores scores = PartitionScores.of(ArrayImgs.unsignedInts(truth, 1024, 1024, 100), ArrayImgs.unsignedInts(
				segmentation, 1024, 1024, 100), PartitionScores.Definition.CREMI, 6.25);
			return scores.voiSum() + " " + scores.arand();
		});
	}

	private static void masks(final Path folder) throws IOException {
		for (final int n : new int[] { 128, 256 }) {
			final byte[] a = Files.readAllBytes(folder.resolve("mask_" + n + ".a.u8"));
			final byte[] b = Files.readAllBytes(folder.resolve("mask_" + n + ".b.u8"));
			for (final SurfaceDistances.Definition definition : SurfaceDistances.Definition.values()) {
				time("HD95 " + definition.key() + " " + n, () -> "" + SurfaceDistances.of(ArrayImgs.unsignedBytes(b, n, n, n), ArrayImgs
					.unsignedBytes(a, n, n, n), new double[] { 0.8, 0.8, 2.5 }, definition).hausdorff(95));
			}
		}
	}

	private static void classification(final Path folder) throws IOException {
		final List<String> lines = Files.readAllLines(folder.resolve("classification.csv"));
		final String[] header = lines.get(0).split(",");
		final int labels = (header.length - 1) / 2;
		final List<String> names = new ArrayList<>();
		final List<String> patients = new ArrayList<>();
		final double[][] truth = new double[lines.size() - 1][labels];
		final double[][] scores = new double[lines.size() - 1][labels];
		for (int l = 0; l < labels; l++) names.add(header[1 + l]);
		for (int c = 0; c < truth.length; c++) {
			final String[] fields = lines.get(c + 1).split(",");
			patients.add(fields[0]);
			for (int l = 0; l < labels; l++) {
				truth[c][l] = Double.parseDouble(fields[1 + l]);
				scores[c][l] = Double.parseDouble(fields[1 + labels + l]);
			}
		}
		time("AUROC + AUPRC, " + truth.length + " x " + labels + ", 1000 samples by patient", () -> {
			final List<ClassificationScores> all = ClassificationScores.of(ScoredCases.of(names, truth, scores).inGroups(patients), Options
				.standard());
			final ClassificationScores macro = all.get(labels);
			return macro.auroc() + " " + macro.auprc() + " " + macro.aurocInterval();
		});
	}

	private static void time(final String name, final Supplier<String> action) {
		double best = Double.POSITIVE_INFINITY;
		double first = 0;
		String value = "";
		for (int run = 0; run < RUNS; run++) {
			final long start = System.nanoTime();
			value = action.get();
			final double seconds = (System.nanoTime() - start) * 1e-9;
			if (run == 0) first = seconds;
			best = Math.min(best, seconds);
		}
		System.out.printf(Locale.ROOT, "%s\tfirst %.3f s\tbest %.3f s\t%s%n", name, first, best, value);
	}

	private static int[] ints(final Path path) throws IOException {
		try (FileChannel channel = FileChannel.open(path)) {
			final int[] values = new int[(int) (channel.size() / 4)];
			final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 22).order(ByteOrder.LITTLE_ENDIAN);
			int at = 0;
			while (channel.read(buffer) >= 0) {
				buffer.flip();
				final int n = buffer.remaining() / 4;
				buffer.asIntBuffer().get(values, at, n);
				at += n;
				buffer.position(4 * n);
				buffer.compact();
			}
			return values;
		}
	}

	private static long used() {
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static void resetPeaks() {
		ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
	}

	private static long peak() {
		return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).mapToLong(pool -> pool
			.getPeakUsage().getUsed()).sum();
	}
}
