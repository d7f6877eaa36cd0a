package io.github.encoderj.em;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.management.OperatingSystemMXBean;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.em.agglomerate.EdgeScores;
import io.github.encoderj.em.agglomerate.MergeConstraint;
import io.github.encoderj.em.agglomerate.RegionMerging;
import io.github.encoderj.em.agglomerate.ScoringFunction;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.graph.RegionGraphs;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.AffinityWatershed;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;

/**
 * Times the stages on a benchmark volume, {@code FOLDER NAME SCORE QUEUE THRESHOLD memory|stream [REPEATS [THREADS]]}, and prints one
 * line of JSON for each repeat: seconds of each stage, seconds of processor time of the whole, peak resident memory, fragments, edges,
 * merges. The first repeat includes the warming up of the virtual machine. In memory, all affinities are read before the clock
 * starts, as the comparison with waterz does; streamed, they are read from the file section by section when they are needed, and
 * that time counts. {@code src/test/python/bench_waterz.py} runs both and waterz.
 */
public final class AgglomerationBenchmark {

	private AgglomerationBenchmark() {}

	public static void main(final String[] arguments) throws IOException {
		final int threads = arguments.length > 7 ? Integer.parseInt(arguments[7]) : 0;
		Parallel.withThreads(threads, () -> {
			run(Path.of(arguments[0]), arguments[1], arguments[2], Integer.parseInt(arguments[3]), Float.parseFloat(arguments[4]), arguments[5]
				.equals("stream"), arguments.length > 6 ? Integer.parseInt(arguments[6]) : 1);
			return null;
		});
	}

	private static void run(final Path folder, final String name, final String score, final int queue, final float threshold,
		final boolean stream, final int repeats) throws IOException
	{
		final JsonArray shape = JsonParser.parseString(Files.readString(folder.resolve(name + ".json"))).getAsJsonObject().getAsJsonArray(
			"shape_zyx");
		final Grid grid = new Grid(shape.get(2).getAsInt(), shape.get(1).getAsInt(), shape.get(0).getAsInt());
		try (FileChannel file = FileChannel.open(folder.resolve(name + ".aff.f32"))) {
			final AffinityField affinities = stream ? AffinityField.sections(grid, (c, z, out) -> read(file, (long) c * grid.depth() + z, out,
				0)) : AffinityField.of(whole(file, grid), grid);
			for (int repeat = 1; repeat <= repeats; repeat++) once(name, affinities, score, queue, threshold, stream, repeat);
		}
	}

	private static void once(final String name, final AffinityField affinities, final String score, final int queue,
		final float threshold, final boolean stream, final int repeat) throws IOException
	{
		final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		final long cpu = system.getProcessCpuTime();
		final long start = System.nanoTime();
		final Fragments fragments = AffinityWatershed.fragments(affinities, 0.0001f, 0.9999f, Progress.NONE);
		final long watershed = System.nanoTime();
		final RegionGraph graph = RegionGraphs.of(affinities, fragments, Progress.NONE);
		final long graphDone = System.nanoTime();
		final EdgeScores scores = EdgeScores.of(ScoringFunction.parse(score), graph, affinities, fragments, Progress.NONE);
		final long scored = System.nanoTime();
		final long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
		final RegionMerging merging = new RegionMerging(scores, queue, MergeConstraint.NONE);
		final int merges = merging.mergeUntil(threshold, Progress.NONE);
		final long merged = System.nanoTime();
		final long after = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
		final int[] table = merging.lookUpTable();
		final int[] labels = fragments.labels();
		Parallel.ranges(labels.length, 1 << 18, (from, to) -> {
			for (int i = (int) from; i < to; i++) labels[i] = table[labels[i]];
		});
		final long end = System.nanoTime();
		final JsonObject out = new JsonObject();
		out.addProperty("name", name);
		out.addProperty("score", score);
		out.addProperty("queue", queue);
		out.addProperty("mode", stream ? "stream" : "memory");
		out.addProperty("watershed", seconds(start, watershed));
		out.addProperty("region_graph", seconds(watershed, scored));
		out.addProperty("merge", seconds(scored, merged));
		out.addProperty("merge_cpu", seconds(before, after));
		out.addProperty("relabel", seconds(merged, end));
		out.addProperty("total", seconds(start, end));
		out.addProperty("cpu", seconds(cpu, system.getProcessCpuTime()));
		out.addProperty("repeat", repeat);
		out.addProperty("statistics", seconds(graphDone, scored));
		out.addProperty("peak_mb", peak());
		out.addProperty("fragments", fragments.count());
		out.addProperty("edges", graph.edges());
		out.addProperty("merged", merges);
		System.out.println(out);
	}

	private static double seconds(final long from, final long to) {
		return Double.parseDouble(String.format(Locale.ROOT, "%.3f", (to - from) * 1e-9));
	}

	/** Peak resident memory of this process so far. */
	private static long peak() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM")).mapToLong(line -> Long
			.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0) / 1024;
	}

	private static float[] whole(final FileChannel file, final Grid grid) {
		final float[] values = new float[3 * grid.voxels()];
		for (int section = 0; section < 3 * grid.depth(); section++) read(file, section, values, section * grid.plane(), grid.plane());
		return values;
	}

	private static void read(final FileChannel file, final long section, final float[] out, final int at) {
		read(file, section, out, at, out.length);
	}

	private static void read(final FileChannel file, final long section, final float[] out, final int at, final int count) {
		final ByteBuffer buffer = BUFFERS.get();
		buffer.order(ByteOrder.LITTLE_ENDIAN);
		try {
			for (int done = 0; done < count; done += buffer.capacity() / 4) {
				final int n = Math.min(count - done, buffer.capacity() / 4);
				buffer.clear().limit(4 * n);
				while (buffer.hasRemaining()) {
					if (file.read(buffer, 4L * (section * count + done) + buffer.position()) < 0) throw new IOException("file too short");
				}
				buffer.flip();
				buffer.asFloatBuffer().get(out, at + done, n);
			}
		}
		catch (final IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}

	private static final ThreadLocal<ByteBuffer> BUFFERS = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(1 << 20));
}
