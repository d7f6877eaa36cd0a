package io.github.encoderj.wsi.classify;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.learn.Bag;
import io.github.encoderj.learn.BagTasks;
import io.github.encoderj.learn.BagTraining;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.GatedAttention;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.metrics.Table;

/**
 * Trains slide classifiers and says how good they are: slides are divided by patient into training, validation and test parts (of 5 folds:
 * 7:1:2), stratified by their labels; each fold is trained and its test slides are scored; all slides together give the pooled scores and
 * the final head.
 */
public final class SlideTraining {

	/** Type of the head files. */
	public static final String TYPE = "slides";

	private SlideTraining() {}

	/**
	 * How to train.
	 *
	 * @param folds of the cross-validation; 1: a single division, the table's own or 7:1:2
	 * @param seeds how many times all is repeated, with the seed, the seed + 1...
	 * @param bootstrap samples behind the intervals
	 * @param training of one network
	 */
	public record Settings(int folds, int seeds, SlidePooling pooling, int bootstrap, BagTraining.Settings training) {

		public Settings {
			Refusal.unless(folds >= 1, "folds = %d: expected 1 (a single division) or more.", folds);
			Refusal.unless(seeds >= 1, "seeds = %d: expected 1 or more.", seeds);
		}
	}

	/**
	 * What came out.
	 *
	 * @param head trained on all slides but those for validation; with a single division on its training slides
	 * @param scores a row for each label of each fold, then of all test slides pooled, then mean and standard deviation of the folds
	 * @param predictions a row for each test slide: probability of each label by the network that did not see it
	 * @param curve losses by epoch of each training
	 * @param roc curves of the pooled test slides
	 * @param folds the heads of the folds, for instance for maps of slides that a head has not seen
	 */
	public record Result(Head head, Table scores, Table predictions, Table curve, BufferedImage roc, List<Fold> folds) {}

	/**
	 * One training of the cross-validation.
	 *
	 * @param seed its seed
	 * @param number from 1
	 * @param test slides that it did not see, as indices into the cohort
	 * @param head that it gave
	 */
	public record Fold(long seed, int number, int[] test, Head head) {}

	/**
	 * Trains.
	 *
	 * @param device "auto", "cpu" or "gpu0", "gpu1"...
	 * @param threads threads of an operation; 0 means all cores
	 * @param version of the suite, for the head
	 * @throws Refusal if there are too few patients for the folds
	 * @throws java.util.concurrent.CancellationException if cancelled
	 */
	public static Result train(final SlideCohort cohort, final Settings settings, final String device, final int threads,
		final String version, final Progress progress)
	{
		progress.report("Looking at the features", 0);
		final List<Bag> bags = new ArrayList<>();
		for (final FeatureBag bag : cohort.bags()) bags.add(settings.pooling.of(bag));
		final float[][] values = cohort.labels().values();
		final BagTasks tasks = BagTasks.of(cohort.labels());
		final SlideScores scores = new SlideScores(cohort.labels(), settings.bootstrap, settings.training.seed());
		final int runs = settings.seeds * settings.folds + (settings.folds > 1 ? 1 : 0);
		final List<Fold> trained = new ArrayList<>();
		int run = 0;
		BagTraining.Result last = null;
		for (int s = 0; s < settings.seeds; s++) {
			final long seed = settings.training.seed() + s;
			final List<Folds.Split> splits = splits(cohort, settings.folds, seed);
			for (int f = 0; f < splits.size(); f++, run++) {
				final Folds.Split split = splits.get(f);
				last = BagTraining.train(bags, values, tasks, split, settings.training.withSeed(seed * 1000 + f), device, threads, progress.part(
					(double) run / runs, (run + 1.0) / runs));
				scores.add(seed, f + 1, split.test(), predict(bags, last.weights(), tasks, split.test(), device, threads), last);
				trained.add(new Fold(seed, f + 1, split.test(), head(cohort, settings, tasks, last, Map.of(), version)));
			}
		}
		if (settings.folds > 1) {
			final Folds.Split all = Folds.shares(cohort.labels().groups(), values, 7, 1, 0, settings.training.seed());
			last = BagTraining.train(bags, values, tasks, all, settings.training, device, threads, progress.part((runs - 1.0) / runs, 1));
			scores.addCurve("all", last);
		}
		return new Result(head(cohort, settings, tasks, last, scores.metadata(), version), scores.finished(), scores.predictions(), scores.curve(),
			scores.roc(), trained);
	}

	private static List<Folds.Split> splits(final SlideCohort cohort, final int folds, final long seed) {
		final List<String> groups = cohort.labels().groups();
		final float[][] values = cohort.labels().values();
		if (folds > 1) return Folds.cross(groups, values, folds, 1.0 / 8, seed);
		final Optional<Folds.Split> own = cohort.labels().ownSplit();
		return List.of(own.isPresent() ? own.get() : Folds.shares(groups, values, 7, 1, 2, seed));
	}

	private static double[][] predict(final List<Bag> bags, final List<Tensor> weights, final BagTasks tasks, final int[] slides,
		final String device, final int threads)
	{
		try (GatedAttention attention = GatedAttention.open(weights, device, threads)) {
			return IntStream.of(slides).mapToObj(s -> tasks.probabilities(attention.apply(bags.get(s), Progress.NONE).outputs())).toArray(
				double[][]::new);
		}
	}

	private static Head head(final SlideCohort cohort, final Settings settings, final BagTasks tasks, final BagTraining.Result result,
		final Map<String, String> scores, final String version)
	{
		final FeatureBag first = cohort.bags().get(0);
		final BagTraining.Settings training = settings.training;
		final Map<String, String> metadata = new TreeMap<>();
		metadata.put("encoder", first.encoder());
		metadata.put("encoder_sha256", first.sha256());
		metadata.put("preprocessing", first.preprocessing());
		metadata.put("version", version);
		metadata.put("tasks", tasks.toText());
		metadata.put("pooling", settings.pooling.toString());
		metadata.put("setting.slides", String.valueOf(cohort.size()));
		metadata.put("setting.epochs", training.epochs() + ", patience " + training.patience() + " after " + training.patientEpochs());
		metadata.put("setting.epoch", String.valueOf(result.best()));
		metadata.put("setting.adam", training.rate() + ", L2 " + training.decay());
		metadata.put("setting.instance_loss", String.valueOf(training.instances()));
		metadata.put("setting.balance", String.valueOf(training.balance()));
		metadata.put("setting.folds", settings.folds + ", seeds " + settings.seeds + " from " + training.seed());
		metadata.putAll(scores);
		return new Head(TYPE, metadata, result.weights(), new ImageStatistics(new double[] { 1, 1, 1 }, "pixel", 0, 1, result.scale()
			.mean(), result.scale().deviation()));
	}
}
