package io.github.encoderj.wsi.features;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.wsi.features.SlideOutcome.State;
import io.github.encoderj.wsi.tile.TileGrid;

/**
 * Encodes the tiles of slides, one HDF5 file a slide. Tiles are read and prepared while the encoder works, and the next slide's tissue is
 * found meanwhile. A run that was killed goes on where it was, in the middle of a slide; a slide that cannot be read does not stop the
 * others.
 */
public final class SlideEncoding {

	private static final Logger LOG = LoggerFactory.getLogger(SlideEncoding.class);

	private final List<Path> slides;
	private final Path folder;
	private final TileEncoder encoder;
	private final EncodingSettings settings;
	private final EncodingPlan plan;
	private final Progress progress;
	private final long begin = System.nanoTime();
	private long encoded;
	private long passed;

	private SlideEncoding(final List<Path> slides, final Path folder, final TileEncoder encoder, final EncodingSettings settings,
		final Progress progress)
	{
		this.slides = slides;
		this.folder = folder;
		this.encoder = encoder;
		this.settings = settings;
		plan = new EncodingPlan(slides, folder, encoder, settings, progress.part(0, 0.05));
		this.progress = progress.part(0.05, 1);
	}

	/**
	 * Encodes slides. What to expect, tiles, time and disk, is logged before the first tile.
	 *
	 * @param slides their files
	 * @param folder where the features go, {@code NAME.h5} each; it must exist
	 * @return what became of each slide, in their order
	 * @throws Refusal if two slides have one name, a file that is there holds other features, the disk is too small or full, the encoder
	 *           refuses tiles, or no slide could be read
	 * @throws CancellationException if cancelled; what is done is kept for the next run
	 */
	public static List<SlideOutcome> encode(final List<Path> slides, final Path folder, final TileEncoder encoder,
		final EncodingSettings settings, final Progress progress)
	{
		Refusal.unless(!slides.isEmpty(), "There is no slide to encode.");
		final Map<String, Path> names = new HashMap<>();
		for (final Path slide : slides) {
			final Path other = names.put(name(slide), slide);
			Refusal.unless(other == null, "%s and %s would both be encoded as %s.h5. Rename one, or encode them into two folders.", other, slide,
				name(slide));
		}
		final List<SlideOutcome> outcomes = new SlideEncoding(slides, folder, encoder, settings, progress).run();
		final boolean allFailed = outcomes.stream().allMatch(o -> o.state() == State.FAILED);
		Refusal.unless(!allFailed, "None of the %d slides could be encoded. The first, %s: %s", slides.size(), outcomes.get(0).slide(), outcomes
			.get(0).note());
		return outcomes;
	}

	/** Name of a slide, as CLAM and TRIDENT have it: that of its file without the suffix. */
	public static String name(final Path slide) {
		return slide.getFileName().toString().replaceFirst("(?i)(\\.ome)?\\.[^.]+$", "");
	}

	/** The file of a slide's features. */
	public static Path file(final Path folder, final Path slide) {
		return folder.resolve(name(slide) + ".h5");
	}

	/** Why a slide was not encoded, in a sentence; what is no refusal is logged whole. */
	static String reason(final String slide, final Throwable thrown) {
		for (Throwable e = thrown; e != null; e = e.getCause()) {
			if (e instanceof Refusal) return e.getMessage();
			if (e instanceof CancellationException cancelled) throw cancelled;
		}
		LOG.warn("{} could not be read", slide, thrown);
		return "It could not be read: " + thrown + ". Copy or export it again; the log holds the details.";
	}

	private List<SlideOutcome> run() {
		final List<SlideOutcome> outcomes = new ArrayList<>();
		CompletableFuture<EncodingPlan.Laid> next = lay(0);
		try (TilePipeline pipeline = new TilePipeline()) {
			for (int i = 0; i < slides.size(); i++) {
				progress.check();
				if (plan.settled(i).isPresent()) {
					outcomes.add(plan.settled(i).get());
					continue;
				}
				final CompletableFuture<EncodingPlan.Laid> laid = next;
				next = lay(i + 1);
				outcomes.add(encode(i, laid, pipeline));
			}
		}
		finally {
			next.whenComplete((laid, failed) -> {
				if (laid != null) laid.close();
			});
		}
		outcomes.stream().filter(o -> o.state() == State.FAILED).forEach(o -> LOG.warn("{} was not encoded: {}", o.slide(), o.note()));
		return outcomes;
	}

	/** Lays the grid of the first slide from {@code from} on that is to be encoded, in the background. */
	private CompletableFuture<EncodingPlan.Laid> lay(final int from) {
		for (int i = from; i < slides.size(); i++) {
			final Path slide = slides.get(i);
			if (plan.settled(i).isEmpty()) return CompletableFuture.supplyAsync(() -> Parallel.withThreads(1, () -> EncodingPlan.Laid.open(slide,
				settings)));
		}
		return CompletableFuture.completedFuture(null);
	}

	private SlideOutcome encode(final int i, final CompletableFuture<EncodingPlan.Laid> future, final TilePipeline pipeline) {
		final String name = name(slides.get(i));
		final long before = passed;
		try (EncodingPlan.Laid laid = future.get()) {
			return encode(i, laid, pipeline);
		}
		catch (final ExecutionException | TilePipeline.Unreadable e) {
			return SlideOutcome.without(name, 0, State.FAILED, reason(name, e.getCause()));
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Cancelled");
		}
		finally {
			passed = before + plan.tiles(i);
		}
	}

	private SlideOutcome encode(final int i, final EncodingPlan.Laid laid, final TilePipeline pipeline) throws TilePipeline.Unreadable {
		final Path file = file(folder, slides.get(i));
		final TileGrid grid = laid.grid();
		final int tiles = grid.kept().size();
		final int batch = settings.batch();
		final byte[] head = FeatureHead.of(laid.slide(), grid, encoder, settings, plan.width());
		if (settings.overwrite()) WholeFile.delete(FeatureWriting.part(file));
		final long start = System.nanoTime();
		try (FeatureWriting writing = FeatureWriting.open(file, head, tiles, plan.width(), batch)) {
			final int done = writing.done();
			if (done > 0) LOG.info("{}: {} of {} tiles are there already.", laid.slide().name(), done, tiles);
			passed += done;
			pipeline.secondsReading();
			pipeline.secondsWaiting();
			pipeline.run(done / batch, done == tiles ? done / batch : (tiles + batch - 1) / batch, b -> read(laid, b), (b, vectors) -> {
				writing.add(vectors);
				encoded += vectors.length;
				passed += vectors.length;
				report(i);
				progress.check();
			});
			writing.finish();
			final double seconds = (System.nanoTime() - start) / 1e9;
			return new SlideOutcome(laid.slide().name(), tiles, tiles - done, seconds, pipeline.secondsWaiting() / seconds, pipeline
				.secondsReading() / seconds, State.ENCODED, String.join(" ", laid.tissue().warnings()));
		}
	}

	private Supplier<float[][]> read(final EncodingPlan.Laid laid, final int batch) {
		final TileGrid grid = laid.grid();
		final int from = batch * settings.batch();
		final List<byte[]> tiles = grid.kept().subList(from, Math.min(grid.kept().size(), from + settings.batch())).stream().map(place -> grid
			.read(laid.slide(), place)).toList();
		return encoder.prepare(tiles, settings.tiles().side());
	}

	private void report(final int i) {
		final double rate = encoded / ((System.nanoTime() - begin) / 1e9);
		progress.report(String.format(Locale.ROOT, "Encoding %s (%d of %d): %.1f tiles/s, about %s left", name(slides.get(i)), i + 1, slides
			.size(), rate, EncodingPlan.duration((plan.todo() - passed) / rate)), (double) passed / Math.max(1, plan.todo()));
	}

	/**
	 * The slides that an input stands for: a file, the files of a folder in natural order of names, or those of a list ({@code .txt}, a path
	 * a line). Tables, texts, outlines and features that lie in a folder beside the slides are left out.
	 *
	 * @throws Refusal if there is no such file or folder, or no slide in it
	 */
	public static List<Path> slides(final Path input) {
		return SlideList.of(input);
	}
}
