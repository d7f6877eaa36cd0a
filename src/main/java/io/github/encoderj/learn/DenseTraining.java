package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import ai.djl.training.optimizer.Optimizer;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Trains a {@link DenseDecoder} with Adam on patches drawn at random; the learning rate falls to zero along half a cosine. After each
 * epoch the moving average of the weights is scored on the validation patches, and the best average so far is kept. The same seed gives
 * the same weights, unless the time limit cuts the training short.
 */
public final class DenseTraining {

	private static final double WARM_UP_STEPS = 50;
	/** Share of the old average of the weights in the new one. */
	private static final double AVERAGE = 0.99;

	private DenseTraining() {}

	/**
	 * How long and how to train.
	 *
	 * @param epochs number of epochs
	 * @param steps patches an epoch
	 * @param learningRate highest learning rate
	 * @param minutes wall-clock limit; when the steps so far show that the epochs would take longer, fewer are planned, see {@link Schedule}
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

		/**
		 * @param progress share of the training that is over, 0..1; never falls
		 */
		Patch next(SplittableRandom random, double progress);
	}

	/**
	 * Something to do once on the way.
	 *
	 * @param share of the training after which it is done; the patches that were learned from until then were drawn at less progress
	 * @param action takes the weights as they are then
	 */
	public record Checkpoint(double share, Consumer<List<Tensor>> action) {

		/** Nothing. */
		public static final Checkpoint NONE = new Checkpoint(2, weights -> {});
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
	 * @param checkpoint on the way
	 * @throws java.util.concurrent.CancellationException if cancelled before the first epoch was over; later, what is best so far is
	 *           returned
	 */
	public static Result train(final DenseDecoder decoder, final Examples examples, final List<Patch> validation,
		final Checkpoint checkpoint, final Settings settings, final Progress progress)
	{
		try (WeightAverage average = new WeightAverage(decoder.network(), AVERAGE);
				Ahead ahead = new Ahead(examples, new SplittableRandom(settings.seed())))
		{
			return train(decoder, ahead, average, validation, checkpoint, settings, progress);
		}
	}

	private static Result train(final DenseDecoder decoder, final Ahead examples, final WeightAverage average,
		final List<Patch> validation, final Checkpoint checkpoint, final Settings settings, final Progress progress)
	{
		final Schedule schedule = new Schedule(settings.learningRate(), WARM_UP_STEPS, (long) settings.epochs() * settings.steps(), settings
			.minutes());
		final Optimizer adam = Optimizer.adam().optLearningRateTracker(schedule).build();
		final List<Epoch> curve = new ArrayList<>();
		List<Tensor> best = null;
		int bestEpoch = 0;
		double lowest = Double.POSITIVE_INFINITY;
		boolean stopped = false;
		boolean passed = false;
		for (int epoch = 1; epoch <= settings.epochs() && !stopped; epoch++) {
			double sum = 0;
			int done = 0;
			for (; done < settings.steps() && !stopped; done++) {
				if (!passed && schedule.progress() >= checkpoint.share()) {
					passed = true;
					checkpoint.action().accept(average.tensors());
				}
				sum += decoder.lossWithGradient(examples.next(schedule.progress()));
				decoder.network().step(adam);
				average.follow();
				if (done % 10 == 0) progress.report(String.format("Training, epoch %d of %d", epoch, settings.epochs()), schedule.progress());
				stopped = schedule.over() || progress.cancelled();
			}
			if (best == null) progress.check();
			final double loss = validation.stream().mapToDouble(p -> decoder.loss(p, average.weights())).average().orElse(Double.NaN);
			curve.add(new Epoch(epoch, sum / done, loss, schedule.seconds()));
			if (Double.isNaN(loss) || loss < lowest) {
				lowest = loss;
				best = average.tensors();
				bestEpoch = epoch;
			}
		}
		return new Result(best, curve, bestEpoch, !stopped);
	}

	/** Draws the next patch while the network works on the one before. */
	private static final class Ahead implements AutoCloseable {

		private final ExecutorService thread = Executors.newSingleThreadExecutor(action -> {
			final Thread t = new Thread(action, "training patches");
			t.setDaemon(true);
			return t;
		});
		private final Examples examples;
		private final SplittableRandom random;
		private final int threads = Parallel.threads();
		private Future<Patch> next;

		private Ahead(final Examples examples, final SplittableRandom random) {
			this.examples = examples;
			this.random = random;
			next = draw(0);
		}

		private Future<Patch> draw(final double progress) {
			return thread.submit(() -> Parallel.withThreads(threads, () -> examples.next(random, progress)));
		}

		/** The patch that was drawn ahead; the following one is drawn at this progress. */
		private Patch next(final double progress) {
			try {
				final Patch patch = next.get();
				next = draw(progress);
				return patch;
			}
			catch (final ExecutionException e) {
				if (e.getCause() instanceof RuntimeException cause) throw cause;
				if (e.getCause() instanceof Error cause) throw cause;
				throw new IllegalStateException(e.getCause());
			}
			catch (final InterruptedException e) {
				Thread.currentThread().interrupt();
				throw new CancellationException("Cancelled");
			}
		}

		/** Waits for the patch that is being drawn, since what it draws from may be closed next. */
		@Override
		public void close() {
			thread.shutdown();
			try {
				while (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
					// a patch takes well below a second
				}
			}
			catch (final InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}
	}
}
