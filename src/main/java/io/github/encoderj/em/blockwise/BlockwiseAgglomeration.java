package io.github.encoderj.em.blockwise;

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
import java.util.OptionalInt;
import java.util.Set;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.agglomerate.EdgeScores;
import io.github.encoderj.em.agglomerate.MergeConstraint;
import io.github.encoderj.em.agglomerate.RegionMerging;
import io.github.encoderj.em.agglomerate.SizeFilter;
import io.github.encoderj.em.graph.ContactScan;
import io.github.encoderj.em.graph.Contacts;
import io.github.encoderj.em.graph.RegionGraph;

/**
 * Agglomeration of a volume larger than memory, slab by slab of whole sections.
 * <ol>
 * <li>Fragments of each slab, from its sections and a halo around; kept as a file each. Those that go on across a cut become one; ids in
 * raster order, as in one piece.</li>
 * <li>The region graph, slab after slab in order; what was taken in is saved from time to time.</li>
 * <li>Merging of the whole graph, in memory (about 60 bytes for each edge). Scores of single affinities (quantiles, min, max, meanmax) are
 * gathered in one more pass over the slabs; a histogram quantile holds 2 bytes more for each pair of voxels between two fragments, an
 * exact quantile 4, with {@code initmax} either one such number for each edge.</li>
 * <li>Segmentations, slab by slab; what is written is noted.</li>
 * </ol>
 * A job that was stopped or killed at any moment goes on with the same work folder. The result equals that in one piece label for
 * label, with one exception: a plateau of equal affinities that reaches farther than the halo may be divided differently.
 */
public final class BlockwiseAgglomeration {

	private static final String NOTE = "job.txt";
	private static final int CUSTOMARY_HALO = 8;

	private final SectionSource source;
	private final SectionSink sink;
	private final AgglomerationSettings settings;
	private final Path folder;
	private final int slab;
	private final int halo;
	private final double saveSeconds;

	/**
	 * Prepares a job.
	 *
	 * @param settings gapfree, waterz or sections as fragments; any score
	 * @param folder work folder, made if missing; to be deleted when the job is done
	 * @param slab sections at a time; memory grows with it, about 25 bytes for each voxel of slab and halo
	 * @param halo sections around a slab, see {@link #halo}
	 * @param saveSeconds the region graph is saved when so much time has passed since the last time
	 */
	public BlockwiseAgglomeration(final SectionSource source, final SectionSink sink, final AgglomerationSettings settings,
		final Path folder, final int slab, final int halo, final double saveSeconds)
	{
		Refusal.unless(slab > 0, "slab = %d: expected at least 1 section.", slab);
		final int least = SlabFragments.leastHalo(settings, source);
		Refusal.unless(halo >= least, "halo = %d: these settings need at least %d sections; %d is customary.", halo, least, CUSTOMARY_HALO);
		final long voxels = (long) source.width() * source.height() * Math.min(source.depth(), slab + 2L * halo);
		Refusal.unless(3 * voxels <= Integer.MAX_VALUE - 8, "slab = %d, halo = %d: %d sections of %d x %d are too much for one piece. Choose " +
			"fewer.", slab, halo, slab + 2 * halo, source.width(), source.height());
		this.source = source;
		this.sink = sink;
		this.settings = settings;
		this.folder = folder;
		this.slab = slab;
		this.halo = halo;
		this.saveSeconds = saveSeconds;
	}

	/**
	 * What a job made.
	 *
	 * @param segments number of segments at each threshold
	 * @param zeroShares share of voxels that belong to none at each threshold, 0..1
	 */
	public record Counts(int[] segments, double[] zeroShares) {}

	/** Sections around a slab that suffice unless plateaus of equal affinities are large; none where each section is for itself. */
	public static int halo(final AgglomerationSettings settings, final SectionSource source) {
		final int least = SlabFragments.leastHalo(settings, source);
		return least == 0 ? 0 : Math.max(CUSTOMARY_HALO, least);
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
			final SlabFragments fragments = new SlabFragments(source, settings, folder, slab, halo);
			fragments.make(progress.part(0, 0.4));
			final RegionGraph graph = new SavedRegionGraph(folder, saveSeconds).of(fragments, progress.part(0.4, 0.6));
			final List<int[]> numbers = agglomerate(fragments, graph, progress.part(0.6, 0.8));
			write(fragments, numbers, progress.part(0.8, 1));
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

	/** For each threshold the number of each fragment's segment, 1..n in the order of the segments' smallest fragments. */
	private List<int[]> agglomerate(final SlabFragments fragments, final RegionGraph graph, final Progress progress) {
		final EdgeScores scores = EdgeScores.of(settings.score(), graph, contacts(fragments), progress.part(0, 0.5));
		final RegionMerging merging = new RegionMerging(scores, settings.queue(), MergeConstraint.NONE);
		final List<int[]> numbers = new ArrayList<>();
		for (final float threshold : settings.thresholds()) {
			merging.mergeUntil(threshold, progress.part(0.5, 1));
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

	/** The pairs of the volume, slab after slab. */
	private static Contacts contacts(final SlabFragments fragments) {
		return (takers, progress) -> {
			for (int s = 0; s < fragments.slabs(); s++) {
				progress.check();
				progress.report("Scores, slab " + (s + 1) + " of " + fragments.slabs(), (double) s / fragments.slabs());
				final SlabFragments.Slab slab = fragments.slab(s);
				new ContactScan(slab.affinities(), slab.fragments()).run(takers, slab.first(), Progress.NONE);
			}
		};
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
			zeroShares[t] = 1 - voxels / ((double) source.width() * source.height() * source.depth());
		}
		return new Counts(segments, zeroShares);
	}

	private void write(final SlabFragments fragments, final List<int[]> numbers, final Progress progress) throws IOException {
		final Path note = folder.resolve("written.txt");
		final Set<String> written = new HashSet<>(Files.exists(note) ? Files.readAllLines(note) : List.of());
		for (int s = 0; s < fragments.slabs(); s++) {
			progress.check();
			progress.report("Segmentation, slab " + (s + 1) + " of " + fragments.slabs(), (double) s / fragments.slabs());
			if (written.contains("slab " + s + " written")) continue;
			final int[] labels = fragments.labels(s);
			for (int t = 0; t < numbers.size(); t++) {
				final int[] number = numbers.get(t);
				final int[] segments = new int[labels.length];
				for (int i = 0; i < labels.length; i++) segments[i] = number[labels[i]];
				sink.write(t, fragments.from(s), segments);
			}
			Files.writeString(note, "slab " + s + " written\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		sink.finish();
	}
}
