package io.github.encoderj.learn.probe;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/** Trains a classifier on frozen vectors; where several values of its setting are given, the one that does best on validation cases. */
public final class ProbeTraining {

	private ProbeTraining() {}

	/**
	 * How to train.
	 *
	 * @param linear of the linear probe
	 * @param rates learning rates of the linear probe; one, or several to choose from
	 * @param cs values of C of the logistic regression, ascending; one, or several to choose from
	 * @param neighbours numbers of nearest neighbours; one, or several to choose from
	 * @param temperature of the nearest neighbours' votes
	 * @param standardise whether features are brought to mean 0 and deviation 1 first; for those that were not normalised by a network
	 */
	public record Settings(ProbeMethod method, LinearProbe.Settings linear, List<Double> rates, List<Double> cs, List<Integer> neighbours,
		double temperature, boolean standardise)
	{

		public Settings {
			Refusal.unless(!rates.isEmpty() && !cs.isEmpty() && !neighbours.isEmpty(), "There is no value of the setting of %s to try.", method);
		}

		/** One value each: the published probe's, C = 1, 20 neighbours at temperature 0.07. */
		public static Settings standard(final ProbeMethod method) {
			return new Settings(method, LinearProbe.Settings.STANDARD, List.of(LinearProbe.Settings.STANDARD.learningRate()), List.of(1.0), List
				.of(20), NearestNeighbours.TEMPERATURE, false);
		}

		/** The same with another seed. */
		public Settings withSeed(final long seed) {
			return new Settings(method, linear.withSeed(seed), rates, cs, neighbours, temperature, standardise);
		}

		/** The same with or without standardised features. */
		public Settings standardised(final boolean yes) {
			return new Settings(method, linear, rates, cs, neighbours, temperature, yes);
		}

		/** How many values are tried. */
		public int choices() {
			return switch (method) {
				case LINEAR -> rates.size();
				case LOGISTIC -> cs.size();
				case KNN -> neighbours.size();
			};
		}
	}

	/** How well probabilities fit the truth. */
	@FunctionalInterface
	public interface Criterion {

		/**
		 * Higher is better; NaN is worst.
		 *
		 * @param probabilities order [case][label]
		 * @param labels order [case][label]: 1, 0, NaN for unknown
		 */
		double of(double[][] probabilities, float[][] labels);
	}

	/**
	 * What came out.
	 *
	 * @param classifier takes features as they are: a standardisation is inside
	 * @param setting that was used or chosen, such as "learning_rate 0.005"
	 * @param validation its criterion; NaN without validation cases
	 */
	public record Result(Classifier classifier, String setting, double validation) {}

	/**
	 * Trains.
	 *
	 * @param validation cases to choose on; empty where there is nothing to choose
	 * @throws Refusal if there are no training cases, or several values but no validation cases
	 * @throws java.util.concurrent.CancellationException if cancelled
	 */
	public static Result train(final LabelledFeatures training, final Optional<LabelledFeatures> validation, final Settings settings,
		final Criterion criterion, final Progress progress)
	{
		Refusal.unless(training.size() > 0, "There are no training cases with labels. Check the label table.");
		Refusal.unless(settings.choices() == 1 || validation.isPresent(), "method = %s has %d values to choose from but no validation cases. " +
			"Give one value, or a validation part.", settings.method, settings.choices());
		final Standardisation standardisation = settings.standardise ? Standardisation.of(training.features()) : Standardisation.none(training
			.width());
		if (settings.method == ProbeMethod.KNN) return neighbours(training, validation, standardisation, settings, criterion);
		final LabelledFeatures prepared = settings.standardise ? new LabelledFeatures(standardisation.apply(training.features()), training
			.labels(), training.exclusive()) : training;
		if (settings.method == ProbeMethod.LOGISTIC) {
			final List<LinearModel> models = LogisticRegression.train(prepared, settings.cs, progress);
			return best(settings.cs.size(), i -> models.get(i).before(standardisation), i -> named("c", settings.cs.get(i)), validation,
				criterion);
		}
		final int n = settings.rates.size();
		return best(n, i -> LinearProbe.train(prepared, settings.linear.withRate(settings.rates.get(i)), progress.part((double) i / n, (i +
			1.0) / n)).before(standardisation), i -> named("learning_rate", settings.rates.get(i)), validation, criterion);
	}

	private static String named(final String name, final double value) {
		return name + String.format(Locale.ROOT, " %.4g", value);
	}

	private static Result best(final int n, final IntFunction<Classifier> model, final IntFunction<String> name,
		final Optional<LabelledFeatures> validation, final Criterion criterion)
	{
		Result best = null;
		for (int i = 0; i < n; i++) {
			final Classifier classifier = model.apply(i);
			final double score = validation.map(v -> criterion.of(classifier.probabilities(v.features()), v.labels())).orElse(Double.NaN);
			if (best == null || better(score, best.validation)) best = new Result(classifier, name.apply(i), score);
		}
		return best;
	}

	private static Result neighbours(final LabelledFeatures training, final Optional<LabelledFeatures> validation,
		final Standardisation standardisation, final Settings settings, final Criterion criterion)
	{
		final IntFunction<NearestNeighbours> with = k -> NearestNeighbours.train(training, standardisation, k, settings.temperature);
		if (validation.isEmpty()) return new Result(with.apply(settings.neighbours.get(0)), "k " + settings.neighbours.get(0), Double.NaN);
		final List<double[][]> all = with.apply(settings.neighbours.get(0)).probabilities(validation.get().features(), settings.neighbours);
		int best = 0;
		final double[] scores = new double[all.size()];
		for (int i = 0; i < scores.length; i++) {
			scores[i] = criterion.of(all.get(i), validation.get().labels());
			if (better(scores[i], scores[best])) best = i;
		}
		return new Result(with.apply(settings.neighbours.get(best)), "k " + settings.neighbours.get(best), scores[best]);
	}

	private static boolean better(final double score, final double than) {
		return score > than || Double.isNaN(than) && !Double.isNaN(score);
	}
}
