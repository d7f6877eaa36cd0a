package io.github.encoderj.wsi.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.image.pyramid.PyramidLevel;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tile.TileSettings;
import io.github.encoderj.wsi.tissue.Outline;
import io.github.encoderj.wsi.tissue.Region;
import io.github.encoderj.wsi.tissue.Tissue;
import io.github.encoderj.wsi.tissue.TissueFinding;
import io.github.encoderj.wsi.tissue.TissueSettings;

/**
 * Opens slides, reads them at every level and encodes their tiles. Arguments: folder of features (what is finished there is made again,
 * what was begun is gone on with), encoder, resolution, side of a tile, threads (0: all), preset of the tissue or "all", slides.
 */
public final class EncodingBenchmark {

	private EncodingBenchmark() {}

	public static void main(final String[] arguments) throws IOException {
		final Path folder = Path.of(arguments[0]);
		final int resolution = Integer.parseInt(arguments[2]);
		final TileSettings tiles = TileSettings.clam(Integer.parseInt(arguments[3]));
		final int threads = Integer.parseInt(arguments[4]);
		final String preset = arguments[5];
		Files.createDirectories(folder);
		for (int i = 6; i < arguments.length; i++) {
			final Path slide = Path.of(arguments[i]);
			Files.deleteIfExists(SlideEncoding.file(folder, slide));
			Parallel.withThreads(threads, () -> {
				levels(slide);
				try (TileEncoder encoder = arguments[1].equals(FilterBank.NAME) ? TileEncoder.filterBank(Pooling.MODEL, resolution) : TileEncoder.of(
					Encoders.openPictures(arguments[1], ComputeDevice.of("auto"), threads), Pooling.MODEL, resolution, "cpu"))
				{
					encode(slide, folder, encoder, new EncodingSettings(tiles, of -> tissue(of, preset), preset, OptionalDouble.empty(),
						EncodingSettings.BATCH, false));
				}
				return null;
			});
		}
	}

	private static Tissue tissue(final Slide slide, final String preset) {
		if (!preset.equals("all")) return TissueFinding.find(slide, TissueSettings.preset(preset), Progress.NONE);
		final double w = slide.width();
		final double h = slide.height();
		return new Tissue(List.of(new Region(new Outline(new double[] { 0, w, w, 0 }, new double[] { 0, 0, h, h }), List.of())), List.of());
	}

	private static void levels(final Path path) {
		try (Slide slide = Slide.open(path)) {
			System.out.printf("%s: %s, %s%n", slide.name(), slide.pyramid().format(), slide.calibrated() ? slide.pixelSize().mean() + " um"
				: "no pixel size");
			for (int level = 0; level < slide.pyramid().levels().size(); level++) {
				final PyramidLevel of = slide.pyramid().level(level);
				final long start = System.nanoTime();
				final boolean large = (long) of.width() * of.height() > 1 << 27;
				final byte[] rgb = large ? slide.read(level, 0, 0, 4096, 4096) : slide.level(level).rgb();
				long sum = 0;
				for (final byte value : rgb) sum += value & 255;
				System.out.printf("  level %d: %d x %d, downsample %.3f, %s read in %.0f ms, mean %.1f%n", level, of.width(), of.height(), of
					.downsample(), large ? "4096 x 4096" : "whole", (System.nanoTime() - start) / 1e6, (double) sum / rgb.length);
			}
		}
	}

	private static void encode(final Path slide, final Path folder, final TileEncoder encoder, final EncodingSettings settings) {
		try {
			final SlideOutcome o = SlideEncoding.encode(List.of(slide), folder, encoder, settings, Progress.NONE).get(0);
			System.out.printf("  %s, %d threads: %d tiles, %d encoded in %.2f s, %.1f tiles/s; encoder waits for tiles %.1f %%, a reader is busy " +
				"%.1f %% of the time; %s %s%n", encoder.name(), Parallel.threads(), o.tiles(), o.encoded(), o.seconds(), o.encoded() / o.seconds(),
				100 * o.waiting(), 100 * o.reading(), o.state(), o.note());
		}
		catch (final io.github.encoderj.base.Refusal e) {
			System.out.println("  refused: " + e.getMessage());
		}
	}
}
