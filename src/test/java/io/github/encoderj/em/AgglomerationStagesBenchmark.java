package io.github.encoderj.em;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;

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
 * The stages of agglomeration, beside what bounds them: reading the affinities once and writing the labels once.
 * {@code sh src/build/jmh.sh AgglomerationStages -p folder=FOLDER -p volume=m64x512x512} runs it; FOLDER holds the volumes of
 * make_bench_volumes.py. The comparison with waterz is bench_waterz.py.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgsAppend = { "-Xmn128m", "-XX:+UseParallelGC" })
public class AgglomerationStagesBenchmark {

	@Param("")
	public String folder;

	@Param("m64x512x512")
	public String volume;

	@Param("1 - mean")
	public String score;

	private float[] values;
	private int[] written;
	private AffinityField affinities;
	private Fragments fragments;
	private RegionGraph graph;

	@Setup(Level.Trial)
	public void read() throws IOException {
		final JsonArray shape = JsonParser.parseString(Files.readString(Path.of(folder, volume + ".json"))).getAsJsonObject().getAsJsonArray(
			"shape_zyx");
		final Grid grid = new Grid(shape.get(2).getAsInt(), shape.get(1).getAsInt(), shape.get(0).getAsInt());
		values = new float[3 * grid.voxels()];
		written = new int[grid.voxels()];
		try (FileChannel file = FileChannel.open(Path.of(folder, volume + ".aff.f32"))) {
			for (int c = 0; c < 3; c++) {
				final long bytes = 4L * grid.voxels();
				final ByteBuffer channel = file.map(FileChannel.MapMode.READ_ONLY, c * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
				channel.asFloatBuffer().get(values, c * grid.voxels(), grid.voxels());
			}
		}
		affinities = AffinityField.of(values, grid);
		fragments = watershed();
		graph = regionGraph();
	}

	/** The bound: each affinity is read once, each label written once, on all cores. */
	@Benchmark
	public int[] readAndWriteOnce() {
		Parallel.ranges(written.length, 1 << 16, (from, to) -> {
			final int n = written.length;
			for (int i = (int) from; i < to; i++) written[i] = (int) (values[i] + values[n + i] + values[2 * n + i]);
		});
		return written;
	}

	@Benchmark
	public Fragments watershed() {
		return AffinityWatershed.fragments(affinities, 0.0001f, 0.9999f, Progress.NONE);
	}

	@Benchmark
	public RegionGraph regionGraph() {
		return RegionGraphs.of(affinities, fragments, Progress.NONE);
	}

	@Benchmark
	public int merging() {
		final EdgeScores scores = EdgeScores.of(ScoringFunction.parse(score), graph, affinities, fragments, Progress.NONE);
		return new RegionMerging(scores, 0, MergeConstraint.NONE).mergeUntil(0.5f, Progress.NONE);
	}
}
