package io.github.encoderj.learn;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Trains a {@link VolumeDecoder} with AdamW on batches drawn at random: the learning rate rises linearly during the first steps and falls
 * to zero along half a cosine, over the steps or over the time limit, whichever is nearer its end. The state is kept in a file every minute and when the user cancels; a training that finds it goes on from
 * there with the same batches that it would have seen, so a kill costs a minute at most. The same seed gives the same weights but for the
 * engine's rounding, which differs with the number of threads, unless the time limit cuts the training short.
 */
public final class VolumeTraining {

	private static final int WARM_UP_STEPS = 50;
	private static final double SECONDS_BETWEEN_STATES = 60;

	private VolumeTraining() {}

	/**
	 * How long and how to train.
	 *
	 * @param steps batches at most
	 * @param stepsOfEpoch batches between two points of the curve
	 * @param learningRate highest learning rate
	 * @param decay weight decay, relative to the learning rate
	 * @param minutes time limit
	 */
	public record Settings(long steps, int stepsOfEpoch, double learningRate, double decay, double minutes) {

		public Settings {
			Refusal.unless(steps > 0, "epochs: the number of training steps must be above 0.");
			Refusal.unless(learningRate > 0 && learningRate <= 1, "learning rate = %s: expected a number above 0, usually 1e-4 to 1e-3.",
				learningRate);
			Refusal.unless(minutes > 0, "minutes = %s: the time limit must be above 0.", minutes);
		}
	}

	/** Draws training batches. */
	@FunctionalInterface
	public interface Examples {

		/** The batch of a step, from 0; always the same for the same step. */
		VolumePatches batch(long step);
	}

	/**
	 * A point of the training curve.
	 *
	 * @param epoch from 1
	 * @param loss mean of the epoch's batches
	 * @param seconds of training so far
	 */
	public record Epoch(int epoch, double loss, double seconds) {}

	/**
	 * What came out; the decoder has the trained weights.
	 *
	 * @param steps batches that were learned from
	 * @param complete false when the time was up before the last step
	 */
	public record Result(List<Epoch> curve, long steps, boolean complete) {}

	/**
	 * Trains.
	 *
	 * @param decoder is changed
	 * @param purpose what the state is of: a state of another purpose is refused
	 * @param state file that the state is kept in (.safetensors) and deleted from at the end; empty keeps none
	 * @throws java.util.concurrent.CancellationException if cancelled; the state is kept
	 * @throws Refusal if the state is damaged or of another training
	 */
	public static Result train(final VolumeDecoder decoder, final Examples examples, final Settings settings, final String purpose,
		final Optional<Path> state, final Progress progress)
	{
		return train(decoder, examples, settings, purpose, state, SECONDS_BETWEEN_STATES, progress);
	}

	/** The same with another time between two states. */
	static Result train(final VolumeDecoder decoder, final Examples examples, final Settings settings, final String purpose,
		final Optional<Path> state, final double secondsBetweenStates, final Progress progress)
	{
		try (Run run = new Run(decoder, settings, purpose, state, secondsBetweenStates)) {
			run.restore();
			while (run.goesOn()) {
				if (progress.cancelled()) {
					run.keep();
					progress.check();
				}
				run.step(examples);
				if (run.optimizer.steps() % 10 == 0) progress.report("Training, step " + run.optimizer.steps(), run.done());
			}
			state.ifPresent(WholeFile::delete);
			return new Result(run.curve, run.optimizer.steps(), run.optimizer.steps() == settings.steps());
		}
	}

	/** A training under way. */
	private static final class Run implements AutoCloseable {

		private final VolumeDecoder decoder;
		private final Settings settings;
		private final String purpose;
		private final Optional<Path> state;
		private final double secondsBetweenStates;
		private final AdamW optimizer;
		private final List<Epoch> curve = new ArrayList<>();
		private final long start = System.nanoTime();
		private double before;
		private double kept;
		private double sum;

		Run(final VolumeDecoder decoder, final Settings settings, final String purpose, final Optional<Path> state,
			final double secondsBetweenStates)
		{
			this.decoder = decoder;
			this.settings = settings;
			this.purpose = purpose;
			this.state = state;
			this.secondsBetweenStates = secondsBetweenStates;
			optimizer = new AdamW(decoder.network(), settings.decay());
		}

		boolean goesOn() {
			return done() < 1;
		}

		/** Share of the steps or of the time, whichever is nearer its end. */
		double done() {
			return Math.min(1, Math.max((double) optimizer.steps() / settings.steps(), seconds() / (60 * settings.minutes())));
		}

		void step(final Examples examples) {
			sum += decoder.lossWithGradient(examples.batch(optimizer.steps()));
			optimizer.step(rate());
			final long steps = optimizer.steps();
			final boolean last = !goesOn();
			if (steps % settings.stepsOfEpoch() == 0 || last) {
				final long first = (steps - 1) / settings.stepsOfEpoch() * settings.stepsOfEpoch();
				curve.add(new Epoch(curve.size() + 1, sum / (steps - first), seconds()));
				sum = 0;
			}
			if (!last && state.isPresent() && seconds() - kept > secondsBetweenStates) keep();
		}

		private double rate() {
			return settings.learningRate() * Math.min(1, (optimizer.steps() + 1.0) / WARM_UP_STEPS) * 0.5 * (1 + Math.cos(Math.PI * done()));
		}

		private double seconds() {
			return before + (System.nanoTime() - start) / 1e9;
		}

		/** Writes the state, whole or not at all. */
		void keep() {
			kept = seconds();
			if (state.isEmpty()) return;
			final Map<String, String> metadata = new TreeMap<>();
			metadata.put("purpose", purpose);
			metadata.put("steps", Long.toString(optimizer.steps()));
			metadata.put("seconds", Double.toString(kept));
			metadata.put("sum", Double.toString(sum));
			final StringBuilder points = new StringBuilder();
			for (final Epoch epoch : curve) points.append(epoch.loss()).append(' ').append(epoch.seconds()).append(' ');
			metadata.put("curve", points.toString().trim());
			final List<Tensor> tensors = new ArrayList<>(decoder.tensors());
			tensors.addAll(optimizer.state());
			Safetensors.write(state.get(), metadata, tensors);
		}

		/** Goes on from the kept state, if there is one. */
		void restore() {
			if (state.isEmpty() || !Files.exists(state.get())) return;
			final Safetensors file = Safetensors.open(state.get());
			final Map<String, String> metadata = file.metadata();
			Refusal.unless(purpose.equals(metadata.get("purpose")), "%s is the state of another training (%s; this one is %s). Delete it, or run " +
				"the training that it is of.", state.get(), metadata.get("purpose"), purpose);
			final int moments = 2 * decoder.network().weights().length;
			final List<String> names = List.copyOf(file.names());
			final List<Tensor> tensors = decoder.tensors().stream().map(t -> file.tensor(t.name(), t.shape())).toList();
			final List<Tensor> others = new ArrayList<>();
			for (int i = 0; i < moments / 2; i++) {
				others.add(file.tensor("first." + i, tensors.get(i).shape()));
				others.add(file.tensor("second." + i, tensors.get(i).shape()));
			}
			Refusal.unless(names.size() == tensors.size() + moments, "%s holds %d tensors, expected %d. Delete it and start again.", state.get(),
				names.size(), tensors.size() + moments);
			decoder.network().set(tensors);
			try {
				optimizer.restore(others, Long.parseLong(metadata.get("steps")));
				before = Double.parseDouble(metadata.get("seconds"));
				sum = Double.parseDouble(metadata.get("sum"));
				final String[] points = metadata.get("curve").split(" ");
				for (int i = 0; i + 1 < points.length; i += 2) {
					curve.add(new Epoch(i / 2 + 1, Double.parseDouble(points[i]), Double.parseDouble(points[i + 1])));
				}
			}
			catch (final NullPointerException | NumberFormatException e) {
				throw new Refusal(state.get() + " is damaged: its metadata do not say how far the training was. Delete it and start again.", e);
			}
			kept = before;
		}

		@Override
		public void close() {
			optimizer.close();
		}
	}
}
