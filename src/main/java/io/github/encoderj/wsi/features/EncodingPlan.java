package io.github.encoderj.wsi.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tile.TileGrid;
import io.github.encoderj.wsi.tissue.Tissue;

/** What is to be done, seen before any tile is encoded: how many tiles the slides have, how long they take and how much disk they need. */
final class EncodingPlan {

	private static final Logger LOG = LoggerFactory.getLogger(EncodingPlan.class);
	private static final int SAMPLE = 4;
	private static final int RUNS = 100;
	private static final double ENOUGH_SECONDS = 2;
	private static final long BESIDE_FEATURES = 8192;

	private final Path folder;
	private final TileEncoder encoder;
	private final EncodingSettings settings;
	private final int[] tiles;
	private final List<Optional<SlideOutcome>> settled;
	private int width;
	private double secondsPerTile;

	/** A slide with its tiles. */
	record Laid(Slide slide, Tissue tissue, TileGrid grid) implements AutoCloseable {

		/** Opens a slide, finds its tissue and lays the grid. */
		static Laid open(final Path path, final EncodingSettings settings) {
			final Slide slide = Slide.open(path, settings.pixelSize());
			try {
				final Tissue tissue = settings.tissue().of(slide);
				return new Laid(slide, tissue, TileGrid.of(slide, tissue, settings.tiles()));
			}
			catch (final RuntimeException e) {
				slide.close();
				throw e;
			}
		}

		@Override
		public void close() {
			slide.close();
		}
	}

	/**
	 * Looks at all slides.
	 *
	 * @throws Refusal if a finished file is of other settings, or the disk is too small
	 */
	EncodingPlan(final List<Path> slides, final Path folder, final TileEncoder encoder, final EncodingSettings settings,
		final Progress progress)
	{
		this.folder = folder;
		this.encoder = encoder;
		this.settings = settings;
		tiles = new int[slides.size()];
		settled = new ArrayList<>();
		for (final Path slide : slides) settled.add(finished(slide));
		final AtomicInteger seen = new AtomicInteger();
		Parallel.forEach(tiles.length, i -> {
			if (progress.cancelled() || settled.get(i).isPresent()) return;
			look(i, slides.get(i));
			progress.report("Looking at slides: " + seen.incrementAndGet() + " of " + tiles.length, (double) seen.get() / tiles.length);
		});
		progress.check();
		if (todo() > 0) estimate();
	}

	private Optional<SlideOutcome> finished(final Path slide) {
		final Path file = SlideEncoding.file(folder, slide);
		if (!Files.exists(file) || settings.overwrite()) return Optional.empty();
		try (SlideFeatures found = SlideFeatures.open(file)) {
			FeatureHead.check(found, encoder, settings);
			return Optional.of(SlideOutcome.without(SlideEncoding.name(slide), found.count(), SlideOutcome.State.KEPT, ""));
		}
	}

	private void look(final int i, final Path path) {
		final String name = SlideEncoding.name(path);
		try (Laid laid = Laid.open(path, settings)) {
			tiles[i] = laid.grid.kept().size();
			if (tiles[i] > 0) return;
			final String why = laid.tissue.warnings().isEmpty() ? "No tile holds enough tissue. Choose smaller tiles or a smaller share of tissue."
				: String.join(" ", laid.tissue.warnings());
			settled.set(i, Optional.of(SlideOutcome.without(name, 0, SlideOutcome.State.EMPTY, why)));
		}
		catch (final RuntimeException e) {
			settled.set(i, Optional.of(SlideOutcome.without(name, 0, SlideOutcome.State.FAILED, SlideEncoding.reason(name, e))));
		}
	}

	/** What is known of a slide without encoding it; empty if it is to be encoded. */
	Optional<SlideOutcome> settled(final int slide) {
		return settled.get(slide);
	}

	/** Number of tiles of the slides that are to be encoded. */
	long todo() {
		return Arrays.stream(tiles).asLongStream().sum();
	}

	/** Tiles of a slide that is to be encoded. */
	int tiles(final int slide) {
		return tiles[slide];
	}

	/** Features of a tile. */
	int width() {
		return width;
	}

	/** Times the encoder on white tiles and says what is to be expected. */
	private void estimate() {
		final List<byte[]> white = Collections.nCopies(SAMPLE, white(settings.tiles().side()));
		final long begin = System.nanoTime();
		secondsPerTile = Double.POSITIVE_INFINITY;
		for (int run = 0; run < RUNS && (run == 0 || System.nanoTime() - begin < ENOUGH_SECONDS * 1e9); run++) {
			final long start = System.nanoTime();
			width = encoder.prepare(white, settings.tiles().side()).get()[0].length;
			secondsPerTile = Math.min(secondsPerTile, (System.nanoTime() - start) / 1e9 / SAMPLE);
		}
		final long bytes = todo() * (4L * width + 16) + BESIDE_FEATURES * tiles.length;
		final long free = free();
		Refusal.unless(bytes <= free, "output = %s: the features need about %d MB, and %d MB are free. Free space or choose another folder.",
			folder, bytes >> 20, free >> 20);
		LOG.info("{}", text(bytes, free));
	}

	private static byte[] white(final int side) {
		final byte[] white = new byte[3 * side * side];
		Arrays.fill(white, (byte) 255);
		return white;
	}

	private long free() {
		try {
			return Files.getFileStore(folder).getUsableSpace();
		}
		catch (final IOException e) {
			throw new Refusal("output = " + folder + ": its disk does not answer (" + e.getMessage() + "). Choose another folder.", e);
		}
	}

	private String text(final long bytes, final long free) {
		final long slides = Arrays.stream(tiles).filter(n -> n > 0).count();
		return String.format(Locale.ROOT, "%d tiles of %d slides are to be encoded: about %s with %s on %s, and %d MB of disk (%d MB are free).",
			todo(), slides, duration(todo() * secondsPerTile), encoder.name(), encoder.device(), (bytes >> 20) + 1, free >> 20);
	}

	/** Seconds in words. */
	static String duration(final double seconds) {
		if (seconds < 90) return Math.round(Math.max(1, seconds)) + " s";
		if (seconds < 5400) return Math.round(seconds / 60) + " min";
		return String.format(Locale.ROOT, "%.1f h", seconds / 3600);
	}

	/** What is to be expected, in words; empty if nothing is to be done. */
	String expectation() {
		return todo() == 0 ? "" : todo() + " tiles, about " + duration(todo() * secondsPerTile);
	}
}
