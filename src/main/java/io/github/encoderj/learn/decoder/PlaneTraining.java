package io.github.encoderj.learn.decoder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import ai.djl.training.optimizer.Optimizer;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.Schedule;

/**
 * Trains a {@link PlaneDecoder} with Adam on batches of whole pictures; the learning rate rises over the first steps and falls to zero
 * along half a cosine, so that the last weights are the ones to keep. The same seed gives the same weights on the same machine, unless
 * the time limit cuts the training short.
 */
public final class PlaneTraining {

	private static final double WARM_UP_STEPS = 20;

	private PlaneTraining() {}

	/**
	 * How to train.
	 *
	 * @param epochs how often every picture is seen
	 * @param batch pictures a step
	 * @param learningRate highest learning rate
	 * @param minutes wall-clock limit; when the steps so far show that the epochs would take longer, fewer are planned, see {@link Schedule}
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
		final List<Epoch> curve = new ArrayList<>();
		final List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
		final int perEpoch = (count + settings.batch() - 1) / settings.batch();
		final Schedule schedule = new Schedule(settings.learningRate(), WARM_UP_STEPS, (long) settings.epochs() * perEpoch, settings.minutes());
		final Optimizer adam = Optimizer.adam().optLearningRateTracker(schedule).build();
		boolean stopped = false;
		for (int epoch = 1; epoch <= settings.epochs() && !stopped; epoch++) {
			Collections.shuffle(order, random);
			double sum = 0;
			int done = 0;
			for (; done < perEpoch && !stopped; done++) {
				progress.report(String.format("Training, epoch %d of %d", epoch, settings.epochs()), schedule.progress());
				final List<PlaneDecoder.Example> batch = order.subList(done * settings.batch(), Math.min(count, (done + 1) * settings.batch()))
					.stream().map(pictures::apply).toList();
				sum += decoder.lossWithGradient(batch);
				decoder.step(adam);
				stopped = schedule.over() || progress.cancelled();
			}
			if (epoch == 1) progress.check();
			curve.add(new Epoch(epoch, sum / done, schedule.seconds()));
		}
		return new Result(curve, !stopped);
	}
}
