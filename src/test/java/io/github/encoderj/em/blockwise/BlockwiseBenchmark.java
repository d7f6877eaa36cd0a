package io.github.encoderj.em.blockwise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;

import io.github.encoderj.base.Progress;
import io.github.encoderj.em.Agglomeration;
import io.github.encoderj.em.AgglomerationResult;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.FragmentMethod;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Grid;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;

/**
 * Segments a benchmark volume blockwise and in one piece, {@code FOLDER NAME METHOD SLAB HALO [only]}, and says seconds, peak memory
 * and the difference of the two. With {@code only} the undivided run is left out, so that the peak is that of the blockwise one.
 */
public final class BlockwiseBenchmark {

	private BlockwiseBenchmark() {}

	public static void main(final String[] arguments) throws IOException {
		final Path folder = Path.of(arguments[0]);
		final JsonArray shape = JsonParser.parseString(Files.readString(folder.resolve(arguments[1] + ".json"))).getAsJsonObject()
			.getAsJsonArray("shape_zyx");
		final Grid grid = new Grid(shape.get(2).getAsInt(), shape.get(1).getAsInt(), shape.get(0).getAsInt());
		final RawSections source = new RawSections(folder.resolve(arguments[1] + ".aff.f32"), grid.width(), grid.height(), grid.depth(),
			Geometry.PIXELS);
		final AgglomerationSettings settings = AgglomerationSettings.DEFAULT.withFragments(FragmentMethod.of(arguments[2]));
		final int[] blockwise = new int[grid.voxels()];
		final SectionSink sink = new SectionSink() {

			@Override
			public void write(final int threshold, final int from, final int[] labels) {
				System.arraycopy(labels, 0, blockwise, from * grid.plane(), labels.length);
			}

			@Override
			public void finish() {}
		};
		final Path work = Files.createTempDirectory("blockwise");
		final long start = System.nanoTime();
		new BlockwiseAgglomeration(source, sink, settings, work, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]), 60).run(
			Progress.NONE);
		final long peak = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM")).mapToLong(
			line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0) / 1024;
		System.out.printf("blockwise %.1f s, peak %d MB with the labels of the whole volume, %d MB of them, kept for comparison%n", (System
			.nanoTime() - start) * 1e-9, peak, 4L * grid.voxels() >> 20);
		try (var files = Files.list(work)) {
			for (final Path file : files.toList()) Files.delete(file);
		}
		Files.delete(work);
		if (arguments.length > 5) return;
		final int plane = source.width() * source.height();
		final AffinityField field = AffinityField.sections(grid, (c, z, out) -> {
			final float[] channels = new float[3 * plane];
			source.read(z, z + 1, channels, 0, plane);
			System.arraycopy(channels, c * plane, out, 0, plane);
		});
		final AgglomerationResult whole = Agglomeration.with(settings).segment(field, Geometry.PIXELS, arguments[1], Progress.NONE);
		final int[] table = whole.table(0);
		final int[] undivided = whole.fragments().labels();
		for (int i = 0; i < undivided.length; i++) undivided[i] = table[undivided[i]];
		final PartitionScores scores = PartitionScores.of(undivided, blockwise, Definition.SKIMAGE);
		System.out.printf("segments %d and %d; VOI between them %.9f%n", Arrays.stream(undivided).distinct().count(), Arrays.stream(blockwise)
			.distinct().count(), scores.voiSum());
	}
}
