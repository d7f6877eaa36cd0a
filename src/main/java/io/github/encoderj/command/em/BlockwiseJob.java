package io.github.encoderj.command.em;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import ij.WindowManager;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.blockwise.BlockwiseAgglomeration;
import io.github.encoderj.em.blockwise.FileSections;
import io.github.encoderj.em.blockwise.SectionSource;
import io.github.encoderj.em.blockwise.VolumeSections;
import io.github.encoderj.em.blockwise.ZarrLabels;
import io.github.encoderj.image.SectionFile;
import io.github.encoderj.metrics.Table;

/** Agglomeration of affinities that stay in their file, with a work folder beside the labels, from which a killed job goes on. */
final class BlockwiseJob {

	private static final double SAVE_SECONDS = 60;
	private static final int LARGEST_SLAB = 64;
	private static final int ROW_OF_CHUNKS = 16;
	/** Of a job in one piece: channels as float32, fragments, segmentation and what the watershed needs. */
	private static final int BYTES_IN_ONE_PIECE = 32;
	/** Of a slab with its halo. */
	private static final int BYTES_IN_BLOCKS = 25;

	private final SectionSource source;
	private final AgglomerationSettings settings;
	private final List<Path> files;
	private final Path folder;

	private BlockwiseJob(final SectionSource source, final AgglomerationSettings settings, final List<Path> files, final Path folder) {
		this.source = source;
		this.settings = settings;
		this.files = files;
		this.folder = folder;
	}

	/**
	 * What is to be done in blocks.
	 *
	 * @param input the text of the key
	 * @param wanted in blocks even if memory suffices
	 * @param file the text of the output key as a file, {@code files} the label file for each threshold
	 * @return empty if it can be done in one piece
	 * @throws Refusal if it must be done in blocks and the labels are not written as Zarr, or there is a truth
	 */
	static Optional<BlockwiseJob> of(final String input, final boolean wanted, final String truth, final AgglomerationSettings settings,
		final Optional<Path> file, final List<Path> files)
	{
		final Optional<SectionSource> source = source(input, wanted);
		if (source.isEmpty()) return Optional.empty();
		final SectionSource s = source.get();
		final String why = wanted ? "With blockwise=true" : String.format("%s has %d x %d x %d voxels, too many for the memory, so that it is " +
			"done in blocks and", s.name(), s.width(), s.height(), s.depth());
		Refusal.unless(file.isPresent() && OutputFile.suffix(file.get()).equalsIgnoreCase(".zarr"), "output: %s the labels are written as " +
			"Zarr. Give a name that ends with .zarr.", why);
		Refusal.unless(truth.isBlank(), "truth: %s no truth is compared. Leave it out, and give the labels to Compare Segmentations.", why);
		return Optional.of(new BlockwiseJob(s, settings, files, OutputFile.withEnding(file.get(), "_blocks")));
	}

	private static Optional<SectionSource> source(final String input, final boolean wanted) {
		final boolean inFile = SectionFile.possible(input) && WindowManager.getImage(input.trim()) == null;
		if (wanted && !inFile) return Optional.of(new VolumeSections(ImageInput.affinities("input", input)));
		if (!inFile) return Optional.empty();
		try {
			final SectionSource source = new FileSections(SectionFile.affinities(input.trim()));
			return wanted || tooLarge(source, Runtime.getRuntime().maxMemory()) ? Optional.of(source) : Optional.empty();
		}
		catch (final Refusal e) {
			if (wanted) throw new Refusal("input: " + e.getMessage(), e);
			return Optional.empty(); // other types are read in one piece, which also says what is wrong
		}
	}

	/** Whether a job in one piece would need more memory than there is, or more voxels than an array holds. */
	static boolean tooLarge(final SectionSource source, final long memory) {
		final long voxels = (long) source.width() * source.height() * source.depth();
		return voxels > Integer.MAX_VALUE - 8 || BYTES_IN_ONE_PIECE * voxels > memory;
	}

	/** As many sections at a time as half the memory holds with the halo, in whole rows of chunks where it can be. */
	static int slab(final SectionSource source, final int halo, final long memory) {
		final long plane = (long) source.width() * source.height();
		final long all = Math.min(memory / 2 / BYTES_IN_BLOCKS, (Integer.MAX_VALUE - 8) / 3) / plane;
		Refusal.unless(all > 2L * halo, "input: %s has sections of %d x %d pixels; for %d of them at a time %d MiB of memory are too " +
			"little. Raise the limit in Edit > Options > Memory & Threads.", source.name(), source.width(), source.height(), 2 * halo + 1, memory >> 20);
		final int slab = (int) Math.min(LARGEST_SLAB, all - 2L * halo);
		return slab < ROW_OF_CHUNKS ? slab : slab / ROW_OF_CHUNKS * ROW_OF_CHUNKS;
	}

	/** Runs the job, or what is left of it, and clears the work folder away. */
	Table run(final boolean afresh, final String score, final Progress progress) {
		if (afresh) WholeFile.delete(folder);
		final int halo = BlockwiseAgglomeration.halo(settings, source);
		// A job that goes on keeps its slabs, even where there is other memory now
		final int slab = BlockwiseAgglomeration.slab(folder).orElseGet(() -> slab(source, halo, Runtime.getRuntime().maxMemory()));
		final BlockwiseAgglomeration.Counts counts = new BlockwiseAgglomeration(source, new ZarrLabels(files, source, folder, slab), settings,
			folder, slab, halo, SAVE_SECONDS).run(progress);
		WholeFile.delete(folder);
		return ThresholdTable.counts(counts, settings.thresholds(), source.name(), score);
	}

	/** Whether the labels are small enough to be looked at as a whole. */
	boolean shown() {
		return Files.exists(files.get(0)) && !tooLarge(source, Runtime.getRuntime().maxMemory());
	}
}
