package io.github.encoderj.learn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.encoderj.base.Progress;

/** A program that trains and keeps its state after each step, writes which step it begins, and hangs before the last, to be killed. */
final class TrainingThatHangs {

	static final int STEPS = 60;

	private TrainingThatHangs() {}

	/** @param arguments state file, file of the step */
	public static void main(final String[] arguments) {
		try (VolumeDecoder decoder = VolumeDecoder.open(VolumeDecoder.random(2, 0, 2, VolumeTrainingTest.CHANNELS, 7), "cpu", 1)) {
			VolumeTraining.train(decoder, step -> {
				begun(Path.of(arguments[1]), step);
				return VolumeTrainingTest.noise(step, 0);
			}, VolumeTrainingTest.settings(STEPS), "test", Optional.of(Path.of(arguments[0])), 0, Progress.NONE);
		}
	}

	private static void begun(final Path file, final long step) {
		try {
			Files.writeString(file, "" + step);
			while (step == STEPS - 1) Thread.sleep(1000);
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
		catch (final InterruptedException e) {
			throw new IllegalStateException(e);
		}
	}
}
