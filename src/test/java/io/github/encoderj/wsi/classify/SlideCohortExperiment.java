package io.github.encoderj.wsi.classify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

import io.github.encoderj.base.Progress;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.learn.BagTraining;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.ScoredCases;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.sample.SyntheticSlide;
import io.github.encoderj.wsi.features.EncodingSettings;
import io.github.encoderj.wsi.features.SlideEncoding;
import io.github.encoderj.wsi.features.SlideFeatures;
import io.github.encoderj.wsi.features.TileEncoder;
import io.github.encoderj.wsi.tile.TileSettings;
import io.github.encoderj.wsi.tissue.TissueFinding;
import io.github.encoderj.wsi.tissue.TissueSettings;

/**
 * A synthetic cohort from pixels to scores: slides of which every other one has tumour in 1 % of its tissue, tissue found, tiles encoded by
 * the filter bank, attention and the baselines cross-validated, and the attention of each tumour slide, by the head of the fold that did not
 * see it, compared with the truth. SlideCohortExperiment FOLDER [SLIDES [SIDE [EPOCHS]]]; what is in the folder already is used again.
 */
public final class SlideCohortExperiment {

	private static final double TUMOUR = 0.01;
	private static final int TILE = 128;
	private static final long SEED = 100;

	private SlideCohortExperiment() {}

	/** See above. */
	public static void main(final String[] arguments) throws IOException {
		final Path folder = Files.createDirectories(Path.of(arguments[0]));
		final int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 40;
		final int side = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 4096;
		final int epochs = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 200;
		final long start = System.nanoTime();
		final List<Path> slides = slides(folder, count, side);
		seconds("slides", start);
		final Path features = Files.createDirectories(folder.resolve("features"));
		try (TileEncoder encoder = TileEncoder.filterBank(Pooling.MODEL, 0)) {
			SlideEncoding.encode(slides, features, encoder, new EncodingSettings(TileSettings.clam(TILE), slide -> TissueFinding.find(slide,
				TissueSettings.preset("biopsy"), Progress.NONE), "tissue by preset biopsy", OptionalDouble.empty(), EncodingSettings.BATCH, false),
				Progress.NONE);
		}
		seconds("features", start);
		final SlideCohort cohort = SlideCohort.of(features, SlideCohort.labels(folder.resolve("labels.csv"), "", ""));
		int tiles = 0;
		for (int s = 0; s < cohort.size(); s++) tiles += cohort.tiles(s);
		System.out.printf(Locale.ROOT, "%d slides of %d x %d, %d tiles a slide%n", cohort.size(), side, side, tiles / cohort.size());
		for (final SlidePooling pooling : SlidePooling.values()) {
			final SlideTraining.Settings settings = new SlideTraining.Settings(5, 1, pooling, 1000, BagTraining.Settings.standard(1).withEpochs(
				epochs));
			final SlideTraining.Result result = SlideTraining.train(cohort, settings, "cpu", 0, "experiment", Progress.NONE);
			for (int row = 0; row < result.scores().size(); row++) {
				if (!result.scores().get(row, "label").equals("tumour") || !result.scores().get(row, "fold").toString().matches("pooled|mean|sd")) {
					continue;
				}
				System.out.printf(Locale.ROOT, "%s, AUROC, %s: %.3f (%s to %s)%n", pooling, result.scores().get(row, "fold"), result.scores().number(
					row, "auroc"), result.scores().get(row, "auroc_low"), result.scores().get(row, "auroc_high"));
			}
			if (pooling == SlidePooling.ATTENTION) attention(folder, features, cohort, result, side);
			seconds("cross-validation, " + pooling, start);
		}
	}

	private static List<Path> slides(final Path folder, final int count, final int side) throws IOException {
		final List<Path> slides = new ArrayList<>();
		final Table labels = new Table("slide", "patient", "tumour");
		for (int s = 0; s < count; s++) {
			final Path file = folder.resolve(String.format("slide%02d.ome.tif", s));
			if (!Files.exists(file)) new SyntheticSlide(side, side, s % 2 * TUMOUR, SEED + s).write(file, Progress.NONE);
			slides.add(file);
			labels.add().set("slide", String.format("slide%02d", s)).set("patient", "p" + s).set("tumour", s % 2);
		}
		labels.writeCsv(folder.resolve("labels.csv"));
		return slides;
	}

	/** Of all tiles of the tumour slides: does the attention's rank within the slide tell those with tumour? */
	private static void attention(final Path folder, final Path features, final SlideCohort cohort, final SlideTraining.Result result,
		final int side) throws IOException
	{
		for (final double least : new double[] { 0.1, 0.5 }) {
			final List<double[]> truth = new ArrayList<>();
			final List<double[]> ranks = new ArrayList<>();
			double mean = 0;
			int slides = 0;
			for (final SlideTraining.Fold fold : result.folds()) {
				final Path head = folder.resolve("fold" + fold.number() + ".safetensors");
				fold.head().write(head);
				try (SlideClassifier classifier = SlideClassifier.open(head, "cpu", 0)) {
					for (final int s : fold.test()) {
						if (cohort.labels().values()[s][0] < 0.5) continue;
						final Path file = features.resolve(cohort.labels().cases().get(s) + ".h5");
						final double[] rank = Percentiles.of(classifier.attention(classifier.classify(file, Progress.NONE), 0));
						final List<double[]> own = tumour(file, new SyntheticSlide(side, side, TUMOUR, SEED + s), least);
						if (own.stream().allMatch(t -> t[0] == 0)) continue;
						final List<double[]> scores = new ArrayList<>();
						for (final double r : rank) scores.add(new double[] { r });
						mean += auroc(own, scores);
						slides++;
						truth.addAll(own);
						ranks.addAll(scores);
					}
				}
			}
			System.out.printf(Locale.ROOT, "attention against the truth (tiles with at least %.0f %% tumour: %d of %d), AUROC: %.3f over all tiles, " +
				"%.3f mean of %d slides%n", 100 * least, truth.stream().filter(t -> t[0] > 0).count(), truth.size(), auroc(truth, ranks), mean /
					slides, slides);
		}
	}

	private static double auroc(final List<double[]> truth, final List<double[]> scores) {
		return ClassificationScores.of(ScoredCases.of(List.of("tumour"), truth.toArray(double[][]::new), scores.toArray(double[][]::new)),
			new ClassificationScores.Options(0, 0, new double[] { 0.5 }, false)).get(0).auroc();
	}

	private static List<double[]> tumour(final Path file, final SyntheticSlide slide, final double least) {
		final List<double[]> truth = new ArrayList<>();
		try (SlideFeatures features = SlideFeatures.open(file)) {
			final int[] places = features.coordinates();
			for (int t = 0; t < places.length; t += 2) {
				int inside = 0;
				int all = 0;
				for (int y = 4; y < TILE; y += 8) {
					for (int x = 4; x < TILE; x += 8, all++) {
						final int u = places[t] + x;
						final int v = places[t + 1] + y;
						if (u < slide.width() && v < slide.height() && slide.at(u, v) == SyntheticSlide.TUMOUR) inside++;
					}
				}
				truth.add(new double[] { inside >= least * all ? 1 : 0 });
			}
		}
		return truth;
	}

	private static void seconds(final String what, final long start) {
		System.out.printf(Locale.ROOT, "%s done after %.0f s%n", what, (System.nanoTime() - start) / 1e9);
	}
}
