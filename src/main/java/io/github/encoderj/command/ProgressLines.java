package io.github.encoderj.command;

import org.scijava.app.event.StatusEvent;
import org.scijava.event.EventHandler;

/** Writes the progress of commands to standard error, a line for each new stage and every ten seconds, for those who watch a batch job. */
final class ProgressLines {

	private static final long INTERVAL = 10_000_000_000L; // ns

	private String lastStage = "";
	private long lastLine = System.nanoTime() - INTERVAL;

	/** SciJava calls this whenever a command reports. */
	@EventHandler
	synchronized void onEvent(final StatusEvent event) {
		if (event.getProgressMaximum() <= 0 || event.getStatusMessage() == null || event.getStatusMessage().isEmpty()) return;
		final String stage = event.getStatusMessage().replaceAll(", about .*", "").replaceAll("\\d+", "#"); // "epoch 3" is no new stage
		final long now = System.nanoTime();
		if (stage.equals(lastStage) && now - lastLine < INTERVAL) return;
		lastStage = stage;
		lastLine = now;
		System.err.printf("%3d %%  %s%n", 100L * event.getProgressValue() / event.getProgressMaximum(), event.getStatusMessage());
	}
}
