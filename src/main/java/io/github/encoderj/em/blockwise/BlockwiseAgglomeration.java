package io.github.encoderj.em.blockwise;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.FragmentMethod;
import io.github.encoderj.em.agglomerate.EdgeScores;
import io.github.encoderj.em.agglomerate.MergeConstraint;
import io.github.encoderj.em.agglomerate.RegionMerging;
import io.github.encoderj.em.agglomerate.SizeFilter;
import io.github.encoderj.em.graph.GrowingRegionGraph;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;
import io.github.encoderj.em.watershed.SlabWatershed;

/**
 * Agglomeration of a volume larger than memory, slab by slab of whole sections.
 * <ol>
 * <li>Fragments of each slab, from its sections and a halo around; kept as a file each.</li>
 * <li>Fragments that go on across a cut become one; ids in raster order, as in one piece.</li>
 * <li>The region graph, slab after slab in order; what was taken in is saved from time to time.</li>
 * <li>Merging of the whole graph, in memory (about 60 bytes for each edge).</li>
 * <li>Segmentations, slab by slab; what is written is noted.</li>
 * </ol>
 * A job that was stopped or killed at any moment goes on with the same work folder. The result equals that in one piece label for
 * label, with one exception: a plateau of equal affinities that reaches farther than the halo may be divided differently.
 */
public final class BlockwiseAgglomeration {

	private static final String NOTE = "job.txt";

	private final SectionSource source;
	private final SectionSink sink;
	private final AgglomerationSettings settings;
	private final Path folder;
	private final int slab;
	private final int halo;
	private final long saveEvery;
	private final int plane;
	private final int slabs;

	/**
	 * Prepares a job.
	 *
	 * @param settings gapfree or waterz fragments; scores of mean, contact and sizes
	 * @param folder work folder, made if missing; to be deleted when the job is done
	 * @param slab sections at a time; memory grows with it, about 25 bytes for each voxel of slab and halo
	 * @param halo sections around a slab; 8 suffices unless plateaus of equal affinities are large
	 * @param saveSeconds the region graph is saved when so much time has passed since the last time
	 */
	public BlockwiseAgglomeration(final SectionSource source, final SectionSink sink, final AgglomerationSettings settings,
		final Path folder, final int slab, final int halo, final double saveSeconds)
	{
		Refusal.unless(slab > 0, "slab = %d: expected at least 1 section.", slab);
		final int least = leastHalo(settings, source);
		Refusal.unless(halo >= least, "halo = %d: these settings need at least %d sections; 8 is customary.", halo, least);
		Refusal.unless(settings.fragments() == FragmentMethod.GAPFREE || settings.fragments() == FragmentMethod.WATERZ,
			"fragments = \"%s\" cannot be made slab by slab. Choose gapfree or waterz.", settings.fragments().name().toLowerCase(Locale.ROOT));
		final long voxels = (long) source.width() * source.height() * Math.min(source.depth(), slab + 2L * halo);
		Refusal.unless(3 * voxels <= Integer.MAX_VALUE - 8, "slab = %d, halo = %d: %d sections of %d x %d are too much for one piece. Choose " +
			"fewer.", slab, halo, slab + 2 * halo, source.width(), source.height());
		this.source = source;
		this.sink = sink;
		this.settings = settings;
		this.folder = folder;
		this.slab = slab;
		this.halo = halo;
		saveEvery = (long) (saveSeconds * 1e9);
		plane = source.width() * source.height();
		slabs = (source.depth() + slab - 1) / slab;
	}

	/**
	 * What a job made.
	 *
	 * @param segments number of segments at each threshold
	 * @param zeroShares share of voxels that belong to none at each threshold, 0..1
	 */
	public record Counts(int[] segments, double[] zeroShares) {}

	/** The fewest sections around a slab that make it right. */
	public static int leastHalo(final AgglomerationSettings settings, final SectionSource source) {
		return settings.fragments() == FragmentMethod.GAPFREE ? (int) Math.ceil(3 * sigma(settings, source)[2]) + 3 : 2;
	}

	/** Sections at a time of the job that a work folder holds; empty if it holds none. */
	public static OptionalInt slab(final Path folder) {
		final Path note = folder.resolve(NOTE);
		if (!Files.exists(note)) return OptionalInt.empty();
		try {
			final List<String> lines = Files.readAllLines(note);
			return OptionalInt.of(Integer.parseInt(lines.get(lines.size() - 1).split(" ")[0]));
		}
		catch (final IOException | RuntimeException e) {
			throw new Refusal("The work folder " + folder + " cannot be read: " + e.getMessage() + ". Delete it and start again.", e);
		}
	}

	/** Runs the job, or what is left of it. */
	public Counts run(final Progress progress) {
		try {
			Files.createDirectories(folder);
			open();
			for (int s = 0; s < slabs; s++) {
				progress.check();
				progress.report("Fragments of slab " + (s + 1) + " of " + slabs, 0.4 * s / slabs);
				if (!file(s).exists()) file(s).write(watershed(s));
			}
			final int[] offset = new int[slabs + 1];
			for (int s = 0; s < slabs; s++) offset[s + 1] = Math.addExact(offset[s], file(s).count());
			final int[] ids = ids(offset);
			final RegionGraph graph = graph(offset, ids, progress);
			final List<int[]> numbers = agglomerate(graph, progress);
			write(offset, ids, numbers, progress);
			progress.report("Segmentation", 1);
			return counts(graph.sizes(), numbers);
		}
		catch (final IOException e) {
			throw new Refusal("The work folder " + folder + " cannot be used: " + e.getMessage() + ". Free space or choose another one; the " +
				"job goes on where it was.", e);
		}
		catch (final UncheckedIOException e) {
			throw new Refusal("The work folder " + folder + " cannot be read: " + e.getCause().getMessage() + ". Delete it and start again.",
				e);
		}
	}

	/** Notes what the folder belongs to, or checks it; clears away what a killed job left half done. */
	private void open() throws IOException {
		try (DirectoryStream<Path> halves = Files.newDirectoryStream(folder, ".part-*")) {
			for (final Path half : halves) Files.delete(half);
		}
		final Path note = folder.resolve(NOTE);
		final String job = String.join("\n", source.name(), source.width() + " x " + source.height() + " x " + source.depth(), source
			.geometry().toString(), settings.fragments() + " " + settings.low() + " " + settings.high() + " " + settings.sigma(), settings.score()
				.text(), Arrays.toString(settings.thresholds()), settings.queue() + " " + settings.minSize() + " " + settings.minAffinity(), slab +
					" " + halo, "");
		if (!Files.exists(note)) WholeFile.write(note, temporary -> Files.writeString(temporary, job));
		Refusal.unless(Files.readString(note).equals(job), "The work folder %s holds another job (see job.txt there). Choose another folder, " +
			"or delete it.", folder);
	}

	private SlabFile file(final int s) {
		return new SlabFile(folder.resolve(String.format("slab-%05d.bin", s)), plane);
	}

	private int from(final int s) {
		return s * slab;
	}

	private int to(final int s) {
		return Math.min(source.depth(), from(s) + slab);
	}

	private static double[] sigma(final AgglomerationSettings settings, final SectionSource source) {
		return settings.sigmas(source.geometry());
	}

	private SlabWatershed watershed(final int s) {
		final int first = Math.max(0, from(s) - halo);
		final int last = Math.min(source.depth(), to(s) + halo);
		final AffinityField field = sections(first, last, 0);
		return settings.fragments() == FragmentMethod.GAPFREE ? SlabWatershed.gapFree(field, from(s) - first, to(s) - first, sigma(settings,
			source), Progress.NONE) : SlabWatershed.onAffinities(field, from(s) - first, to(s) - first, settings.low(), settings.high(),
				Progress.NONE);
	}

	/** Affinities of some sections, below a number of empty ones. */
	private AffinityField sections(final int first, final int last, final int empty) {
		final Grid grid = new Grid(source.width(), source.height(), last - first + empty);
		final float[] values = new float[3 * grid.voxels()];
		source.read(first, last, values, empty * plane, grid.voxels());
		return AffinityField.of(values, grid);
	}

	/** The id of each slab's label in the whole volume; labels that go on across a cut get the same one. */
	private int[] ids(final int[] offset) {
		final int[] parents = new int[offset[slabs] + 1];
		for (int label = 0; label < parents.length; label++) parents[label] = label;
		for (int s = 1; s < slabs; s++) {
			final byte[] joined = file(s).joinedAbove();
			final int[] below = file(s).labels(0, 1);
			final int[] above = file(s - 1).labels(to(s - 1) - from(s - 1) - 1, to(s - 1) - from(s - 1));
			for (int i = 0; i < plane; i++) {
				if (joined[i] == 0 || below[i] == 0 || above[i] == 0) continue;
				final int a = root(parents, offset[s] + below[i]);
				final int b = root(parents, offset[s - 1] + above[i]);
				parents[Math.max(a, b)] = Math.min(a, b);
			}
		}
		int n = 0;
		for (int label = 1; label < parents.length; label++) parents[label] = parents[label] == label ? ++n : parents[parents[label]];
		return parents;
	}

	private static int root(final int[] parents, final int label) {
		int i = label;
		while (parents[i] != i) {
			parents[i] = parents[parents[i]];
			i = parents[i];
		}
		return i;
	}

	/** Labels of some sections of a slab, with the ids of the whole volume. */
	private int[] labels(final int s, final int from, final int to, final int[] offset, final int[] ids) {
		final int[] labels = file(s).labels(from - from(s), to - from(s));
		for (int i = 0; i < labels.length; i++) if (labels[i] != 0) labels[i] = ids[offset[s] + labels[i]];
		return labels;
	}

	private RegionGraph graph(final int[] offset, final int[] ids, final Progress progress) throws IOException {
		final int nodes = Arrays.stream(ids).max().orElse(0) + 1;
		final Path saved = folder.resolve("graph.bin");
		int done = 0;
		int[] sizes = new int[nodes];
		GrowingRegionGraph graph = new GrowingRegionGraph();
		if (Files.exists(saved)) {
			try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(saved), 1 << 16))) {
				done = in.readInt();
				for (int id = 0; id < nodes; id++) sizes[id] = in.readInt();
			}
			graph = GrowingRegionGraph.read(folder.resolve("edges-" + done + ".bin"));
		}
		long last = System.nanoTime();
		for (int s = done; s < slabs; s++) {
			progress.check();
			progress.report("Region graph, slab " + (s + 1) + " of " + slabs, 0.4 + 0.2 * s / slabs);
			add(graph, s, offset, ids, nodes, sizes);
			if (System.nanoTime() - last >= saveEvery || s == slabs - 1) {
				save(graph, s + 1, sizes);
				last = System.nanoTime();
			}
		}
		return graph.graph(nodes, sizes);
	}

	private void add(final GrowingRegionGraph graph, final int s, final int[] offset, final int[] ids, final int nodes,
		final int[] sizes)
	{
		final int before = s == 0 ? 0 : 1;
		final int[] own = labels(s, from(s), to(s), offset, ids);
		for (final int label : own) sizes[label]++;
		final int[] labels = new int[before * plane + own.length];
		if (s > 0) System.arraycopy(labels(s - 1, from(s) - 1, from(s), offset, ids), 0, labels, 0, plane);
		System.arraycopy(own, 0, labels, before * plane, own.length);
		final AffinityField field = sections(from(s), to(s), before);
		graph.add(field, new Fragments(field.grid(), labels, nodes - 1), before, Progress.NONE);
	}

	/** Saves the edges under a name of their own first, so that the note never names a file that is not whole. */
	private void save(final GrowingRegionGraph graph, final int done, final int[] sizes) throws IOException {
		WholeFile.write(folder.resolve("edges-" + done + ".bin"), graph::write);
		WholeFile.write(folder.resolve("graph.bin"), temporary -> {
			try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16))) {
				out.writeInt(done);
				for (final int size : sizes) out.writeInt(size);
			}
		});
		for (int older = done - 1; older > 0; older--) Files.deleteIfExists(folder.resolve("edges-" + older + ".bin"));
	}

	/** For each threshold the number of each fragment's segment, 1..n in the order of the segments' smallest fragments. */
	private List<int[]> agglomerate(final RegionGraph graph, final Progress progress) {
		final RegionMerging merging = new RegionMerging(EdgeScores.of(settings.score(), graph), settings.queue(), MergeConstraint.NONE);
		final List<int[]> numbers = new ArrayList<>();
		for (final float threshold : settings.thresholds()) {
			merging.mergeUntil(threshold, progress.part(0.6, 0.8));
			int[] table = merging.lookUpTable();
			if (settings.minSize() > 1) table = SizeFilter.filter(graph, table, settings.minSize(), settings.minAffinity());
			final int[] number = new int[table.length];
			int n = 0;
			for (int id = 1; id < table.length; id++) {
				if (table[id] != 0) number[id] = table[id] == id ? ++n : number[table[id]];
			}
			numbers.add(number);
		}
		return numbers;
	}

	private Counts counts(final int[] sizes, final List<int[]> numbers) {
		final int[] segments = new int[numbers.size()];
		final double[] zeroShares = new double[numbers.size()];
		for (int t = 0; t < segments.length; t++) {
			final int[] number = numbers.get(t);
			long voxels = 0;
			for (int id = 1; id < number.length; id++) {
				if (number[id] == 0) continue;
				voxels += sizes[id];
				segments[t] = Math.max(segments[t], number[id]);
			}
			zeroShares[t] = 1 - voxels / ((double) plane * source.depth());
		}
		return new Counts(segments, zeroShares);
	}

	private void write(final int[] offset, final int[] ids, final List<int[]> numbers, final Progress progress) throws IOException {
		final Path note = folder.resolve("written.txt");
		final Set<String> written = new HashSet<>(Files.exists(note) ? Files.readAllLines(note) : List.of());
		for (int s = 0; s < slabs; s++) {
			progress.check();
			progress.report("Segmentation, slab " + (s + 1) + " of " + slabs, 0.8 + 0.2 * s / slabs);
			if (written.contains("slab " + s + " written")) continue;
			final int[] labels = labels(s, from(s), to(s), offset, ids);
			for (int t = 0; t < numbers.size(); t++) {
				final int[] number = numbers.get(t);
				final int[] segments = new int[labels.length];
				for (int i = 0; i < labels.length; i++) segments[i] = number[labels[i]];
				sink.write(t, from(s), segments);
			}
			Files.writeString(note, "slab " + s + " written\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		sink.finish();
	}
}
