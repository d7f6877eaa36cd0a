package io.github.encoderj.learn.decoder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * Trains a {@link PlaneDecoder} with Adam on batches of whole pictures; the learning rate rises over the first steps and falls to zero
 * along half a cosine, so that the last weights are the ones to keep. The same seed gives the same weights on the same machine, unless
 * the time limit cuts the training short.
 */
public final class PlaneTraining {

	private static final double WARM_UP_STEPS = 20;
	/** Share of the time limit after which the speed is known well enough to plan by it. */
	private static final double PLANNING_SHARE = 0.2;

	private PlaneTraining() {}

	/**
	 * How to train.
	 *
	 * @param epochs how often every picture is seen
	 * @param batch pictures a step
	 * @param learningRate highest learning rate
	 * @param minutes wall-clock limit; when the steps so far show that the epochs would take longer, fewer are planned
	 * @param seed decides the order
	 */
	public record Settings(int epochs, int batch, double learningRate, double minutes, long seed) {

		public Settings {
			Refusal.unless(epochs > 0, "epochs = %d: the number of epochs must be above 0.", epochs);
			Refusal.unless(batch > 0, "batch = %d: the number of pictures a step must be above 0.", batch);
			Refusal.unless(learningRate > 0 && learningRate <= 1, "learningrate = %s: expected a number above 0, at most 1.", learningRate);
			Refusal.unless(minutes > 0, "minutes = %s: the time limit must be above 0.", minutes);
		}
	}

	/**
	 * A point of the training curve.
	 *
	 * @param epoch from 1
	 * @param training mean loss of the epoch's batches
	 * @param seconds since the start
	 */
	public record Epoch(int epoch, double training, double seconds) {}

	/**
	 * What came out.
	 *
	 * @param curve one point an epoch
	 * @param complete false when the user cancelled or the time was up before the last epoch
	 */
	public record Result(List<Epoch> curve, boolean complete) {}

	/**
	 * Trains.
	 *
	 * @param decoder is changed
	 * @param count number of pictures
	 * @param pictures the i-th, asked for whenever it is learned from
	 * @throws java.util.concurrent.CancellationException if cancelled before the first epoch was over
	 */
	public static Result train(final PlaneDecoder decoder, final int count, final IntFunction<PlaneDecoder.Example> pictures,
		final Settings settings, final Progress progress)
	{
		final Random random = new Random(settings.seed());
		final Rate rate = new Rate(settings.learningRate());
		final Optimizer adam = Optimizer.adam().optLearningRateTracker(rate).build();
		final List<Epoch> curve = new ArrayList<>();
		final List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
		final long start = System.nanoTime();
		final int perEpoch = (count + settings.batch() - 1) / settings.batch();
		final long all = (long) settings.epochs() * perEpoch;
		long planned = all;
		long steps = 0;
		boolean stopped = false;
		for (int epoch = 1; epoch <= settings.epochs() && !stopped; epoch++) {
			Collections.shuffle(order, random);
			double sum = 0;
			int done = 0;
			for (; done < perEpoch && !stopped; done++, steps++) {
				rate.progress = (double) steps / planned;
				progress.report(String.format("Training, epoch %d of %d", epoch, settings.epochs()), rate.progress);
				final List<PlaneDecoder.Example> batch = order.subList(done * settings.batch(), Math.min(count, (done + 1) * settings.batch()))
					.stream().map(pictures::apply).toList();
				sum += decoder.lossWithGradient(batch);
				decoder.step(adam);
				final double used = seconds(start) / (60 * settings.minutes());
				if (used > PLANNING_SHARE) planned = Math.min(planned, (long) ((steps + 1) / used) + 1);
				stopped = progress.cancelled() || used >= 1 || steps + 1 >= planned && planned < all;
			}
			if (epoch == 1) progress.check();
			curve.add(new Epoch(epoch, sum / done, seconds(start)));
		}
		return new Result(curve, !stopped);
	}

	private static double seconds(final long start) {
		return (System.nanoTime() - start) / 1e9;
	}

	/** Warm-up, then half a cosine to zero. */
	private static final class Rate implements Tracker {

		private final double highest;
		private double progress;

		private Rate(final double highest) {
			this.highest = highest;
		}

		@Override
		public float getNewValue(final int update) {
			return (float) (highest * Math.min(1, update / WARM_UP_STEPS) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress))));
		}
	}
}
