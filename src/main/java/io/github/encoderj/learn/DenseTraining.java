package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Trains a {@link DenseDecoder} with Adam on patches drawn at random; the learning rate falls to zero along half a cosine. After each
 * epoch the validation patches are scored and the best weights so far are kept. The same seed gives the same weights, unless the time
 * limit cuts the training short.
 */
public final class DenseTraining {

	private static final double WARM_UP_STEPS = 50;
	/** Share of the time limit after which the speed is known well enough to plan by it. */
	private static final double PLANNING_SHARE = 0.2;

	private DenseTraining() {}

	/**
	 * How long and how to train.
	 *
	 * @param epochs number of epochs
	 * @param steps patches an epoch
	 * @param learningRate highest learning rate
	 * @param minutes wall-clock limit; when the steps so far show that the epochs would take longer, fewer are planned
	 * @param seed decides which patches are drawn
	 */
	public record Settings(int epochs, int steps, double learningRate, double minutes, long seed) {

		public Settings {
			Refusal.unless(epochs > 0, "epochs = %d: the number of epochs must be above 0.", epochs);
			Refusal.unless(steps > 0, "steps = %d: the number of patches an epoch must be above 0.", steps);
			Refusal.unless(minutes > 0, "minutes = %s: the time limit must be above 0.", minutes);
		}
	}

	/** Draws training patches. */
	@FunctionalInterface
	public interface Examples {

		Patch next(SplittableRandom random);
	}

	/**
	 * A point of the training curve.
	 *
	 * @param epoch from 1
	 * @param training mean loss of the epoch's patches
	 * @param validation mean loss of the validation patches, or NaN without any
	 * @param seconds since the start
	 */
	public record Epoch(int epoch, double training, double validation, double seconds) {}

	/**
	 * What came out.
	 *
	 * @param weights those of the epoch with the lowest validation loss (of the last epoch without validation)
	 * @param best its number, from 1
	 * @param complete false when the user cancelled or the time was up before the last epoch
	 */
	public record Result(List<Tensor> weights, List<Epoch> curve, int best, boolean complete) {}

	/**
	 * Trains.
	 *
	 * @param decoder is changed
	 * @param examples training patches
	 * @param validation may be empty
	 * @throws java.util.concurrent.CancellationException if cancelled before the first epoch was over; later, what is best so far is
	 *           returned
	 */
	public static Result train(final DenseDecoder decoder, final Examples examples, final List<Patch> validation,
		final Settings settings, final Progress progress)
	{
		final SplittableRandom random = new SplittableRandom(settings.seed());
		final Rate rate = new Rate(settings);
		final Optimizer adam = Optimizer.adam().optLearningRateTracker(rate).build();
		final List<Epoch> curve = new ArrayList<>();
		final long start = System.nanoTime();
		List<Tensor> best = null;
		int bestEpoch = 0;
		double lowest = Double.POSITIVE_INFINITY;
		boolean stopped = false;
		long planned = (long) settings.epochs() * settings.steps();
		long steps = 0;
		for (int epoch = 1; epoch <= settings.epochs() && !stopped; epoch++) {
			double sum = 0;
			int done = 0;
			for (; done < settings.steps() && !stopped; done++, steps++) {
				rate.progress = (double) steps / planned;
				sum += decoder.lossWithGradient(examples.next(random));
				decoder.network().step(adam);
				if (done % 10 == 0) progress.report(String.format("Training, epoch %d of %d", epoch, settings.epochs()), rate.progress);
				final double used = seconds(start) / (60 * settings.minutes());
				if (used > PLANNING_SHARE) planned = Math.min(planned, (long) ((steps + 1) / used) + 1);
				stopped = progress.cancelled() || used >= 1 || steps + 1 >= planned && planned < (long) settings.epochs() * settings.steps();
			}
			if (best == null) progress.check();
			final double loss = validation.stream().mapToDouble(decoder::loss).average().orElse(Double.NaN);
			curve.add(new Epoch(epoch, sum / done, loss, seconds(start)));
			if (Double.isNaN(loss) || loss < lowest) {
				lowest = loss;
				best = decoder.tensors();
				bestEpoch = epoch;
			}
		}
		return new Result(best, curve, bestEpoch, !stopped);
	}

	private static double seconds(final long start) {
		return (System.nanoTime() - start) / 1e9;
	}

	/** Warm-up, then half a cosine to zero. */
	private static final class Rate implements Tracker {

		private final Settings settings;
		private double progress;

		private Rate(final Settings settings) {
			this.settings = settings;
		}

		@Override
		public float getNewValue(final int update) {
			final double warmUp = Math.min(1, update / WARM_UP_STEPS);
			return (float) (settings.learningRate() * warmUp * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress))));
		}
	}
}
